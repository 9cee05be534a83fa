"""A database is at its old revision or at the new one, and loses no row on the way."""

from contextlib import nullcontext

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from humanshelf.records.admins import NetworkAdmin
from humanshelf.tenancy import deployment
from humanshelf.tenancy.migrate import CONTROL, RowsLost, current_revision, head, migrate
from humanshelf.tenancy.models import Library
from humanshelf.tenancy.sqlcipher import BrokenReferences

from .conftest import BAKU

ENV = """
import sqlalchemy as sa
from humanshelf.tenancy.migrate import run_env
run_env(sa.MetaData())
"""
SCRIPT = """
import sqlalchemy as sa
from alembic import op
revision, down_revision = {revision!r}, {down!r}
CHANGES = {changes!r}
def upgrade():
    {body}
"""
FAMILY = """op.create_table("parent", sa.Column("id", sa.Integer, primary_key=True))
    op.create_table("child", sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("parent_id", sa.Integer, sa.ForeignKey("parent.id", ondelete="CASCADE")))
    op.execute("insert into parent values (1)")
    op.execute("insert into child values (1, 1), (2, 1)")"""
REBUILD = """with op.batch_alter_table("parent", recreate="always") as batch:
        batch.add_column(sa.Column("name", sa.String(20)))"""


@pytest.fixture
def scripts(folder):
    scripts = folder / "50% scripts"
    (scripts / "versions").mkdir(parents=True)
    (scripts / "env.py").write_text(ENV)
    add_script(scripts, "one", None, FAMILY)
    return scripts


def add_script(scripts, revision, down, body, *changes):
    text = SCRIPT.format(revision=revision, down=down, body=body, changes=changes)
    (scripts / "versions" / f"{revision}.py").write_text(text)


@pytest.fixture
def connection(stores):
    with stores.engine_for(BAKU).connect() as connection:
        yield connection


def count(connection, table):
    number = connection.scalar(sa.text(f"select count(*) from {table}"))
    connection.rollback()
    return number


def test_a_store_comes_to_the_newest_revision_and_says_so(connection, scripts, stores):
    assert stores.revision(BAKU) is None
    migrate(connection, scripts)
    assert stores.revision(BAKU) == head(scripts) == "one"
    add_script(scripts, "two", "one", REBUILD)
    migrate(connection, scripts)
    assert current_revision(connection) == head(scripts) == "two"


def test_two_histories_keep_apart_by_their_version_tables(connection, scripts):
    migrate(connection, scripts, version_table="other_version")
    assert current_revision(connection) is None
    assert current_revision(connection, "other_version") == "one"


def test_rebuilding_a_table_keeps_the_rows_that_point_to_it(connection, scripts):
    migrate(connection, scripts)
    add_script(scripts, "two", "one", REBUILD)
    migrate(connection, scripts)
    assert count(connection, "child") == 2
    assert connection.scalar(sa.text("pragma foreign_keys")) == 1


def test_with_foreign_keys_on_the_rows_would_vanish(connection, scripts, monkeypatch):
    # The negative control of the test above.
    migrate(connection, scripts)
    add_script(scripts, "two", "one", REBUILD, "child")
    monkeypatch.setattr("humanshelf.tenancy.migrate.rebuilding", nullcontext)
    migrate(connection, scripts)
    assert count(connection, "child") == 0


def test_a_rebuilt_table_is_still_strict(connection, scripts):
    migrate(connection, scripts)
    add_script(scripts, "two", "one", REBUILD)
    migrate(connection, scripts)
    strict = connection.execute(
        sa.text("select name from pragma_table_list where schema = 'main' and strict")
    )
    assert sorted(strict.scalars()) == ["alembic_version", "child", "note", "parent"]


def test_a_script_that_fails_leaves_the_store_as_it_was(connection, scripts):
    migrate(connection, scripts)
    add_script(scripts, "two", "one", 'op.drop_table("child")\n    raise ZeroDivisionError')
    with pytest.raises(ZeroDivisionError):
        migrate(connection, scripts)
    assert current_revision(connection) == "one"
    assert count(connection, "child") == 2


def test_a_script_that_leaves_rows_pointing_to_nothing_is_taken_back(connection, scripts):
    migrate(connection, scripts)
    add_script(scripts, "two", "one", 'op.execute("delete from parent")', "parent")
    with pytest.raises(BrokenReferences, match="child points to parent"):
        migrate(connection, scripts)
    assert count(connection, "parent") == 1


@pytest.mark.parametrize(
    "body", ['op.execute("delete from child where id = 1")', 'op.drop_table("child")']
)
def test_rows_that_vanish_unsaid_are_brought_back(connection, scripts, body):
    migrate(connection, scripts)
    add_script(scripts, "two", "one", body)
    with pytest.raises(RowsLost, match="child had 2 rows and then (1|None)"):
        migrate(connection, scripts)
    assert (current_revision(connection), count(connection, "child")) == ("one", 2)


def test_a_script_that_says_so_may_take_rows_away(connection, scripts):
    migrate(connection, scripts)
    add_script(scripts, "two", "one", 'op.execute("delete from child where id = 1")', "child")
    add_script(scripts, "three", "two", "pass")
    migrate(connection, scripts)
    assert (current_revision(connection), count(connection, "child")) == ("three", 1)


def test_the_control_planes_script_makes_what_the_models_say(app):
    with deployment().control.connect() as connection:
        assert NetworkAdmin.metadata is Library.metadata
        assert compare_metadata(MigrationContext.configure(connection), Library.metadata) == []
        assert current_revision(connection) == head(CONTROL) == "0007"
