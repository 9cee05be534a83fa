from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from .stage import set_the_stage


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    return set_the_stage(tmp_path)


@pytest.fixture
def inside_app(app: Flask) -> Iterator[Flask]:
    with app.app_context():
        yield app
