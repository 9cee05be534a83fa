"""The first event: a size, a day, and a line for each book, typed or taken from the samples."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import force_locale
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.datastructures import MultiDict

from humanshelf.pages.clock import now
from humanshelf.records.firsts import FirstBook, first_event
from humanshelf.records.profile import Profile
from humanshelf.studio.parts.part import Typed, clean
from humanshelf.tenancy.session import PinnedSession

NAMES, TITLES = 40, 120
USUAL = "evening"


@dataclass(frozen=True, slots=True)
class Size:
    books: int
    hours: int


SIZES = {"try": Size(3, 2), "evening": Size(6, 3), "festival": Size(10, 5)}
MOST = max(size.books for size in SIZES.values())


def size_names() -> dict[str, str]:
    return {
        "try": _("A first try: 3 books, 2 hours"),
        "evening": _("A small evening: 6 books, 3 hours"),
        "festival": _("A festival: 10 books, 5 hours"),
    }


def samples() -> list[tuple[str, str]]:
    """Pen names and titles that are made up, in the language of the page."""
    return [
        ("Deniz", _("The night shift")),
        ("Aru", _("Three languages at one table")),
        ("Timur", _("Learning to swim at sixty")),
        ("Lala", _("The last bakery in our street")),
        ("Mira", _("A beekeeper in the city")),
        ("Kamran", _("Twenty years at sea")),
        ("Asel", _("The teacher who moved away")),
        ("Omar", _("Left-handed in a right-handed world")),
        ("Nora", _("Letters that I never sent")),
        ("Selim", _("How I learned to say no")),
    ]


def labels() -> dict[str, str]:
    lines = {f"pen-{n}": _("Book %(num)s: pen name", num=n) for n in range(1, MOST + 1)}
    lines |= {f"title-{n}": _("Book %(num)s: title", num=n) for n in range(1, MOST + 1)}
    return {
        "title": _("Name of the event"),
        "size": _("Size"),
        "day": _("Day"),
        "time": _("From"),
        "place": _("Where it is"),
        **lines,
    }


def filled(row: Profile) -> dict[str, str]:
    soon = now().astimezone(ZoneInfo(row.time_zone)).date() + timedelta(days=14)
    place = row.text("place", row.languages[0])[0]
    fields = dict.fromkeys(labels(), "")
    start = {"title": _("Our first evening"), "size": USUAL, "day": soon.isoformat()}
    return fields | start | {"time": "18:00", "place": place[:TITLES], "samples": "1", "agreed": ""}


def read(form: MultiDict[str, str], row: Profile) -> Typed:
    fields = {name: clean(form.get(name, "")).replace("\n", " ") for name in labels()}
    ticks = {name: "1" if form.get(name) == "1" else "" for name in ("samples", "agreed")}
    typed = Typed(fields | ticks)
    wrong = typed.wrong
    for name, text in fields.items():
        most = NAMES if name.startswith("pen-") else TITLES
        if len(text) > most:
            wrong[name] = _("At most %(num)s signs, please.", num=most)
    if not fields["title"]:
        wrong["title"] = _("Please give the event a name.")
    if fields["size"] not in SIZES:
        wrong["size"] = _("Choose one of these.")
    try:
        opens = opening(fields, row)
    except ValueError:
        wrong["day"] = _("Please give a day and a time, as 18:00, that the clock there shows.")
    else:
        if opens + timedelta(hours=SIZES.get(fields["size"], SIZES[USUAL]).hours) <= now():
            wrong["day"] = _("This day is over.")
    for n in range(1, MOST + 1):
        if fields[f"title-{n}"] and not fields[f"pen-{n}"]:
            wrong[f"pen-{n}"] = _("Please give this book a pen name.")
        elif fields[f"pen-{n}"] and not fields[f"title-{n}"]:
            wrong[f"title-{n}"] = _("Please give this book a title.")
    if not typed.fields["samples"] and not any(fields[f"pen-{n}"] for n in range(1, MOST + 1)):
        wrong["pen-1"] = _("Please name a book, or take the samples.")
    return typed


def opening(fields: dict[str, str], row: Profile) -> datetime:
    """The moment, in the library's time zone. A time that a clock change leaves out is none."""
    zone = ZoneInfo(row.time_zone)
    told = datetime.fromisoformat(f"{fields['day']}T{fields['time']}")
    if told.tzinfo is not None:
        raise ValueError("a time of no zone was asked for")
    moment = told.replace(tzinfo=zone).astimezone(ZoneInfo("UTC"))
    if moment.astimezone(zone).replace(tzinfo=None) != told:
        raise ValueError("the clock never shows this time")
    return moment


def books(typed: Typed, row: Profile) -> list[FirstBook]:
    """Those that were named, and if wished so many samples that the shelf is full."""
    fields, main = typed.fields, row.languages[0]
    agreed = current_user.staff_id if fields["agreed"] else None
    named = [
        FirstBook(fields[f"pen-{n}"], {main: fields[f"title-{n}"]}, agreed_by=agreed)
        for n in range(1, MOST + 1)
        if fields[f"pen-{n}"]
    ]
    if not fields["samples"]:
        return named
    told: dict[str, list[tuple[str, str]]] = {}
    for code in row.languages:
        with force_locale(code):
            told[code] = samples()
    made_up = [
        FirstBook(told[main][n][0], {code: told[code][n][1] for code in row.languages}, sample=True)
        for n in range(len(told[main]))
    ]
    return named + made_up[: max(0, SIZES[fields["size"]].books - len(named))]


def make(session: PinnedSession, typed: Typed, row: Profile, shelf: list[FirstBook]) -> str:
    """The event; its code."""
    fields, main = typed.fields, row.languages[0]
    return first_event(
        session,
        titles={main: fields["title"]},
        place={main: fields["place"]},
        opens=opening(fields, row),
        hours=SIZES[fields["size"]].hours,
        books=shelf,
        language=main,
        today=now().date(),
    )


def beside() -> dict[str, Any]:
    return {"sizes": size_names(), "most": MOST}
