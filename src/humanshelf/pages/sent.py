"""What forms send, read with care: anything may stand in a field."""

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
