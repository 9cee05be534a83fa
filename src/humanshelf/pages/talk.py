"""The language that a reader needs, asked only where somebody can stand between two languages."""

from flask import request

from humanshelf.lending.floor import Floor


def spoken_between(floor: Floor) -> list[str]:
    """The languages that the event's interpreters speak."""
    here = [one for one in floor.interpreters.values() if not one.gone]
    return sorted({language for one in here for language in one.languages})


def talk(floor: Floor, otherwise: str | None = None) -> str | None:
    """What the form asks for; where it did not ask, as it was. None: any of the book's will do."""
    if "talk" not in request.form:
        return otherwise
    sent = request.form["talk"]
    return sent if sent in spoken_between(floor) else None
