"""In the queue: take a card, wish, pause, come back, leave."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from humanshelf.lending import mistakes
from humanshelf.lending.card import Card, Stage
from humanshelf.lending.forecast import FRESH, Forecast, Range
from humanshelf.lending.ground import Phase
from humanshelf.lending.label import LABELS, number_of, word_of
from humanshelf.lending.plan import in_turn
from humanshelf.lending.policy import minutes
from humanshelf.lending.step import Actor
from humanshelf.lending.wellbeing import Wellbeing

RUSH = 40
"""From so many cards on a newcomer is told a time without a run of their own."""


class Queue(Wellbeing):
    """The verbs of the readers."""

    def take(
        self,
        id: UUID,
        wishes: tuple[str, ...],
        *,
        at: datetime,
        group: int = 1,
        hold_first: bool = False,
        paper: bool = False,
        talk: str | None = None,
        earlier: int = 0,
        then: tuple[str, ...] = (),
        actor: Actor = Actor.READER,
    ) -> Card:
        """Give a card, if it can be served before closing. Raises what is wrong with it.

        An event that has room for no card more gives readers none, nor one where too many are
        open, or taken just now; the desk, which sees who stands there, still may.
        ``then`` are wishes for the round after the coming one, in rounds.
        """
        self._takes_place()
        if self.phase_at(at) is Phase.PLANNED:
            raise mistakes.NotOpenYet
        if self.phase_at(at) is Phase.LAST_CALL:
            raise mistakes.NoMoreCards
        if self.phase_at(at) is Phase.CLOSED:
            raise mistakes.EventOver
        seen = actor is Actor.DESK
        if self.taken >= LABELS or (len(self.cards) >= self.most_open and not seen):
            raise mistakes.HallFull
        if self.full and not seen:
            raise mistakes.AllGiven
        if self.policy.reader_readings and earlier >= self.policy.reader_readings:
            raise mistakes.ReadEnough
        self._check_wishes(wishes, group)
        if then and self.policy.rounds:
            self._check_wishes(then, group)
        card = Card(
            id=id,
            number=number_of(self.seed, self.taken),
            word=word_of(self.seed, self.taken, self.words),
            stage=Stage.WAITING,
            since=at,
            joined=at,
            wishes=wishes,
            group=group,
            hold_first=hold_first and len(wishes) > 1,
            paper=paper,
            talk=talk,
            earlier=earlier,
            then=then if self.policy.rounds else (),
        )
        grown = self._with_newcomer(card, at)
        told = grown.card(card) if grown else None
        if grown and (told or not self.policy.gate):
            card = _told(card, told)
        else:
            card = self._promised(card, at)
        self.rush = self.rush if seen else self.rush.take(self.policy, at)
        self.taken += 1
        self._change(card, None, "take", actor, at)
        self._newcomers = grown
        return card

    def _with_newcomer(self, card: Card, at: datetime) -> Forecast | None:
        """The forecast with this card last in turn; None where only a new run can tell.

        When a hall opens dozens take their cards within seconds, one transaction after the other:
        a run for each of them would keep the others waiting. A small hall's run costs little.
        """
        if len(self.cards) < RUSH or not self._may_join(card, at):
            return None
        known = self._newcomers
        if known is None or not known.at <= at < known.at + FRESH:
            known = self.forecast(at)
        return known.joined(self, card)

    def _may_join(self, card: Card, at: datetime) -> bool:
        """Whether the card moves nobody's turn: it is last, in walk-up, and needs no interpreter.

        Asked before a run is made, which would be thrown away.
        """
        if self.policy.rounds or any(self.needs_interpreter(card, book) for book in card.accepts):
            return False
        return in_turn([*self.cards.values(), card], self.policy, at)[-1:] == [card]

    def forget_newcomers(self) -> None:
        """Something else than newcomers changed this floor: the next one needs a new run."""
        self._planned = self._newcomers = None

    def let_in(self, card: Card) -> None:
        """A newcomer to whom another worker gave this card."""
        known = self._newcomers if self._may_join(card, card.since) else None
        self.cards[card.id], self._planned = card, None
        self._newcomers = known.joined(self, card) if known else None

    def _promised(self, card: Card, at: datetime) -> Card:
        """The card with the range that it is told first. Raises TooLate where the gate is shut."""
        there = self.cards.get(card.id)
        self.cards[card.id], self._planned = card, None
        try:
            run = self.forecast(at)
            told = run.card(card)
            if told is None and self.policy.gate and self.lends(at):
                if card.talk and not any(self.suits(card, book) for book in card.accepts):
                    raise mistakes.NoInterpreter
                self.cards.pop(card.id)
                raise mistakes.TooLate(self.reachable(card.group, at))
        finally:
            self._planned = None
            if there is None:
                self.cards.pop(card.id, None)
            else:
                self.cards[card.id] = there
        return _told(card, told)

    def reachable(self, group: int, at: datetime) -> tuple[str, ...]:
        """The books for which a card of so many people, taken now, would still be read."""
        plan = self.plan(at)
        return tuple(
            seat.book
            for seat in self.shelf.values()
            if self.most_at(seat) >= group and plan.reaches(seat.book)
        )

    def change_wishes(
        self,
        id: UUID,
        wishes: tuple[str, ...],
        *,
        at: datetime,
        group: int,
        hold_first: bool,
        talk: str | None = None,
        actor: Actor = Actor.READER,
    ) -> Card:
        """Wish for other books and keep the joining time."""
        card = self.card(id)
        if card.stage not in (Stage.WAITING, Stage.PAUSED, Stage.ASIDE):
            raise mistakes.CannotMove(card.label)
        self._check_wishes(wishes, group, keeping=card.wishes)
        hold = hold_first and len(wishes) > 1
        changed = replace(card, wishes=wishes, group=group, hold_first=hold, talk=talk)
        if changed == card:
            return card
        changed = self._promised(changed, at)
        self._change(changed, card, "wish", actor, at)
        return changed

    def split(self, id: UUID, new: UUID, size: int, *, at: datetime, actor: Actor) -> Card:
        """Part of a group goes on with a card of its own: same wishes, same place in the queue."""
        card = self.card(id)
        self._takes_place()
        if card.stage not in (Stage.WAITING, Stage.PAUSED):
            raise mistakes.CannotMove(card.label)
        if not 1 <= size < card.group:
            raise mistakes.CannotSplit
        if len(self.cards) >= self.most_open or self.taken >= LABELS:
            raise mistakes.HallFull
        part = replace(
            card,
            id=new,
            number=number_of(self.seed, self.taken),
            word=word_of(self.seed, self.taken, self.words),
            group=size,
            here=None,
        )
        self.taken += 1
        self._change(replace(card, group=card.group - size), card, "split", actor, at)
        self._change(part, None, "take", actor, at)
        return part

    def _check_wishes(
        self, wishes: tuple[str, ...], group: int, keeping: tuple[str, ...] = ()
    ) -> None:
        if not wishes:
            raise mistakes.NoWish
        if len(wishes) > self.policy.wishes:
            raise mistakes.TooManyWishes
        if len(set(wishes)) < len(wishes):
            raise mistakes.WishTwice
        seats = [self.seat(book) for book in wishes]
        if any(seat.done and seat.book not in keeping for seat in seats):
            raise mistakes.BookIsDone
        limit = min([self.most_at(seat) for seat in seats] + [self.policy.group])
        if not 1 <= group <= limit:
            raise mistakes.GroupTooLarge(limit)

    def pause(self, id: UUID, *, at: datetime, actor: Actor = Actor.READER) -> None:
        """Step out: for a while the place is kept, and the card is not called."""
        card = self.card(id)
        if card.pauses >= self.policy.pauses:
            raise mistakes.PausedEnough
        paused = card.move(Stage.PAUSED, at=at, pauses=card.pauses + 1)
        self._change(paused, card, "pause", actor, at)

    def come_back(self, id: UUID, *, at: datetime, actor: Actor = Actor.READER) -> None:
        """Back to the queue: from a pause to the old place, after a missed call to the front.

        Minutes beyond the longest pause are not kept: the place moves back by so many.
        """
        card = self.card(id)
        back = card.back or card.stage is Stage.ASIDE
        joined = card.joined
        if card.stage is Stage.PAUSED:
            joined += max(timedelta(0), at - card.since - minutes(self.policy.pause))
        again = card.move(Stage.WAITING, at=at, back=back, joined=joined)
        again = replace(again, promise_from=None, promise_to=None)
        self._change(again, card, "back", actor, at)

    def rejoin(self, card: Card, *, at: datetime) -> None:
        """Undo the reader's own leaving, within the regret time; the place is as it was."""
        self._takes_place()
        spent = card.stage is not Stage.LEFT or card.misses > self.policy.misses
        if spent or card.void or card.id in self.cards:
            raise mistakes.CannotMove(card.label)
        if at >= card.since + minutes(self.policy.regret):
            raise mistakes.TooLateToUndo
        if self.phase_at(at) is Phase.CLOSED:
            raise mistakes.EventOver
        again = card.move(Stage.WAITING, at=at, book=None, here=None, interpreter=None, place=0)
        self.leavers -= 1
        self._change(again, card, "rejoin", Actor.READER, at)

    def say_here(self, id: UUID, *, at: datetime, actor: Actor = Actor.READER) -> None:
        """ "I'm here", or after a call "I am coming": the desk sees it."""
        card = self.card(id)
        if card.stage is Stage.ASIDE:
            self.come_back(id, at=at, actor=actor)
        elif card.stage in (Stage.WAITING, Stage.CALLED):
            if card.here is None or card.here < card.since:
                self._change(replace(card, here=at), card, "here", actor, at)
        else:
            raise mistakes.CannotMove(card.label)

    def leave(self, id: UUID, *, at: datetime, actor: Actor = Actor.READER) -> None:
        """Leave the queue, say "cannot come", or end the own reading."""
        card = self.card(id)
        if card.stage is Stage.READING:
            self._finish(card, at, actor)
            return
        self.leavers += 1
        seat = self.shelf.get(card.book) if card.book else None
        freed = (self._freed(seat, at), seat) if seat and not self.policy.rounds else None
        self._change(card.move(Stage.LEFT, at=at), card, "leave", actor, at, freed)


def _told(card: Card, range: Range | None) -> Card:
    if range is None:
        return replace(card, promise_from=None, promise_to=None)
    return replace(card, promise_from=range.earliest, promise_to=range.latest)
