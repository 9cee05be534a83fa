"""Secrets that leave the keys folder, sealed under words that only people know."""

from dataclasses import dataclass, field

import nacl.pwhash.argon2id as argon2id
from nacl.exceptions import CryptoError
from nacl.secret import SecretBox
from nacl.utils import random

SHORTEST = 12
OPS, MEMORY = argon2id.OPSLIMIT_MODERATE, argon2id.MEMLIMIT_MODERATE
"""What one guess costs: three quarters of a second and 256 MB. Part of the format's version."""


class TooShort(ValueError):
    """A passphrase of fewer than twelve signs: a machine would find it."""


class WrongPassphrase(ValueError):
    """It does not open with these words, or was changed since it was sealed."""


@dataclass(frozen=True, slots=True)
class Opener:
    """What a passphrase comes to with one salt: it seals and opens without the long way again."""

    salt: bytes
    key: bytes = field(repr=False)

    @classmethod
    def new(cls, passphrase: str) -> "Opener":
        """Of words that are chosen now. Raises :class:`TooShort`."""
        if len(passphrase) < SHORTEST:
            raise TooShort
        return cls._of(passphrase, random(argon2id.SALTBYTES))

    @classmethod
    def of(cls, passphrase: str, told: dict[str, str]) -> "Opener":
        """Of the words under which this was sealed. Raises :class:`WrongPassphrase`."""
        try:
            opener = cls._of(passphrase, bytes.fromhex(told["salt"]))
        except (CryptoError, KeyError, TypeError, ValueError):
            raise WrongPassphrase from None
        opener.open(told)
        return opener

    @classmethod
    def _of(cls, passphrase: str, salt: bytes) -> "Opener":
        words = passphrase.encode()
        return cls(salt, argon2id.kdf(SecretBox.KEY_SIZE, words, salt, OPS, MEMORY))

    def seal(self, content: bytes) -> dict[str, str]:
        sealed = bytes(SecretBox(self.key).encrypt(content))
        return {"kdf": "argon2id", "salt": self.salt.hex(), "sealed": sealed.hex()}

    def open(self, told: dict[str, str]) -> bytes:
        """Raises :class:`WrongPassphrase`."""
        try:
            return bytes(SecretBox(self.key).decrypt(bytes.fromhex(told["sealed"])))
        except (CryptoError, KeyError, TypeError, ValueError):
            raise WrongPassphrase from None


def seal(passphrase: str, content: bytes) -> dict[str, str]:
    return Opener.new(passphrase).seal(content)


def open_sealed(passphrase: str, told: dict[str, str]) -> bytes:
    return Opener.of(passphrase, told).open(told)
