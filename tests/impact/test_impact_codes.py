"""The code for the survey after a month: every single wrong sign is found, every swap too."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from humanshelf.impact.codes import LENGTH, SIGNS, Mistyped, make, read, spaced

random = st.binary(min_size=9, max_size=9)


@given(random)
def test_a_code_is_read_as_it_was_given(drawn):
    code = make(drawn)
    assert len(code) == LENGTH
    assert read(code) == read(spaced(code).lower()) == read(f" {code[:3]}-{code[3:]} ") == code


@given(random)
def test_every_single_wrong_sign_is_found(drawn):
    code = make(drawn)
    for place in range(LENGTH):
        for sign in set(SIGNS) - {code[place]}:
            with pytest.raises(Mistyped):
                read(code[:place] + sign + code[place + 1 :])


@given(random)
def test_two_neighbours_that_changed_places_are_found(drawn):
    code = make(drawn)
    for n in range(LENGTH - 1):
        if code[n] != code[n + 1]:
            with pytest.raises(Mistyped):
                read(code[:n] + code[n + 1] + code[n] + code[n + 2 :])


@given(random)
def test_a_sign_too_few_or_too_many_is_found(drawn):
    code = make(drawn)
    for typed in (code[:-1], code + "0", "", "   "):
        with pytest.raises(Mistyped):
            read(typed)


@pytest.mark.parametrize("alike", ["I", "l", "İ", "ı", "i", "L", "І"])
def test_signs_that_look_alike_are_the_same(alike):
    code = next(c for n in range(999) if "1" in (c := make(bytes(range(n % 32, n % 32 + 9)))))
    assert read(code.replace("1", alike)) == code
    assert read(code.replace("0", "o")) == code


@given(st.text(max_size=80))
def test_whatever_is_typed_is_a_code_or_is_refused(typed):
    with contextlib.suppress(Mistyped):
        assert set(read(typed)) <= set(SIGNS)


def test_it_takes_nine_random_bytes():
    with pytest.raises(ValueError, match="nine"):
        make(b"12345678")
