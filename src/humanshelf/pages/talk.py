"""The language that a reader needs, asked only where somebody can stand between two languages,
or where a book signs."""

from flask import request

from humanshelf.lending.floor import Floor
from humanshelf.pages.language import SIGN


def spoken_between(floor: Floor) -> list[str]:
    """The languages that the event's interpreters speak, and sign language where a book does."""
    here = [one for one in floor.interpreters.values() if not one.gone]
    signed = {SIGN} if any(SIGN in seat.own.languages for seat in floor.shelf.values()) else set()
    return sorted({language for one in here for language in one.languages} | signed)


def talk(floor: Floor, otherwise: str | None = None) -> str | None:
    """What the form asks for; where it did not ask, as it was. None: any of the book's will do."""
    if "talk" not in request.form:
        return otherwise
    sent = request.form["talk"]
    return sent if sent in spoken_between(floor) else None
