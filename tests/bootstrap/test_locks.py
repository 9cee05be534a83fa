"""The locks pin what pyproject.toml asks for, and name no place to fetch it from."""

import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

LOCKS = "run", "test", "lint", "bench"
AGAIN = "run python3 tools/lock.py and commit requirements/"


@pytest.fixture
def asked(bootstrap):
    project = tomllib.loads((bootstrap.ROOT / "pyproject.toml").read_text())
    groups = {"run": project["project"]["dependencies"], **project["dependency-groups"]}
    return {name: [Requirement(line) for line in groups[name]] for name in LOCKS}


@pytest.fixture
def pins(bootstrap):
    """For each lock, the versions of each package; more than one where machines differ."""
    return {name: versions(bootstrap.lock_of(name).read_text()) for name in LOCKS}


@pytest.mark.parametrize("name", LOCKS)
def test_all_that_is_asked_for_is_pinned(asked, pins, name):
    missing = [
        str(requirement)
        for requirement in asked[name]
        if not any(map(requirement.specifier.contains, pins[name].get(key(requirement), [])))
    ]
    assert missing == [], AGAIN


@pytest.mark.parametrize("name", ["test", "lint", "bench"])
def test_the_locks_agree(pins, name):
    shared = pins["run"].keys() & pins[name].keys()
    assert [package for package in shared if pins[name][package] - pins["run"][package]] == [], (
        AGAIN
    )


@pytest.mark.parametrize("name", LOCKS)
def test_every_pin_has_its_hash_and_no_lock_names_a_place(bootstrap, name):
    lock = bootstrap.lock_of(name).read_text()
    kinds = re.compile(
        r"#.*|[a-z0-9.-]+(\[[a-z,]+\])?==\S+( ; [^\\]+)? \\|    --hash=sha256:[0-9a-f]{64}( \\)?"
    )
    assert [line for line in lock.splitlines() if not kinds.fullmatch(line)] == []
    assert "://" not in lock
    for entry in re.split(r"\n(?=[a-z])", lock)[1:]:
        assert "--hash=sha256:" in entry


def versions(lock):
    found = {}
    for package, version in re.findall(r"^([a-z0-9.-]+)==(\S+)", lock, re.MULTILINE):
        found.setdefault(package, set()).add(version)
    return found


def key(requirement):
    return canonicalize_name(requirement.name)
