"""No library in force: every road to a library's data raises, and none has a default."""

import os
import subprocess
import sys
import threading
from contextlib import nullcontext
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import aliased

from humanshelf.tenancy import (
    NoLibrary,
    WrongLibrary,
    current,
    db,
    deployment,
    key,
    library,
    writing,
)
from humanshelf.tenancy.models import Library

from .stage import ASTANA, BAKU, Rack, Slip, make_app


def environment():
    return {**os.environ, "PYTHONPATH": os.pathsep.join(map(os.path.abspath, sys.path))}


ROADS = {
    "orm select": lambda: db.session.scalars(sa.select(Rack)).all(),
    "column select": lambda: db.session.scalar(sa.select(Rack.title)),
    "legacy query": lambda: db.session.query(Rack).all(),
    "get": lambda: db.session.get(Rack, 1),
    "get one": lambda: db.session.get_one(Rack, 1),
    "orm update": lambda: db.session.execute(sa.update(Rack).values(title="x")),
    "core select": lambda: db.session.execute(sa.select(Rack.__table__)).all(),
    "core insert": lambda: db.session.execute(sa.insert(Rack.__table__).values(title="x")),
    "core delete": lambda: db.session.execute(sa.delete(Slip.__table__)),
    "text": lambda: db.session.execute(sa.text("select * from rack")),
    "connection": lambda: db.session.connection(),
    "bulk mappings": lambda: db.session.bulk_insert_mappings(Rack, [{"title": "x"}]),
    "raw engine": lambda: db.engine.connect(),
    "404 helper": lambda: db.get_or_404(Rack, 1),
    "writing": lambda: writing().__enter__(),
    "key": lambda: key("cookie"),
    "current": lambda: current(),
}


@pytest.mark.parametrize("road", ROADS)
def test_every_road_raises_without_a_library(inside_app, road):
    with pytest.raises(NoLibrary):
        ROADS[road]()


@pytest.mark.parametrize("road", ROADS)
def test_every_road_is_open_in_a_library(inside_app, road):
    # The negative control: what raises above raises for want of a library, not by mistake.
    with library(BAKU):
        ROADS[road]()
        db.session.rollback()


def test_an_object_made_outside_a_library_never_gets_into_one(inside_app):
    homeless = Rack(title="x")
    with pytest.raises(NoLibrary):
        db.session.add(homeless)
    with library(BAKU), pytest.raises(WrongLibrary, match="a Rack of None was offered"):
        db.session.add(homeless)


def test_there_is_no_default_database(inside_app):
    assert list(db.engines) == ["control"]
    with pytest.raises(sa.exc.UnboundExecutionError):
        db.create_all()


def test_a_setting_for_a_default_database_is_refused(app):
    app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite://"
    with pytest.raises(RuntimeError, match="no default database"):
        db.init_app(app)


SLUG = Library.__table__.c.slug
CONTROL_ROADS = {
    "orm select": sa.select(Library.slug).where(Library.slug == "baku"),
    "alias": sa.select(aliased(Library).slug).order_by(sa.literal_column("slug").desc()),
    "core select": sa.select(SLUG).order_by(SLUG.desc()),
    "exists": sa.select(sa.case((sa.exists().where(Library.slug == "baku"), "baku"))),
    "core union": sa.union(sa.select(SLUG).where(SLUG > "b"), sa.select(sa.literal("c"))),
}


@pytest.mark.parametrize("scope", [nullcontext, lambda: library(BAKU)], ids=["outside", "inside"])
@pytest.mark.parametrize("road", CONTROL_ROADS)
def test_the_control_plane_is_open_everywhere(inside_app, road, scope):
    with scope():
        assert db.session.scalars(CONTROL_ROADS[road]).first() == "baku"


def test_a_statement_on_both_planes_is_a_librarys(inside_app):
    both = sa.union(sa.select(Library.__table__.c.slug), sa.select(Rack.__table__.c.title))
    with pytest.raises(NoLibrary):
        db.session.execute(both)


def test_starting_the_app_opens_no_database(app, tmp_path):
    fresh = make_app(tmp_path).extensions["humanshelf.tenancy"]
    assert "control" not in vars(fresh)
    assert list(fresh.stores._open) == []


def test_a_thread_starts_without_a_library(app):
    seen = []

    def work():
        with app.app_context():
            try:
                seen.append(db.session.get(Rack, 1).title)
            except NoLibrary:
                seen.append("raised")

    with library(BAKU):
        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
    assert seen == ["raised"]


def test_a_greenlet_starts_without_a_library_and_writers_do_not_collide(app, tmp_path):
    tests = Path(__file__).parents[1]
    python = [sys.executable, "-W", "error", "-m", "isolation.greenlets", tmp_path]
    done = subprocess.run(python, cwd=tests, env=environment(), capture_output=True, text=True)
    assert done.stdout.splitlines() == ["spawned: NoLibrary", "written: 12 of 12"], done.stderr


def test_a_stream_that_outlives_its_library_raises(app):
    def stream():
        with app.app_context():
            yield db.session.get(Rack, 1).title

    with library(BAKU):
        late = stream()
    with pytest.raises(NoLibrary):
        next(late)


def test_the_command_line_starts_without_a_library(app):
    @app.cli.command("forgetful")
    def forgetful():
        db.session.get(Rack, 1)

    outcome = app.test_cli_runner().invoke(args=["forgetful"])
    assert type(outcome.exception) is NoLibrary


def test_a_session_kept_from_a_library_raises_once_it_is_left(inside_app):
    with library(BAKU):
        kept = db.session()
        kept.get(Rack, 1)
    with pytest.raises(NoLibrary):
        kept.get(Rack, 1)


def test_leaving_a_library_returns_its_connection(inside_app):
    for uid in (BAKU, ASTANA):
        with library(uid):
            db.session.get(Rack, 1)
        assert deployment().stores.engine_for(uid).pool.checkedout() == 0


def test_a_dying_app_context_closes_every_session_it_has_born(app):
    context = app.app_context()
    context.push()
    db.session.execute(sa.select(Library))
    with library(BAKU):
        db.session.get(Rack, 1)
        context.pop()
    assert db.session.registry.registry == {}
    assert app.extensions["humanshelf.tenancy"].control.pool.checkedout() == 0
