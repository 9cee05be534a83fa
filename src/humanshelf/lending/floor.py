"""The floor: the live state of one event's lending. It alone decides who is called, and when."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from humanshelf.lending import mistakes, reversal
from humanshelf.lending.card import SEATED, Card, Stage
from humanshelf.lending.forecast import Forecast, forecast
from humanshelf.lending.interpreter import Interpreter
from humanshelf.lending.label import LABELS, number_of, word_of
from humanshelf.lending.pace import available, rest_due
from humanshelf.lending.plan import Plan, make_plan
from humanshelf.lending.policy import Policy, minutes
from humanshelf.lending.seat import Seat
from humanshelf.lending.step import Actor, Step
from humanshelf.lending.turns import Turn, name_turns

HEAVY = 2
"""The third of the three faces."""
LONGEST_DELAY = 60
"""Minutes that a desk may add for all."""
LONGEST_EVENT = timedelta(hours=16)


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
class Floor:
    """The aggregate of one event: loaded whole, changed by one verb, saved in one transaction.

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

    def copy(self) -> "Floor":
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
        if seat is None or card.id.hex in seat.own.declined:
            return False
        if card.group > seat.group_limit:
            return False
        return not self.needs_interpreter(card, book) or any(
            not one.gone and one.links(card.talk or "", seat.own.languages)
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

    def expect(self, book: str, label: str, revision: int | None = None, *, at: datetime) -> None:
        """The card that a librarian saw at the book, or named for it, is still the one.

        A button says which card it calls or seats. If the floor has moved since it was drawn, the
        tap must not hit another card. That time alone made the floor name another one since is
        no hindrance: ``revision`` tells. Raises :class:`~humanshelf.lending.mistakes.Overtaken`.
        """
        there = self.seated.get(book)
        if there is None and revision == self.revision:
            return
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

    def add_minutes(self, more: int, *, at: datetime) -> None:
        """All expected times move by so many minutes; a negative number takes them back."""
        self.delay = min(max(0, self.delay + more), LONGEST_DELAY)
        self._step("delay", Actor.DESK, at, subject=str(self.delay))

    def reschedule(self, closes: datetime, *, at: datetime) -> None:
        """The event ends later or sooner than planned."""
        if closes <= self.opens or closes <= at or closes > self.opens + LONGEST_EVENT:
            raise mistakes.BadTime
        self.closes = closes
        self._step("closes", Actor.DESK, at, subject=closes.isoformat())

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
        talk: str | None = None,
        earlier: int = 0,
        actor: Actor = Actor.READER,
    ) -> Card:
        """Give a card, if it can be served before closing. Raises what is wrong with it."""
        if self.phase_at(at) is Phase.PLANNED:
            raise mistakes.NotOpenYet
        if self.phase_at(at) is Phase.LAST_CALL:
            raise mistakes.NoMoreCards
        if self.phase_at(at) is Phase.CLOSED:
            raise mistakes.EventOver
        if len(self.cards) >= self.policy.open_cards or self.taken >= LABELS:
            raise mistakes.HallFull
        if self.policy.reader_readings and earlier >= self.policy.reader_readings:
            raise mistakes.ReadEnough
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
            talk=talk,
            earlier=earlier,
        )
        card = self._promised(card, at)
        self.taken += 1
        self._change(card, None, "take", actor, at)
        return card

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
        if told is None:
            return replace(card, promise_from=None, promise_to=None)
        return replace(card, promise_from=told.earliest, promise_to=told.latest)

    def reachable(self, group: int, at: datetime) -> tuple[str, ...]:
        """The books for which a card of so many people, taken now, would still be read."""
        plan = self.plan(at)
        return tuple(
            seat.book
            for seat in self.shelf.values()
            if seat.group_limit >= group and plan.reaches(seat.book)
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
        changed = self._promised(changed, at)
        self._change(changed, card, "wish", actor, at)
        return changed

    def split(self, id: UUID, new: UUID, size: int, *, at: datetime, actor: Actor) -> Card:
        """Part of a group goes on with a card of its own: same wishes, same place in the queue."""
        card = self.card(id)
        if card.stage not in (Stage.WAITING, Stage.PAUSED):
            raise mistakes.CannotMove(card.label)
        if not 1 <= size < card.group:
            raise mistakes.CannotSplit
        if len(self.cards) >= self.policy.open_cards or self.taken >= LABELS:
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
        limit = min([seat.group_limit for seat in seats] + [self.policy.group])
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
        spent = card.stage is not Stage.LEFT or card.misses > self.policy.misses
        if spent or card.id in self.cards:
            raise mistakes.CannotMove(card.label)
        if at >= card.since + minutes(self.policy.regret):
            raise mistakes.TooLateToUndo
        if self.phase_at(at) is Phase.CLOSED:
            raise mistakes.EventOver
        again = card.move(Stage.WAITING, at=at, book=None, here=None, interpreter=None)
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
            if card.id.hex in seat.own.declined:
                raise mistakes.BookDeclines
        helper = None
        if self.needs_interpreter(card, book):
            helper = self.helper_for(card, book, at)
            if helper is None:
                raise mistakes.NoInterpreter
        called = card.move(Stage.CALLED, at=at, book=book, back=False, interpreter=helper)
        self.calls += 1
        self._remember(card, at)
        self._change(called, card, "call", Actor.DESK, at, (settled(seat, at), seat))
        return called

    def _remember(self, card: Card, at: datetime) -> None:
        """How true was what the card was told first? Asked once, of those called in one piece."""
        if card.promise_from and card.promise_to and not card.misses and not card.pauses:
            low, high, true = (
                round((moment - card.joined).total_seconds() / 60)
                for moment in (card.promise_from, card.promise_to, at)
            )
            self.told.append(Told(max(0, low), high, true))

    def _check_callable(self, seat: Seat, at: datetime) -> None:
        if self.phase_at(at) is Phase.PLANNED:
            raise mistakes.NotOpenYet
        if self.phase_at(at) is Phase.CLOSED:
            raise mistakes.EventOver
        there = self.seated.get(seat.book)
        if there is not None:
            raise mistakes.BookIsBusy(there.label)
        if seat.done or seat.left(0) == 0:
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
        longer = self.policy.interpreting if card.interpreter else 1
        due = at + minutes(self.policy.loan * longer)
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
        if card.interpreter:
            cycle /= self.policy.interpreting
        wanted = seat.rest_wanted or rest_due(seat, self.policy)
        after = self._freed(replace(seat.learned(cycle), rest_wanted=wanted), at)
        helper = self.interpreters.get(card.interpreter or "")
        worked = helper and helper.worked(
            at=at,
            rest_after=self.policy.interpreter_rest,
            rest_until=at + minutes(self.policy.rest),
        )
        gone = card.move(Stage.RETURNED, at=at, more_reader=False, more_book=None)
        self._change(gone, card, "return", actor, at, (after, seat), worked)

    def no_show(self, book: str, *, at: datetime) -> None:
        """Nobody came: set aside once, closed the second time."""
        card = self._at(book, Stage.CALLED, mistakes.NobodyCalled)
        to = Stage.ASIDE if card.misses < self.policy.misses else Stage.LEFT
        after = card.move(to, at=at, misses=card.misses + 1, here=None, book=None, interpreter=None)
        self.no_shows += 1
        seat = self.seat(book)
        freed = (self._freed(seat, at), seat)
        self._change(after, card, "no-show", Actor.DESK, at, freed)

    def extend(self, book: str, *, at: datetime, actor: Actor = Actor.DESK) -> None:
        """More minutes for a reading, once, if book and reader agree and nobody waits for it."""
        card = self._at(book, Stage.READING, mistakes.NobodyReads)
        if card.extended:
            raise mistakes.ExtendedAlready
        if card.more_book is False:
            raise mistakes.BookDeclines
        if self.others_wait(book):
            raise mistakes.OthersWait
        due = max(at, card.due or at) + minutes(self.policy.extension)
        seat = self.seat(book)
        changed = replace(card, due=due, extended=True)
        self._change(changed, card, "extend", actor, at, (seat, seat))

    def others_wait(self, book: str) -> bool:
        """Whether somebody who may be called waits for this book."""
        return any(
            c.stage is Stage.WAITING and book in c.accepts and self.suits(c, book)
            for c in self.cards.values()
        )

    def ask_more(self, book: str, actor: Actor, yes: bool = True, *, at: datetime) -> None:
        """Reader or book would like more time, or the book would not. If both would, and nobody
        waits, the reading is extended at once."""
        card = self._at(book, Stage.READING, mistakes.NobodyReads)
        if actor is Actor.BOOK:
            asked = replace(card, more_book=yes)
        else:
            asked = replace(card, more_reader=yes)
        self._change(asked, card, "more", actor, at)
        agreed = asked.more_book and asked.more_reader and not asked.extended
        if agreed and not self.others_wait(book):
            self.extend(book, at=at, actor=actor)

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
            if seat.left(0) == 0:
                raise mistakes.BookIsDone
            return
        after = replace(seat, done=False, free_since=at, rest_since=None, rest_until=None)
        self._change_seat(after, seat, "arrive", actor, at)

    def move(self, book: str, table: str, *, at: datetime) -> None:
        """To another table; an empty one, or one that no other book sits at."""
        seat = self.seat(book)
        if self.is_taken(table, book):
            raise mistakes.TableTaken
        self._change_seat(replace(seat, table=table), seat, "move", Actor.DESK, at)

    def is_taken(self, table: str, book: str) -> bool:
        return any(seat.table == table and seat.book != book for seat in self.shelf.values())

    # the book's own verbs

    def say(self, book: str, at: datetime, **own: Any) -> None:
        """What the book says for itself: languages, limit, arrives, leaves, help, faces."""
        seat = self.seat(book)
        said = replace(seat, own=replace(seat.own, **own))
        if said != seat:
            self._change_seat(said, seat, "own", Actor.BOOK, at)

    def ask_help(self, book: str, *, at: datetime) -> None:
        """A librarian should come to the table, without a word. Asked again, it stays as it was."""
        self.say(book, at, help=self.seat(book).own.help or at)

    def visit(self, book: str, *, at: datetime) -> None:
        """A librarian has gone there."""
        self.say(book, at, help=None)

    def read_more(self, book: str, more: int, *, at: datetime) -> None:
        """So many readings more today, and then no more; 0 for none after this one."""
        running = self.seated.get(book) is not None
        self.say(book, at, limit=self.seat(book).readings + running + more)

    def decline(self, book: str, id: UUID, yes: bool = True, *, at: datetime) -> None:
        """The book will not read with this card, or will after all. Nobody is told."""
        declined = [d for d in self.seat(book).own.declined if d != id.hex]
        self.say(book, at, declined=tuple(declined + [id.hex] * yes))

    def feel(self, book: str, face: int, *, at: datetime) -> None:
        """How the last reading felt: 0 light, 1 middling, 2 heavy. After a heavy one a break.

        A second tap counts for nothing: each reading is asked about once."""
        seat = self.seat(book)
        if seat.own.felt >= seat.readings:
            return
        faces = tuple(count + (n == face) for n, count in enumerate(seat.own.faces))
        self.say(book, at, faces=faces, felt=seat.readings)
        if face == HEAVY and not seat.done and not seat.rest_wanted and available(seat, at):
            self.rest(book, at=at, actor=Actor.BOOK)

    # interpreters

    def interpreter(self, code: str) -> Interpreter:
        try:
            return self.interpreters[code]
        except KeyError:
            raise mistakes.UnknownInterpreter(code) from None

    def interpreter_leaves(self, code: str, gone: bool = True, *, at: datetime) -> None:
        """An interpreter goes, or is back. A call that needs them goes back into the queue."""
        person = self.interpreter(code)
        if person.gone is gone:
            return
        after = replace(person, gone=gone, rest_until=None)
        self._change_interpreter(after, person, "interpreter", at)
        for card in list(self.cards.values()):
            if gone and card.interpreter == code and card.stage is Stage.CALLED:
                self._call_off(card, at)

    def _call_off(self, card: Card, at: datetime) -> None:
        """A call that cannot be kept, by no fault of the reader's: next again."""
        seat = self.seat(card.book or "")
        # No move of the reader's: "I'm back" must not lead out of a call, so NEXT has no such way.
        waiting = replace(
            card,
            stage=Stage.WAITING,
            since=at,
            book=None,
            here=None,
            interpreter=None,
            back=True,
        )
        self._change(waiting, card, "off", Actor.DESK, at, (self._freed(seat, at), seat))

    # undo

    def undoable(self, actor: Actor = Actor.DESK) -> Step | None:
        """The last step of this actor that can still be undone."""
        return reversal.undoable(self, actor)

    def undoable_by_seat(self) -> dict[str, int]:
        """For each book the last desk step there that can still be undone, by its number."""
        return reversal.undoable_by_seat(self)

    def undo(self, number: int, *, at: datetime) -> Step:
        """Put back what stood before a step. Refused once a later step touched the same."""
        return reversal.undo(self, number, at)

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


def _queued(card: Card, at: datetime) -> float:
    """For how many minutes the card has held its place since it last came into the queue."""
    return (at - card.since).total_seconds() / 60 if card.queued else 0.0


def settled(seat: Seat, at: datetime) -> Seat:
    """The seat with a break cleared that time has ended."""
    return seat.rested(at=seat.rest_until or at) if seat.resting and available(seat, at) else seat
