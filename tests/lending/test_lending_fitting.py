"""What fits before a call: it ends in time, it can be seen, and it is three things at most."""

from datetime import UTC, datetime, timedelta
from itertools import permutations

from hypothesis import given, settings
from hypothesis import strategies as st

from humanshelf.lending.fitting import MOST, WALK, Fit, Piece, Play, fitting

START = datetime(2026, 10, 17, 14, 0, tzinfo=UTC)
ANY = frozenset()


def m(after: float) -> datetime:
    return START + timedelta(minutes=after)


def play(code: str, starts: float, ends: float, *themes: str) -> Play:
    return Play(code, "side", m(starts), m(ends), themes)


def piece(code: str, minutes: int, *themes: str) -> Piece:
    return Piece(code, "hall", minutes, themes)


def codes(fits: tuple[Fit, ...]) -> list[str]:
    return [fit.code for fit in fits]


def test_a_film_that_ends_a_minute_before_the_call_fits_and_a_later_one_does_not():
    for ends, found in ((19, ["film"]), (19.1, []), (20, []), (25, [])):
        assert codes(fitting([play("film", 10, ends)], [], ANY, m(0), m(20))) == found


def test_a_film_that_has_begun_is_not_suggested():
    assert codes(fitting([play("film", 5, 9)], [], ANY, m(4.9), m(30))) == ["film"]
    assert codes(fitting([play("film", 5, 9)], [], ANY, m(5), m(30))) == []


def test_without_a_time_nothing_is_suggested():
    assert fitting([play("film", 5, 9)], [piece("a", 1)], ANY, m(0), None) == ()
    assert fitting([play("film", 5, 9)], [piece("a", 1)], ANY, m(40), m(30)) == ()


def test_of_a_film_shown_again_and_again_the_next_one_is_meant():
    plays = [play("film", starts, starts + 5) for starts in (20, 2, 10)]
    found = fitting(plays, [], ANY, m(0), m(40))
    assert found == (Fit("film", "side", 5, m(2), m(7)),)


def test_what_touches_the_wishes_goes_first():
    pieces = [piece("other", 3), piece("same", 3, "family")]
    plays = [play("early", 2, 5), play("same film", 3, 6, "family")]
    assert codes(fitting([], pieces, frozenset({"family"}), m(0), m(30))) == ["same", "other"]
    assert codes(fitting(plays, [], frozenset({"family"}), m(0), m(30))) == ["same film"]


def test_the_time_before_a_film_is_used_and_the_walk_to_it_is_counted():
    film = play("film", 10, 18)
    assert codes(fitting([film], [piece("nine", 9)], ANY, m(0), m(19))) == ["film", "nine"]
    assert codes(fitting([film], [piece("ten", 10)], ANY, m(0), m(19))) == ["film"]


def test_what_is_too_long_gives_way_to_what_is_shorter():
    pieces = [piece("long", 30), piece("short", 4)]
    assert codes(fitting([], pieces, ANY, m(0), m(10))) == ["short"]


def test_it_is_never_more_than_three():
    pieces = [piece(str(number), 1) for number in range(9)]
    assert len(fitting([play("film", 5, 9)], pieces, ANY, m(0), m(90))) == 3


def plays_of(numbers: list[tuple[int, int]]) -> list[Play]:
    themes = (("family",), ())
    return [play(f"film {at % 4}", at, at + length, *themes[at % 2]) for at, length in numbers]


def seen(fits: tuple[Fit, ...], at: datetime) -> datetime | None:
    """When the last of these is over if a person sees all of them as early as can be in the best
    order, with a minute to walk after each; None if no order does."""
    best = None
    for order in permutations(fits):
        moment, held = at, True
        for fit in order:
            begins = fit.starts or moment
            held = held and begins >= moment
            moment = begins + timedelta(minutes=fit.minutes) + WALK
        if held and (best is None or moment < best):
            best = moment
    return best


@given(
    st.lists(st.tuples(st.integers(-10, 70), st.integers(1, 40)), max_size=8),
    st.lists(st.integers(1, 40), max_size=8),
    st.integers(0, 600),
    st.integers(-5, 90),
)
@settings(max_examples=600, deadline=None)
def test_a_reader_can_see_all_of_it_and_is_back_before_the_lower_end(films, minutes, second, end):
    at, until = START + timedelta(seconds=second), m(end)
    pieces = [piece(f"piece {number}", length) for number, length in enumerate(minutes)]
    found = fitting(plays_of(films), pieces, frozenset({"family"}), at, until)
    assert len(found) <= MOST
    assert len(set(codes(found))) == len(found)
    assert all(fit.starts > at and fit.ends <= until - WALK for fit in found if fit.starts)
    assert sum((timedelta(minutes=fit.minutes) for fit in found), timedelta()) <= max(
        until - at, timedelta()
    )
    last = seen(found, at)
    assert last is not None
    assert not found or last <= until


@given(st.lists(st.integers(1, 40), min_size=1, max_size=6), st.integers(0, 90))
@settings(max_examples=200, deadline=None)
def test_nothing_is_kept_from_a_reader_who_has_the_time(minutes, end):
    """If anything fits by itself, something is suggested."""
    pieces = [piece(f"piece {number}", length) for number, length in enumerate(minutes)]
    found = fitting([], pieces, ANY, m(0), m(end))
    assert bool(found) == any(length <= end - 1 for length in minutes)
