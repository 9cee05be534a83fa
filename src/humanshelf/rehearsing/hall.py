"""What is planned: how many books, hours and readers, and the rules of lending."""

from dataclasses import dataclass, fields, replace
from datetime import timedelta

from humanshelf.lending.floor import Floor
from humanshelf.lending.ground import Phase
from humanshelf.lending.interpreter import Interpreter
from humanshelf.lending.policy import Policy
from humanshelf.lending.seat import Own, Seat
from humanshelf.rehearsing.day import Day, make_day
from humanshelf.rehearsing.evening import ABROAD, HOME, OPENS, Evening

BOUNDS = {
    "books": (1, 60),
    "length": (60, 960),
    "readers": (1, 600),
    "loan": (10, 60),
    "changeover": (0, 30),
    "wishes": (1, 3),
    "rest_after": (0, 10),
    "rest": (0, 60),
    "book_readings": (0, 30),
    "interpreters": (0, 10),
    "foreign": (0, 100),
}
"""The least and the most of each number; lengths in minutes."""


class OutOfBounds(ValueError):
    """A number of the hall is too small or too great to be played; its message is its name."""


@dataclass(frozen=True, slots=True)
class Hall:
    """An event to be played. ``foreign`` of a hundred readers need an interpreter."""

    books: int = 10
    length: int = 240
    readers: int = 60
    loan: int = 30
    changeover: int = 5
    wishes: int = 3
    rest_after: int = 3
    rest: int = 15
    book_readings: int = 6
    interpreters: int = 0
    foreign: int = 0

    def __post_init__(self) -> None:
        for name, (least, most) in BOUNDS.items():
            if not least <= getattr(self, name) <= most:
                raise OutOfBounds(name)
        if self.loan > self.length:
            raise OutOfBounds("loan")

    @property
    def policy(self) -> Policy:
        shared = {f.name for f in fields(Policy)} & set(BOUNDS)
        return replace(Policy(first_timers=0), **{name: getattr(self, name) for name in shared})

    def floor(self) -> Floor:
        """Open, with every book on its shelf and every interpreter there."""
        closes = OPENS + timedelta(minutes=self.length)
        own = Own(languages=(HOME,))
        books = [str(n) for n in range(self.books)]
        people = [f"i{n}" for n in range(self.interpreters)]
        return Floor(
            policy=self.policy,
            phase=Phase.OPEN,
            opens=OPENS,
            closes=closes,
            seed="evening",
            words=("Nar", "Heyva"),
            shelf={book: Seat(book, book, 3, OPENS, own=own) for book in books},
            interpreters={one: Interpreter(one, (ABROAD, HOME)) for one in people},
        )

    def day(self, seed: int) -> Day:
        return make_day(
            seed,
            self.readers,
            books=self.books,
            length=self.length,
            loan=self.loan,
            change=self.changeover,
            foreign=self.foreign / 100,
        )

    def evening(self, seed: int) -> Evening:
        return Evening(self.floor(), self.day(seed))


SHORTER = 5
"""Minutes by which a reading is shortened, to see what it changes."""


def variants(hall: Hall) -> dict[str, Hall]:
    """The hall as it is planned, and what could be changed about it: one thing each."""
    found = {"planned": hall}
    changes = {
        "book": {"books": hall.books + 1},
        "shorter": {"loan": hall.loan - SHORTER},
        "interpreter": {"interpreters": hall.interpreters + 1} if hall.foreign else {},
        "hour": {"length": hall.length + 60},
    }
    for name, change in changes.items():
        if change and all(BOUNDS[k][0] <= v <= BOUNDS[k][1] for k, v in change.items()):
            found[name] = replace(hall, **change)
    return found
