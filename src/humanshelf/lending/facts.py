"""What is to be seen of a floor: small values, equal when nothing that shows has changed.

Live updates compare them, templates draw them. They hold clock times, never a countdown:
minutes left are counted where they are shown, so that a passing minute is no change.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from humanshelf.lending.bell import Sitting
from humanshelf.lending.card import SEATED, Card, Stage
from humanshelf.lending.fitting import Fit
from humanshelf.lending.floor import Floor
from humanshelf.lending.forecast import Forecast, Range
from humanshelf.lending.ground import Phase
from humanshelf.lending.pace import available
from humanshelf.lending.policy import minutes
from humanshelf.lending.promise import Shown, told
from humanshelf.lending.rounds import bells_due, due_to_begin, may_fill, timetable
from humanshelf.lending.seat import Seat
from humanshelf.lending.seating import RoundPlan

SAID_FOR = timedelta(minutes=20)
"""How long an announcement stands."""
QUIET = timedelta(minutes=10)
"""Who has waited so long may like to hear of a free book that nobody waits for."""
GLANCE = timedelta(minutes=3)
"""How long the desk is told to look in on a reading."""


class View(StrEnum):
    """A card's state as the reader sees it."""

    WAITING = "waiting"
    READY = "ready"
    COME = "come"
    READING = "reading"
    THANKS = "thanks"
    PAUSED = "paused"
    MISSED = "missed"
    LEFT = "left"
    SHUT = "shut"
    VOID = "void"
    OVER = "over"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class CardFacts:
    """All that a reader's card shows. ``stranded``: no book that it waits for reads on today.

    ``until`` ends the grace or the reading, and ``late`` says that it has ended. ``unreachable``:
    no reading with its wishes would end by closing; ``instead`` are books that still would.
    ``fits`` is what can be seen before the call; the door fills it in, which knows the programme.
    ``moved`` says why the range is later than the one first told. ``kept`` is how long a pause
    keeps the place. ``more``: this reader asked for more minutes; ``may_ask``: could still do so.
    ``off`` is since when the event is called off, and changes with what is said about it.
    """

    label: str
    view: View
    group: int
    since: datetime
    place: int | None = None
    range: Range | None = None
    wishes: tuple[tuple[str, Range | None], ...] = ()
    hold_first: bool = False
    book: str | None = None
    table: str | None = None
    until: datetime | None = None
    late: bool = False
    here: bool = False
    misses: int = 0
    regret: bool = False
    stranded: bool = False
    unreachable: bool = False
    instead: tuple[str, ...] = ()
    moved: str | None = None
    may_pause: bool = False
    kept: datetime | None = None
    more: bool = False
    may_ask: bool = False
    said: str | None = None
    round: "CardRound | None" = None
    fits: tuple[Fit, ...] = ()
    off: datetime | None = None


@dataclass(frozen=True, slots=True)
class CardRound:
    """In rounds, what a card shows of its round: the one that it is in, or planned for.

    ``number`` of ``of``; ``None`` if no round is planned for it. ``settled``: in this round or the
    next, so that the reader is told the ``book``; else only that it is not before ``starts``.
    ``place`` is its chair, from 1. ``then`` are the wishes for the round after, ``may_then``: they
    may still be given or changed. ``bell`` is the hall's: what goes on for all.
    """

    number: int | None
    of: int
    starts: datetime | None
    ends: datetime | None
    settled: bool
    book: str | None
    place: int | None
    then: tuple[str, ...]
    may_then: bool
    bell: "RoundFacts"


@dataclass(frozen=True, slots=True)
class RoundTime:
    """One row of the timetable as desk and board show it. ``now``: it gathers or runs."""

    number: int
    starts: datetime
    ends: datetime
    now: bool = False


@dataclass(frozen=True, slots=True)
class RoundFacts:
    """How far an event in rounds has come, for desk, board and phones.

    ``number`` is the round that gathers or runs, else the next one; None when no more is held.
    ``sitting`` is ahead, gathering, running or over, and ``rang`` when the bell last rang: whoever
    sees another time there than before has heard the bell. ``starts`` and ``ends`` are of that
    round, ``late`` that its bell is overdue. ``filling``: empty chairs are called for now.
    ``timetable`` holds it and all to come. Nothing of it changes when a card is taken: every phone
    shows it.
    """

    number: int | None
    of: int
    sitting: str
    rang: datetime | None
    starts: datetime | None = None
    ends: datetime | None = None
    late: bool = False
    filling: bool = False
    timetable: tuple[RoundTime, ...] = ()


def round_facts(floor: Floor, at: datetime) -> RoundFacts | None:
    """The bell of an event in rounds; None in walk-up."""
    if not floor.policy.rounds:
        return None
    bell, held = floor.bell, floor.bell.on or floor.phase_at(at) is not Phase.CLOSED
    table = timetable(floor, at) if held else []
    rows = tuple(
        RoundTime(r.number, r.starts, r.ends, bell.on and r.number == bell.round) for r in table
    )
    now = rows[0] if rows else None
    if now is None:
        return RoundFacts(None, floor.policy.rounds, Sitting.OVER, bell.rang)
    running = bell.sitting is Sitting.RUNNING
    due = now.ends if running else due_to_begin(floor, now.number)
    return RoundFacts(
        number=now.number,
        of=floor.policy.rounds,
        sitting=bell.sitting.value,
        rang=bell.rang,
        starts=now.starts,
        ends=now.ends,
        late=at >= due,
        filling=may_fill(floor, at),
        timetable=rows,
    )


def named_for(forecast: Forecast, bell: RoundFacts | None) -> int:
    """How many cards the plan seats in the round that gathers, runs or comes next."""
    plan = forecast.plan
    return len(plan.seated_in(bell.number or 0)) if bell and isinstance(plan, RoundPlan) else 0


def card_round(
    floor: Floor, forecast: Forecast, card: Card, at: datetime, bell: RoundFacts
) -> CardRound:
    """What one card shows of its round."""
    plan = forecast.plan
    assert isinstance(plan, RoundPlan)
    there = card.stage in SEATED
    place = plan.places.get(card.id)
    number = floor.round if there else place.round if place else None
    row = next((row for row in bell.timetable if row.number == number), None)
    settled = there or (place is not None and place.round in plan.settled)
    may = (
        card.queued
        or (card.stage is Stage.READING and floor.reads_again(card))
        or (card.stage is Stage.CALLED)
    )
    return CardRound(
        number=number,
        of=floor.policy.rounds,
        starts=row.starts if row else None,
        ends=row.ends if row else None,
        settled=settled,
        book=card.book if there else place.book if place and settled else None,
        place=card.place + 1 if there else None,
        then=card.then,
        may_then=may and floor.round < floor.policy.rounds,
        bell=bell,
    )


def card_facts(floor: Floor, forecast: Forecast, card: Card, at: datetime) -> CardFacts:
    """The facts of one card, open or ended."""
    view = _view(floor, forecast, card, at)
    seat = floor.shelf.get(card.book) if card.book else None
    queued = view in (View.WAITING, View.READY, View.PAUSED, View.MISSED)
    start = forecast.starts.get(card.id) if queued else None
    until = _until(floor, card)
    stranded = queued and all(floor.seat(book).done for book in card.accepts)
    lost = card.stage is Stage.WAITING and start is None and not stranded and floor.lends(at)
    expected = forecast.card(card) if start else None
    shown = told(floor, forecast, card, expected, at) if expected else None
    bell = round_facts(floor, at) if card.open and view is not View.OFF else None
    return CardFacts(
        label=card.label,
        view=view,
        group=card.group,
        since=card.since,
        place=start.ahead + 1 if start else None,
        range=shown.range if shown else None,
        wishes=_wishes(forecast, card, shown) if queued else (),
        hold_first=card.hold_first,
        book=card.book,
        table=seat.table if seat else None,
        until=until,
        late=until is not None and at >= until,
        here=card.here is not None and card.here >= card.since,
        misses=card.misses,
        regret=_may_rejoin(floor, card, at),
        stranded=stranded,
        unreachable=lost,
        instead=_instead(floor, forecast, card) if lost else (),
        moved=shown.moved if shown else None,
        may_pause=card.stage is Stage.WAITING and card.pauses < floor.policy.pauses,
        kept=card.since + minutes(floor.policy.pause) if view is View.PAUSED else None,
        more=view is View.READING and card.more_reader and not card.extended,
        may_ask=_may_ask(floor, card),
        said=said(floor, at) if queued else None,
        round=card_round(floor, forecast, card, at, bell) if bell else None,
        off=floor.called_off,
    )


def _wishes(
    forecast: Forecast, card: Card, shown: Shown | None
) -> tuple[tuple[str, Range | None], ...]:
    """Each wish with its time; the one that the card is planned for as the card says it."""
    start = forecast.starts.get(card.id)
    planned = start.book if start else None
    return tuple(
        (book, shown.range if shown and book == planned else forecast.wish(card, book))
        for book in card.wishes
    )


def _instead(floor: Floor, forecast: Forecast, card: Card) -> tuple[str, ...]:
    """Books that this card could still be read by, at the moment of the forecast."""
    found = floor.reachable(card.group, forecast.at)
    return tuple(book for book in found if floor.suits(card, book))


def _view(floor: Floor, forecast: Forecast, card: Card, at: datetime) -> View:
    if floor.called_off and card.open and card.stage is not Stage.READING:
        return View.OFF
    match card.stage:
        case Stage.CALLED:
            return View.COME
        case Stage.READING:
            return View.READING
        case Stage.RETURNED:
            return View.THANKS
        case Stage.LEFT:
            if card.void:
                return View.VOID
            return View.SHUT if card.misses > floor.policy.misses else View.LEFT
    if floor.phase_at(at) is Phase.CLOSED:
        return View.OVER
    if card.stage is Stage.PAUSED:
        return View.PAUSED
    if card.stage is Stage.ASIDE:
        return View.MISSED
    start = forecast.starts.get(card.id)
    soon = start is not None and start.minutes <= floor.policy.ready
    return View.READY if soon else View.WAITING


def _until(floor: Floor, card: Card) -> datetime | None:
    if card.stage is Stage.CALLED:
        return card.since + minutes(floor.policy.grace)
    return card.due if card.stage is Stage.READING else None


def _may_rejoin(floor: Floor, card: Card, at: datetime) -> bool:
    return (
        card.stage is Stage.LEFT
        and not card.void
        and card.misses <= floor.policy.misses
        and at < card.since + minutes(floor.policy.regret)
        and floor.called_off is None
        and floor.phase_at(at) is not Phase.CLOSED
    )


def _may_ask(floor: Floor, card: Card) -> bool:
    """Whether asking for more minutes can lead to any. What the book said is not told here."""
    asked = card.extended or card.more_reader
    return (
        card.stage is Stage.READING
        and not floor.policy.rounds
        and not asked
        and card.book is not None
        and not floor.others_wait(card.book)
    )


def said(floor: Floor, at: datetime) -> str | None:
    """The announcement that stands now, by its kind."""
    spoken = floor.announcement
    return spoken.kind if spoken and at < spoken.at + SAID_FOR else None


class SeatState(StrEnum):
    """A book's state as desk, board and shelf see it."""

    FREE = "free"
    CALLED = "called"
    READING = "reading"
    RESTING = "resting"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class SeatFacts:
    """One table at a glance.

    ``since`` is when the state began; ``until`` when it should end, and ``late`` that it has
    not. ``next`` is the card that comes next, and ``why`` says why if the floor names it now.
    ``range`` is when a newcomer would be called; ``waiting`` counts the cards
    that wish for the book. ``talk`` is the language that the card there reads in, if it said
    one. ``help`` is since when the book asks somebody over. ``look_in``: a reading has just begun
    to run, or is about to end, and a glance is due. ``quiet``: nobody waits for this free book,
    while others have waited long.

    In rounds ``chairs`` are all cards there, and ``empty`` counts the chairs that may be called
    for now; ``label`` and what belongs to it are those of one of them.
    """

    book: str
    table: str
    state: SeatState
    since: datetime
    until: datetime | None = None
    late: bool = False
    label: str | None = None
    group: int = 0
    here: bool = False
    extended: bool = False
    rest_wanted: bool = False
    next: str | None = None
    next_group: int = 0
    why: str | None = None
    range: Range | None = None
    free_at: datetime | None = None
    waiting: int = 0
    group_limit: int = 1
    may_extend: bool = False
    misses: int = 0
    talk: str | None = None
    help: datetime | None = None
    look_in: bool = False
    quiet: bool = False
    chairs: "tuple[ChairFacts, ...]" = ()
    empty: int = 0


@dataclass(frozen=True, slots=True)
class ChairFacts:
    """In rounds, one card at a book: called to it, or reading. ``place`` from 1.

    ``may_miss``: "nobody came" can still be said of it, and its chair be given to somebody else.
    """

    id: str
    label: str
    group: int
    stage: str
    here: bool
    place: int
    since: datetime
    misses: int
    interpreter: str | None
    may_miss: bool


def chair_facts(floor: Floor, book: str, at: datetime) -> tuple[ChairFacts, ...]:
    filling = may_fill(floor, at)
    return tuple(
        ChairFacts(
            id=card.id.hex,
            label=card.label,
            group=card.group,
            stage=card.stage.value,
            here=card.here is not None and card.here >= card.since,
            place=card.place + 1,
            since=card.since,
            misses=card.misses,
            interpreter=card.interpreter,
            may_miss=card.stage is Stage.CALLED or (filling and card.since == floor.rang),
        )
        for card in floor.at_book(book)
    )


def seat_facts(floor: Floor, forecast: Forecast, at: datetime) -> list[SeatFacts]:
    """All tables in the order of the shelf."""
    seated, turns = forecast.seated, forecast.turns
    wishing: dict[str, int] = {}
    callable_: set[str] = set()
    for card in floor.cards.values():
        if card.queued:
            for book in card.accepts:
                wishing[book] = wishing.get(book, 0) + 1
                if card.stage is Stage.WAITING:
                    callable_.add(book)

    long_ago = at - QUIET
    crowded = any(
        card.stage is Stage.WAITING and card.joined <= long_ago for card in floor.cards.values()
    )

    in_rounds = floor.policy.rounds > 0
    filling = in_rounds and may_fill(floor, at)

    def facts(seat: Seat) -> SeatFacts:
        there = seated.get(seat.book)
        state, since, until = _seat_state(floor, seat, there, at)
        turn = turns.get(seat.book)
        path = forecast.paths.get(seat.book)
        following = turn.card if turn else (path.first if path else None)
        return SeatFacts(
            book=seat.book,
            table=seat.table,
            state=state,
            since=since,
            until=until,
            late=until is not None and at >= until,
            label=there.label if there else None,
            group=there.group if there else 0,
            here=bool(there and there.here and there.here >= there.since),
            extended=bool(there and there.extended),
            rest_wanted=seat.rest_wanted,
            next=following.label if following else None,
            next_group=following.group if following else 0,
            why=turn.why if turn else None,
            range=forecast.next_at(seat.book),
            free_at=_coarse(forecast.free_at(seat.book)),
            waiting=wishing.get(seat.book, 0),
            group_limit=min(seat.group_limit, floor.policy.group),
            may_extend=not in_rounds
            and state is SeatState.READING
            and not (there and there.extended)
            and seat.book not in callable_,
            misses=there.misses if there else 0,
            talk=there.talk if there else None,
            help=seat.own.help,
            look_in=any(seen <= at < seen + GLANCE for seen in _glances(floor, there)),
            quiet=crowded
            and not in_rounds
            and state is SeatState.FREE
            and seat.book not in wishing
            and forecast.plan.may_begin(seat.book),
            chairs=chair_facts(floor, seat.book, at) if in_rounds else (),
            empty=_empty(forecast, seat.book, floor.round) if filling else 0,
        )

    return [facts(seat) for seat in floor.shelf.values()]


def _empty(forecast: Forecast, book: str, number: int) -> int:
    plan = forecast.plan
    return plan.free.get(book, {}).get(number, 0) if isinstance(plan, RoundPlan) else 0


def _glances(floor: Floor, card: Card | None) -> list[datetime]:
    """When somebody looks in on a reading: soon after it began, and shortly before its end."""
    if card is None or card.stage is not Stage.READING or not floor.policy.look_in:
        return []
    ahead = minutes(floor.policy.look_in)
    return [card.since + ahead] + ([card.due - ahead] if card.due else [])


def _seat_state(
    floor: Floor, seat: Seat, there: Card | None, at: datetime
) -> tuple[SeatState, datetime, datetime | None]:
    if there is not None:
        state = SeatState.CALLED if there.stage is Stage.CALLED else SeatState.READING
        return state, there.since, _until(floor, there)
    if seat.done or seat.left(floor.policy.book_readings) == 0:
        return SeatState.DONE, seat.free_since, None
    if not available(seat, at) or (floor.policy.rounds and seat.resting):
        return SeatState.RESTING, seat.rest_since or at, seat.rest_until
    since = seat.rest_until if seat.resting and seat.rest_until else seat.free_since
    return SeatState.FREE, since, None


def _coarse(moment: datetime | None) -> datetime | None:
    """To the next five minutes, so that a board does not twitch."""
    if moment is None:
        return None
    past = timedelta(
        minutes=moment.minute % 5, seconds=moment.second, microseconds=moment.microsecond
    )
    return moment - past + timedelta(minutes=5) if past else moment


def next_change(floor: Floor, at: datetime) -> datetime | None:
    """When time alone may change what is seen: look again then. None if only a tap can.

    While anybody is on the floor the forecast drifts, so the next whole minute is the latest.
    """
    moments = [floor.closes] if floor.phase is Phase.OPEN else []
    moments += [u for card in floor.cards.values() if (u := _until(floor, card))]
    moments += [seat.rest_until for seat in floor.shelf.values() if seat.rest_until]
    if floor.lends(at):
        waiting = [card for card in floor.cards.values() if card.stage is Stage.WAITING]
        moments += [card.joined + QUIET for card in waiting]
    glances = [seen for card in floor.cards.values() for seen in _glances(floor, card)]
    moments += glances + [seen + GLANCE for seen in glances]
    paused = [card for card in floor.cards.values() if card.stage is Stage.PAUSED]
    moments += [card.since + minutes(floor.policy.pause) for card in paused]
    regret = minutes(floor.policy.regret)
    moments += [step.at + regret for step in floor.steps if step.verb in ("leave", "undo")]
    if floor.announcement:
        moments.append(floor.announcement.at + SAID_FOR)
    if floor.policy.rounds:
        moments += bells_due(floor, at)
    lends = floor.phase is not Phase.CLOSED
    if floor.bell.on or (lends and (floor.cards or floor.policy.rounds)):
        moments.append(at.replace(second=0, microsecond=0) + timedelta(minutes=1))
    return min((m for m in moments if m > at), default=None)
