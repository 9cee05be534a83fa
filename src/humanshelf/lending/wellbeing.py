"""What a book says for itself, and what follows from it."""

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from humanshelf.lending.pace import available
from humanshelf.lending.step import Actor
from humanshelf.lending.tables import Tables

HEAVY = 2
"""The third of the three faces."""


class Wellbeing(Tables):
    """The verbs of the books."""

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
        rests = seat.resting if self.policy.rounds else not available(seat, at)
        if face == HEAVY and not seat.done and not seat.rest_wanted and not rests:
            self.rest(book, at=at, actor=Actor.BOOK)
