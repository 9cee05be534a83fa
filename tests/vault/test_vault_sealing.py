"""What is sealed opens with its key, at its place, and nowhere else."""

from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as some

from humanshelf.vault.masking import mask
from humanshelf.vault.sealing import BLOCK, DoesNotOpen, Place, new_key, public_of, seal, unseal

HERE = Place("0123456789abcdef", UUID(int=1), UUID(int=2), "name")
PRIVATE, OTHER = new_key(), new_key()


@given(some.text(max_size=600))
def test_whatever_is_sealed_opens_as_it_was(words):
    words = words.encode("utf-8", "ignore").decode()
    assert unseal(PRIVATE, HERE, seal(public_of(PRIVATE), HERE, words)) == words


@pytest.mark.parametrize(
    "other",
    [
        {"library": "fedcba9876543210"},
        {"row": UUID(int=3)},
        {"book": UUID(int=3)},
        {"field": "contact"},
    ],
)
def test_moved_to_another_place_it_opens_no_more(other):
    sealed = seal(public_of(PRIVATE), HERE, "Aygün")
    with pytest.raises(DoesNotOpen):
        unseal(PRIVATE, replace(HERE, **other), sealed)
    assert unseal(PRIVATE, HERE, sealed) == "Aygün"


@given(some.data())
def test_changed_anywhere_it_opens_no_more(data):
    sealed = bytearray(seal(public_of(PRIVATE), HERE, "Aygün"))
    at = data.draw(some.integers(0, len(sealed) - 1))
    sealed[at] ^= data.draw(some.integers(1, 255))
    with pytest.raises(DoesNotOpen):
        unseal(PRIVATE, HERE, bytes(sealed))


@pytest.mark.parametrize("sealed", [b"", b"x", b"x" * 48, b"x" * 500])
def test_what_was_never_sealed_does_not_open(sealed):
    with pytest.raises(DoesNotOpen):
        unseal(PRIVATE, HERE, sealed)


def test_another_key_does_not_open():
    with pytest.raises(DoesNotOpen):
        unseal(OTHER, HERE, seal(public_of(PRIVATE), HERE, "Aygün"))


def test_two_that_say_the_same_do_not_look_the_same_and_short_ones_are_equally_long():
    sealed = [seal(public_of(PRIVATE), HERE, words) for words in ("Aygün", "Aygün", "A" * 200)]
    assert len(set(sealed)) == 3
    assert len({len(one) for one in sealed}) == 1
    assert len(seal(public_of(PRIVATE), HERE, "A" * BLOCK)) > len(sealed[0])


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("Aygün Məmmədova", "A•••• •••••••va"),
        ("+994 50 123 45 12", "+994 •• ••• •• 12"),
        ("050 123 45 12", "0•• ••• •• 12"),
        ("aygun@mail.az", "a••••@••••.az"),
        ("Aygün M.\n+994 50 123 45 12", "••••• •.\n+994 •• ••• •• 12"),
        ("Ağa", "•••"),
        ("", ""),
    ],
)
def test_masked_first_letter_and_last_two_are_left(words, shown):
    assert mask(words) == shown


@given(some.text(max_size=300))
def test_a_mask_never_shows_more_than_five_signs_of_a_line(words):
    for line in mask(words).splitlines():
        assert sum(sign.isalnum() for sign in line) <= 5
