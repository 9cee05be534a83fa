"""Cards to chairs: as many as can be, then at the lowest cost. An assignment with few kinds of chair.

Successive shortest augmenting paths (Ahuja, Magnanti, Orlin: Network Flows, 9.7), walked over the
books instead of over single chairs: all chairs of a book are alike but for their times, and the
earlier ones are taken first. Cards come in turn, and one that has a chair never loses it to a
later one: who is seated at all is decided by the turn alone, where they sit by the cost.
"""

from collections import deque
from collections.abc import Sequence

Choices = Sequence[Sequence[tuple[int, float]]]
"""For each card the books that it accepts, each with what it costs to sit there, in minutes."""


def assign(choices: Choices, chairs: Sequence[Sequence[float]]) -> list[int | None]:
    """For each card the book that it is planned for, None if no chair can be found.

    ``chairs`` are the times at which each book can begin a reading, in minutes from now.
    """
    return Matching(choices, chairs).seats


class Matching:
    """The cards seated so far. ``full`` are books from which no way leads to a free chair."""

    def __init__(self, choices: Choices, chairs: Sequence[Sequence[float]]) -> None:
        self.chairs = chairs
        self.seats: list[int | None] = []
        self.sitting: list[dict[int, list[tuple[int, float]]]] = [{} for _ in chairs]
        self.full: set[int] = set()
        self.choices: list[Sequence[tuple[int, float]]] = []
        for choice in choices:
            self.add(choice)

    def add(self, choice: Sequence[tuple[int, float]]) -> int | None:
        """Seat one card more, moving others to other wishes of theirs if that is best."""
        card = len(self.choices)
        self.choices.append(choice)
        self.seats.append(None)
        found = self._cheapest(choice)
        if found is None:
            return None
        book, came = found
        while True:
            mover, origin = came[book]
            self._sit(card if mover < 0 else mover, book, origin)
            if origin is None:
                return self.seats[card]
            book = origin

    def could_add(self, choice: Sequence[tuple[int, float]]) -> bool:
        """Whether one card more would find a chair. Nothing is changed."""
        return self._cheapest(choice) is not None

    def _sit(self, card: int, book: int, origin: int | None) -> None:
        if origin is not None:
            del self.sitting[origin][card]
        here = next(cost for other, cost in self.choices[card] if other == book)
        self.sitting[book][card] = [(b, cost - here) for b, cost in self.choices[card] if b != book]
        self.seats[card] = book

    def _cheapest(
        self, choice: Sequence[tuple[int, float]]
    ) -> tuple[int, dict[int, tuple[int, int | None]]] | None:
        """Where the cheapest chain of moves ends, and who comes to each book on it from where."""
        full, sitting, chairs = self.full, self.sitting, self.chairs
        distance: dict[int, float] = {}
        came: dict[int, tuple[int, int | None]] = {}
        for book, cost in choice:
            if book not in full and cost < distance.get(book, 1e18):
                distance[book], came[book] = cost, (-1, None)
        waiting = deque(distance)
        while waiting:
            book = waiting.popleft()
            so_far = distance[book]
            for card, moves in sitting[book].items():
                for other, more in moves:
                    total = so_far + more
                    if total < distance.get(other, 1e18) - 1e-9 and other not in full:
                        distance[other], came[other] = total, (card, book)
                        waiting.append(other)
        best, end = 1e18, None
        for book, cost in distance.items():
            taken = len(sitting[book])
            if taken < len(chairs[book]) and cost + chairs[book][taken] < best - 1e-9:
                best, end = cost + chairs[book][taken], book
        if end is None:
            full.update(distance)
            return None
        return end, came
