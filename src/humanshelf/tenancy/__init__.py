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
from humanshelf.tenancy.stores import NoSuchLibrary, StoreBusy

__all__ = [
    "Base",
    "Deployment",
    "Keys",
    "LibrarySwitch",
    "NoLibrary",
    "NoSuchLibrary",
    "ScopeError",
    "StoreBusy",
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
    "writing",
    "writing_control",
]


def init_app(app: Flask) -> None:
    settings: Settings = app.config["HUMANSHELF"]
    app.extensions[EXTENSION] = Deployment(settings.data, Keys.open(settings.keys))
    db.init_app(app)
