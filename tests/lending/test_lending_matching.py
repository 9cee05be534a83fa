"""As many as can be, nobody loses a chair to a later one, and nothing costs less."""

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from humanshelf.lending.matching import Matching

laws = settings(max_examples=200, deadline=None, derandomize=True, database=None)
prices = st.sampled_from((0.0, 1.0, 5.0, 30.0, 60.0))


@st.composite
def halls(draw):
    """One to three books with up to three chairs each, up to six cards with some of them."""
    books = draw(st.integers(1, 3))
    chairs = [
        sorted(draw(st.lists(st.integers(0, 90).map(float), max_size=3))) for _ in range(books)
    ]
    wished = st.lists(st.integers(0, books - 1), max_size=books, unique=True)
    cards = draw(st.lists(wished, max_size=6))
    return [[(book, draw(prices)) for book in wishes] for wishes in cards], chairs


def cost(choices, chairs, seats) -> float:
    """Of a whole assignment; each book's chairs are taken from the first on."""
    total, taken = 0.0, [0] * len(chairs)
    for choice, seat in zip(choices, seats, strict=True):
        if seat is not None:
            total += dict(choice)[seat] + chairs[seat][taken[seat]]
            taken[seat] += 1
    return total


def all_of(choices, chairs):
    """Every assignment that there is."""
    for seats in product(*([None, *(book for book, _ in choice)] for choice in choices)):
        if all(seats.count(book) <= len(times) for book, times in enumerate(chairs)):
            yield seats


@laws
@given(halls())
def test_no_assignment_seats_more_and_none_that_seats_the_same_costs_less(hall):
    choices, chairs = hall
    seats = Matching(choices, chairs).seats
    assert all(seats.count(book) <= len(times) for book, times in enumerate(chairs))
    seated = [seat is not None for seat in seats]
    others = list(all_of(choices, chairs))
    # Tuples compare from the first card on: an earlier one never makes way for later ones.
    assert seated == list(max(tuple(seat is not None for seat in other) for other in others))
    assert sum(seated) == max(sum(seat is not None for seat in other) for other in others)
    same = [o for o in others if [seat is not None for seat in o] == seated]
    assert abs(cost(choices, chairs, seats) - min(cost(choices, chairs, o) for o in same)) < 1e-6


@laws
@given(halls(), st.lists(st.integers(0, 2), max_size=3, unique=True))
def test_one_more_could_be_added_exactly_if_it_would_be_seated(hall, wishes):
    choices, chairs = hall
    choice = [(book, 0.0) for book in wishes if book < len(chairs)]
    matching = Matching(choices, chairs)
    could = matching.could_add(choice)
    assert (matching.add(choice) is not None) is could
