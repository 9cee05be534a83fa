"""What one deployment holds: its keys, its libraries' stores, its control plane."""

from functools import cached_property
from pathlib import Path

import sqlalchemy as sa
from flask import current_app

from humanshelf.tenancy.keys import Keys
from humanshelf.tenancy.scope import EXTENSION
from humanshelf.tenancy.stores import SqliteStores, Stores, control_engine


class Deployment:
    def __init__(self, data: Path, keys: Keys) -> None:
        self.data, self.keys = data, keys
        self.stores: Stores = SqliteStores(data / "libraries", keys)

    @cached_property
    def control(self) -> sa.Engine:
        return control_engine(self.data, self.keys)


def deployment() -> Deployment:
    found: Deployment = current_app.extensions[EXTENSION]
    return found
