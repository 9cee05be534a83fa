"""Two libraries with their keys and stores, without any table of the product in them."""

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
import sqlalchemy as sa
from flask import Flask

from humanshelf import tenancy
from humanshelf.tenancy.keys import Keys
from humanshelf.tenancy.stores import SqliteStores

BAKU, ASTANA = "ba00000000000001", "a500000000000002"


def furnish(connection: sa.Connection) -> None:
    connection.exec_driver_sql("create table note (id integer primary key, text text) strict")
    connection.exec_driver_sql("insert into note values (1, 'first')")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


@pytest.fixture
def settings(folder: Path) -> SimpleNamespace:
    return SimpleNamespace(data=folder / "data", keys=folder / "keys")


@pytest.fixture
def keys(settings: SimpleNamespace) -> Keys:
    keys = Keys.make(settings.keys)
    keys.create(BAKU)
    keys.create(ASTANA)
    return keys


@pytest.fixture
def stores(settings: SimpleNamespace, keys: Keys) -> Iterator[SqliteStores]:
    stores = SqliteStores(settings.data / "libraries", keys)
    stores.create(BAKU, furnish)
    stores.create(ASTANA, furnish)
    yield stores
    stores.dispose()


@pytest.fixture
def app(settings: SimpleNamespace, stores: SqliteStores) -> Iterator[Flask]:
    tenancy.prepare(settings)
    app = Flask("tenancy")
    app.config["HUMANSHELF"] = settings
    tenancy.init_app(app)
    with app.app_context():
        yield app
