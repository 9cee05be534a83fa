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
from humanshelf.lending.floor import Floor, Phase
from humanshelf.lending.forecast import forecast
from humanshelf.lending.policy import Policy
from humanshelf.lending.seat import Seat

CARDS, BOOKS = 500, 40
OPENS = datetime(2026, 11, 28, 10, tzinfo=UTC)


def full_floor() -> tuple[Floor, datetime]:
    """Thirty books being read, ten free, everybody with three wishes."""
    lot = random.Random(1)
    floor = Floor(
        Policy(), Phase.OPEN, OPENS, OPENS + timedelta(hours=4), "bench", ("Nar", "Heyva")
    )
    for n in range(BOOKS):
        floor.shelf[f"b{n}"] = Seat(f"b{n}", str(n), 3, OPENS)
    for n in range(CARDS):
        wishes = tuple(lot.sample(list(floor.shelf), 3))
        floor.take(UUID(int=n + 1), wishes, at=OPENS + timedelta(seconds=n))
    at = OPENS + timedelta(minutes=10)
    for book in list(floor.shelf)[:30]:
        floor.call(book, at=at)
        floor.start(book, at=at)
    return floor, at + timedelta(minutes=3)


def timed(work, runs: int = 30) -> str:
    took = []
    for _ in range(runs):
        began = time.perf_counter()
        work()
        took.append((time.perf_counter() - began) * 1000)
    return f"{statistics.median(took):6.2f} ms ({min(took):.2f}-{max(took):.2f})"


def main() -> None:
    floor, at = full_floor()
    run = forecast(floor, at)
    cards = list(floor.cards.values())

    def all_forecasts() -> None:
        found = forecast(floor, at)
        for card in cards:
            found.card(card)
            for wish in card.wishes:
                found.wish(card, wish)

    rows = [
        ("next card for every free book", lambda: floor.turns(at), "5 ms"),
        ("all forecasts, each wish and the combination", all_forecasts, "50 ms"),
        ("facts of all cards", lambda: [card_facts(floor, run, c, at) for c in cards], "-"),
        ("facts of all tables", lambda: seat_facts(floor, run, at), "-"),
        ("a copy to change", floor.copy, "-"),
    ]
    print(f"{CARDS} cards, {BOOKS} books")
    for what, work, target in rows:
        print(f"{what:48} {timed(work):>30}   to reach: {target}")


if __name__ == "__main__":
    main()
