"""What forms send, read with care: anything may stand in a field."""

from secrets import token_hex, token_urlsafe
from uuid import UUID


class Unreadable(ValueError):
    """A form holds what none of our pages sends."""


def count(sent: str | None) -> int:
    """A number of people; what is no number is a group of none, which is refused."""
    if sent is None:
        return 1
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 3 else 0


def identity(sent: str | None) -> UUID | None:
    try:
        return UUID(hex=sent or "")
    except ValueError:
        return None


def fresh_key() -> str:
    """Drawn into a form that makes something. What it makes is named after it, so that a form that
    is sent twice, or ten times at once, makes one thing and is answered alike."""
    return token_hex(4)


def key(sent: str | None) -> str:
    """The key that a form was drawn with; a fresh one where none of ours stands there."""
    found = binary((sent or "")[:8])
    return found.hex() if found and len(found) == 4 else fresh_key()


def fresh_secret() -> str:
    """Drawn into a form that makes a link, which follows from it (access.secrets.of_form). Whoever
    sends it twice is shown the link that was made, and not one that has died meanwhile."""
    return token_urlsafe(16)


def binary(sent: str | None) -> bytes | None:
    """A random id as it stands in our addresses and forms."""
    try:
        return bytes.fromhex(sent or "") or None
    except ValueError:
        return None
