#!/usr/bin/env python3
"""What the product is made of, for whoever has to know: a CycloneDX list on standard output.

    python3 tools/sbom.py > humanshelf.cdx.json

Read from what is installed and served, and from nowhere else: the lock of requirements/run.txt with
its hashes, and the vendored files with theirs.
"""

import json
import re
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
VENDOR = ROOT / "src/humanshelf/static/vendor/vendor.toml"
VERSION = re.compile(r'__version__ = "([^"]+)"')
PIN = re.compile(r"^([a-z0-9.-]+)(?:\[[a-z,]+\])?==(\S+)")


def bill() -> dict[str, Any]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    init = (ROOT / "src/humanshelf/__init__.py").read_text()
    vendor = tomllib.loads(VENDOR.read_text())
    scripts = [
        {
            "type": "file",
            "name": file["name"],
            "version": vendor["version"],
            "purl": f"pkg:npm/{vendor['package']}@{vendor['version']}#{file['path']}",
            "hashes": [{"alg": "SHA-256", "content": file["sha256"]}],
        }
        for file in vendor["file"]
    ]
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "name": project["name"],
                "version": VERSION.findall(init)[0],
            }
        },
        "components": [*pinned((ROOT / "requirements/run.txt").read_text()), *scripts],
    }


def pinned(lock: str) -> list[dict[str, Any]]:
    """The packages of a lock; where machines differ, each version."""
    found = []
    for entry in re.split(r"\n(?=[a-z])", lock):
        pin = PIN.match(entry)
        if pin is None:
            continue
        name, version = pin[1], pin[2]
        hashes = [
            {"alg": "SHA-256", "content": content}
            for content in re.findall("--hash=sha256:([0-9a-f]{64})", entry)
        ]
        # A lock names the hash of each wheel; which of them is installed the machine decides.
        purl = f"pkg:pypi/{name}@{version}"
        one = {"type": "library", "name": name, "version": version, "purl": purl}
        found.append(one | {"bom-ref": f"{purl}#{len(found)}", "hashes": hashes})
    return found


if __name__ == "__main__":
    print(json.dumps(bill(), indent=1))
