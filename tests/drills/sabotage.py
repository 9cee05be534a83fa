"""The product with one protection switched off: ``sabotage.py WHICH HOURS command …``.

The hours are by how much its clock is put forward. Started by drills, as their negative control.
"""

import sys


def forgetting() -> None:
    from humanshelf import start

    start.forget_by_the_clock = lambda *args, **options: 0


def replaying() -> None:
    """A restore that knows nothing of what was erased since."""
    from humanshelf.libraries import backup

    backup._prepare = lambda *args: None
    backup.leaving.replay = lambda session: 0


def losing() -> None:
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

    backup._prepare = prepare


def entering() -> None:
    """Everybody is taken for one who has the code."""
    from humanshelf.access import entrance

    entrance.inside = lambda found: True


def jitter() -> None:
    """Every phone is asked to come again after the same time."""
    from importlib import import_module

    import_module("humanshelf.live.stream")._retry = lambda: b"retry: 1500\n"


def telling() -> None:
    """Streams open, and say no more than what time it is."""
    from humanshelf.live.listener import Listener

    take = Listener.take

    def nothing(self, patience):
        take(self, patience)

    Listener.take = nothing


def shedding() -> None:
    """A worker opens a stream for whoever asks."""
    from humanshelf.live.hub import Hub

    Hub.full = property(lambda self: self.closing)


def reserving() -> None:
    """A worker takes as many connections as streams, and none beside them."""
    import os

    from humanshelf import serving

    serving.SETTINGS["worker_connections"] = int(os.environ.get("HUMANSHELF_STREAMS", "6000"))


def stepping_aside() -> None:
    """Passwords are hashed where the worker serves everybody else."""
    from humanshelf.access import passwords

    passwords.aside = lambda work, *args: work(*args)


def keys_going() -> None:
    """The key of a snapshot stays when its event is forgotten."""
    from humanshelf.tenancy import event_keys

    event_keys.destroy = lambda *args: None


if __name__ == "__main__":
    which, hours = sys.argv.pop(1), float(sys.argv.pop(1))
    if sys.argv[1] == "serve":
        from gevent import monkey

        monkey.patch_all()
    from humanshelf.cli import main
    from humanshelf.drills.later import put_forward

    globals()[which]()
    put_forward(hours)
    main()
