"""The desk on paper: a sheet of the floor to go on with, and what was written on it afterwards."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from flask import Response, redirect, request, url_for

from humanshelf import phrases
from humanshelf.access import csrf
from humanshelf.access.marks import stays_open
from humanshelf.access.secrets import card_token
from humanshelf.desk import desk
from humanshelf.desk.floor import event_or_404, facts_of
from humanshelf.lending.card import Card, Stage
from humanshelf.lending.mistakes import BadTime, Mistake
from humanshelf.lending.plan import listed
from humanshelf.lending.step import Actor
from humanshelf.pages import page
from humanshelf.pages.clock import now
from humanshelf.pages.here import here
from humanshelf.pages.sent import Unreadable, count, identity
from humanshelf.records.floors import Change, Scene, changing

AT_A_TABLE = 3
"""Lines for each table: a reading ends, somebody sits down, nobody came."""
NEW_CARDS = 4
BELLS = 6
"""Lines for the bell, in rounds: two rounds of an outage."""
LONGEST_OUTAGE = timedelta(hours=12)
"""How far back a clock time may lie where the event has no step yet."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the form. ``book`` is its table's, or the wish of a new card.

    ``what`` is "ended", "missed", "new" (a reader without a card sat down), "card" (a new card
    that waits), or the id of a card that sat down. In rounds, where several sit at a table,
    "ended" and "missed" are followed by a hyphen and the card's id; and a line of the bell says
    "gather", "begin" or "end". ``id`` is for the card that the line makes.
    """

    name: str
    book: str
    what: str
    time: str
    id: UUID
    group: int = 1


@dataclass
class AtLine(Exception):
    """What was refused, and at which line. Nothing of the sheet was entered."""

    name: str
    reason: str


@desk.get("/desk/<event>/sheet")
@stays_open
def sheet(event: str) -> Response:
    """The floor as it stands, to print, with blank lines to write on."""
    found = event_or_404(event)
    return page("desk/sheet.html", scene=found, facts=facts_of(found), csrf=csrf.token())


@desk.get("/desk/<event>/paper")
@stays_open
def paper(event: str) -> Response:
    """The form for what happened while the desk could not be used."""
    return paper_page(event_or_404(event))


@desk.post("/desk/<event>/paper")
@stays_open
def enter_paper(event: str) -> Response:
    """Enter all lines in the order of their times, or none."""
    found = event_or_404(event)
    lines = list(sent(found))
    try:
        with changing(found.event.id) as change:
            enter(change, lines, now())
    except AtLine as refused:
        return paper_page(found, lines, refused)
    return redirect(url_for(".show", event=event), 303)  # type: ignore[return-value]


def paper_page(found: Scene, lines: Iterable[Line] = (), refused: AtLine | None = None) -> Response:
    floor = found.floor
    return page(
        "desk/paper.html",
        422 if refused else 200,
        scene=found,
        there={book: floor.at_book(book) for book in floor.shelf},
        bells=BELLS if floor.policy.rounds else 0,
        waiting=listed(floor.cards.values(), floor.policy, found.at),
        lines={line.name: line for line in lines} or Fresh(),
        refused=refused,
        at_a_table=AT_A_TABLE,
        new_cards=NEW_CARDS,
        csrf=csrf.token(),
    )


class Fresh(dict[str, Line]):
    """A form that nobody has filled in: each line with an id of its own, made when drawn."""

    def __missing__(self, name: str) -> Line:
        return Line(name, "", "", "", uuid4())


def sent(found: Scene) -> Iterator[Line]:
    """All lines of the form, filled in or not. A bell comes before what is said to the minute."""
    for number in range(BELLS if found.floor.policy.rounds else 0):
        name = f"bell{number}"
        yield Line(name, "", field("what", name), field("time", name), line_id(name))
    for book in found.floor.shelf:
        for number in range(AT_A_TABLE):
            name = f"{book}-{number}"
            yield Line(name, book, field("what", name), field("time", name), line_id(name))
    for number in range(NEW_CARDS):
        name = f"card{number}"
        book, group = field("book", name), count(field("group", name) or "1")
        what = "card" if book else ""
        yield Line(name, book, what, field("time", name), line_id(name), group)


def field(kind: str, name: str) -> str:
    return request.form.get(f"{kind}-{name}", "").strip()


def line_id(name: str) -> UUID:
    return identity(request.form.get(f"id-{name}")) or uuid4()


def enter(change: Change, lines: list[Line], at: datetime) -> None:
    """All that is filled in, as verbs of the desk. Raises :class:`AtLine`."""
    floor = change.floor
    since = floor.steps[-1].at if floor.steps else at - LONGEST_OUTAGE
    timed = [
        (when(line, since, at), line)
        for line in lines
        if (line.what or line.time) and not change.gave(line.id)
    ]
    for moment, line in sorted(timed, key=lambda one: one[0]):
        try:
            happened(change, line, moment)
        except Mistake as mistake:
            raise AtLine(line.name, phrases.refusal(mistake)) from mistake
        except Unreadable:
            raise AtLine(line.name, phrases.unreadable()) from None


def when(line: Line, since: datetime, at: datetime) -> datetime:
    """The moment that a line names by the library's clock. Raises :class:`AtLine`."""
    library = here()
    zone = library.zone if library else ZoneInfo("UTC")
    try:
        if not line.what:
            raise BadTime
        return moment_of(line.time, zone, since, at)
    except BadTime:
        words = phrases.paper_time() if line.what else phrases.paper_what()
        raise AtLine(line.name, words) from None


def moment_of(time: str, zone: ZoneInfo, since: datetime, at: datetime) -> datetime:
    """The moment between two others at which the clock showed this time. Raises BadTime.

    A clock on the wall shows whole minutes: the minute of the last step counts as after it.
    """
    hour, colon, minute = time.partition(":")
    digits = hour.isdigit() and minute.isdigit() and time.isascii()
    if not (colon and digits and len(time) <= 5 and int(hour) < 24 and int(minute) < 60):
        raise BadTime
    today = at.astimezone(zone).replace(hour=int(hour), minute=int(minute), second=0, microsecond=0)
    # An evening may run past midnight, and a clock that goes back shows an hour twice.
    for day in (today, today - timedelta(days=1)):
        for fold in (1, 0):
            moment = day.replace(fold=fold).astimezone(at.tzinfo)
            if since.replace(second=0, microsecond=0) <= moment <= at:
                return max(moment, since)
    raise BadTime


def happened(change: Change, line: Line, at: datetime) -> None:
    floor = change.floor
    what, _, whose = line.what.partition("-")
    match what:
        case "gather" if not line.book:
            floor.gather(at=at)
        case "begin" if not line.book:
            floor.begin(at=at)
        case "end" if not line.book:
            floor.end(at=at)
        case "ended":
            floor.finish(line.book, at=at, id=identity(whose))
        case "missed":
            floor.no_show(line.book, at=at, id=identity(whose))
        case "card":
            give(change, line, at)
        case "new":
            sit_down(change, line.book, give(change, line, at), at)
        case _:
            id = identity(line.what)
            if id is None:
                raise Unreadable
            sit_down(change, line.book, floor.card(id), at)


def give(change: Change, line: Line, at: datetime) -> Card:
    """A card for a reader who was served on paper."""
    change.hand_out(line.id, card_token(line.id))
    return change.floor.take(
        line.id, (line.book,), at=at, group=line.group, paper=True, actor=Actor.DESK
    )


def sit_down(change: Change, book: str, card: Card, at: datetime) -> None:
    """Called and come: who was called here before the outage only sits down."""
    if not (card.stage is Stage.CALLED and card.book == book):
        change.floor.call(book, at=at, id=card.id)
    change.floor.start(book, at=at, id=card.id)
