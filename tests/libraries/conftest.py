"""Another deployment beside the stage, and passphrases that cost a test no second."""

import pytest
from nacl.pwhash import argon2id

from moving import Elsewhere


@pytest.fixture(autouse=True)
def quick_passphrases(monkeypatch):
    monkeypatch.setattr("humanshelf.tenancy.passphrase.OPS", argon2id.OPSLIMIT_MIN)
    monkeypatch.setattr("humanshelf.tenancy.passphrase.MEMORY", argon2id.MEMLIMIT_MIN)


@pytest.fixture
def elsewhere(tmp_path, clock):
    found = Elsewhere(tmp_path / "elsewhere")
    yield found
    found.close()
