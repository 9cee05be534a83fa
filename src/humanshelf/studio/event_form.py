"""The form of an event: what was typed stays, and what is wrong is said field by field."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from humanshelf.pages.clock import clock
from humanshelf.pages.localtime import moments, offset
from humanshelf.records.preparing import TEXTS, Plan
from humanshelf.studio.clashes import between
from humanshelf.studio.numbers import whole
from humanshelf.studio.parts.clock import city

LENGTHS = {"title": 120, "place": 200, "room": 80, "side_room": 80}
TIMES = ("day", "begins", "until", "ends", "begins-which", "ends-which")
PLAIN = (*TIMES, "capacity", "tables")
LONGEST = timedelta(hours=24)
CARDS = 600
TABLES, TABLE = 60, 8
"""How many tables a hall has at most, and how long the name of one may be."""
YEARS = range(2000, 2101)


@dataclass
class Form:
    """The fields as typed. ``twice`` are the two moments that a time of day may mean, where the
    clocks show it twice; ``stands`` what somebody else has saved in a field meanwhile."""

    fields: dict[str, str]
    wrong: dict[str, str] = field(default_factory=dict)
    twice: dict[str, tuple[datetime, ...]] = field(default_factory=dict)
    stands: dict[str, str] = field(default_factory=dict)

    def texts(self, languages: list[str]) -> dict[str, dict[str, str]]:
        """Those languages in which anything is said."""
        found = {lang: {key: self.fields[f"{key}-{lang}"] for key in TEXTS} for lang in languages}
        return {lang: texts for lang, texts in found.items() if any(texts.values())}


def sent(form: Mapping[str, str], languages: list[str]) -> Form:
    names = [*PLAIN, *(f"{key}-{language}" for key in TEXTS for language in languages)]
    return Form({name: " ".join(form.get(name, "").split()) for name in names})


def filled(plan: Plan | None, languages: list[str], zone: ZoneInfo, *, dated: bool = True) -> Form:
    """The form of an event as it is planned; ``dated``: with its day and times."""
    if plan is None:
        return sent({}, languages)
    known = {
        "capacity": "" if plan.capacity is None else str(plan.capacity),
        "tables": ", ".join(plan.tables),
    }
    for language, texts in plan.texts.items():
        known |= {f"{key}-{language}": text for key, text in texts.items()}
    if dated:
        known |= timed(plan.opens, plan.closes, zone)
    form = sent(known, languages)
    if dated:
        form.twice = _twice(form.fields, zone)
    return form


def timed(opens: datetime, closes: datetime, zone: ZoneInfo) -> dict[str, str]:
    begin, end = opens.astimezone(zone), closes.astimezone(zone)
    return {
        "day": begin.date().isoformat(),
        "begins": clock(opens, zone),
        "until": "" if end.date() == begin.date() else end.date().isoformat(),
        "ends": clock(closes, zone),
        "begins-which": str(begin.fold),
        "ends-which": str(end.fold),
    }


def check(form: Form, languages: list[str], *, main: bool) -> None:
    """All but the times. What does not hold goes to ``form.wrong``, at its field. ``main``: who
    reads it needs a title in the main language."""
    fields, wrong = form.fields, form.wrong
    for key, most in LENGTHS.items():
        for language in languages:
            text = fields[f"{key}-{language}"]
            if len(text) > most or not text.isprintable():
                wrong[f"{key}-{language}"] = _("At most %(num)s signs, please.", num=most)
    if main and not fields[f"title-{languages[0]}"]:
        wrong[f"title-{languages[0]}"] = _("Please give a title in the library’s main language.")
    if fields["capacity"]:
        cards = whole(fields["capacity"])
        if cards is None or not 1 <= cards <= CARDS:
            wrong["capacity"] = between(1, CARDS)
    named = tables(fields["tables"])
    if len(named) > TABLES or len(set(named)) < len(named):
        wrong["tables"] = _("Each table once, at most %(num)s of them.", num=TABLES)
    if any(len(name) > TABLE or not name.isprintable() for name in named):
        wrong["tables"] = _("A table’s name has at most %(num)s signs.", num=TABLE)


def tables(typed: str) -> list[str]:
    return [name.strip() for name in typed.split(",") if name.strip()]


def times(
    form: Form, zone: ZoneInfo, at: datetime, before: datetime | None = None
) -> tuple[datetime, datetime] | None:
    """When it opens and closes; None if that goes wrong, which is said at the field.

    ``before`` is when it opens as it stands: who leaves that as it is may have passed it.
    """
    fields, wrong = form.fields, form.wrong
    form.twice = _twice(fields, zone)
    opens = _moment(form, "begins", "day", zone)
    closes = _moment(form, "ends", "until" if fields["until"] else "day", zone)
    if opens is None or closes is None:
        return None
    if closes <= opens:
        wrong["ends"] = _(
            "It ends before it begins. If it ends after midnight, please choose that day too."
        )
    elif closes - opens > LONGEST:
        wrong["ends"] = _("An event lasts at most %(num)s hours.", num=24)
    elif opens <= at and opens != before:
        wrong["day"] = _("This time is past already.")
    return None if wrong else (opens, closes)


def begin(form: Form, zone: ZoneInfo) -> datetime | None:
    """When it opens, if that is clear; what is wrong with it is not said here."""
    return _moment(Form(dict(form.fields)), "begins", "day", zone)


def _moment(form: Form, name: str, on: str, zone: ZoneInfo) -> datetime | None:
    day, clock = _day(form.fields[on]), _clock(form.fields[name])
    if day is None:
        form.wrong[on] = _("Please choose a day.")
    if clock is None:
        form.wrong[name] = _("Please give a time of day.")
    if day is None or clock is None:
        return None
    found = moments(day, clock, zone)
    if not found:
        form.wrong[name] = _(
            "The clocks are set forward that night: this time does not exist on that day."
        )
        return None
    which = form.fields[f"{name}-which"]
    if len(found) == 2 and which not in ("0", "1"):
        form.wrong[name] = _(
            "The clocks are set back that night: this time comes twice. Please choose one."
        )
        return None
    return found[int(which)] if len(found) == 2 else found[0]


def _twice(fields: Mapping[str, str], zone: ZoneInfo) -> dict[str, tuple[datetime, ...]]:
    found: dict[str, tuple[datetime, ...]] = {}
    for name, on in (("begins", "day"), ("ends", "until" if fields["until"] else "day")):
        day, clock = _day(fields[on]), _clock(fields[name])
        meant = moments(day, clock, zone) if day and clock is not None else ()
        if len(meant) == 2:
            found[name] = meant
    return found


def _day(typed: str) -> date | None:
    try:
        found = date.fromisoformat(typed)
    except ValueError:
        return None
    return found if found.isoformat() == typed and found.year in YEARS else None


def _clock(typed: str) -> time | None:
    try:
        found = time.fromisoformat(typed)
    except ValueError:
        return None
    return found if f"{found.hour:02}:{found.minute:02}" == typed else None


def differs(form: Form, now: Form) -> dict[str, str]:
    """What stands in those fields in which something else was typed."""
    kinds = [name for name in form.fields if not name.endswith("-which")]
    return {
        name: now.fields[name] or "—" for name in kinds if form.fields[name] != now.fields[name]
    }


def untranslated(
    texts: Mapping[str, Mapping[str, str]], languages: list[str]
) -> list[tuple[str, str]]:
    """What is said in one of the library's languages and not in another: (language, text)."""
    said = [key for key in TEXTS if any(told.get(key) for told in texts.values())]
    return [
        (language, key)
        for language in languages
        for key in said
        if not texts.get(language, {}).get(key)
    ]


def zone_told(zone: ZoneInfo, language: str, *at: datetime) -> str:
    """The zone by its city, with its distance from UTC then; with both where the clocks change
    in between."""
    ahead = list(dict.fromkeys(offset(moment, zone) for moment in at))
    return f"{city(zone.key, language)} ({' → '.join(ahead)})"
