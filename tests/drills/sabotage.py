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
