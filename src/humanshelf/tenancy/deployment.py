"""What one deployment holds: its keys, its libraries' stores, its control plane."""

from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

import sqlalchemy as sa
from flask import current_app

from humanshelf.tenancy.keys import KeyRefused, Keys, KeysMissing
from humanshelf.tenancy.migrate import CONTROL, migrate
from humanshelf.tenancy.scope import EXTENSION
from humanshelf.tenancy.sqlcipher import NotReadable
from humanshelf.tenancy.stores import SqliteStores, Stores, control_engine


class Settings(Protocol):
    """What tenancy needs to know: the folder of the data, and the folder of the keys."""

    @property
    def data(self) -> Path: ...
    @property
    def keys(self) -> Path: ...


class Deployment:
    def __init__(self, data: Path, keys: Keys) -> None:
        self.data, self.keys = data, keys
        self.stores: Stores = SqliteStores(data / "libraries", keys)
        self.memory: dict[str, dict[str, dict[Any, Any]]] = {}

    @cached_property
    def control(self) -> sa.Engine:
        return control_engine(self.data, self.keys)


def deployment() -> Deployment:
    found: Deployment = current_app.extensions[EXTENSION]
    return found


def prepare(settings: Settings) -> None:
    """The first start, and every upgrade: a deployment key if there is none, and the control
    plane at its newest revision. Not for a web worker: it would make keys where it only lost
    its way. Where there is data already a new key would open nothing, so none is made."""
    if (settings.keys / "deployment.key").exists():
        keys = Keys.open(settings.keys)
    elif (settings.data / "control.db").exists():
        raise KeysMissing(
            f"There is data in {settings.data} but no deployment.key in {settings.keys}:"
            " put it back, nothing can be read without it."
        )
    else:
        keys = Keys.make(settings.keys)
    engine = Deployment(settings.data, keys).control
    try:
        with engine.connect() as connection:
            migrate(connection, CONTROL)
    except NotReadable:
        raise KeyRefused(
            f"The deployment.key in {settings.keys} does not open the data in {settings.data}:"
            " it belongs to another deployment."
        ) from None
    finally:
        engine.dispose()
