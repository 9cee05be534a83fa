"""bootstrap.py, loaded from its path as a module, or copied to where it can do no harm."""

import importlib.util
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
STUB = "import os, sys; print('served', os.getpid(), *sys.argv[1:])"


@pytest.fixture
def bootstrap():
    spec = importlib.util.spec_from_file_location("bootstrap_here", REPOSITORY / "bootstrap.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def elsewhere(bootstrap, tmp_path, monkeypatch):
    """The module, as if it stood in an empty folder with locks of its own."""
    for name, value in {
        "ROOT": tmp_path,
        "VENV": tmp_path / ".venv",
        "PYTHON": tmp_path / ".venv/bin/python",
        "STAMP": tmp_path / ".venv/humanshelf.json",
    }.items():
        monkeypatch.setattr(bootstrap, name, value)
    (tmp_path / "requirements").mkdir()
    for name in ("run", "test", "lint"):
        bootstrap.lock_of(name).write_text(f"{name}==1\n")
    return bootstrap


@pytest.fixture
def pip(elsewhere, monkeypatch):
    """Stands in for the slow part: notes what is installed, and can be told to fail."""

    pip = SimpleNamespace(installed=[], failure=None)

    def make_venv():
        shutil.rmtree(elsewhere.VENV, ignore_errors=True)
        elsewhere.PYTHON.parent.mkdir(parents=True)
        elsewhere.PYTHON.symlink_to(sys.executable)
        elsewhere.write_stamp({})
        pip.installed.append("venv")

    def install(name):
        if pip.failure:
            raise pip.failure
        pip.installed.append(name)

    monkeypatch.setattr(elsewhere, "make_venv", make_venv)
    monkeypatch.setattr(elsewhere, "install", install)
    return pip


class Copy:
    """A small repository in a folder of its own, which needs no package to serve."""

    def __init__(self, folder):
        self.folder = folder
        shutil.copy(REPOSITORY / "bootstrap.py", folder)
        (folder / "requirements").mkdir()
        self.pin("")
        (folder / "src/humanshelf").mkdir(parents=True)
        (folder / "src/humanshelf/__main__.py").write_text(STUB)

    def pin(self, lock):
        (self.folder / "requirements/run.txt").write_text(lock)

    def start(self, *args, **environ):
        environ = {**NOWHERE, **environ}
        settings = {
            k: v for k, v in os.environ.items() if not k.startswith(("PIP_", "HUMANSHELF_"))
        }
        # .venv has no pip of its own, and giving the copy one takes seconds.
        command = [sys._base_executable, self.folder / "bootstrap.py", *args]
        return subprocess.Popen(
            command,
            env={**settings, **environ},
            cwd=self.folder,
            text=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            # A suite that runs in a shell's background has SIGINT ignored, and so its children.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )

    def run(self, *args, **environ):
        """What it printed, what it complained of, and the exit code."""
        process = self.start(*args, **environ)
        said, complained = process.communicate(timeout=60)
        return said, complained, process.returncode


# No test reaches an index: port 9 of this machine refuses.
NOWHERE = {
    "PIP_CONFIG_FILE": os.devnull,
    "PIP_INDEX_URL": "http://127.0.0.1:9/simple",
    "PIP_RETRIES": "1",
}


@pytest.fixture
def copy(tmp_path):
    return Copy(tmp_path)
