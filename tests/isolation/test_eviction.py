"""More libraries than may be open at once."""

import sqlalchemy as sa

from humanshelf.tenancy import db, deployment, library, writing

from .stage import ASTANA, BAKU, NAMES, Rack


def test_an_eviction_does_not_split_a_transaction(inside_app):
    stores = deployment().stores
    stores.max_open = 1
    with library(BAKU), writing(patience=0) as session:
        before = session.connection().connection.driver_connection
        session.add(Rack(id=2, title="second"))
        session.flush()
        stores.engine_for(ASTANA)
        assert list(stores._open) == [ASTANA]
        session.add(Rack(id=3, title="third"))
        assert session.scalar(sa.select(sa.func.count()).select_from(Rack)) == 3
        assert session.connection().connection.driver_connection is before
    with library(BAKU):
        assert db.session.scalars(sa.select(Rack.id).order_by(Rack.id)).all() == [1, 2, 3]


def test_libraries_in_turn_share_one_place(inside_app):
    deployment().stores.max_open = 1
    for _ in range(3):
        for uid, name in NAMES.items():
            with library(uid):
                assert db.session.get(Rack, 1).title == f"rack of {name}"
    assert list(deployment().stores._open) == [ASTANA]
