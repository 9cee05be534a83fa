"""Bring one database to the newest revision of its scripts: the control plane, or one library.

Each script folder's env.py is two lines that call `run_env` here. Histories are linear, and the
scripts run in one transaction: a database is at the old revision or at the new one. A script that
takes rows away or adds some says of which tables, ``CHANGES = {"card"}``; from any other no row may
vanish, and none may appear.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import cast

import sqlalchemy as sa
from alembic import command, context
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from humanshelf.tenancy import types
from humanshelf.tenancy.sqlcipher import rebuilding

VERSION_TABLE = "alembic_version"
CONTROL = Path(__file__).parent / "migrations"

assert types.STORED_AS, "the rules for types and STRICT must be known before a script runs"


class RowsLost(RuntimeError):
    """A migration changed how many rows a table has without saying so; it was taken back."""


def migrate(
    connection: sa.Connection, script_location: Path | str, version_table: str = VERSION_TABLE
) -> None:
    """Run the scripts that this database has not had. The connection must be outside a
    transaction, and comes back so."""
    config = _config(script_location)
    config.attributes.update(connection=connection, version_table=version_table)
    with rebuilding(connection), _all_rows_kept(connection, config):
        command.upgrade(config, "head")


def head(script_location: Path | str) -> str | None:
    return ScriptDirectory.from_config(_config(script_location)).get_current_head()


def knows(script_location: Path | str, revision: str | None) -> bool:
    """Whether a database at this revision can be brought on: it is not from newer code."""
    scripts = ScriptDirectory.from_config(_config(script_location)).walk_revisions()
    return revision in {script.revision for script in scripts}


def current_revision(connection: sa.Connection, version_table: str = VERSION_TABLE) -> str | None:
    found = MigrationContext.configure(connection, opts={"version_table": version_table})
    return found.get_current_revision()


def run_env(metadata: sa.MetaData) -> None:
    """The body of every env.py."""
    attributes = context.config.attributes
    context.configure(
        connection=cast(sa.Connection, attributes["connection"]),
        target_metadata=metadata,
        version_table=attributes["version_table"],
        render_as_batch=True,
        transactional_ddl=True,
    )
    with context.begin_transaction():
        context.run_migrations()


@contextmanager
def _all_rows_kept(connection: sa.Connection, config: Config) -> Iterator[None]:
    version_table = config.attributes["version_table"]
    was, before = current_revision(connection, version_table), _rows(connection)
    yield
    after = _rows(connection)
    for table in before.keys() - _changed(config, was) - {version_table}:
        if after.get(table) != before[table]:
            raise RowsLost(f"{table} had {before[table]} rows and then {after.get(table)}")


def _rows(connection: sa.Connection) -> dict[str, int]:
    names = sa.inspect(connection).get_table_names()
    count = sa.select(sa.func.count())
    return {
        name: connection.execute(count.select_from(sa.table(name))).scalar_one() for name in names
    }


def _changed(config: Config, was: str | None) -> set[str]:
    scripts = ScriptDirectory.from_config(config).iterate_revisions("head", was or "base")
    return {name for script in scripts for name in getattr(script.module, "CHANGES", ())}


def _config(script_location: Path | str) -> Config:
    config = Config()
    config.set_main_option("script_location", str(script_location).replace("%", "%%"))
    return config
