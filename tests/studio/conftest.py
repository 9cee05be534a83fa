"""Passphrases that cost a test no second."""

import pytest
from nacl.pwhash import argon2id


@pytest.fixture(autouse=True)
def quick_passphrases(monkeypatch):
    monkeypatch.setattr("humanshelf.tenancy.passphrase.OPS", argon2id.OPSLIMIT_MIN)
    monkeypatch.setattr("humanshelf.tenancy.passphrase.MEMORY", argon2id.MEMLIMIT_MIN)
