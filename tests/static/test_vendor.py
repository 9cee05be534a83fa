"""What others wrote is here exactly as they published it."""

import hashlib
import tomllib
from pathlib import Path

import humanshelf

VENDOR = Path(humanshelf.__file__).parent / "static/vendor"
WANTED = tomllib.loads((VENDOR / "vendor.toml").read_text())


def test_each_file_has_the_hash_that_is_written_down():
    found = {
        file["name"]: hashlib.sha256((VENDOR / file["name"]).read_bytes()).hexdigest()
        for file in WANTED["file"]
    }
    assert found == {file["name"]: file["sha256"] for file in WANTED["file"]}


def test_nothing_lies_there_that_is_not_written_down():
    names = {path.name for path in VENDOR.iterdir()}
    assert names == {file["name"] for file in WANTED["file"]} | {"vendor.toml"}


def test_scripts_carry_their_version_in_the_name():
    scripts = [file["name"] for file in WANTED["file"] if file["name"].endswith(".js")]
    assert scripts == [
        f"{name}-{WANTED['version']}.min.js" for name in ("htmx", "hx-sse", "hx-csp")
    ]


def test_no_registry_is_named():
    assert "://" not in (VENDOR / "vendor.toml").read_text()
