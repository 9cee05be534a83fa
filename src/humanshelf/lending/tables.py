"""At the tables: call, start and return readings, breaks and moves, and interpreters."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from humanshelf.lending import mistakes
from humanshelf.lending.card import SEATED, Card, Stage
from humanshelf.lending.ground import Ground, Phase, Told
from humanshelf.lending.interpreter import Interpreter
from humanshelf.lending.pace import available, rest_due
from humanshelf.lending.policy import minutes
from humanshelf.lending.seat import Seat
from humanshelf.lending.step import Actor


class Tables(Ground):
    """The verbs of the desk."""

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


def settled(seat: Seat, at: datetime) -> Seat:
    """The seat with a break cleared that time has ended."""
    return seat.rested(at=seat.rest_until or at) if seat.resting and available(seat, at) else seat
