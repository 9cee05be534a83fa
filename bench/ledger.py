"""An event's floor built again from its ledger of 2,000 steps, as its rows come from the store.

.venv/bin/python bench/ledger.py
"""

import json
import random
import sys
from datetime import timedelta
from pathlib import Path
from uuid import UUID

sys.path.insert(0, str(Path(__file__).parents[1] / "src"))

from core import OPENS, timed

from humanshelf.lending.floor import Floor
from humanshelf.lending.ground import Phase
from humanshelf.lending.ledger import check, rebuild
from humanshelf.lending.mistakes import Mistake
from humanshelf.lending.policy import Policy
from humanshelf.lending.seat import Seat
from humanshelf.records import rows

STEPS, BOOKS = 2000, 40


def planned() -> Floor:
    shelf = {f"b{n}": Seat(f"b{n}", str(n), 3, OPENS) for n in range(BOOKS)}
    closes = OPENS + timedelta(hours=16)
    policy = Policy(gate=False, rest_after=0, book_readings=0)
    return Floor(policy, Phase.OPEN, OPENS, closes, "bench", ("Nar", "Heyva"), shelf)


def played() -> Floor:
    """Cards come, are called, read or missed, and some are undone, until the ledger is full."""
    lot, floor, at = random.Random(1), planned(), OPENS
    books = list(floor.shelf)
    while floor.last_step < STEPS:
        at += timedelta(seconds=15)
        book = lot.choice(books)
        try:
            match floor.seated.get(book):
                case None if len(floor.cards) < 60:
                    wishes = (book, *lot.sample([b for b in books if b != book], 2))
                    card = floor.take(UUID(int=lot.getrandbits(64)), wishes, at=at)
                    floor.call(book, at=at, id=card.id)
                case there if there and there.stage == "called":
                    (floor.start if lot.random() < 0.85 else floor.no_show)(book, at=at)
                case _:
                    floor.finish(book, at=at)
            if lot.random() < 0.03:
                floor.undo(floor.last_step, at=at)
        except Mistake:
            pass
        for card in [card for card in floor.cards.values() if card.stage == "aside"]:
            floor.leave(card.id, at=at)
    return floor


def stored(floor: Floor) -> list[tuple[object, ...]]:
    """The rows as SQLite hands them over: what is JSON is text still."""
    found = []
    for step in floor.steps:
        columns = rows.step_columns(step)
        columns |= {name: json.dumps(columns[name]) for name in ("before", "after")}
        found.append(tuple(columns[column.key] for column in rows.STEP))
    return found


def read(found: list[tuple[object, ...]]) -> list[tuple[object, ...]]:
    at = [column.key for column in rows.STEP].index("before")
    return [(*r[:at], json.loads(r[at]), json.loads(r[at + 1]), *r[at + 2 :]) for r in found]


def main() -> None:
    floor, settings = played(), planned()
    found = stored(floor)
    steps = rows.steps(read(found))
    assert check(floor, steps) == []
    table = [
        (
            "rebuild, its JSON read too",
            lambda: rebuild(settings, rows.steps(read(found))),
            "200 ms",
        ),
        ("rebuild alone", lambda: rebuild(settings, steps), "-"),
        ("check against the floor", lambda: check(floor, steps), "-"),
    ]
    print(f"{len(steps)} steps, {floor.taken} cards, {BOOKS} books")
    for what, work, target in table:
        print(f"{what:48} {timed(work, 10):>30}   to reach: {target}")


if __name__ == "__main__":
    main()
