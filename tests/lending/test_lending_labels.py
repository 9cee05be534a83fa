"""Labels: a word and a number that alone is unique, and that tell nobody how many came before."""

from collections import Counter
from random import Random
from uuid import UUID

from humanshelf.lending.label import LABELS, number_of, word_of
from lending.hall import WORDS, left, make_card, make_floor, minutes


def numbers(seed: str, many: int) -> list[int]:
    return [number_of(seed, nth) for nth in range(many)]


def test_a_thousand_cards_have_a_thousand_numbers():
    assert len(set(numbers("a seed", 1000))) == 1000


def test_every_number_from_10_to_9999_is_given_once():
    assert LABELS == 9990
    assert sorted(numbers("a seed", LABELS)) == list(range(10, 10000))


def test_short_numbers_are_given_first():
    given = numbers("a seed", 1000)
    assert [len(str(number)) for number in given] == [2] * 90 + [3] * 900 + [4] * 10


def test_numbers_are_not_in_sequence():
    given = numbers("a seed", 90)
    pairs = list(zip(given, given[1:], strict=False))
    assert given != sorted(given)
    assert sum(later > earlier for earlier, later in pairs) in range(30, 60)
    assert sum(later == earlier + 1 for earlier, later in pairs) < 5


def test_another_event_has_another_order():
    first, second = numbers("one seed", 90), numbers("another seed", 90)
    assert sorted(first) == sorted(second)
    assert sum(a == b for a, b in zip(first, second, strict=True)) < 10


def test_the_label_of_a_card_does_not_hang_on_the_order_in_which_it_is_asked_for():
    asked = list(range(300))
    Random(1).shuffle(asked)
    assert {n: number_of("a seed", n) for n in asked} == dict(enumerate(numbers("a seed", 300)))
    assert {n: word_of("a seed", n, WORDS) for n in asked} == {
        n: word_of("a seed", n, WORDS) for n in range(300)
    }


def test_labels_are_the_same_in_every_process_and_for_ever():
    assert [number_of("a seed", n) for n in (0, 1, 89, 90, 990)] == [73, 38, 16, 688, 1816]
    assert [word_of("a seed", n, WORDS) for n in range(5)] == [
        "Gilas",
        "Badam",
        "Ceviz",
        "Nar",
        "Heyva",
    ]


def test_each_word_comes_once_before_any_comes_again():
    given = [word_of("a seed", nth, WORDS) for nth in range(12 * len(WORDS))]
    turns = [given[at : at + len(WORDS)] for at in range(0, len(given), len(WORDS))]
    assert [sorted(turn) for turn in turns] == [sorted(WORDS)] * 12
    assert len({tuple(turn) for turn in turns}) > 6


def test_a_library_may_have_one_word_only():
    assert [word_of("a seed", nth, ("Nar",)) for nth in range(3)] == ["Nar"] * 3


def test_a_card_is_labelled_by_how_many_were_ever_taken_not_by_how_many_are_open():
    floor = make_floor()
    left(floor)
    floor.call("nurse", at=minutes(1), id=make_card(floor, "nurse"))
    floor.start("nurse", at=minutes(1))
    floor.finish("nurse", at=minutes(2))
    third = floor.card(make_card(floor, "sailor"))
    assert third.label == f"{word_of('a seed', 2, WORDS)} {number_of('a seed', 2)}"
    assert floor.taken == 3


def test_a_thousand_cards_taken_and_ended_on_one_floor_repeat_no_label():
    floor = make_floor(rush=600)
    seen: Counter[int] = Counter()
    for nth in range(1000):
        card = floor.take(UUID(int=nth), ("sailor",), at=minutes(0))
        seen[card.number] += 1
        floor.leave(card.id, at=minutes(0))
    assert len(seen) == 1000
