"""The pure core at 500 cards and 40 books: no database, no web. Prints a table."""

import random
import statistics
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

sys.path.insert(0, str(Path(__file__).parents[1] / "src"))

from humanshelf.lending.facts import card_facts, seat_facts
from humanshelf.lending.floor import Floor
from humanshelf.lending.forecast import forecast
from humanshelf.lending.ground import Phase
from humanshelf.lending.interpreter import Interpreter
from humanshelf.lending.policy import Policy
from humanshelf.lending.seat import Own, Seat

CARDS, BOOKS = 500, 40
OPENS = datetime(2026, 11, 28, 10, tzinfo=UTC)


def full_floor(hours: float) -> tuple[Floor, datetime]:
    """Thirty books being read, ten free, everybody with three wishes; a tenth need an interpreter.

    Cards are taken while the event is long, then it is shortened to so many hours: with 4 about
    half of the cards cannot be read any more, with 16 all can.
    """
    lot = random.Random(1)
    policy = Policy(book_readings=0)
    floor = Floor(policy, Phase.OPEN, OPENS, OPENS + timedelta(hours=48), "bench", ("Nar", "Heyva"))
    for n in range(BOOKS):
        floor.shelf[f"b{n}"] = Seat(f"b{n}", str(n), 3, OPENS, own=Own(languages=("az", "ru")))
    for code in ("i1", "i2", "i3", "i4"):
        floor.interpreters[code] = Interpreter(code, ("az", "ru", "sign"))
    for n in range(CARDS):
        wishes = tuple(lot.sample(list(floor.shelf), 3))
        at = OPENS + timedelta(seconds=n)
        floor.take(UUID(int=n + 1), wishes, at=at, talk="sign" if n % 10 == 0 else None)
    at = OPENS + timedelta(minutes=10)
    for book in list(floor.shelf)[:30]:
        turn = floor.turns(at)[book]
        floor.call(book, at=at, id=turn.card.id)
        floor.start(book, at=at)
    floor.reschedule(OPENS + timedelta(hours=hours), at=at)
    return floor, at + timedelta(minutes=3)


def timed(work, runs: int = 30) -> str:
    took = []  # of processor time: other work on the machine does not count
    for _ in range(runs):
        began = time.process_time()
        work()
        took.append((time.process_time() - began) * 1000)
    return f"{statistics.median(took):6.2f} ms ({min(took):.2f}-{max(took):.2f})"


def main() -> None:
    for hours in (4, 16):
        floor, at = full_floor(hours)
        table(hours, floor, at)


def table(hours: float, floor: Floor, at: datetime) -> None:
    run = forecast(floor, at)
    cards = list(floor.cards.values())

    def next_cards() -> None:
        floor._planned = None
        floor.turns(at)

    def all_forecasts() -> None:
        floor._planned = None
        found = forecast(floor, at)
        for card in cards:
            found.card(card)
            for wish in card.wishes:
                found.wish(card, wish)

    rows = [
        ("next card for every free book", next_cards, "30 ms"),
        ("all forecasts, each wish and the combination", all_forecasts, "60 ms"),
        ("facts of all cards", lambda: [card_facts(floor, run, c, at) for c in cards], "-"),
        ("facts of all tables", lambda: seat_facts(floor, run, at), "-"),
        ("a copy to change", floor.copy, "-"),
    ]
    print(f"{CARDS} cards, {BOOKS} books, 4 interpreters, {hours} h: {len(run.starts)} can be read")
    for what, work, target in rows:
        print(f"  {what:48} {timed(work):>30}   to reach: {target}")


if __name__ == "__main__":
    main()
