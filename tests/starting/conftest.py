"""Deployments to start: one made once by the commands themselves, and copied for each test."""

from collections.abc import Iterator
from pathlib import Path
from shutil import copytree

import pytest
from commands import ROOT, humanshelf, serving

from browsing import Server


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("deployment") / "data"
    for slug in ("baku", "nu"):
        ended = humanshelf(
            "libraries", "onboard", str(ROOT / "tenants" / slug), "--sample", data=data
        )
        assert ended.code == 0, ended
    return data


@pytest.fixture
def data(made_once: Path, tmp_path: Path) -> Path:
    """A deployment with both libraries and their samples, not served yet."""
    return copytree(made_once, tmp_path / "data")


@pytest.fixture(scope="module")
def server(made_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that several tests talk to and none ends."""
    with serving(copytree(made_once, tmp_path_factory.mktemp("served") / "data")) as running:
        yield running
