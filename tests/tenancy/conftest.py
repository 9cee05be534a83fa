"""Two libraries with keys and stores, but without any table of the product in them."""

from collections.abc import Iterator
from pathlib import Path
from shutil import copytree
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


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A deployment with two libraries, made once and copied: making it waits for disks."""
    folder = tmp_path_factory.mktemp("deployment")
    tenancy.prepare(SimpleNamespace(data=folder / "data", keys=folder / "keys"))
    keys = Keys.open(folder / "keys")
    stores = SqliteStores(folder / "data" / "libraries", keys)
    for uid in (BAKU, ASTANA):
        keys.create(uid)
        stores.create(uid, furnish)
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


@pytest.fixture
def settings(furnished: Path, folder: Path) -> SimpleNamespace:
    copytree(furnished, folder, dirs_exist_ok=True)
    return SimpleNamespace(data=folder / "data", keys=folder / "keys")


@pytest.fixture
def keys(settings: SimpleNamespace) -> Keys:
    return Keys.open(settings.keys)


@pytest.fixture
def stores(settings: SimpleNamespace, keys: Keys) -> Iterator[SqliteStores]:
    stores = SqliteStores(settings.data / "libraries", keys)
    yield stores
    stores.dispose()


@pytest.fixture
def app(settings: SimpleNamespace) -> Iterator[Flask]:
    app = Flask("tenancy")
    app.config["HUMANSHELF"] = settings
    tenancy.init_app(app)
    with app.app_context():
        yield app
