from collections.abc import Iterator
from pathlib import Path
from shutil import copytree

import pytest
from flask import Flask

from .stage import make_app, set_the_stage


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The stage as it stands before each test, made once and copied: making it waits for disks."""
    folder = tmp_path_factory.mktemp("stage")
    set_the_stage(folder)
    return folder


@pytest.fixture
def app(furnished: Path, tmp_path: Path) -> Flask:
    copytree(furnished, tmp_path, dirs_exist_ok=True)
    return make_app(tmp_path)


@pytest.fixture
def inside_app(app: Flask) -> Iterator[Flask]:
    with app.app_context():
        yield app
