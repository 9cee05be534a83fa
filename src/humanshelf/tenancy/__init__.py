"""Libraries apart. The promise of this folder: no code touches a library's data unless that
library is in force, and while one is in force nothing of another can be reached.

A forgotten scope raises NoLibrary, a wrong one WrongLibrary, on every road: session, Core, text,
engine, thread, greenlet, stream. There is no default database to fall back to. Each library has
its own store and its own secret; the control plane knows only that libraries exist.
"""

from flask import Flask

from humanshelf.tenancy.db import Base, committed, db, writing, writing_control
from humanshelf.tenancy.deployment import Deployment, Settings, deployment, prepare
from humanshelf.tenancy.keys import Keys
from humanshelf.tenancy.scope import (
    EXTENSION,
    LibrarySwitch,
    NoLibrary,
    ScopeError,
    WrongLibrary,
    current,
    current_or_none,
    key,
    library,
)
from humanshelf.tenancy.sqlcipher import unwritable
from humanshelf.tenancy.stores import NoSuchLibrary, StoreBusy, StoreUnwritable

__all__ = [
    "Base",
    "Deployment",
    "Keys",
    "LibrarySwitch",
    "NoLibrary",
    "NoSuchLibrary",
    "ScopeError",
    "StoreBusy",
    "StoreUnwritable",
    "WrongLibrary",
    "committed",
    "current",
    "current_or_none",
    "db",
    "deployment",
    "init_app",
    "key",
    "library",
    "prepare",
    "unwritable",
    "writing",
    "writing_control",
]


def init_app(app: Flask, newest: str | None = None) -> None:
    """``newest`` is the schema revision that libraries must have to be served."""
    settings: Settings = app.config["HUMANSHELF"]
    found = Deployment(settings.data, Keys.open(settings.keys))
    found.newest = newest
    app.extensions[EXTENSION] = found
    db.init_app(app)
