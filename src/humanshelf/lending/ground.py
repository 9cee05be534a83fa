"""The ground under the floor's verbs: its state, what can be asked of it, and its bookkeeping."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Self
from uuid import UUID

from humanshelf.lending import mistakes
from humanshelf.lending.card import SEATED, Card, Stage
from humanshelf.lending.forecast import Forecast, forecast
from humanshelf.lending.interpreter import Interpreter
from humanshelf.lending.pace import available
from humanshelf.lending.plan import Plan, make_plan
from humanshelf.lending.policy import Policy, minutes
from humanshelf.lending.seat import Seat
from humanshelf.lending.step import Actor, Step
from humanshelf.lending.turns import Turn, name_turns


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
    ``taken`` counts all cards ever given, ``calls`` and ``no_shows``, ``leavers`` and ``waited``
    (minutes) teach the forecast. ``delay`` is what the desk adds to all expected times, in
    minutes.
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
    touched_cards: dict[UUID, Card] = field(default_factory=dict)
    touched_seats: dict[str, Seat] = field(default_factory=dict)
    touched_interpreters: dict[str, Interpreter] = field(default_factory=dict)
    told: list[Told] = field(default_factory=list)
    new_steps: list[Step] = field(default_factory=list)
    _planned: tuple[datetime, Plan, dict[str, Turn]] | None = field(
        default=None, repr=False, compare=False
    )

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
    def seated(self) -> dict[str, Card]:
        """The card that is called to each book, or reads it."""
        return {c.book: c for c in self.cards.values() if c.book and c.stage in SEATED}

    def free_books(self, at: datetime) -> list[str]:
        """The books that may be called for now, in the order of the shelf."""
        seated = self.seated
        return [s.book for s in self.shelf.values() if s.book not in seated and available(s, at)]

    def plan(self, at: datetime) -> Plan:
        """Who reads whom until closing, as it looks at this moment."""
        return self._look(at)[1]

    def turns(self, at: datetime) -> dict[str, Turn]:
        """For each free book the card that the floor names. A person's tap calls it."""
        return self._look(at)[2]

    def _look(self, at: datetime) -> tuple[datetime, Plan, dict[str, Turn]]:
        """The plan and the turns, made once for a moment until something changes."""
        if self._planned is None or self._planned[0] != at:
            plan = make_plan(self, at)
            self._planned = (at, plan, name_turns(self, plan, at))
        return self._planned

    def forecast(self, at: datetime) -> Forecast:
        return forecast(self, at)

    def lends(self, at: datetime) -> bool:
        return self.phase_at(at) not in (Phase.PLANNED, Phase.CLOSED)

    def suits(self, card: Card, book: str) -> bool:
        """Whether the card may be named for the book at all: group, language, the book's no."""
        seat = self.shelf.get(book)
        if seat is None or card.group > seat.group_limit:
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
        self, card: Card, book: str, at: datetime, besides: Iterable[str] = ()
    ) -> str | None:
        """An interpreter who is free and links the two; who has rested longest comes first."""
        busy = {c.interpreter for c in self.cards.values() if c.stage in SEATED} | set(besides)
        spoken = self.seat(book).own.languages
        fitting = [
            one
            for one in self.interpreters.values()
            if one.code not in busy and one.free(at) and one.links(card.talk or "", spoken)
        ]
        return min(fitting, key=lambda one: (one.unrested, one.code)).code if fitting else None

    def phase_at(self, at: datetime) -> Phase:
        """The phase as time has made it: the planned end is the last call without a tap."""
        if self.phase is Phase.OPEN and at >= self.closes:
            return Phase.LAST_CALL
        return self.phase

    # bookkeeping

    def _at(self, book: str, stage: Stage, otherwise: Callable[[], mistakes.Mistake]) -> Card:
        self.seat(book)
        card = self.seated.get(book)
        if card is None or card.stage is not stage:
            raise otherwise()
        return card

    def _freed(self, seat: Seat, at: datetime) -> Seat:
        """The seat after its card: free, or on the break that was wanted meanwhile."""
        free = replace(seat, free_since=at)
        return self._rest_from(free, at) if seat.rest_wanted else free

    def _put(self, card: Card) -> None:
        self.touched_cards[card.id] = card
        self._planned = None
        if card.open:
            self.cards[card.id] = card
        else:
            self.cards.pop(card.id, None)

    def _put_seat(self, seat: Seat) -> None:
        self._planned = None
        self.shelf[seat.book] = self.touched_seats[seat.book] = seat

    def _put_interpreter(self, person: Interpreter) -> None:
        self._planned = None
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
        self._planned = None
        self.last_step += 1
        step = Step(number=self.last_step, verb=verb, actor=actor, at=at, **rest)  # type: ignore[arg-type]
        self.steps.append(step)
        self.new_steps.append(step)

    def _rest_from(self, seat: Seat, at: datetime) -> Seat:
        until = at + minutes(self.policy.rest)
        return replace(seat, rest_since=at, rest_until=until, rest_wanted=False)


def _queued(card: Card, at: datetime) -> float:
    """For how many minutes the card has held its place since it last came into the queue."""
    return (at - card.since).total_seconds() / 60 if card.queued else 0.0
