"""The product with protections switched off: ``sabotage.py WHICH,… HOURS command …``.

The hours are by how much its clock is put forward. Started by drills, as their negative control;
what a command does can be had in a test's own process too. Each takes away what protects, and
touches nothing of what looks: ``off`` is given an object, the name of a part of it, and what
stands there instead.
"""

import sys
from importlib import import_module


def replaying(off):
    """A restore that knows nothing of what was erased since."""
    from humanshelf.libraries import backup

    off(backup, "_prepare", lambda *args: None)
    off(backup.leaving, "replay", lambda session: 0)


def losing(off):
    """A restore that loses a part."""
    import sqlalchemy as sa

    from humanshelf.libraries import backup

    whole = backup._prepare

    def prepare(uid, copy, *more):
        whole(uid, copy, *more)
        found = backup.deployment()
        with found.stores.inside(copy, found.keys.secret(uid)) as connection:
            with connection.execution_options(writing=True).begin():
                connection.execute(sa.text("DELETE FROM book_text"))

    off(backup, "_prepare", prepare)


def entering(off):
    """Everybody is taken for one who has the code."""
    off(import_module("humanshelf.access.entrance"), "inside", lambda found: True)


def capping(off):
    """A hall that takes as many cards as are asked for."""
    from humanshelf.lending.ground import Ground

    off(Ground, "most_open", property(lambda self: 9999))


def jitter(off):
    """Every phone is asked to come again after the same time."""
    off(import_module("humanshelf.live.stream"), "_retry", lambda: b"retry: 1500\n")


def telling(off):
    """Streams open, and say no more than what time it is."""
    from humanshelf.live.listener import Listener

    take = Listener.take

    def nothing(self, patience):
        take(self, patience)

    off(Listener, "take", nothing)


def shedding(off):
    """A worker opens a stream for whoever asks."""
    from humanshelf.live.hub import Hub

    off(Hub, "full", property(lambda self: self.closing))


def reserving(off):
    """A worker takes as many connections as streams, and none beside them."""
    import os

    from humanshelf import serving

    streams = int(os.environ.get("HUMANSHELF_STREAMS", "6000"))
    off(serving, "SETTINGS", serving.SETTINGS | {"worker_connections": streams})


def stepping_aside(off):
    """Passwords are hashed where the worker serves everybody else."""
    passwords = import_module("humanshelf.access.passwords")
    off(passwords, "aside", lambda work, *args: work(*args))


def keys_going(off):
    """The key of a snapshot stays when its event is forgotten."""
    off(import_module("humanshelf.tenancy.event_keys"), "destroy", lambda *args: None)


def saving(off):
    """A worker that answers before it saves, and now and then does not come to it."""
    from itertools import count

    from humanshelf.tenancy.session import PinnedSession

    commit, turns = PinnedSession.commit, count()

    def later(session):
        turn = next(turns)
        return session.rollback() if turn > 8 and turn % 3 == 0 else commit(session)

    off(PinnedSession, "commit", later)


def knowing_again(off):
    """A hall that does not know a form again: sent twice, it gives two cards."""
    from uuid import uuid4

    off(import_module("humanshelf.readers.shelf"), "reader", lambda: uuid4().hex)


def calming(off):
    """What cannot be saved is an error like any other."""
    from humanshelf import errors
    from humanshelf.tenancy import sqlcipher

    sqlcipher.UNWRITABLE.clear()
    off(errors, "unwritable", lambda error: None)


if __name__ == "__main__":
    which, hours = sys.argv.pop(1), float(sys.argv.pop(1))
    if sys.argv[1] == "serve":
        from gevent import monkey

        monkey.patch_all()
    from humanshelf.cli import main
    from humanshelf.drills.later import put_forward

    for one in which.split(","):
        globals()[one](setattr)
    put_forward(hours)
    main()
