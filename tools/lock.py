#!/usr/bin/env python3
"""For maintainers: pin what pyproject.toml asks for into requirements/*.txt.

    python3 tools/lock.py              after a change in pyproject.toml: keeps pins that still fit
    python3 tools/lock.py --upgrade    take the newest that fits

One lock serves Linux and macOS, x86_64 and arm64, CPython 3.11 to 3.13; that
each pinned version has a wheel for all of them is checked here. Commit the
locks together with pyproject.toml.
"""

import subprocess
import sys
import tempfile
from itertools import product
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCKS = {  # what each is made from, and the locks it must agree with
    "run": (["pyproject.toml", "-"], []),
    "test": (["--group", "pyproject.toml:test"], ["run"]),
    "lint": (["--group", "pyproject.toml:lint"], ["run", "test"]),
    "bench": (["--group", "pyproject.toml:bench"], ["run", "test", "lint"]),
}
# Where the newest version has no wheel, the last one that has.
STRAGGLERS = """
gevent>=26; sys_platform != "darwin" or python_version >= "3.12"
gevent<25.6; sys_platform == "darwin" and python_version < "3.12"
argon2-cffi-bindings>=26; sys_platform != "darwin" or platform_machine != "x86_64"
argon2-cffi-bindings<26; sys_platform == "darwin" and platform_machine == "x86_64"
webauthn>=3; sys_platform != "darwin" or platform_machine != "x86_64"
webauthn<3; sys_platform == "darwin" and platform_machine == "x86_64"
cryptography>=49; sys_platform != "darwin" or platform_machine != "x86_64"
cryptography<49; sys_platform == "darwin" and platform_machine == "x86_64"
cbor2<6; sys_platform == "darwin" and platform_machine == "x86_64"
av>=18; sys_platform != "darwin" or platform_machine != "arm64"
av<16; sys_platform == "darwin" and platform_machine == "arm64"
"""
MACHINES = (
    "x86_64-manylinux_2_28",
    "aarch64-manylinux_2_28",
    "x86_64-apple-darwin",
    "aarch64-apple-darwin",
)
PYTHONS = "3.11", "3.12", "3.13"
HEADER = "# Made by tools/lock.py from pyproject.toml. Do not edit.\n"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        subprocess.run([f"{folder}/bin/pip", "install", "--quiet", "uv"], check=True)
        uv = f"{folder}/bin/uv"
        for name, (source, neighbours) in LOCKS.items():
            lock(uv, name, source, neighbours)
        for name, machine, python in product(LOCKS, MACHINES, PYTHONS):
            check_wheels(uv, name, machine, python)


def lock(uv: str, name: str, source: list[str], neighbours: list[str]) -> None:
    path = Path("requirements", f"{name}.txt")
    agree = [f"--constraints=requirements/{neighbour}.txt" for neighbour in neighbours]
    # No index is named in the file: whoever installs brings their own.
    form = [
        "--universal",
        "--python-version=3.11",
        "--generate-hashes",
        "--no-header",
        "--no-annotate",
    ]
    upgrade = ["--upgrade"] if "--upgrade" in sys.argv else []
    command = [uv, "pip", "compile", *source, *agree, *form, *upgrade, "--no-build", "--quiet"]
    subprocess.run(
        [*command, f"--output-file={path}"], cwd=ROOT, check=True, text=True, input=STRAGGLERS
    )
    (ROOT / path).write_text(HEADER + (ROOT / path).read_text())


def check_wheels(uv: str, name: str, machine: str, python: str) -> None:
    """Stop where a pinned version would have to be built."""
    where = [f"--python-platform={machine}", f"--python-version={python}", "--target=/nonexistent"]
    how = ["--dry-run", "--no-build", "--require-hashes", "--quiet"]
    command = [uv, "pip", "install", *where, *how, "--requirements", f"requirements/{name}.txt"]
    done = subprocess.run(command, check=False, cwd=ROOT)
    print(
        f"{name:<5} {machine:<24} {python:<5}",
        "wheels for all" if done.returncode == 0 else "NOT ALL",
    )
    if done.returncode:
        sys.exit(1)


if __name__ == "__main__":
    main()
