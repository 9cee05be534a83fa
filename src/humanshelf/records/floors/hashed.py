"""Secret tokens, as they are stored."""

from hashlib import sha256


def hashed(token: str) -> bytes:
    """What is stored of a secret token."""
    return sha256(token.encode()).digest()
