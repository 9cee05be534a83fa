"""The negative control of the whole folder: a session that is not pinned leaks, and is caught.

It goes to the right file each time, and still answers with the neighbour's object.
"""

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from humanshelf.tenancy import current, deployment, library

from .stage import ASTANA, BAKU, Rack


class NaiveSession(Session):
    def get_bind(self, *args, **kwargs):
        return deployment().stores.engine_for(current())


@pytest.fixture
def session(inside_app, monkeypatch):
    with NaiveSession() as session:
        session.library = BAKU
        yield session


def test_it_answers_with_the_neighbours_object(session):
    with library(BAKU):
        baku = session.get(Rack, 1)
    with library(ASTANA):
        assert session.get(Rack, 1) is baku
        assert session.scalars(sa.select(Rack)).one().title == "rack of baku"


def test_it_writes_over_the_neighbours_row(session):
    with library(BAKU):
        baku = session.get(Rack, 1)
        session.commit()
    with library(ASTANA):
        baku.title = "written by baku"
        session.commit()
        with deployment().stores.engine_for(ASTANA).connect() as connection:
            assert connection.scalar(sa.text("select title from rack")) == "written by baku"
