"""Rounds on the floor: gather, begin, end, each at the bell; and wishes for the round after.

``gather`` calls everybody whom the plan seats in the next round; ``begin`` seats all who are
called; ``end`` returns all readings. A tap says which round it means: tapped twice it counts once,
and meant for another round it is refused as overtaken. Each is one verb: a step for every card and
book that it touches, and then one of the bell, which covers those before it.

    floor.bell                     Bell(round, sitting, rang); also floor.round, .sitting, .rang
    floor.at_book(book)            all cards called to a book or reading it, by their chairs
    floor.gather(round, at=)       and begin, end: the desk's big tap
    floor.wish_then(id, wishes)    reader or desk; also while the reader reads
    floor.call(book, at=, id=)     to an empty chair, while readers gather and in the first half
    floor.start(book, at=, id=)    who was called to it sits down; ring, no_show, finish alike
    floor.plan(at)                 a RoundPlan: places, rounds, settled (seating.py)
    rounds.timetable(floor, at)    the rounds still to be held, with clock times (rounds.py)
    facts.round_facts(floor, at)   for desk and board: RoundFacts, None in walk-up;
                                   a card's own is CardFacts.round, a table's SeatFacts.chairs
"""

from collections import Counter
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from humanshelf.lending import mistakes
from humanshelf.lending.bell import Bell, Sitting
from humanshelf.lending.card import Card, Stage
from humanshelf.lending.queue import Queue
from humanshelf.lending.rounds import timetable
from humanshelf.lending.seat import Seat
from humanshelf.lending.step import Actor


class Sittings(Queue):
    """The verbs of the bell."""

    def gather(self, round: int | None = None, *, at: datetime) -> list[Card]:
        """Call all whom the plan seats in the next round, so that they come to their books."""
        if self._rings_again(round, Sitting.GATHERING):
            return []
        self._takes_place()
        self._expect(round, Sitting.AHEAD, self.round + 1)
        if not self.lends(at):
            raise mistakes.EventOver if self.opens <= at else mistakes.NotOpenYet
        held = timetable(self, at)
        if not held or held[0].number != self.round + 1:
            raise mistakes.NoRoundLeft
        before, first = self.bell, self.last_step
        self.bell, self._planned = Bell(self.round + 1, Sitting.GATHERING, before.rang), None
        plan = self._round_plan(at)
        called = []
        for card in plan.seated_in(self.round):
            place = plan.places[card.id]
            called.append(self._call(card, self.seat(place.book), place.helper, at))
        self._ring("gather", before, self.last_step - first, at)
        return called

    def begin(self, round: int | None = None, *, at: datetime) -> None:
        """The bell: the round begins, and all who are called to it sit down."""
        if self._rings_again(round, Sitting.RUNNING):
            return
        self._takes_place()
        self._expect(round, Sitting.GATHERING, self.round)
        before, first = self.bell, self.last_step
        self.bell = Bell(self.round, Sitting.RUNNING, at)
        for card in self._at_stage(Stage.CALLED):
            self._sit_down(card, at)
        self._ring("begin", before, self.last_step - first, at)

    def end(self, round: int | None = None, *, at: datetime) -> None:
        """The bell: all books come back. Whoever has wishes for the next round waits on."""
        if self._rings_again(round, Sitting.AHEAD) or self._rings_again(round, Sitting.OVER):
            return
        self._expect(round, Sitting.RUNNING, self.round)
        before, first = self.bell, self.last_step
        for card in self._at_stage(Stage.CALLED):
            self._call_off(card, at)
        for card in self._at_stage(Stage.READING):
            self._come_back_from(card, at, Actor.DESK)
        for card in list(self.cards.values()):
            if card.queued and card.then and before.rang and card.joined <= before.rang:
                self._change(_with_then(card), card, "then", Actor.DESK, at)
        read, began = self._read_in_round(), before.rang or at
        last = self.round >= self.policy.rounds
        self.bell = Bell(self.round, Sitting.OVER if last else Sitting.AHEAD, at)
        for seat in list(self.shelf.values()):
            after = self._after_round(seat, read[seat.book], began, at)
            if after != seat:
                self._change_seat(after, seat, "read", Actor.DESK, at)
        self._ring("end", before, self.last_step - first, at)

    def wish_then(
        self, id: UUID, wishes: tuple[str, ...], *, at: datetime, actor: Actor = Actor.READER
    ) -> Card:
        """What to read in the round after the coming one; while reading, in the next. Empty: as
        now, and a reading ends the card."""
        if not self.policy.rounds:
            raise mistakes.NoRoundLeft
        card = self.card(id)
        if wishes:
            self._check_wishes(wishes, card.group, keeping=card.then)
        if wishes and card.stage is Stage.READING and not self.reads_again(card):
            raise mistakes.ReadEnough
        changed = replace(card, then=wishes)
        if changed != card:
            self._change(changed, card, "then", actor, at)
        return changed

    def _rings_again(self, round: int | None, sitting: Sitting) -> bool:
        """Whether this very bell has rung already: a second tap."""
        return round is not None and (self.round, self.sitting) == (round, sitting)

    def _expect(self, round: int | None, sitting: Sitting, number: int) -> None:
        if not self.policy.rounds or self.sitting is Sitting.OVER:
            raise mistakes.NoRoundLeft
        if self.sitting is not sitting or round not in (None, number):
            raise mistakes.Overtaken

    def _at_stage(self, stage: Stage) -> list[Card]:
        return [card for card in self.cards.values() if card.stage is stage]

    def _read_in_round(self) -> Counter[str]:
        """How many cards read each book in the round that ends."""
        read: Counter[str] = Counter()
        for step in reversed(self.steps):
            if step.verb == "begin" and not step.undone:
                break
            if step.verb in ("return", "onward") and not step.undone and step.card_before:
                read[step.card_before.book or ""] += 1
        return read

    def _after_round(self, seat: Seat, read: int, began: datetime, at: datetime) -> Seat:
        """The seat after a round: counted if somebody read it, its break over, or due."""
        if read:
            seat = replace(
                seat,
                readings=seat.readings + 1,
                unrested=seat.unrested + 1,
                shared=seat.shared + read - 1,
                free_since=at,
            )
        if seat.rest_since is not None and seat.rest_since <= began:
            seat = seat.rested(at=at)
        due = bool(self.policy.rest_after) and seat.unrested >= self.policy.rest_after
        if (seat.rest_wanted or due) and not seat.done and not seat.resting:
            return self._rest_from(seat, at)
        return seat

    def _ring(self, verb: str, before: Bell, covers: int, at: datetime) -> None:
        self._step(
            verb,
            Actor.DESK,
            at,
            subject=str(self.round),
            bell_before=before,
            bell_after=self.bell,
            covers=covers,
        )


def _with_then(card: Card) -> Card:
    return replace(card, wishes=card.then, then=(), hold_first=False)
