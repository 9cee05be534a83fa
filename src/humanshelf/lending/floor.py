"""The floor: the live state of one event's lending. It alone decides who is called, and when."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from humanshelf.lending import mistakes
from humanshelf.lending.card import SEATED, Card, Stage
from humanshelf.lending.label import LABELS, number_of, word_of
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


@dataclass
class Floor:
    """The aggregate of one event: loaded whole, changed by one verb, saved in one transaction.

    ``cards`` holds the open cards only. What a verb changed is collected in ``touched_cards``,
    ``touched_seats`` and ``new_steps`` until it is saved. ``taken`` counts all cards ever given,
    ``calls`` and ``no_shows``, ``leavers`` and ``waited`` (minutes) teach the forecast.
    """

    policy: Policy
    phase: Phase
    opens: datetime
    closes: datetime
    seed: str
    words: tuple[str, ...]
    shelf: dict[str, Seat] = field(default_factory=dict)
    cards: dict[UUID, Card] = field(default_factory=dict)
    steps: list[Step] = field(default_factory=list)
    announcement: Announcement | None = None
    taken: int = 0
    calls: int = 0
    no_shows: int = 0
    leavers: int = 0
    waited: float = 0.0
    revision: int = 0
    last_step: int = 0
    touched_cards: dict[UUID, Card] = field(default_factory=dict)
    touched_seats: dict[str, Seat] = field(default_factory=dict)
    new_steps: list[Step] = field(default_factory=list)
    undone_steps: list[int] = field(default_factory=list)

    def copy(self) -> "Floor":
        """A floor to change while others read this one: values are frozen, so shallow is deep."""
        return replace(
            self,
            shelf=dict(self.shelf),
            cards=dict(self.cards),
            steps=list(self.steps),
            touched_cards={},
            touched_seats={},
            new_steps=[],
            undone_steps=[],
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

    def turns(self, at: datetime) -> dict[str, Turn]:
        """For each free book the card that the floor names. A person's tap calls it."""
        if self.phase_at(at) in (Phase.PLANNED, Phase.CLOSED):
            return {}
        return name_turns(self.cards.values(), self.free_books(at))

    def phase_at(self, at: datetime) -> Phase:
        """The phase as time has made it: the planned end is the last call without a tap."""
        if self.phase is Phase.OPEN and at >= self.closes:
            return Phase.LAST_CALL
        return self.phase

    def expect(self, book: str, label: str, *, at: datetime) -> None:
        """The card that a librarian saw at the book, or named for it, is still the one.

        A button says which card it calls or seats. If the floor has moved since it was drawn, the
        tap must not hit another card. Raises :class:`~humanshelf.lending.mistakes.Overtaken`.
        """
        there = self.seated.get(book)
        turn = None if there else self.turns(at).get(book)
        card = there or (turn.card if turn else None)
        if card is None or card.label != label:
            raise mistakes.Overtaken

    # the event

    def enter(self, phase: Phase, *, at: datetime) -> None:
        """Open the event, make the last call, or close it. Each can be gone back on."""
        if phase is self.phase:
            return
        before, self.phase = self.phase, phase
        self._step("phase", Actor.DESK, at, subject=phase, phase_before=before)

    def announce(self, kind: str | None, *, at: datetime) -> None:
        """Say one sentence to all who wait, or take it back with None."""
        self.announcement = Announcement(kind, at) if kind else None
        self._step("announce", Actor.DESK, at, subject=kind or "")

    # the reader's verbs

    def take(
        self,
        id: UUID,
        wishes: tuple[str, ...],
        *,
        at: datetime,
        group: int = 1,
        hold_first: bool = False,
        paper: bool = False,
        actor: Actor = Actor.READER,
    ) -> Card:
        """Give a card. Raises the mistake that names what is wrong with it."""
        if self.phase_at(at) is Phase.PLANNED:
            raise mistakes.NotOpenYet
        if self.phase_at(at) is Phase.LAST_CALL:
            raise mistakes.NoMoreCards
        if self.phase_at(at) is Phase.CLOSED:
            raise mistakes.EventOver
        if len(self.cards) >= self.policy.open_cards or self.taken >= LABELS:
            raise mistakes.HallFull
        self._check_wishes(wishes, group)
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
        )
        self.taken += 1
        self._change(card, None, "take", actor, at)
        return card

    def change_wishes(
        self,
        id: UUID,
        wishes: tuple[str, ...],
        *,
        at: datetime,
        group: int,
        hold_first: bool,
        actor: Actor = Actor.READER,
    ) -> Card:
        """Wish for other books and keep the joining time."""
        card = self.card(id)
        if card.stage not in (Stage.WAITING, Stage.PAUSED, Stage.ASIDE):
            raise mistakes.CannotMove(card.label)
        self._check_wishes(wishes, group, keeping=card.wishes)
        hold = hold_first and len(wishes) > 1
        changed = replace(card, wishes=wishes, group=group, hold_first=hold)
        self._change(changed, card, "wish", actor, at)
        return changed

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
        limit = min([seat.group_limit for seat in seats] + [self.policy.group])
        if not 1 <= group <= limit:
            raise mistakes.GroupTooLarge(limit)

    def pause(self, id: UUID, *, at: datetime, actor: Actor = Actor.READER) -> None:
        """Step out: the place is kept, the card is not called."""
        card = self.card(id)
        self._change(card.move(Stage.PAUSED, at=at), card, "pause", actor, at)

    def come_back(self, id: UUID, *, at: datetime, actor: Actor = Actor.READER) -> None:
        """Back to the queue: from a pause to the old place, after a missed call to the front."""
        card = self.card(id)
        back = card.back or card.stage is Stage.ASIDE
        self._change(card.move(Stage.WAITING, at=at, back=back), card, "back", actor, at)

    def rejoin(self, card: Card, *, at: datetime) -> None:
        """Undo the reader's own leaving, within the regret time; the place is as it was."""
        spent = card.stage is not Stage.LEFT or card.misses > self.policy.misses
        if spent or card.id in self.cards:
            raise mistakes.CannotMove(card.label)
        if at >= card.since + minutes(self.policy.regret):
            raise mistakes.TooLateToUndo
        if self.phase_at(at) is Phase.CLOSED:
            raise mistakes.EventOver
        again = card.move(Stage.WAITING, at=at, book=None, here=None)
        self.leavers -= 1
        self._change(again, card, "rejoin", Actor.READER, at)

    def say_here(self, id: UUID, *, at: datetime) -> None:
        """ "I'm here", or after a call "I am coming": the desk sees it."""
        card = self.card(id)
        if card.stage is Stage.ASIDE:
            self.come_back(id, at=at)
        elif card.stage in (Stage.WAITING, Stage.CALLED):
            if card.here is None or card.here < card.since:
                self._change(replace(card, here=at), card, "here", Actor.READER, at)
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
        freed = (self._freed(seat, at), seat) if seat else None
        self._change(card.move(Stage.LEFT, at=at), card, "leave", actor, at, freed)

    # the desk's verbs

    def call(self, book: str, *, at: datetime, id: UUID | None = None) -> Card:
        """Call the named card to a free book, or the given one. Never twice."""
        seat = self.seat(book)
        self._check_callable(seat, at)
        if id is None:
            turn = self.turns(at).get(book)
            if turn is None:
                raise mistakes.NobodyWaits
            card = turn.card
        else:
            card = self.card(id)
            if card.stage in SEATED and card.book:
                raise mistakes.AlreadyCalled(card.label, self.seat(card.book).table)
            if card.group > seat.group_limit:
                raise mistakes.GroupTooLarge(seat.group_limit)
        called = card.move(Stage.CALLED, at=at, book=book, back=False)
        self.calls += 1
        self._change(called, card, "call", Actor.DESK, at, (settled(seat, at), seat))
        return called

    def _check_callable(self, seat: Seat, at: datetime) -> None:
        if self.phase_at(at) is Phase.PLANNED:
            raise mistakes.NotOpenYet
        if self.phase_at(at) is Phase.CLOSED:
            raise mistakes.EventOver
        there = self.seated.get(seat.book)
        if there is not None:
            raise mistakes.BookIsBusy(there.label)
        if seat.done:
            raise mistakes.BookIsDone
        if not available(seat, at):
            raise mistakes.BookRests

    def ring(self, book: str, *, at: datetime) -> None:
        """Call the same card again: boards and phone ring, the grace starts anew."""
        card = self._at(book, Stage.CALLED, mistakes.NobodyCalled)
        self._change(card.move(Stage.CALLED, at=at), card, "ring", Actor.DESK, at)

    def start(self, book: str, *, at: datetime) -> None:
        """The reader sits down: the reading begins."""
        card = self._at(book, Stage.CALLED, mistakes.NobodyCalled)
        due = at + minutes(self.policy.loan)
        seat = self.seat(book)
        self._change(
            card.move(Stage.READING, at=at, due=due, here=None),
            card,
            "start",
            Actor.DESK,
            at,
            (seat, seat),
        )

    def finish(self, book: str, *, at: datetime, actor: Actor = Actor.DESK) -> None:
        """The book is back: the card ends, the book is free or on the break it asked for."""
        self._finish(self._at(book, Stage.READING, mistakes.NobodyReads), at, actor)

    def _finish(self, card: Card, at: datetime, actor: Actor) -> None:
        seat = self.seat(card.book or "")
        cycle = (at - card.since).total_seconds() / 60 + self.policy.changeover
        after = self._freed(seat.learned(cycle), at)
        self._change(card.move(Stage.RETURNED, at=at), card, "return", actor, at, (after, seat))

    def no_show(self, book: str, *, at: datetime) -> None:
        """Nobody came: set aside once, closed the second time."""
        card = self._at(book, Stage.CALLED, mistakes.NobodyCalled)
        to = Stage.ASIDE if card.misses < self.policy.misses else Stage.LEFT
        after = card.move(to, at=at, misses=card.misses + 1, here=None, book=None)
        self.no_shows += 1
        seat = self.seat(book)
        freed = (self._freed(seat, at), seat)
        self._change(after, card, "no-show", Actor.DESK, at, freed)

    def extend(self, book: str, *, at: datetime) -> None:
        """More minutes for a reading, once, if nobody waits for this book."""
        card = self._at(book, Stage.READING, mistakes.NobodyReads)
        if card.extended:
            raise mistakes.ExtendedAlready
        if any(c.stage is Stage.WAITING and book in c.accepts for c in self.cards.values()):
            raise mistakes.OthersWait
        due = max(at, card.due or at) + minutes(self.policy.extension)
        seat = self.seat(book)
        changed = replace(card, due=due, extended=True)
        self._change(changed, card, "extend", Actor.DESK, at, (seat, seat))

    def rest(self, book: str, *, at: datetime, actor: Actor = Actor.DESK) -> None:
        """A break: now if the book is free, else after the present call or reading."""
        seat = self.seat(book)
        if seat.done:
            raise mistakes.BookIsDone
        if not available(seat, at):
            raise mistakes.BookRests
        if book in self.seated:
            after = replace(seat, rest_wanted=not seat.rest_wanted)
        else:
            after = self._rest_from(seat, at)
        self._change_seat(after, seat, "rest", actor, at)

    def _rest_from(self, seat: Seat, at: datetime) -> Seat:
        until = at + minutes(self.policy.rest)
        return replace(seat, rest_since=at, rest_until=until, rest_wanted=False)

    def resume(self, book: str, *, at: datetime, actor: Actor = Actor.DESK) -> None:
        """The break is over."""
        seat = self.seat(book)
        if not seat.resting:
            raise mistakes.NotResting
        over = min(at, seat.rest_until or at)
        self._change_seat(seat.rested(at=over), seat, "resume", actor, at)

    def retire(self, book: str, *, at: datetime, actor: Actor = Actor.DESK) -> None:
        """Done for today: a running reading goes on, nobody else is called."""
        seat = self.seat(book)
        if seat.done:
            raise mistakes.BookIsDone
        self._change_seat(replace(seat, done=True), seat, "retire", actor, at)

    def arrive(self, book: str, *, at: datetime, actor: Actor = Actor.DESK) -> None:
        """The book reads on after all, and is on no break."""
        seat = self.seat(book)
        if not seat.done:
            return
        after = replace(seat, done=False, free_since=at, rest_since=None, rest_until=None)
        self._change_seat(after, seat, "arrive", actor, at)

    def move(self, book: str, table: str, *, at: datetime) -> None:
        """To another table; an empty one, or one that no other book sits at."""
        seat = self.seat(book)
        if self._is_taken(table, book):
            raise mistakes.TableTaken
        self._change_seat(replace(seat, table=table), seat, "move", Actor.DESK, at)

    def _is_taken(self, table: str, book: str) -> bool:
        return any(seat.table == table and seat.book != book for seat in self.shelf.values())

    # undo

    def undoable(self, actor: Actor = Actor.DESK) -> Step | None:
        """The last step of this actor that can still be undone."""
        for step in reversed(self.steps):
            if step.actor is actor and self._may_undo(step):
                return step
        return None

    def undoable_by_seat(self) -> dict[str, int]:
        """For each book the last desk step there that can still be undone, by its number."""
        found: dict[str, int] = {}
        for step in reversed(self.steps):
            book = step.seat if step.actor is Actor.DESK else None
            if book and book not in found and self._may_undo(step):
                found[book] = step.number
        return found

    def _may_undo(self, step: Step) -> bool:
        return step.stands and not self._overtaken(step) and not self._unseated(step)

    def _overtaken(self, step: Step) -> bool:
        """A later step, that still stands, touched the same."""
        return any(
            later.number > step.number and later.stands and later.touches(step)
            for later in self.steps
        )

    def _unseated(self, step: Step) -> bool:
        """Another book sits at the table to which undoing would move this one back."""
        before = step.seat_before
        return before is not None and self._is_taken(before.table, before.book)

    def undo(self, number: int, *, at: datetime) -> Step:
        """Put back what stood before a step. Refused once a later step touched the same."""
        step = next((s for s in self.steps if s.number == number), None)
        if step is None or not step.stands:
            raise mistakes.NothingToUndo
        if self._overtaken(step):
            raise mistakes.TooLateToUndo
        if self._unseated(step):
            raise mistakes.TableTaken
        if step.card is not None:
            self._restore(step, UUID(step.card), at)
        if step.seat_before is not None:
            self._put_seat(step.seat_before)
        if step.phase_before is not None:
            self.phase = Phase(step.phase_before)
        self.steps[self.steps.index(step)] = replace(step, undone=True)
        self.undone_steps.append(step.number)
        self._step(
            "undo",
            Actor.DESK,
            at,
            subject=step.subject,
            card=step.card,
            seat=step.seat,
            reverses=step.number,
        )
        return step

    def _restore(self, step: Step, id: UUID, at: datetime) -> None:
        now, before = self.cards.get(id), step.card_before
        if before is None:
            before = replace(self.card(id), stage=Stage.LEFT, since=at)
        elif now and now.stage is before.stage:
            before = replace(before, here=now.here)
        self._put(before)
        match step.verb:
            case "no-show":
                self.no_shows -= 1
            case "call":
                self.calls -= 1
            case "leave":
                self.leavers -= 1
            case "rejoin" | "take":
                self.leavers += 1
        if step.card_before and step.verb != "wish":
            self.waited -= _queued(step.card_before, step.at)

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
        if card.open:
            self.cards[card.id] = card
        else:
            self.cards.pop(card.id, None)

    def _put_seat(self, seat: Seat) -> None:
        self.shelf[seat.book] = self.touched_seats[seat.book] = seat

    def _change(
        self,
        card: Card,
        before: Card | None,
        verb: str,
        actor: Actor,
        at: datetime,
        seats: tuple[Seat, Seat] | None = None,
    ) -> None:
        self._put(card)
        if before and card.stage is not before.stage:
            self.waited += _queued(before, at)
        if seats:
            self._put_seat(seats[0])
        self._step(
            verb,
            actor,
            at,
            subject=card.label,
            card=card.id.hex,
            card_before=before,
            seat=seats[1].book if seats else None,
            seat_before=seats[1] if seats else None,
        )

    def _change_seat(self, seat: Seat, before: Seat, verb: str, actor: Actor, at: datetime) -> None:
        self._put_seat(seat)
        self._step(verb, actor, at, subject=seat.book, seat=seat.book, seat_before=before)

    def _step(self, verb: str, actor: Actor, at: datetime, **rest: object) -> None:
        self.last_step += 1
        step = Step(number=self.last_step, verb=verb, actor=actor, at=at, **rest)  # type: ignore[arg-type]
        self.steps.append(step)
        self.new_steps.append(step)


def _queued(card: Card, at: datetime) -> float:
    """For how many minutes the card has held its place since it last came into the queue."""
    return (at - card.since).total_seconds() / 60 if card.queued else 0.0


def available(seat: Seat, at: datetime) -> bool:
    """Here and not on a break. A break that is over makes the book free without a tap."""
    if seat.done:
        return False
    return not seat.resting or (seat.rest_until is not None and at >= seat.rest_until)


def settled(seat: Seat, at: datetime) -> Seat:
    """The seat with a break cleared that time has ended."""
    return seat.rested(at=seat.rest_until or at) if seat.resting and available(seat, at) else seat
