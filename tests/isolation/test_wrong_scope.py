"""One library's things under another: refused, although their ids are equal."""

import pickle
from contextvars import copy_context

import pytest
import sqlalchemy as sa
from sqlalchemy.orm.exc import DetachedInstanceError

from humanshelf.tenancy import LibrarySwitch, ScopeError, WrongLibrary, db, deployment, library
from humanshelf.tenancy.scope import current, current_or_none, put_in_force

from .stage import ASTANA, BAKU, NAMES, Rack, Slip


@pytest.fixture
def from_baku(inside_app):
    with library(BAKU):
        rack = db.session.get(Rack, 1)
        rack.slips  # noqa: B018  loaded while it may be
    return rack


def titles():
    """What each library's rack 1 is called, asked anew of the stores themselves."""
    seen = {}
    for uid in NAMES:
        with deployment().stores.engine_for(uid).connect() as connection:
            seen[NAMES[uid]] = connection.scalar(sa.text("select title from rack where id = 1"))
    return seen


UNTOUCHED = {"baku": "rack of baku", "astana": "rack of astana"}


def test_each_library_reads_its_own_rack_one(inside_app):
    for _ in range(3):
        for uid, name in NAMES.items():
            with library(uid):
                assert db.session.get(Rack, 1).title == f"rack of {name}"
                assert db.session.scalars(sa.select(Rack.title)).all() == [f"rack of {name}"]
                assert db.session.scalar(sa.text("select title from rack")) == f"rack of {name}"


def test_a_library_cannot_be_entered_from_another(inside_app):
    with library(BAKU):
        with pytest.raises(LibrarySwitch), library(ASTANA):
            pass
        assert current() == BAKU


def test_the_same_library_may_be_entered_again(inside_app):
    with library(BAKU):
        rack = db.session.get(Rack, 1)
        with library(BAKU):
            assert db.session.get(Rack, 1) is rack
        assert db.session.get(Rack, 1) is rack
    assert current_or_none() is None


def test_a_session_does_not_follow_into_another_library(inside_app):
    with library(BAKU):
        kept = db.session()
        kept.get(Rack, 1)
    with library(ASTANA):
        for road in (
            lambda: kept.get(Rack, 1),
            lambda: kept.scalars(sa.select(Rack)).all(),
            lambda: kept.execute(sa.text("select 1")),
        ):
            with pytest.raises(WrongLibrary):
                road()


def test_the_identity_map_of_an_open_session_does_not_answer_a_stranger(inside_app):
    def open_in_baku():
        put_in_force(BAKU)
        return db.session(), db.session.get(Rack, 1)

    kept, rack = copy_context().run(open_in_baku)
    assert rack in kept
    with library(ASTANA), pytest.raises(WrongLibrary):
        kept.get(Rack, 1)


def test_an_engine_of_another_library_cannot_be_handed_to_a_session(inside_app):
    stranger = deployment().stores.engine_for(ASTANA)
    with library(BAKU), pytest.raises(WrongLibrary):
        db.session.execute(sa.select(Rack), bind_arguments={"bind": stranger})


def test_a_carried_object_loads_nothing_more(inside_app):
    with library(BAKU):
        rack = db.session.get(Rack, 1)
    with library(ASTANA), pytest.raises(DetachedInstanceError):
        rack.slips  # noqa: B018  the access is the test


CARRIERS = {
    "as it is": lambda thing: thing,
    "through a pickle": lambda thing: pickle.loads(pickle.dumps(thing)),
}


@pytest.mark.parametrize("carry", CARRIERS.values(), ids=CARRIERS)
@pytest.mark.parametrize("verb", ["add", "merge", "delete"])
def test_a_carried_object_is_refused(from_baku, carry, verb):
    from_baku.title = "overwritten"
    with library(ASTANA):
        with pytest.raises(WrongLibrary):
            getattr(db.session(), verb)(carry(from_baku))
        db.session.commit()
    assert titles() == UNTOUCHED


@pytest.mark.parametrize("verb", ["add_all", "merge_all", "delete_all"])
def test_a_carried_object_is_refused_in_company(from_baku, verb):
    with library(ASTANA):
        with pytest.raises(WrongLibrary):
            getattr(db.session(), verb)([from_baku])
        db.session.commit()
    assert titles() == UNTOUCHED


def test_a_carried_object_comes_home_again(from_baku):
    # The negative control: a stamp refuses strangers, not everybody.
    with library(BAKU):
        db.session.add(pickle.loads(pickle.dumps(from_baku)))
        assert db.session.get(Rack, 1).title == "rack of baku"


def test_an_object_cannot_come_in_by_a_relationship(from_baku):
    with library(ASTANA):
        own = db.session.get(Rack, 1)
        with pytest.raises(WrongLibrary):
            own.slips.append(from_baku.slips[0])
        db.session.rollback()
        slip = db.session.get(Slip, 1)
        with pytest.raises(WrongLibrary):
            slip.rack = from_baku
        db.session.rollback()
    assert titles() == UNTOUCHED


def test_an_object_cannot_come_in_behind_a_merged_one(from_baku):
    with library(ASTANA):
        new = Slip(label="new")
        new.rack = from_baku
        with pytest.raises(WrongLibrary):
            db.session.merge(new)
        db.session.rollback()
    assert titles() == UNTOUCHED


def test_saving_in_bulk_is_refused(from_baku):
    with library(ASTANA), pytest.raises(ScopeError):
        db.session.bulk_save_objects([from_baku])
