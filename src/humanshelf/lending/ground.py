"""The ground under the floor's verbs: its state, what can be asked of it, and its bookkeeping."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Self
from uuid import UUID

from humanshelf.lending import mistakes, rounds
from humanshelf.lending.bell import Bell, Sitting
from humanshelf.lending.card import SEATED, Card, Stage
from humanshelf.lending.forecast import Forecast, forecast
from humanshelf.lending.interpreter import Interpreter
from humanshelf.lending.pace import available
from humanshelf.lending.plan import Plan, make_plan
from humanshelf.lending.policy import Policy, minutes, spent
from humanshelf.lending.rush import Rush
from humanshelf.lending.seat import Seat
from humanshelf.lending.seating import RoundPlan, make_round_plan
from humanshelf.lending.step import Actor, Step
from humanshelf.lending.turns import Turn, name_for_chairs, name_turns

LEAST_OPEN, SERVED = 60, 2
"""However small the event, so many cards may be open; else so many for each reading."""


class Phase(StrEnum):
    PLANNED = "planned"
    OPEN = "open"
    LAST_CALL = "last-call"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Announcement:
    """One sentence of a fixed set, said to all who wait."""

    kind: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Told:
    """What one card was told first, and what came true: minutes of waiting, no card, no clock."""

    low: int
    high: int
    waited: int


@dataclass
class Ground:
    """What a floor is made of, what can be asked of it, and how a change is noted.

    ``cards`` holds the open cards only. What a verb changed is collected in ``touched_cards``,
    ``touched_seats``, ``touched_interpreters``, ``told`` and ``new_steps`` until it is saved.
    ``_newcomers`` is a forecast that has grown with those who took a card since it was run.
    ``taken`` counts all cards ever given, ``calls`` and ``no_shows``, ``leavers`` and ``waited``
    (minutes) teach the forecast. ``delay`` is what the desk adds to all expected times, in
    minutes. ``bell`` says how far an event in rounds has come. ``capacity`` is how many cards the
    event has room for, and ``called_off`` since when it does not take place. ``rush`` says how
    many cards may be taken at once just now.
    """

    policy: Policy
    phase: Phase
    opens: datetime
    closes: datetime
    seed: str
    words: tuple[str, ...]
    shelf: dict[str, Seat] = field(default_factory=dict)
    interpreters: dict[str, Interpreter] = field(default_factory=dict)
    cards: dict[UUID, Card] = field(default_factory=dict)
    steps: list[Step] = field(default_factory=list)
    announcement: Announcement | None = None
    taken: int = 0
    calls: int = 0
    no_shows: int = 0
    leavers: int = 0
    waited: float = 0.0
    delay: int = 0
    revision: int = 0
    last_step: int = 0
    bell: Bell = Bell()
    capacity: int | None = None
    called_off: datetime | None = None
    rush: Rush = Rush()
    touched_cards: dict[UUID, Card] = field(default_factory=dict)
    touched_seats: dict[str, Seat] = field(default_factory=dict)
    touched_interpreters: dict[str, Interpreter] = field(default_factory=dict)
    told: list[Told] = field(default_factory=list)
    new_steps: list[Step] = field(default_factory=list)
    _planned: tuple[datetime, Plan, dict[str, Turn]] | None = field(
        default=None, repr=False, compare=False
    )
    _newcomers: Forecast | None = field(default=None, repr=False, compare=False)

    def copy(self) -> Self:
        """A floor to change while others read this one: values are frozen, so shallow is deep."""
        return replace(
            self,
            shelf=dict(self.shelf),
            interpreters=dict(self.interpreters),
            cards=dict(self.cards),
            steps=list(self.steps),
            touched_cards={},
            touched_seats={},
            touched_interpreters={},
            told=[],
            new_steps=[],
            _planned=None,
        )

    # what stands

    def seat(self, book: str) -> Seat:
        try:
            return self.shelf[book]
        except KeyError:
            raise mistakes.UnknownBook(book) from None

    def card(self, id: UUID) -> Card:
        try:
            return self.cards[id]
        except KeyError:
            raise mistakes.UnknownCard(str(id)) from None

    @property
    def given(self) -> int:
        """Cards that were taken and not given back: whoever leaves unread makes room again."""
        return self.taken - self.leavers

    @property
    def full(self) -> bool:
        """Whether the event has room for no card more."""
        return self.capacity is not None and self.given >= self.capacity

    @property
    def most_open(self) -> int:
        """How many cards may be open at once: as the policy says, else what could be served."""
        if self.policy.open_cards:
            return self.policy.open_cards
        chairs = sum(self.policy.seats if self.policy.rounds else 1 for _ in self.shelf)
        readings = int(spent(self.opens, self.closes)) // self.policy.cycle
        return max(LEAST_OPEN, SERVED * chairs * readings)

    @property
    def round(self) -> int:
        """The round that gathers or runs, else the one that ended last; 0 before the first."""
        return self.bell.round

    @property
    def sitting(self) -> Sitting:
        """In rounds: whether the next is ahead, gathers, runs, or all are over."""
        return self.bell.sitting

    @property
    def rang(self) -> datetime | None:
        """When the bell last rang, at the beginning or the end of a round."""
        return self.bell.rang

    def at_book(self, book: str) -> list[Card]:
        """All cards that are called to this book or read it, by their chairs."""
        there = [c for c in self.cards.values() if c.book == book and c.stage in SEATED]
        return sorted(there, key=lambda card: card.place)

    @property
    def seated(self) -> dict[str, Card]:
        """The card that is called to each book, or reads it. In rounds one of several there."""
        return {c.book: c for c in self.cards.values() if c.book and c.stage in SEATED}

    def free_books(self, at: datetime) -> list[str]:
        """The books that may be called for now, in the order of the shelf."""
        if self.policy.rounds:
            free = self._round_plan(at).free
            return [book for book in free if rounds.may_fill(self, at) and free[book][self.round]]
        seated = self.seated
        return [s.book for s in self.shelf.values() if s.book not in seated and available(s, at)]

    def plan(self, at: datetime) -> Plan:
        """Who reads whom until closing, as it looks at this moment."""
        return self._look(at)[1]

    def _round_plan(self, at: datetime) -> RoundPlan:
        plan = self.plan(at)
        assert isinstance(plan, RoundPlan)
        return plan

    def turns(self, at: datetime) -> dict[str, Turn]:
        """For each free book the card that the floor names. A person's tap calls it."""
        return self._look(at)[2]

    def _look(self, at: datetime) -> tuple[datetime, Plan, dict[str, Turn]]:
        """The plan and the turns, made once for a moment until something changes."""
        if self._planned is None or self._planned[0] != at:
            if self.policy.rounds:
                seating = make_round_plan(self, at)
                self._planned = (at, seating, name_for_chairs(self, seating, at))
            else:
                plan = make_plan(self, at)
                self._planned = (at, plan, name_turns(self, plan, at))
        return self._planned

    def forecast(self, at: datetime) -> Forecast:
        return forecast(self, at)

    def lends(self, at: datetime) -> bool:
        return self.phase_at(at) not in (Phase.PLANNED, Phase.CLOSED)

    def most_at(self, seat: Seat) -> int:
        """How many people may read this book together: its own limit, in rounds its chairs too."""
        if self.policy.rounds:
            return min(seat.group_limit, self.policy.seats)
        return seat.group_limit

    def suits(self, card: Card, book: str) -> bool:
        """Whether the card may be named for the book at all: group, language, the book's no."""
        seat = self.shelf.get(book)
        if seat is None or card.group > self.most_at(seat):
            return False
        if seat.own.declined and card.id.hex in seat.own.declined:
            return False
        if card.talk is None or card.talk in seat.own.languages:
            return True
        return any(
            not one.gone and one.links(card.talk, seat.own.languages)
            for one in self.interpreters.values()
        )

    def needs_interpreter(self, card: Card, book: str) -> bool:
        """Whether the reader and the book share no language."""
        return card.talk is not None and card.talk not in self.seat(book).own.languages

    def helper_for(
        self,
        card: Card,
        book: str,
        at: datetime,
        besides: Iterable[str] = (),
        *,
        seated: bool = True,
    ) -> str | None:
        """An interpreter who is free and links the two; who has rested longest comes first.

        Who sits with somebody is not, unless ``seated`` is False: in a later round they are.
        """
        sitting = self.cards.values() if seated else ()
        busy = {c.interpreter for c in sitting if c.stage in SEATED} | set(besides)
        spoken = self.seat(book).own.languages
        fitting = [
            one
            for one in self.interpreters.values()
            if one.code not in busy and one.free(at) and one.links(card.talk or "", spoken)
        ]
        return min(fitting, key=lambda one: (one.unrested, one.code)).code if fitting else None

    def phase_at(self, at: datetime) -> Phase:
        """The phase as time has made it: the planned end is the last call without a tap.

        What was called off is closed; the phase underneath stays, for it may be taken back.
        """
        if self.called_off is not None:
            return Phase.CLOSED
        if self.phase is Phase.OPEN and at >= self.closes:
            return Phase.LAST_CALL
        return self.phase

    # bookkeeping

    def _takes_place(self) -> None:
        if self.called_off is not None:
            raise mistakes.CalledOff

    def _at(
        self,
        book: str,
        stage: Stage,
        otherwise: Callable[[], mistakes.Mistake],
        id: UUID | None = None,
    ) -> Card:
        """The card at this stage at the book; where several may be, the one with this id."""
        self.seat(book)
        there = [card for card in self.at_book(book) if card.stage is stage]
        found = [card for card in there if id in (None, card.id)]
        if len(found) != 1:
            raise mistakes.Overtaken if len(found) > 1 else otherwise()
        return found[0]

    def _freed(self, seat: Seat, at: datetime) -> Seat:
        """The seat after its card: free, or on the break that was wanted meanwhile."""
        free = replace(seat, free_since=at)
        return self._rest_from(free, at) if seat.rest_wanted else free

    def _put(self, card: Card) -> None:
        self.touched_cards[card.id] = card
        self._planned = self._newcomers = None
        if card.open:
            self.cards[card.id] = card
        else:
            self.cards.pop(card.id, None)

    def _put_seat(self, seat: Seat) -> None:
        self._planned = self._newcomers = None
        # Whatever a tap or an undo says of it: a withheld book is lent to nobody.
        withheld = self.shelf[seat.book].withheld
        if withheld is not None:
            seat = replace(seat, done=True, withheld=withheld)
        elif seat.withheld is not None:
            seat = replace(seat, done=seat.withheld, withheld=None)
        self.shelf[seat.book] = self.touched_seats[seat.book] = seat

    def _put_interpreter(self, person: Interpreter) -> None:
        self._planned = self._newcomers = None
        self.interpreters[person.code] = self.touched_interpreters[person.code] = person

    def _change(
        self,
        card: Card,
        before: Card | None,
        verb: str,
        actor: Actor,
        at: datetime,
        seats: tuple[Seat, Seat] | None = None,
        helper: Interpreter | None = None,
    ) -> None:
        self._put(card)
        if before and card.stage is not before.stage:
            self.waited += _queued(before, at)
        after, was = seats or (None, None)
        if after:
            self._put_seat(after)
        helped = self.interpreters[helper.code] if helper else None
        if helper:
            self._put_interpreter(helper)
        self._step(
            verb,
            actor,
            at,
            subject=card.label,
            card=card.id.hex,
            card_before=before,
            card_after=card,
            seat=was.book if was else None,
            seat_before=was,
            seat_after=after,
            interpreter=helper.code if helper else None,
            interpreter_before=helped,
            interpreter_after=helper,
        )

    def _change_seat(self, seat: Seat, before: Seat, verb: str, actor: Actor, at: datetime) -> None:
        self._put_seat(seat)
        self._step(
            verb,
            actor,
            at,
            subject=seat.book,
            seat=seat.book,
            seat_before=before,
            seat_after=seat,
        )

    def _change_interpreter(
        self, after: Interpreter, before: Interpreter, verb: str, at: datetime
    ) -> None:
        self._put_interpreter(after)
        self._step(
            verb,
            Actor.DESK,
            at,
            subject=after.code,
            interpreter=after.code,
            interpreter_before=before,
            interpreter_after=after,
        )

    def _step(self, verb: str, actor: Actor, at: datetime, **rest: object) -> None:
        self._planned = self._newcomers = None
        self.last_step += 1
        step = Step(number=self.last_step, verb=verb, actor=actor, at=at, **rest)  # type: ignore[arg-type]
        self.steps.append(step)
        self.new_steps.append(step)

    def _rest_from(self, seat: Seat, at: datetime) -> Seat:
        until = self._rests_until(at)
        return replace(seat, rest_since=at, rest_until=until, rest_wanted=False)

    def _rests_until(self, at: datetime) -> datetime:
        """In rounds a break is the next round: until it has ended, as it is expected now."""
        if not self.policy.rounds:
            return at + minutes(self.policy.rest)
        table = rounds.timetable(self, at)
        coming = table[1:] if self.sitting is Sitting.RUNNING else table
        return coming[0].ends if coming else self.closes if self.closes > at else at


def _queued(card: Card, at: datetime) -> float:
    """For how many minutes the card has held its place since it last came into the queue."""
    return spent(card.since, at) if card.queued else 0.0
