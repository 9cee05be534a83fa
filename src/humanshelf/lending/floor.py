"""The floor: the live state of one event's lending. It alone decides who is called, and when.

Its verbs stand by who says them: readers' in ``queue``, books' in ``wellbeing``, the desk's in
``tables``, those of the bell, for events in rounds, in ``sittings``; each builds on the next, and
all on the state and bookkeeping in ``ground``.
"""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from humanshelf.lending import mistakes, reversal
from humanshelf.lending.card import Card, Stage
from humanshelf.lending.ground import Announcement, Phase
from humanshelf.lending.policy import spent
from humanshelf.lending.sittings import Sittings
from humanshelf.lending.step import Actor, Step

LONGEST_DELAY = 60
"""Minutes that a desk may add for all."""
LONGEST_EVENT = timedelta(hours=16)


class Floor(Sittings):
    """The aggregate of one event: loaded whole, changed by one verb, saved in one transaction."""

    def enter(self, phase: Phase, *, at: datetime) -> None:
        """Open the event, make the last call, or close it. Each can be gone back on."""
        if phase is self.phase:
            return
        if phase is not Phase.CLOSED:
            self._takes_place()
        before, self.phase = self.phase, phase
        self._step("phase", Actor.DESK, at, subject=phase, phase_before=before)

    def announce(self, kind: str | None, *, at: datetime) -> None:
        """Say one sentence to all who wait, or take it back with None. Said already, it stands."""
        if kind == (self.announcement.kind if self.announcement else None):
            return
        self.announcement = Announcement(kind, at) if kind else None
        self._step("announce", Actor.DESK, at, subject=kind or "")

    def add_minutes(self, more: int, seen: int | None = None, *, at: datetime) -> None:
        """All expected times move by so many minutes; a negative number takes them back.

        ``seen`` are the minutes that stood there when the button was drawn: tapped twice, or at two
        desks, they are added once.
        """
        delay = min(max(0, self.delay + more), LONGEST_DELAY)
        if delay == self.delay or seen not in (None, self.delay):
            return
        self.delay = delay
        self._step("delay", Actor.DESK, at, subject=str(self.delay))

    def reschedule(self, closes: datetime, *, at: datetime) -> None:
        """The event ends later or sooner than planned."""
        if closes <= self.opens or closes <= at or closes > self.opens + LONGEST_EVENT:
            raise mistakes.BadTime
        if closes == self.closes:
            return
        self.closes = closes
        self._step("closes", Actor.DESK, at, subject=closes.isoformat())

    def unseen(self, since: datetime) -> list[Card]:
        """Cards taken on phones since then whose readers nobody can have met, the oldest first."""
        found = [c for c in self.cards.values() if c.unseen and c.joined >= since]
        return sorted(found, key=lambda card: (card.joined, card.number))

    def void(self, ids: Collection[UUID], *, at: datetime) -> None:
        """Take a flood of cards back, in one step: those of them that are still unseen.

        Whoever was called, reads or has paused meanwhile keeps the card. Raises NothingToVoid.
        """
        there = tuple(c for c in self.cards.values() if c.id in ids and c.unseen)
        if not there:
            raise mistakes.NothingToVoid
        taken_back = tuple(replace(c.move(Stage.LEFT, at=at), void=True) for c in there)
        for card in taken_back:
            self._put(card)
        self.leavers += len(there)
        self.waited += sum(spent(card.since, at) for card in there)
        self._step(
            "void",
            Actor.DESK,
            at,
            subject=str(len(there)),
            cards_before=there,
            cards_after=taken_back,
        )

    def expect(self, book: str, label: str, revision: int | None = None, *, at: datetime) -> None:
        """The card that a librarian saw at the book, or named for it, is still the one.

        A button says which card it calls or seats. If the floor has moved since it was drawn, the
        tap must not hit another card. That time alone made the floor name another one since is
        no hindrance: ``revision`` tells. Raises :class:`~humanshelf.lending.mistakes.Overtaken`.
        """
        if self.policy.rounds:
            if revision != self.revision:
                self._expect_chair(book, label, at)
            return
        there = self.seated.get(book)
        if there is None and revision == self.revision:
            return
        turn = None if there else self.turns(at).get(book)
        card = there or (turn.card if turn else None)
        if card is None or card.label != label:
            raise mistakes.Overtaken

    def _expect_chair(self, book: str, label: str, at: datetime) -> None:
        turn = self.turns(at).get(book)
        known = [*self.at_book(book), *([turn.card] if turn else [])]
        if label not in {card.label for card in known}:
            raise mistakes.Overtaken

    def undoable(self, actor: Actor = Actor.DESK) -> Step | None:
        """The last step of this actor that can still be undone."""
        return reversal.undoable(self, actor)

    def undoable_by_seat(self) -> dict[str, int]:
        """For each book the last desk step there that can still be undone, by its number."""
        return reversal.undoable_by_seat(self)

    def undoable_by_card(self) -> dict[str, int]:
        """In rounds: for each card at a chair the last desk step that can still be undone."""
        return reversal.undoable_by_card(self)

    def undo(self, number: int, *, at: datetime, without: Collection[UUID] = ()) -> Step:
        """Put back what stood before a step. Refused once a later step touched the same.

        Of a flood ``without`` stay away: their readers have other cards by now.
        """
        return reversal.undo(self, number, at, without)
