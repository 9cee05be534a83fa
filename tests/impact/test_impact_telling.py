"""What may tell who somebody is, and what striking it out leaves."""

import pytest

from humanshelf.impact.redaction import empty, struck
from humanshelf.impact.telling import Sign, signs, words


def told(text, *books):
    parts = words(text)
    return {parts[at]: sign for at, sign in signs(text, books).items()}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Write to me: a.b@mail.example please.", {"a.b@mail.example": Sign.MAIL}),
        ("Call +994 50 123-45-67 soon.", dict.fromkeys(("+994", "50", "123-45-67"), Sign.PHONE)),
        ("Find me as @leyla_2000 there.", {"@leyla_2000": Sign.ACCOUNT}),
        ("See vk.com/someone now.", {"vk.com/someone": Sign.ACCOUNT}),
        ("I met Leyla there.", {"Leyla": Sign.NAME}),
        ("Leyla Aliyeva spoke.", {"Leyla": Sign.NAME, "Aliyeva": Sign.NAME}),
        ("Мы говорили с Айгуль весь вечер.", {"Айгуль": Sign.NAME}),
        ("Живёт на ул. Абая 12, рядом.", dict.fromkeys(("на", "ул.", "Абая", "12,"), Sign.ADDRESS)),
        ("O, Nizami küçəsi 5 yaşayır.", dict.fromkeys(("Nizami", "küçəsi", "5"), Sign.ADDRESS)),
    ],
)
def test_names_and_ways_to_find_somebody_are_seen(text, found):
    assert found.items() <= told(text).items()


@pytest.mark.parametrize(
    "text",
    [
        "It was a warm evening. I will come again!",
        "Очень понравилось. Спасибо всем, приду ещё раз.",
        "Çox maraqlı idi. Yenə gələcəyəm.",
        "Өте ұнады. Қайта келемін.",
        "We were 12 people for 30 minutes in 2026.",
        "",
    ],
)
def test_plain_words_are_left_in_peace(text):
    assert told(text) == {}


def test_a_books_pen_name_is_seen_with_any_ending_and_in_any_case():
    assert told("denizin sözləri", "Deniz") == {"denizin": Sign.PEN_NAME}
    assert told("a.b", "a.b", "", "(") == {"a.b": Sign.PEN_NAME}


def test_struck_words_leave_one_mark_and_no_trace():
    text = "I met Leyla Aliyeva at Nizami street, it was\ngood."
    assert struck(text, {2, 3, 5, 6}) == "I met … at … it was good."
    assert struck(text, set()) == " ".join(text.split())
    assert struck(struck(text, {2}), {3}) == "I met … at Nizami street, it was good."


def test_numbers_of_words_that_are_not_there_strike_nothing():
    assert struck("one two", {-1, 7}) == "one two"


def test_a_quote_of_marks_alone_is_empty():
    assert empty(struck("one two", {0, 1}))
    assert empty("… .")
    assert not empty("… one")
