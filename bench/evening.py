"""Whole events played on the real floor: who goes home unread, who gets the first wish, and how
true the times are that readers are told. Prints two tables.

    .venv/bin/python bench/evening.py [--runs 300] [--only readers,forecast]

Ten books, four hours, 30 minutes a reading and 5 between, popularity 1/rank, arrivals spread
evenly over the first 70 % of the time (``--random`` draws them at random instead). The same days,
by the same seeds, for all rows. The first three rows are rules that others use.
"""

import argparse
import statistics as st
import sys
from datetime import datetime, timedelta
from heapq import heapify, heappop, heappush
from pathlib import Path
from uuid import UUID

sys.path.insert(0, str(Path(__file__).parents[1] / "src"))

from humanshelf.lending.card import Card
from humanshelf.lending.floor import Floor
from humanshelf.lending.forecast import Range
from humanshelf.lending.ground import Phase
from humanshelf.lending.policy import Policy
from humanshelf.lending.seat import Seat
from humanshelf.rehearsing import day as rehearsing
from humanshelf.rehearsing.day import Day
from humanshelf.rehearsing.evening import OPENS, Evening, Outcome, Rule, Witness, planned

BOOKS, LENGTH, LOAN, CHANGE = 10, 240, 30, 5


def make_day(seed: int, readers: int, spread: str, lively: bool = False) -> Day:
    how = {"books": BOOKS, "length": LENGTH, "loan": LOAN, "change": CHANGE}
    return rehearsing.make_day(seed, readers, spread=spread, lively=lively, **how)


def minute(at: datetime) -> float:
    return (at - OPENS).total_seconds() / 60


def first_free(floor: Floor, at: datetime, ready: list[str]) -> list[tuple[UUID, str]]:
    """The longest wait first, to its highest wish among the free books."""
    found, free = [], set(ready)
    for card in sorted(floor.cards.values(), key=lambda c: (c.joined, c.number)):
        book = next((b for b in card.wishes if b in free), None) if card.queued else None
        if book:
            free.remove(book)
            found.append((card.id, book))
    return found


def play(day: Day, rule: Rule, wishes: int = 3, watch: "Watch | None" = None) -> Outcome:
    """One event from its first arrival to its last return."""
    policy = Policy(loan=LOAN, changeover=CHANGE, rest_after=0, book_readings=0, first_timers=10**6)
    closes = OPENS + timedelta(minutes=LENGTH)
    floor = Floor(policy, Phase.OPEN, OPENS, closes, "evening", ("Nar", "Heyva"))
    for n in range(BOOKS):
        floor.shelf[str(n)] = Seat(str(n), str(n), 3, OPENS)
    last = LENGTH - LOAN - CHANGE + 1e-9
    return Evening(floor, day, rule=rule, wishes=wishes, last=last, witness=watch).play()


class Watch(Witness):
    """What the peers' formulas look at: calls so far and how long each of them had waited.

    ``told`` holds for each reader what was guessed at joining, and what came true.
    """

    def __init__(self) -> None:
        self.calls: list[tuple[float, float]] = []
        self.open: dict[UUID, tuple[float, dict[str, float], Range]] = {}
        self.told: list[tuple[dict[str, float], Range, float]] = []

    def joined(self, card: Card, floor: Floor, at: datetime) -> None:
        if card.promise_from and card.promise_to:
            shown, time = Range(card.promise_from, card.promise_to), minute(at)
            guesses = self.guesses(floor, time, floor.forecast(at), card)
            self.open[card.id] = time, guesses, shown

    def lost(self, id: UUID) -> None:
        self.open.pop(id, None)

    def read(self, card: Card, wait: float, at: datetime) -> None:
        self.calls.append((minute(at), wait))
        if card.id in self.open:
            joined, guesses, shown = self.open[card.id]
            self.told.append((guesses | {"true": minute(at) - joined}, shown, minute(at)))

    def guesses(self, floor: Floor, time: float, run, card) -> dict[str, float]:
        """Minutes until this card is called, by each formula (research/queues.md, part 6)."""
        ahead = [c for c in floor.cards.values() if c.queued and c.id != card.id]
        rivals = [c for c in ahead if card.wishes[0] in c.wishes]
        waits = [wait for _, wait in self.calls]
        recent = [wait for when, wait in self.calls if when > time - 10]
        head = min((c.joined for c in ahead), default=None)
        pace = time / len(self.calls) if self.calls else 0.0
        start = run.starts[card.id]
        free = start.minutes == 0
        return {
            "minutes per party x place": 0.0 if free else (len(rivals) + 1) * (LOAN + CHANGE) / 3,
            "mean wait of the last 10 minutes": st.mean(recent) if recent else 0.0,
            "mean wait of the day": st.mean(waits) if waits else 0.0,
            "wait of the last called (LES)": waits[-1] if waits else 0.0,
            "wait of the head (HOL)": (OPENS + timedelta(minutes=time) - head).total_seconds() / 60
            if head
            else 0.0,
            "place x mean interval (QL)": 0.0 if free else (len(ahead) + 1) * pace,
            "ours": start.minutes,
        }


def readers(runs: int, spread: str) -> None:
    print(f"\n{runs} days each, arrivals {spread}; to reach with three wishes:")
    print("never served <= 0.5 / 6.5 / 27 %; at 60 readers first wish >= 45 %, longest <= 70 min")
    print(f"{'rule':28}{'never served at 40 / 60 / 80':>32}{'first wish at 60':>18}{'longest':>9}")
    rows: list[tuple[str, Rule, int]] = [
        ("a line per book", first_free, 1),
        ("first free of three wishes", first_free, 3),
        ("the floor's plan", planned, 3),
    ]
    for name, rule, wishes in rows:
        shares, first, longest = [], 0.0, 0.0
        for count in (40, 60, 80):
            days = [make_day(seed, count, spread) for seed in range(runs)]
            gate = rule is planned
            ended = [play(day, rule, wishes) if gate else bound(day, wishes) for day in days]
            shares.append(st.mean(1 - len(o.waits) / count for o in ended))
            if count == 60:
                first = sum(o.first for o in ended) / sum(len(o.waits) for o in ended)
                longest = st.mean(max(o.waits) for o in ended)
        cells = " / ".join(f"{share:.1%}" for share in shares)
        print(f"{name:28}{cells:>32}{first:>18.0%}{longest:>6.0f} min", flush=True)


def bound(day: Day, wishes: int) -> Outcome:
    """The rules of others, without our gate: no reading begins that would not end by closing."""
    outcome, waiting = Outcome(len(day.arrivals)), []
    free = dict.fromkeys(map(str, range(BOOKS)), 0.0)
    moments = sorted([time for time, _ in day.arrivals])
    heapify(moments)
    coming = list(day.arrivals)
    while moments:
        time = heappop(moments)
        while coming and coming[0][0] <= time:
            waiting.append(coming.pop(0))
        if time > LENGTH - LOAN - CHANGE + 1e-9:
            continue
        for reader in list(waiting):
            joined, wished = reader
            book = next((b for b in wished[:wishes] if free[b] <= time + 1e-9), None)
            if book is not None:
                waiting.remove(reader)
                free[book] = time + LOAN + CHANGE
                heappush(moments, free[book])
                outcome.waits.append(time - joined)
                outcome.first += wished[0] == book
    return outcome


def forecasts(runs: int, spread: str) -> None:
    """Readings that vary, no-shows, leavers: what was told at joining against what came true.

    So many readers come that they wait for about half an hour.
    """
    told = []
    for seed in range(runs):
        watch = Watch()
        play(make_day(seed, 115, spread, lively=True), planned, watch=watch)
        told += watch.told
    print(f"\nforecast at joining: {len(told)} cards in {runs} days")
    print("to reach: mean absolute error <= 11 min; inside the range >= 75 %, not later >= 86 %")
    errors: dict[str, list[float]] = {}
    inside = late = 0
    width = []
    waits = []
    for guesses, shown, true in told:
        called = OPENS + timedelta(minutes=true)
        inside += shown.earliest <= called <= shown.latest
        late += called > shown.latest
        width.append((shown.latest - shown.earliest).total_seconds() / 60)
        waits.append(guesses["true"])
        for name, guess in guesses.items():
            if name != "true":
                errors.setdefault(name, []).append(abs(guess - guesses["true"]))
    print(f"mean wait {st.mean(waits):.0f} min; mean width of the range {st.mean(width):.0f} min")
    for name, found in errors.items():
        print(f"  {name:36} mean absolute error {st.mean(found):5.1f} min")
    print(f"  inside the range {inside / len(told):.0%}, not later {1 - late / len(told):.0%}")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=300)
    parser.add_argument("--only", default="readers,forecast")
    parser.add_argument("--random", action="store_true", help="arrivals at random times")
    chosen = parser.parse_args()
    spread = "random" if chosen.random else "even"
    if "readers" in chosen.only:
        readers(chosen.runs, spread)
    if "forecast" in chosen.only:
        forecasts(chosen.runs, spread)


if __name__ == "__main__":
    main()
