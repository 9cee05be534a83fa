"""The stage of every test that asks for it. Folders below may have stages of their own."""

from collections.abc import Iterator
from pathlib import Path
from shutil import copytree
from typing import TYPE_CHECKING

import pytest
import time_machine

if TYPE_CHECKING:
    from flask import Flask

    from cast import House, Stage, Visitor


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """The clock, standing still until a test moves it."""
    from cast import NOW

    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture(scope="session")
def furnished_stage(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Both libraries as they stand before each test, made once and copied."""
    from cast import NOW, set_the_stage

    folder = tmp_path_factory.mktemp("stage")
    with time_machine.travel(NOW, tick=False):
        set_the_stage(folder)
    return folder


@pytest.fixture(scope="session")
def product(furnished_stage: Path) -> "Flask":
    """The application. Its compiled templates serve all tests."""
    from cast import settings_for
    from humanshelf.app import create_app

    app = create_app(settings_for(furnished_stage))
    app.testing = True
    return app


@pytest.fixture
def stage(
    product: "Flask", furnished_stage: Path, tmp_path: Path, clock: time_machine.Traveller
) -> "Iterator[Stage]":
    from cast import Stage

    copytree(furnished_stage, tmp_path / "stage")
    stage = Stage(product, tmp_path / "stage")
    stage.open()
    yield stage
    stage.close()


@pytest.fixture
def baku(stage: "Stage") -> "House":
    return stage.houses["baku"]


@pytest.fixture
def nu(stage: "Stage") -> "House":
    return stage.houses["nu"]


@pytest.fixture
def leyla(baku: "House") -> "Visitor":
    """A reader in Baku."""
    return baku.reader()


@pytest.fixture
def murad(baku: "House") -> "Visitor":
    """Another reader in Baku."""
    return baku.reader()


@pytest.fixture
def aigul(nu: "House") -> "Visitor":
    """A reader in Astana."""
    return nu.reader()


@pytest.fixture
def bolat(nu: "House") -> "Visitor":
    """Another reader in Astana."""
    return nu.reader()


@pytest.fixture
def rana(baku: "House") -> "Visitor":
    """The librarian in Baku, signed in."""
    return baku.staff("librarian")


@pytest.fixture
def samir(baku: "House") -> "Visitor":
    """The coordinator in Baku, signed in."""
    return baku.staff("coordinator")


@pytest.fixture
def dana(nu: "House") -> "Visitor":
    """The librarian in Astana, signed in."""
    return nu.staff("librarian")


@pytest.fixture
def yerlan(nu: "House") -> "Visitor":
    """The coordinator in Astana, signed in."""
    return nu.staff("coordinator")


@pytest.fixture
def stranger(stage: "Stage") -> "Visitor":
    """Somebody before a door that is not there."""
    return stage.stranger("nobody.localhost")
