"""All tables of a library's store in one place, for migrations, exports and tests."""

from pathlib import Path

from sqlalchemy import Connection

from humanshelf.records import books, events, profile, staff
from humanshelf.tenancy.db import Base
from humanshelf.tenancy.migrate import head, migrate

__all__ = ["MIGRATIONS", "books", "events", "metadata", "newest", "profile", "staff", "upgrade"]

MIGRATIONS = Path(__file__).parent / "migrations"
metadata = Base.metadata


def upgrade(connection: Connection) -> None:
    """Bring one library's store to the newest revision."""
    migrate(connection, MIGRATIONS)


def newest() -> str | None:
    return head(MIGRATIONS)
