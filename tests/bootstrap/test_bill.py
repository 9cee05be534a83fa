"""The list of what the product is made of names every pin of its lock, and every vendored file."""

import importlib.util
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def sbom():
    spec = importlib.util.spec_from_file_location("sbom", ROOT / "tools/sbom.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_pin_stands_in_it_with_its_hashes(sbom):
    lock = (ROOT / "requirements/run.txt").read_text()
    pins = re.findall(r"^([a-z0-9.-]+)(?:\[[a-z,]+\])?==(\S+)", lock, re.M)
    listed = [one for one in sbom.bill()["components"] if one["type"] == "library"]
    assert [(one["name"], one["version"]) for one in listed] == pins
    assert sum(len(one["hashes"]) for one in listed) == lock.count("--hash=sha256:")
    assert all(one["hashes"] for one in listed)


def test_every_vendored_file_stands_in_it_with_its_hash(sbom):
    wanted = tomllib.loads(sbom.VENDOR.read_text())["file"]
    listed = [one for one in sbom.bill()["components"] if one["type"] == "file"]
    assert [(one["name"], one["hashes"][0]["content"]) for one in listed] == [
        (file["name"], file["sha256"]) for file in wanted
    ]


def test_what_is_added_to_a_lock_is_added_to_it(sbom):
    entry = "made-up[extra]==1.2 ; sys_platform == 'linux' \\\n    --hash=sha256:" + "a" * 64
    assert [(one["name"], one["version"]) for one in sbom.pinned(entry)] == [("made-up", "1.2")]
