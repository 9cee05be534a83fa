"""The planner's form: what a hall is in a librarian's words, and what stands in its fields."""

from collections.abc import Mapping

from flask_babel import gettext as _

from humanshelf.lending.sense import contradictions
from humanshelf.records.floors import Scene
from humanshelf.rehearsing.hall import BOUNDS, Hall
from humanshelf.studio.clashes import between, sentences
from humanshelf.studio.numbers import Words, decimal, told, whole

HOURS = (BOUNDS["length"][0] / 60, BOUNDS["length"][1] / 60)
FIELDS = tuple("hours" if name == "length" else name for name in BOUNDS)


def words() -> list[Words]:
    return [
        ("books", _("Books"), _("So many sit at their tables all the time.")),
        ("hours", _("Hours"), _("From opening to end, halves too.")),
        ("readers", _("Readers expected"), _("A group on one card counts as one.")),
        ("loan", _("Reading, minutes"), _("Every reading lasts its full time.")),
        (
            "changeover",
            _("Between readings, minutes"),
            _("For the book to breathe, and for the next reader to sit down."),
        ),
        ("wishes", _("Books on one card"), _("A reader may choose so many, in order.")),
        (
            "rest_after",
            _("Break after so many readings"),
            _("0: no breaks."),
        ),
        ("rest", _("Break, minutes"), _("Nobody is called to the book meanwhile.")),
        (
            "book_readings",
            _("Readings per book, at most"),
            _("Then the book is done for the day. 0: no limit."),
        ),
        ("interpreters", _("Interpreters"), _("So many are there all the time.")),
        (
            "foreign",
            _("Readers with an interpreter, of a hundred"),
            _("So many share no language with the books."),
        ),
    ]


def as_typed(hall: Hall) -> dict[str, str]:
    values = {name: told(getattr(hall, name)) for name in BOUNDS if name != "length"}
    return values | {"hours": told(hall.length / 60)}


def of_event(found: Scene) -> Hall:
    """An event's own numbers as far as it has them, within what the planner can play."""
    floor, policy = found.floor, found.floor.policy
    shared = {name: getattr(policy, name) for name in BOUNDS if hasattr(policy, name)}
    counted = {
        "books": len(floor.shelf),
        "length": int((floor.closes - floor.opens).total_seconds() // 60),
        "interpreters": sum(not one.gone for one in floor.interpreters.values()),
    }
    numbers = shared | counted
    return Hall(**{n: min(max(v, BOUNDS[n][0]), BOUNDS[n][1]) for n, v in numbers.items()})


def read(typed: Mapping[str, str]) -> tuple[Hall | None, dict[str, str]]:
    """The hall that was typed, or what is wrong with it, field by field."""
    hours = decimal(typed["hours"])
    sent = {name: whole(typed[name]) for name in BOUNDS if name != "length"}
    sent["length"] = None if hours is None else round(hours * 60)
    off = [n for n, value in sent.items() if value is None or not _within(n, value)]
    if off:
        return None, {("hours" if n == "length" else n): _bounds(n) for n in off}
    known = {name: value for name, value in sent.items() if value is not None}
    if known["loan"] > known["length"]:
        return None, {"loan": _("A reading would not fit into the event.")}
    hall = Hall(**known)
    found = [one for one in contradictions(hall.policy, hall.length) if one.field in BOUNDS]
    return (None, sentences(found)) if found else (hall, {})


def _within(name: str, value: int) -> bool:
    return BOUNDS[name][0] <= value <= BOUNDS[name][1]


def _bounds(name: str) -> str:
    return between(*(HOURS if name == "length" else BOUNDS[name]))
