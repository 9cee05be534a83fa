"""The stage of every test that asks for it. Folders below may have stages of their own."""

import os
from collections.abc import Iterator
from pathlib import Path
from shutil import copytree, disk_usage
from typing import TYPE_CHECKING

import pytest
import time_machine
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

    from cast import House, Stage, Visitor


MEMORY = Path("/dev/shm")


settings.register_profile(
    "house",
    deadline=None,
    derandomize=True,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("house")
"""The same examples in every run, however slow the machine is: a change is not refused by luck."""


def pytest_configure(config: pytest.Config) -> None:
    """Where memory can be written like a disk, and there is enough of it, tests write there: a
    store waits for the disk at each commit, and there are many."""
    if MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and disk_usage(MEMORY).free > 4 << 30:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))


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


@pytest.fixture(scope="session")
def film() -> "Callable[..., bytes]":
    """Makes a short film, with everything in it that must not stay."""
    from footage import movie

    return movie


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
def aygun(stage: "Stage") -> "Visitor":
    """A network admin, signed in."""
    return stage.admin("Aygün")


@pytest.fixture
def berik(stage: "Stage") -> "Visitor":
    """Another network admin, signed in."""
    return stage.admin("Berik")


@pytest.fixture
def stranger(stage: "Stage") -> "Visitor":
    """Somebody before a door that is not there."""
    return stage.stranger("nobody.localhost")


@pytest.fixture
def in_the_clear(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stores without encryption, so that what they hold can be found in the raw files."""
    clear(monkeypatch)


def clear(monkeypatch: pytest.MonkeyPatch) -> None:
    import sqlcipher3

    from humanshelf.tenancy.sqlcipher import Connection

    class Clear(Connection):
        def execute(self, statement, *args):
            if isinstance(statement, str) and statement.startswith("PRAGMA key"):
                return super().execute("SELECT 1")
            return super().execute(statement, *args)

    connect = sqlcipher3.connect
    monkeypatch.setattr(
        "humanshelf.tenancy.sqlcipher.sqlcipher3.connect",
        lambda *args, **options: connect(*args, **options | {"factory": Clear}),
    )


@pytest.fixture(scope="session")
def furnished_in_the_clear(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same libraries, unencrypted."""
    from cast import NOW, set_the_stage

    folder = tmp_path_factory.mktemp("clear")
    with time_machine.travel(NOW, tick=False), pytest.MonkeyPatch.context() as monkeypatch:
        clear(monkeypatch)
        set_the_stage(folder)
    return folder


@pytest.fixture
def clear_house(
    in_the_clear: None,
    furnished_in_the_clear: Path,
    tmp_path: Path,
    clock: time_machine.Traveller,
    product: "Flask",
) -> "Iterator[House]":
    """A library of its own whose store lies on the disk unencrypted."""
    from cast import Stage

    copytree(furnished_in_the_clear, tmp_path / "clear")
    stage = Stage(product, tmp_path / "clear")
    stage.open()
    yield stage.houses["baku"]
    stage.close()
