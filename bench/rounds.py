"""Whole events in rounds, played on the real floor: how many readers are served, beside the best
assignment that anybody could have made. Prints a table.

    python bench/rounds.py [--runs 60]

Ten books with three chairs each, four rounds of 25 minutes with 5 between, popularity 1/rank,
three ranked wishes, a tenth of the cards groups of two and a tenth of three, one in ten called
readers does not come (and is not seen again). Half of the readers are there before the first
bell; the others take their cards until the third. The gate is off, so that both choose among the
same readers.

The best assignment is found by an exact solver (HiGHS through ``scipy.optimize.milp``; used here
only, see docs/decisions/0009-rounds.md) that knows in advance who will come when, and who
will not come. A reader may be seated in any round that begins after the card was taken; a group
sits together. ``served`` counts people. Rows with three figures are means over the events.
"""

import argparse
import random
import statistics as st
import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

try:
    import numpy as np
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import csr_matrix
except ImportError:
    sys.exit("The exact solver is not here: pip install -r requirements/bench.txt")

sys.path.insert(0, str(Path(__file__).parents[1] / "src"))

from humanshelf.lending.card import Stage
from humanshelf.lending.floor import Floor
from humanshelf.lending.ground import Phase
from humanshelf.lending.policy import Policy
from humanshelf.lending.seat import Seat

OPENS = datetime(2026, 11, 28, 10, tzinfo=UTC)
BOOKS, SEATS, ROUNDS, LOAN, CHANGE = 10, 3, 4, 25, 5
CYCLE = LOAN + CHANGE


@dataclass(frozen=True)
class Reader:
    comes: float
    wishes: tuple[int, ...]
    group: int
    shows: bool


def make_event(seed: int, people: int) -> list[Reader]:
    """Cards of so many people, in the order in which they are taken."""
    lot = random.Random(seed)
    found: list[Reader] = []
    while (left := people - sum(reader.group for reader in found)) > 0:
        weights, wishes = [1 / (rank + 1) for rank in range(BOOKS)], []
        while len(wishes) < 3:
            book = lot.choices(range(BOOKS), weights)[0]
            wishes.append(book)
            weights[book] = 0
        group = min(left, lot.choices((1, 2, 3), (8, 1, 1))[0])
        early = lot.random() < 0.5
        comes = -lot.uniform(1, 20) if early else lot.uniform(0, 2 * CYCLE - 1)
        found.append(Reader(comes, tuple(wishes), group, lot.random() >= 0.1))
    return sorted(found, key=lambda reader: reader.comes)


@dataclass
class Outcome:
    served: int = 0
    first: int = 0
    cards: int = 0


def play(event: list[Reader], plan: bool = True) -> Outcome:
    """The event on the real floor: gather, mark who does not come, call for the empty chairs."""
    policy = Policy(
        loan=LOAN,
        changeover=CHANGE,
        rounds=ROUNDS,
        seats=SEATS,
        gate=False,
        rest_after=0,
        book_readings=0,
    )
    before = OPENS - timedelta(minutes=30)
    closes = OPENS + timedelta(minutes=ROUNDS * CYCLE)
    floor = Floor(policy, Phase.OPEN, OPENS, closes, "rounds", ("Nar", "Heyva"))
    for n in range(BOOKS):
        floor.shelf[str(n)] = Seat(str(n), str(n), 3, before)
    coming, outcome, begun = list(enumerate(event, 1)), Outcome(), []
    for number in range(1, ROUNDS + 1):
        starts = OPENS + timedelta(minutes=CYCLE * (number - 1))
        while coming and OPENS + timedelta(minutes=coming[0][1].comes) < starts:
            n, reader = coming.pop(0)
            at = OPENS + timedelta(minutes=reader.comes)
            wishes = tuple(map(str, reader.wishes))
            floor.take(UUID(int=n), wishes, at=at, group=reader.group)
        floor.gather(number, at=starts - timedelta(minutes=4))
        at = starts - timedelta(minutes=1)
        while missing := absent(floor, event):
            for id, book in missing:
                floor.no_show(book, at=at, id=id)
                floor.leave(id, at=at)
            while turns := floor.turns(at):
                for book in turns:
                    floor.call(book, at=at)
        floor.begin(number, at=starts)
        for card in floor.cards.values():
            if card.stage is Stage.READING:
                begun.append(card)
        floor.end(number, at=starts + timedelta(minutes=LOAN))
    outcome.served = sum(card.group for card in begun)
    outcome.cards = len(begun)
    outcome.first = sum(card.book == card.wishes[0] for card in begun)
    return outcome


def absent(floor: Floor, event: list[Reader]) -> list[tuple[UUID, str]]:
    """The called who do not come."""
    return [
        (card.id, card.book)
        for card in floor.cards.values()
        if card.stage is Stage.CALLED and card.book and not event[card.id.int - 1].shows
    ]


def first_come(event: list[Reader]) -> Outcome:
    """A rule of others: at each bell, in the order of coming, the highest wish with chairs left."""
    outcome, waiting = Outcome(), [reader for reader in event if reader.shows]
    for number in range(ROUNDS):
        free = [SEATS] * BOOKS
        for reader in [r for r in waiting if r.comes < CYCLE * number]:
            book = next((b for b in reader.wishes if free[b] >= reader.group), None)
            if book is not None:
                free[book] -= reader.group
                waiting.remove(reader)
                outcome.served += reader.group
                outcome.cards += 1
                outcome.first += book == reader.wishes[0]
    return outcome


def best(event: list[Reader]) -> Outcome:
    """The most people who can be served, and among these ways most first wishes: exactly."""
    columns = [
        (n, book, number)
        for n, reader in enumerate(event)
        if reader.shows
        for book in reader.wishes
        for number in range(ROUNDS)
        if reader.comes < CYCLE * number
    ]
    rows, cells, weights = [], [], []
    for column, (n, book, number) in enumerate(columns):
        rows += [n, len(event) + book * ROUNDS + number]
        cells += [column, column]
        weights += [1, event[n].group]
    shape = (len(event) + BOOKS * ROUNDS, len(columns))
    taken = csr_matrix((weights, (rows, cells)), shape)
    most = np.array([1] * len(event) + [SEATS] * (BOOKS * ROUNDS))
    value = np.array(
        [-event[n].group - 0.001 * (event[n].wishes[0] == book) for n, book, _ in columns]
    )
    found = milp(
        value,
        constraints=LinearConstraint(taken, ub=most),
        integrality=np.ones(len(columns)),
        bounds=Bounds(0, 1),
        options={"mip_rel_gap": 0.0},
    )
    assert found.success, found.message
    chosen = [columns[column] for column in np.flatnonzero(found.x > 0.5)]
    return Outcome(
        sum(event[n].group for n, _, _ in chosen),
        sum(event[n].wishes[0] == book for n, book, _ in chosen),
        len(chosen),
    )


def cell(row: list[Outcome]) -> str:
    first = sum(outcome.first for outcome in row) / sum(outcome.cards for outcome in row)
    return f"{st.mean(outcome.served for outcome in row):6.1f} ({first:.0%})"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=60)
    runs = parser.parse_args().runs
    print(f"{runs} events each; {BOOKS} books x {SEATS} chairs x {ROUNDS} rounds; people served,")
    print("and of the cards served how many got their first wish. To reach: within 1 % of the best")
    print(f"{'people':>7}{'first come':>18}{'the floor':>18}{'the best':>18}{'short of it':>13}")
    for people in (60, 80, 100, 120):
        events = [make_event(seed, people) for seed in range(runs)]
        rows = [[way(event) for event in events] for way in (first_come, play, best)]
        cells = [cell(row) for row in rows]
        ours, most = (sum(outcome.served for outcome in row) for row in rows[1:])
        print(f"{people:>7}" + "".join(f"{c:>18}" for c in cells) + f"{1 - ours / most:>13.2%}")


if __name__ == "__main__":
    main()
