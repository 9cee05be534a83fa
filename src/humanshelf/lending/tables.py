"""At the tables: call, start and return readings, breaks and moves, and interpreters."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from humanshelf.lending import mistakes, rounds
from humanshelf.lending.bell import Sitting
from humanshelf.lending.card import SEATED, Card, Stage
from humanshelf.lending.ground import Ground, Phase, Told
from humanshelf.lending.interpreter import Interpreter
from humanshelf.lending.pace import available, rest_due
from humanshelf.lending.policy import minutes, spent
from humanshelf.lending.seat import Seat
from humanshelf.lending.step import Actor

RINGING = timedelta(seconds=5)
"""For so long boards and phones ring."""


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
            if card.group > self.most_at(seat):
                raise mistakes.GroupTooLarge(self.most_at(seat))
            if card.id.hex in seat.own.declined:
                raise mistakes.BookDeclines
            if self.policy.rounds and card.group > rounds.free_chairs(self, book):
                raise mistakes.BookIsBusy(self.at_book(book)[0].label)
        helper = None
        if self.needs_interpreter(card, book):
            helper = self.helper_for(card, book, at)
            if helper is None:
                raise mistakes.NoInterpreter
        return self._call(card, seat, helper, at)

    def _call(self, card: Card, seat: Seat, helper: str | None, at: datetime) -> Card:
        in_rounds = self.policy.rounds > 0
        called = card.move(
            Stage.CALLED,
            at=at,
            book=seat.book,
            back=False,
            interpreter=helper,
            place=rounds.free_place(self, seat.book, card.group) if in_rounds else 0,
        )
        self.calls += 1
        self._remember(card, at)
        seats = None if in_rounds else (settled(seat, at), seat)
        self._change(called, card, "call", Actor.DESK, at, seats)
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
        self._takes_place()
        if self.phase_at(at) is Phase.PLANNED:
            raise mistakes.NotOpenYet
        if self.phase_at(at) is Phase.CLOSED:
            raise mistakes.EventOver
        if self.policy.rounds:
            self._check_chairs(seat, at)
            return
        there = self.seated.get(seat.book)
        if there is not None:
            raise mistakes.BookIsBusy(there.label)
        if seat.done or seat.left(0) == 0:
            raise mistakes.BookIsDone
        if not available(seat, at):
            raise mistakes.BookRests

    def _check_chairs(self, seat: Seat, at: datetime) -> None:
        """In rounds: to a free chair of a book that reads in the round that gathers or runs."""
        if not rounds.may_fill(self, at):
            raise mistakes.BetweenRounds
        if seat.done or seat.left(0) == 0:
            raise mistakes.BookIsDone
        if seat.resting:
            raise mistakes.BookRests
        there = self.at_book(seat.book)
        if there and rounds.free_chairs(self, seat.book) <= 0:
            raise mistakes.BookIsBusy(there[0].label)

    def ring(self, book: str, *, at: datetime, id: UUID | None = None) -> None:
        """Call the same card again: boards and phone ring, the grace starts anew. While they ring
        a second tap adds nothing."""
        self._takes_place()
        card = self._at(book, Stage.CALLED, mistakes.NobodyCalled, id)
        if timedelta() <= at - card.since < RINGING:
            return
        self._change(card.move(Stage.CALLED, at=at), card, "ring", Actor.DESK, at)

    def start(self, book: str, *, at: datetime, id: UUID | None = None) -> None:
        """The reader sits down: the reading begins. In rounds the bell begins it for all but
        those who are called to an empty chair."""
        self._takes_place()
        card = self._at(book, Stage.CALLED, mistakes.NobodyCalled, id)
        if self.policy.rounds:
            if self.sitting is not Sitting.RUNNING:
                raise mistakes.BetweenRounds
            self._sit_down(card, at)
            return
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

    def _sit_down(self, card: Card, at: datetime) -> None:
        """In rounds: the reading ends with the round, whoever interprets."""
        seat = self.seat(card.book or "")
        due = (self.rang or at) + minutes(self.policy.loan)
        read = card.move(Stage.READING, at=at, due=due, here=None)
        after = replace(seat, sat=self.round)
        self._change(read, card, "start", Actor.DESK, at, None if after == seat else (after, seat))

    def finish(
        self, book: str, *, at: datetime, actor: Actor = Actor.DESK, id: UUID | None = None
    ) -> None:
        """The book is back: the card ends, the book is free or on the break it asked for."""
        self._finish(self._at(book, Stage.READING, mistakes.NobodyReads, id), at, actor)

    def _finish(self, card: Card, at: datetime, actor: Actor) -> None:
        if self.policy.rounds:
            self._come_back_from(card, at, actor)
            return
        seat = self.seat(card.book or "")
        cycle = spent(card.since, at) + self.policy.changeover
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

    def _come_back_from(self, card: Card, at: datetime, actor: Actor) -> None:
        """In rounds: the reader gets up. With wishes for the next round the card waits on, behind
        those who have not read; else it ends. The seat itself changes when the round ends."""
        person = self.interpreters.get(card.interpreter or "")
        worked = person and person.worked(
            at=at,
            rest_after=self.policy.interpreter_rest,
            rest_until=at + minutes(self.policy.rest),
        )
        if not card.then or not self.reads_again(card):
            gone = card.move(Stage.RETURNED, at=at, more_reader=False, more_book=None, then=())
            self._change(gone, card, "return", actor, at, None, worked)
            return
        # No move of the reader's, like a call that is taken back: NEXT has no such way.
        onward = replace(
            card,
            stage=Stage.WAITING,
            since=at,
            joined=at,
            wishes=card.then,
            then=(),
            hold_first=False,
            book=None,
            due=None,
            here=None,
            place=0,
            interpreter=None,
            earlier=card.earlier + 1,
            promise_from=None,
            promise_to=None,
            more_reader=False,
            more_book=None,
        )
        self._change(onward, card, "onward", actor, at, None, worked)

    def reads_again(self, card: Card) -> bool:
        """Whether this reader may have one reading more after the present one."""
        most = self.policy.reader_readings
        return not most or card.earlier + 1 < most

    def no_show(self, book: str, *, at: datetime, id: UUID | None = None) -> None:
        """Nobody came: set aside once, closed the second time."""
        if self.policy.rounds:
            self._no_show_in_round(book, at, id)
            return
        card = self._at(book, Stage.CALLED, mistakes.NobodyCalled)
        to = Stage.ASIDE if card.misses < self.policy.misses else Stage.LEFT
        after = card.move(to, at=at, misses=card.misses + 1, here=None, book=None, interpreter=None)
        self.no_shows += 1
        seat = self.seat(book)
        freed = (self._freed(seat, at), seat)
        self._change(after, card, "no-show", Actor.DESK, at, freed)

    def _no_show_in_round(self, book: str, at: datetime, id: UUID | None) -> None:
        """Before the bell or after it: the bell seats all who were called, there or not."""
        seat = self.seat(book)
        there = [card for card in self.at_book(book) if id in (None, card.id)]
        if rounds.may_fill(self, at):
            there = [c for c in there if c.stage is Stage.CALLED or c.since == self.rang]
        else:
            there = [card for card in there if card.stage is Stage.CALLED]
        if not there:
            raise mistakes.NobodyCalled
        if len(there) > 1:
            raise mistakes.Overtaken
        card = there[0]
        after = replace(
            card,
            stage=Stage.ASIDE if card.misses < self.policy.misses else Stage.LEFT,
            since=at,
            misses=card.misses + 1,
            here=None,
            book=None,
            due=None,
            place=0,
            interpreter=None,
            more_reader=False,
            more_book=None,
        )
        self.no_shows += 1
        alone = card.stage is Stage.READING and len(self.at_book(book)) == 1
        unread = replace(seat, sat=0) if alone else seat
        seats = (unread, seat) if unread != seat else None
        self._change(after, card, "no-show", Actor.DESK, at, seats)

    def extend(
        self, book: str, *, at: datetime, actor: Actor = Actor.DESK, id: UUID | None = None
    ) -> None:
        """More minutes for a reading, once, if book and reader agree and nobody waits for it."""
        if self.policy.rounds:
            raise mistakes.EndsAtBell
        card = self._at(book, Stage.READING, mistakes.NobodyReads, id)
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
        if self.policy.rounds:
            raise mistakes.EndsAtBell
        card = self._at(book, Stage.READING, mistakes.NobodyReads)
        if actor is Actor.BOOK:
            asked = replace(card, more_book=yes)
        else:
            asked = replace(card, more_reader=yes)
        if asked == card:
            return
        self._change(asked, card, "more", actor, at)
        agreed = asked.more_book and asked.more_reader and not asked.extended
        if agreed and not self.others_wait(book):
            self.extend(book, at=at, actor=actor)

    def rest(self, book: str, *, at: datetime, actor: Actor = Actor.DESK) -> None:
        """A break: now if the book is free, else after the present call or reading."""
        seat = self.seat(book)
        if seat.done:
            raise mistakes.BookIsDone
        if not available(seat, at) or (self.policy.rounds and seat.resting):
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
        over = at if self.policy.rounds else min(at, seat.rest_until or at)
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
        if table == seat.table:
            return
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
            place=0,
        )
        seats = None if self.policy.rounds else (self._freed(seat, at), seat)
        self._change(waiting, card, "off", Actor.DESK, at, seats)


def settled(seat: Seat, at: datetime) -> Seat:
    """The seat with a break cleared that time has ended."""
    return seat.rested(at=seat.rest_until or at) if seat.resting and available(seat, at) else seat
