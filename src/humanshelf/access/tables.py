"""Which tables this desk minds: kept in the signed cookie of this browser, for one event."""

from uuid import UUID

from flask import session

TABLES = "tables"


def minded(event_id: UUID) -> frozenset[str]:
    """The books at the tables that were marked here, for this event."""
    event, books = session.get(TABLES) or ("", [])
    return frozenset(books) if event == event_id.hex else frozenset()


def mind(event_id: UUID, books: list[str]) -> None:
    """Mind these from now on, and no others."""
    if books:
        session[TABLES] = [event_id.hex, books]
    else:
        session.pop(TABLES, None)
