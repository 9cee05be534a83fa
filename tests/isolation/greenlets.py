"""Run by a test in a process of its own, because monkey patching cannot be undone."""

from gevent import monkey

monkey.patch_all()

import sys  # noqa: E402  patched first
from pathlib import Path  # noqa: E402

import gevent  # noqa: E402

from humanshelf.tenancy import NoLibrary, db, library, writing  # noqa: E402

from .stage import BAKU, Rack, make_app  # noqa: E402

app = make_app(Path(sys.argv[1]))


def read() -> str:
    with app.app_context():
        try:
            return db.session.get(Rack, 1).title
        except NoLibrary as error:
            return type(error).__name__


def write(number: int) -> None:
    with app.app_context(), library(BAKU), writing() as session:
        session.add(Rack(title=f"rack {number}"))
        session.flush()
        # Forbidden in the product; here it lets the others run into the open transaction.
        gevent.sleep(0)


with library(BAKU):
    print("spawned:", gevent.spawn(read).get())
gevent.joinall([gevent.spawn(write, number) for number in range(12)])
with app.app_context(), library(BAKU):
    print("written:", db.session.query(Rack).count() - 1, "of 12")
