"""The second factor: a code from an app that counts time, or a recovery code, which works once.

Plain functions: what is stored where is the caller's. The secret is stored sealed under a key of
the library (or of the deployment, for network admins) and bound to its owner, so that one
account's secret copied into another's row opens nothing.
"""

import hmac
import secrets
from base64 import b32decode, b32encode
from datetime import datetime
from hashlib import sha256
from unicodedata import normalize

import pyotp
from nacl.exceptions import CryptoError
from nacl.secret import SecretBox

PERIOD = 30
EITHER_WAY = 1
"""Steps by which the phone's clock may be wrong."""
SIZE = 20
CODES = 10
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Of recovery codes: none that is read as another. Ten of them are some 49 bits."""
HALF = 5


def new_secret() -> str:
    """As the app takes it: 160 bits in base 32."""
    return b32encode(secrets.token_bytes(SIZE)).decode()


def address(secret: str, name: str, issuer: str) -> str:
    """What the square code says to the app. The app shows both words, to whoever opens it."""
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=issuer)


def step_of(secret: str, code: str, at: datetime, last: int = 0) -> int | None:
    """Which step of time this code is of, if it is one that may be used now.

    Never one up to ``last``: who has looked over a shoulder has a code that was used already.
    """
    now, totp, sent = int(at.timestamp()) // PERIOD, pyotp.TOTP(secret), plain(code)
    fits = [
        step
        for step in range(now - EITHER_WAY, now + EITHER_WAY + 1)
        if hmac.compare_digest(totp.generate_otp(step).encode(), sent.encode()) and step > last
    ]
    return max(fits, default=None)


def recovery_codes() -> list[str]:
    """Ten new ones, as they are shown once."""
    return ["-".join(_word() for _ in range(2)) for _ in range(CODES)]


def hashed(key: bytes, owner: bytes, code: str) -> bytes:
    """What is stored of a recovery code, however it is written. Nothing without the key."""
    return hmac.digest(key, owner + plain(code).encode(), sha256)


def plain(code: str) -> str:
    """A code as it is compared: people write it with spaces and dashes, and as they like."""
    return "".join(filter(str.isalnum, normalize("NFKC", code[:64]))).casefold()


def seal(key: bytes, owner: bytes, secret: str) -> bytes:
    """The secret, to be stored."""
    return bytes(SecretBox(key).encrypt(sha256(owner).digest() + b32decode(secret)))


def unseal(key: bytes, owner: bytes, sealed: bytes) -> str | None:
    """None if it was not sealed for this owner under this key."""
    try:
        opened = SecretBox(key).decrypt(sealed)
    except (CryptoError, ValueError, TypeError):
        return None
    whose, secret = opened[:32], opened[32:]
    return b32encode(secret).decode() if whose == sha256(owner).digest() else None


def _word() -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(HALF))
