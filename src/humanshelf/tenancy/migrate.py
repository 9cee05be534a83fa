"""Bring one database to the newest revision of its scripts: the control plane, or one library.

Each script folder's env.py is two lines that call `run_env` here. Histories are linear, and the
scripts run in one transaction: a database is at the old revision or at the new one.
"""

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


def migrate(
    connection: sa.Connection, script_location: Path | str, version_table: str = VERSION_TABLE
) -> None:
    """Run the scripts that this database has not had. The connection must be outside a
    transaction, and comes back so."""
    config = _config(script_location)
    config.attributes.update(connection=connection, version_table=version_table)
    with rebuilding(connection):
        command.upgrade(config, "head")


def head(script_location: Path | str) -> str | None:
    return ScriptDirectory.from_config(_config(script_location)).get_current_head()


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


def _config(script_location: Path | str) -> Config:
    config = Config()
    config.set_main_option("script_location", str(script_location).replace("%", "%%"))
    return config
