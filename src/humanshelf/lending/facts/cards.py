"""What a reader sees of their card."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from humanshelf.lending.card import Card, Stage
from humanshelf.lending.facts.rounds import CardRound, card_round, round_facts
from humanshelf.lending.facts.times import said, until
from humanshelf.lending.fitting import Fit
from humanshelf.lending.floor import Floor
from humanshelf.lending.forecast import Forecast, Range
from humanshelf.lending.ground import Phase
from humanshelf.lending.policy import minutes
from humanshelf.lending.promise import Shown, told


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
    round: CardRound | None = None
    fits: tuple[Fit, ...] = ()
    off: datetime | None = None


def card_facts(floor: Floor, forecast: Forecast, card: Card, at: datetime) -> CardFacts:
    """The facts of one card, open or ended."""
    view = _view(floor, forecast, card, at)
    seat = floor.shelf.get(card.book) if card.book else None
    queued = view in (View.WAITING, View.READY, View.PAUSED, View.MISSED)
    start = forecast.starts.get(card.id) if queued else None
    ends = until(floor, card)
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
        until=ends,
        late=ends is not None and at >= ends,
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
