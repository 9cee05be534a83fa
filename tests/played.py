"""A hall in full play: every state of a card, a table, an event, made by the core's own verbs.

What takes minutes in a hall (a late reader, a spent break) is played with times of the past, before
a server opens the same folder. Two libraries get the same hall: "autumn" busy, "quiet" open and
untouched behind a code, "last" with five calls after the last cards, "over" closed, "guests" by
invitation, and "many" with twelve tables and labels as long as they come; the samples' "winter" is
planned.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select, update

import reporting
from browsing import ROOT
from cast import HELP
from humanshelf.access.secrets import backroom_token, card_token, fresh
from humanshelf.app import create_app
from humanshelf.config import Settings
from humanshelf.impact.instruments import ALONE, questions
from humanshelf.impact.sheets import Moment
from humanshelf.impact.voices import Source, Tone, Who
from humanshelf.lending.ground import Phase
from humanshelf.lending.policy import Policy
from humanshelf.libraries.bundle import read
from humanshelf.libraries.onboarding import onboard
from humanshelf.pages.clock import now
from humanshelf.records import quotes
from humanshelf.records.backrooms import renew, seeds
from humanshelf.records.entrances import Rules, invite, set_printed, set_rules
from humanshelf.records.events import Event
from humanshelf.records.feedback import Said, leave
from humanshelf.records.floors import Change, changing, scene
from humanshelf.records.library import add_book, add_event
from humanshelf.records.sorting import pass_on, set_aside, sort
from humanshelf.records.staff import add_link, add_staff
from humanshelf.records.surveys import new_row
from humanshelf.tenancy import library, prepare
from humanshelf.tenancy.db import writing
from humanshelf.terminal import close
from sealing import seal_somebody

SEED = "a hall in full play"
TITLES = {
    "quiet": ("kk", "Тыныш сөре"),
    "last": ("az", "Son kitablar"),
    "over": ("ru", "Вчерашняя полка"),
    "rounds": ("tr", "Turlu raf"),
}
MANY = "Twelve tables"
WINDOW = "Pəncərə"
NAMES = (*(title for _, title in TITLES.values()), MANY, WINDOW, "Əbdülrəhman")
NAMES += ("A book that has no other language", "Blurb", "librarian", "coordinator", "nobody")
"""What is said here and nowhere else."""
LINK = "https://social.example/with-a-rather-long-name/p/1234567890abcdefghijklmnopqrstuvwxyz"
SAID = (
    "Thankfully Leyla whispered marvellously, everybody listening breathlessly. a.b@mail.example",
    "Warm, quiet, honest.\nI will come again.",
)
"""What readers, books and others said, in one language everywhere."""
EARLIER = timedelta(days=20)
NAMES += tuple(HELP.values())
QUOTED = "Thankfully … whispered marvellously, everybody … breathlessly. a.b@mail.example"
NAMES += (QUOTED, LINK, *(line for text in SAID for line in text.splitlines()))
NAMES += tuple(SAID[0].split())
LIBRARIES = ("baku", "nu")


@dataclass
class Hall:
    """What was played in one library: the path of a card in each state, its id, ways to sign in."""

    cards: dict[str, str] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)
    links: dict[str, list[str]] = field(default_factory=dict)
    rooms: list[tuple[str, str]] = field(default_factory=list)
    said: dict[str, str] = field(default_factory=dict)


def play(data: Path, at: datetime | None = None, grace: int = 60) -> dict[str, Hall]:
    """Bring both libraries into an empty folder and play their events. A server may open it then.

    A call stands for ``grace`` minutes before it is late: long enough for a test.
    """
    at = at or now()
    settings = Settings(data=data, keys=data / "keys")
    prepare(settings)
    app = create_app(settings)
    halls = {}
    for slug in LIBRARIES:
        uid, _new = onboard(app, read(ROOT / "tenants" / slug), at, sample=True)
        with app.app_context(), library(uid):
            halls[slug] = _play(slug, at, Policy(grace=grace, regret=60))
    close(app)
    return halls


def _play(slug: str, at: datetime, policy: Policy) -> Hall:
    hall = Hall(links={role: _way_in(role, at) for role in ("librarian", "coordinator")})
    with writing() as session:
        session.execute(update(Event).values(seed=SEED, policy=asdict(policy)))
        # So that the survey after a month is open there, and another by link.
        past = session.scalars(select(Event).where(Event.code == "spring")).one()
        past.opens, past.closes = past.opens - EARLIER, past.closes - EARLIER
        asked = questions(ALONE)
        new_row(session, Moment.ALONE, asked, on=True, code="help", names=HELP, closes=at + EARLIER)
    books = _shelf_of("autumn", at)
    for code, phase in (("quiet", Phase.OPEN), ("last", Phase.OPEN), ("over", Phase.OPEN)):
        _event(code, phase, [(book, str(n)) for n, book in enumerate(books, 1)], at, policy)
    _event("many", Phase.OPEN, _twelve(books), at, policy)
    _event("guests", Phase.PLANNED, [(books[0], "1")], at + timedelta(days=2), policy)
    _entrances(hall, at)
    _rounds(hall, books, at, policy)
    _busy(hall, books, at, policy.grace)
    hall.rooms = [(book, _room(book, at)) for book in books]
    with _floor("last", at) as change:
        for n, book in enumerate(books[:5]):
            _take(change, hall, f"called {n}", [book], at)
            change.floor.call(book, at=at)
        _take(change, hall, "at the last call", books[:1], at)
        change.floor.enter(Phase.LAST_CALL, at=at)
        change.floor.announce("ending", at=at)
    with _floor("over", at) as change:
        _take(change, hall, "over", books[:1], at)
        change.floor.enter(Phase.CLOSED, at=at)
    _crowd(hall, at)
    with _floor("many", at) as change:
        _take(change, hall, "void", books[:1], at)
        change.floor.void([UUID(hall.ids["void"])], at=at)
    _talk(hall, books[0], at)
    reporting.season(60, 40)
    hall.said["report"] = reporting.publish("spring", "past1")
    if slug == LIBRARIES[0]:
        seal_somebody(at)  # And what was said there, but for what a book reads.
    return hall


def _entrances(hall: Hall, at: datetime) -> None:
    """Where "quiet" is played a card needs the code on site; to "guests" an invitation leads."""
    quiet, guests = (scene(code, at) for code in ("quiet", "guests"))
    assert quiet and guests
    token = hall.said["invitation"] = fresh()
    with writing() as session:
        for found, invited in ((quiet, False), (guests, True)):
            rules = Rules(coded=True, invited=invited, reveals=180)
            set_rules(session, found.event.id, rules, edition=found.event.edition)
            set_printed(session, found.event.id, printed=True)
        invite(session, guests.event.id, token, "choir", 9, at + timedelta(days=3))


def _talk(hall: Hall, book: str, at: datetime) -> None:
    """What people said, from every source, sorted and not, with quotes seen and unseen."""
    found = scene("autumn", at)
    assert found
    whose = dict(zip(Source, (Who.READER, Who.BOOK, Who.READER, Who.NEAR, Who.ONLINE), strict=True))
    for source, who in whose.items():
        for text in SAID:
            said = Said(found.event.id, at.date(), source, who, text, "en", True, LINK, book)
            hall.said[f"{source} {text}"] = leave(said).hex()
    first, second, third = (
        bytes.fromhex(hall.said[f"{source} {SAID[0]}"]) for source in ("reader", "book", "online")
    )
    for _ in range(12):
        again = Said(found.event.id, at.date(), Source.READER, Who.READER, SAID[1], "en")
        sort(leave(again), None, Tone.GLAD)
    sort(first, None, Tone.CRITICAL)
    pass_on(second, book)
    set_aside(third)
    for name, id in (("draft", first), ("released", second)):
        made = quotes.draft(id, {1, 5})
        assert made
        hall.said[name] = made.hex()
    quotes.release(made)


def _rounds(hall: Hall, books: list[str], at: datetime, policy: Policy) -> None:
    """Four rounds with two chairs at each book; readers are on their way to the first."""
    held = replace(policy, rounds=4, seats=2, loan=25, extension=5, rest_after=0)
    seats = [(book, str(n)) for n, book in enumerate(books, 1)]
    _event("rounds", Phase.OPEN, seats, at, held)
    with _floor("rounds", at) as change:
        wide = next(seat.book for seat in change.floor.shelf.values() if seat.group_limit > 1)
        for n in range(2):
            _take(change, hall, f"in round {n}", [wide], at)
        _take(change, hall, "in the next round", [wide], at, then=(books[0],))
        for n in range(3):
            _take(change, hall, f"in a later round {n}", [wide], at)
        change.floor.gather(at=at)
        change.floor.say_here(UUID(hall.ids["in round 0"]), at=at)


def _busy(hall: Hall, books: list[str], at: datetime, grace: int) -> None:
    """Eight tables, each in a state of its own, and a queue in which everybody is somehow else."""

    def ago(minutes: float) -> datetime:
        return at - timedelta(minutes=minutes)

    one, two, three, four, five, six, seven, eight = books
    with _floor("autumn", at) as change:
        floor = change.floor
        wide = next(seat.book for seat in floor.shelf.values() if seat.group_limit > 1)

        def take(state: str, *wishes: str, since: float, **how: Any) -> UUID:
            _take(change, hall, state, wishes, ago(since), **how)
            return UUID(hall.ids[state])

        def seat(state: str, book: str, since: float, sat: float | None = None) -> UUID:
            card = take(state, book, since=since + 1)
            floor.call(book, at=ago(since), id=card)
            if sat is not None:
                floor.start(book, at=ago(sat))
            return card

        seat("thanks", one, 90, 88)
        floor.finish(one, at=ago(60))
        shut = take("shut", two, since=100)
        for since in (95, 90):
            floor.call(two, at=ago(since), id=shut)
            floor.no_show(two, at=ago(since - 3))
            if shut in floor.cards:
                floor.come_back(shut, at=ago(since - 4))
        missed = take("missed", three, since=99)
        floor.call(three, at=ago(98), id=missed)
        floor.no_show(three, at=ago(92))
        left = take("left", six, since=20)
        floor.leave(left, at=ago(2))
        gone = take("left long ago", six, since=90)
        floor.leave(gone, at=ago(80))
        seat("time up", five, 37, 34)
        seat("reading", one, 19, 18)
        seat("late", three, grace + 2)
        take("ahead", one, two, four, since=18)
        take("waiting", one, two, four, since=17)
        take("two people", wide, since=16, group=2)
        take("holding", four, one, since=15, hold_first=True, paper=True)
        take("ready", five, since=22)
        take("next", eight, three, since=12)
        floor.pause(take("paused", one, two, since=11), at=ago(6))
        floor.retire(seven, at=ago(8))
        floor.rest(six, at=ago(4))
        floor.say_here(seat("coming", two, 1), at=ago(0.5))
        seat("come", four, 1)
        floor.announce("late", at=ago(1))


def _crowd(hall: Hall, at: datetime) -> None:
    """Three calls at twelve tables, and forty cards with the longest labels the library has."""
    with _floor("many", at) as change:
        floor = change.floor
        floor.words = (max(floor.words, key=len),)
        floor.taken = 90 + 900
        books = list(floor.shelf)
        for n in range(40):
            wishes = tuple(books[(n + step) % 12] for step in range(3))
            _take(change, hall, f"crowd {n}", wishes, at - timedelta(minutes=60 - n))
        for n, book in enumerate(books[:9]):
            floor.call(book, at=at - timedelta(minutes=20 - n))
            if n < 6:
                floor.start(book, at=at - timedelta(minutes=19 - n))


def _take(change: Change, hall: Hall, state: str, wishes: Any, at: datetime, **how: Any) -> None:
    id = uuid4()
    token = card_token(id)
    change.hand_out(id, token)
    change.floor.take(id, tuple(wishes), at=at, **how)
    hall.ids[state], hall.cards[state] = id.hex, f"/cards/{token}"


@contextmanager
def _floor(code: str, at: datetime) -> Iterator[Change]:
    found = scene(code, at)
    assert found
    with changing(found.event.id) as change:
        yield change


def _room(book: str, at: datetime) -> str:
    """The address of a book's own page."""
    found = scene("autumn", at)
    assert found
    renew(found.event.id, book, backroom_token)
    return f"/backroom/{backroom_token(found.event.id, book, seeds(found.event.id)[book])}"


def _shelf_of(code: str, at: datetime) -> list[str]:
    found = scene(code, at)
    assert found
    return list(found.floor.shelf)


def _event(
    code: str, phase: Phase, seats: list[tuple[str, str]], at: datetime, policy: Policy
) -> None:
    language, title = TITLES.get(code, ("en", MANY))
    text = {"title": title, "place": "", "room": "", "side_room": ""}
    told = {
        "code": code,
        "texts": {language: text},
        "seats": [{"book": book, "table": table, "group_limit": 3} for book, table in seats],
    }
    opens, closes = at - timedelta(hours=2), at + timedelta(hours=3)
    with writing() as session:
        add_event(session, told, opens=opens, closes=closes, phase=phase, policy=policy, seed=SEED)


def _twelve(books: list[str]) -> list[tuple[str, str]]:
    for n in range(9, 13):
        told = {"title": f"A book that has no other language {n}", "blurb": "Blurb. ", "note": ""}
        book = {"code": f"more{n}", "pen_name": f"Əbdülrəhman{n}", "languages": ["en"]}
        with writing() as session:
            add_book(
                session,
                {**book, "group_limit": 1, "theme": None, "texts": {"en": told}},
                sample=True,
            )
        books = [*books, f"more{n}"]
    return [(book, f"{n:02}" if n != 12 else WINDOW) for n, book in enumerate(books, 1)]


def _way_in(role: str, at: datetime) -> list[str]:
    """One-time links, more than any test needs."""
    tokens = []
    for n in range(12):
        token = f"way-in-{role}-{n}-{os.urandom(4).hex()}"
        with writing() as session:
            staff = add_staff(session, f"{role} {n}", role, at.date())
            add_link(session, staff.id, token, at + timedelta(days=400), strong=True)
        tokens.append(f"/sign-in/{token}")
    return tokens
