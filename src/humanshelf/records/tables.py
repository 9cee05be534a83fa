"""All tables of a library's store in one place, for migrations, exports and tests."""

from functools import cache
from hashlib import sha256
from pathlib import Path

from sqlalchemy import Connection

from humanshelf.records import (
    activity,
    books,
    devices,
    entrance_rows,
    erasures,
    events,
    exhibits,
    factors,
    feedback,
    passkeys,
    pieces,
    plans,
    profile,
    publications,
    quotes,
    staff,
    survey_rows,
    themes,
    vault_rows,
)
from humanshelf.tenancy import deployment
from humanshelf.tenancy.db import Base
from humanshelf.tenancy.migrate import head, migrate

__all__ = [
    "MIGRATIONS",
    "activity",
    "books",
    "devices",
    "entrance_rows",
    "erasures",
    "events",
    "exhibits",
    "factors",
    "feedback",
    "make",
    "metadata",
    "newest",
    "passkeys",
    "pieces",
    "plans",
    "profile",
    "publications",
    "quotes",
    "staff",
    "survey_rows",
    "themes",
    "upgrade",
    "vault_rows",
    "version",
]

MIGRATIONS = Path(__file__).parent / "migrations"
metadata = Base.metadata


def upgrade(connection: Connection) -> None:
    """Bring one library's store to the newest revision."""
    migrate(connection, MIGRATIONS)


def newest() -> str | None:
    """The revision that this code knows."""
    return _newest(MIGRATIONS)


def version() -> str:
    """Names the newest schema so that another, even of the same revision, has another name."""
    return _version(MIGRATIONS)


def make(uid: str) -> None:
    """The store of a new library, whose secret is there, at the newest revision."""
    deployment().stores.create(uid, upgrade, version())


@cache
def _newest(location: Path) -> str | None:
    return head(location)


@cache
def _version(location: Path) -> str:
    scripts = sorted((location / "versions").glob("*.py"))
    told = sha256(b"".join(script.read_bytes() for script in scripts)).hexdigest()
    return f"{_newest(location)}-{told[:12]}"
