"""The product with one protection switched off: ``unsteady.py WHICH command …``, as `humanshelf`.

Started by drills, as their negative control.
"""

import sys


def hasty() -> None:
    """A worker that answers before it saves, and now and then does not come to it."""
    from itertools import count

    from humanshelf.tenancy.session import PinnedSession

    commit, turns = PinnedSession.commit, count()

    def later(session):
        turn = next(turns)
        return session.rollback() if turn > 8 and turn % 3 == 0 else commit(session)

    PinnedSession.commit = later


def forgetful() -> None:
    """A hall that does not know a form again: sent twice, it gives two cards."""
    from uuid import uuid4

    from humanshelf.readers import shelf

    shelf.reader = lambda: uuid4().hex


def loud() -> None:
    """What cannot be saved is an error like any other."""
    from humanshelf import errors
    from humanshelf.tenancy import sqlcipher

    sqlcipher.UNWRITABLE.clear()
    errors.unwritable = lambda error: None


if __name__ == "__main__":
    which = sys.argv.pop(1)
    if sys.argv[1] == "serve":
        from gevent import monkey

        monkey.patch_all()
    from humanshelf.cli import main

    globals()[which]()
    main()
