#!/usr/bin/env python3
"""For maintainers: fetch the files that vendor.toml names, and check them against it.

    python3 tools/vendor.py        needs npm; run time, tests and CI need none

To take another version: change version, integrity, names and hashes in
src/humanshelf/static/vendor/vendor.toml, run this, remove the old files, then play
tests/browser: what htmx does between two patch versions is not promised by anyone.
"""

import base64
import hashlib
import subprocess
import tarfile
import tempfile
import tomllib
from pathlib import Path

VENDOR = Path(__file__).resolve().parent.parent / "src/humanshelf/static/vendor"


def main() -> None:
    wanted = tomllib.loads((VENDOR / "vendor.toml").read_text())
    with tempfile.TemporaryDirectory() as folder:
        tarball = fetch(f"{wanted['package']}@{wanted['version']}", Path(folder))
        check_tarball(tarball, wanted["integrity"])
        with tarfile.open(tarball) as archive:
            taken = {file["name"]: take(archive, file) for file in wanted["file"]}
    for name, content in taken.items():
        (VENDOR / name).write_bytes(content)
        print(f"{name}: {len(content)} bytes")


def fetch(package: str, folder: Path) -> Path:
    command = ["npm", "pack", package, "--silent"]
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)
    [tarball] = folder.glob("*.tgz")
    return tarball


def check_tarball(tarball: Path, integrity: str) -> None:
    digest = hashlib.sha512(tarball.read_bytes()).digest()
    if integrity != "sha512-" + base64.b64encode(digest).decode():
        raise SystemExit(f"{tarball.name} is not the one that vendor.toml names")


def take(archive: tarfile.TarFile, file: dict[str, str]) -> bytes:
    member = archive.extractfile(file["path"])
    content = member.read() if member else b""
    if hashlib.sha256(content).hexdigest() != file["sha256"]:
        raise SystemExit(f"{file['path']} is not the one that vendor.toml names")
    return content


if __name__ == "__main__":
    main()
