"""Cards to chairs: as many as can be, then at the lowest cost; with few kinds of chair.

Successive shortest augmenting paths with prices (Ahuja, Magnanti, Orlin: Network Flows, 9.7 and
12.4), walked over the books instead of over single chairs: all chairs of a book are alike but for
their times, and the earlier ones are taken first. Cards come in turn, and one that has a chair
never loses it to a later one: who is seated at all is decided by the turn alone, where they sit
by the cost.
"""

from collections.abc import Sequence
from heapq import heapify, heappop, heappush
from math import inf

Choice = Sequence[tuple[int, float]]
"""The books that one card accepts, each with what it costs to sit there, in minutes."""


class Matching:
    """The cards seated so far; ``seats`` has for each the number of its book, or None.

    ``chairs`` are the times at which each book can begin a reading, in minutes from now.
    ``price`` is what one chair more at a book would cost: every seated card sits where its cost
    and the price together are lowest, so that the next path is found without looking far.
    ``full`` are books from which no way leads to a free chair.
    """

    def __init__(self, choices: Sequence[Choice], chairs: Sequence[Sequence[float]]) -> None:
        self.chairs = chairs
        self.seats: list[int | None] = []
        self.choices: list[Choice] = []
        self.sitting: list[dict[int, list[tuple[int, float]]]] = [{} for _ in chairs]
        self.price = [times[0] if times else 0.0 for times in chairs]
        self.full: set[int] = {book for book, times in enumerate(chairs) if not times}
        for choice in choices:
            self.add(choice)

    def add(self, choice: Choice) -> int | None:
        """Seat one card more, moving others to other wishes of theirs if that is best."""
        card = len(self.choices)
        self.choices.append(choice)
        self.seats.append(None)
        best, book, distance, came = self._cheapest(choice)
        if book is None:
            return None
        for other, length in distance.items():
            if length < best:
                self.price[other] += best - length
        while True:
            mover, origin = came[book]
            self._sit(card if origin is None else mover, book, origin)
            if origin is None:
                return self.seats[card]
            book = origin

    def copy(self) -> "Matching":
        """Another to add to; the chairs are the same."""
        twin = Matching((), self.chairs)
        twin.seats, twin.choices = list(self.seats), list(self.choices)
        twin.sitting = [dict(cards) for cards in self.sitting]
        twin.price, twin.full = list(self.price), set(self.full)
        return twin

    def could_add(self, choice: Choice) -> bool:
        """Whether one card more would find a chair. Nothing is changed."""
        return self._cheapest(choice)[1] is not None

    def _sit(self, card: int, book: int, origin: int | None) -> None:
        if origin is not None:
            del self.sitting[origin][card]
        here = next(cost for other, cost in self.choices[card] if other == book)
        self.sitting[book][card] = [(b, cost - here) for b, cost in self.choices[card] if b != book]
        self.seats[card] = book

    def _cheapest(
        self, choice: Choice
    ) -> tuple[float, int | None, dict[int, float], dict[int, tuple[int, int | None]]]:
        """The cheapest chain of moves that ends at a free chair: its cost, the book where it ends,
        how far each book looked at is, and who comes to it from where."""
        price, full, chairs, sitting = self.price, self.full, self.chairs, self.sitting
        distance = {book: cost + price[book] for book, cost in choice if book not in full}
        came: dict[int, tuple[int, int | None]] = dict.fromkeys(distance, (-1, None))
        heap = [(length, book) for book, length in distance.items()]
        heapify(heap)
        best, end = inf, None
        settled: set[int] = set()
        while heap:
            length, book = heappop(heap)
            if length >= best:
                break
            if book in settled:
                continue
            settled.add(book)
            taken = len(sitting[book])
            if taken < len(chairs[book]):
                total = length + chairs[book][taken] - price[book]
                if total < best:
                    best, end = total, book
            base = length - price[book]
            for card, moves in sitting[book].items():
                for other, more in moves:
                    reach = base + more + price[other]
                    if other in settled or other in full:
                        continue
                    if reach < best and reach < distance.get(other, inf):
                        distance[other], came[other] = reach, (card, book)
                        heappush(heap, (reach, other))
        if end is None:
            full.update(distance)
        return best, end, distance, came
