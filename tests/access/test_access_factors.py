"""Codes of the second factor: which fit, which were used, and what is stored of them."""

from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from humanshelf.access import factors

NOW = datetime(2026, 10, 17, 14, 3, 20, tzinfo=UTC)
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
STEP = int(NOW.timestamp()) // 30
KEY, OWNER = b"k" * 32, b"o" * 16


def code(step=STEP, secret=SECRET):
    return pyotp.TOTP(secret).generate_otp(step)


def test_the_codes_are_those_of_rfc_6238():
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    at = datetime.fromtimestamp(1111111109, UTC)
    assert factors.step_of(secret, "081804", at) == 1111111109 // 30
    assert factors.step_of(secret, "081805", at) is None


@pytest.mark.parametrize(
    ("away", "fits"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)]
)
def test_a_clock_may_be_wrong_by_one_step_either_way(away, fits):
    assert factors.step_of(SECRET, code(STEP + away), NOW) == (STEP + away if fits else None)


@given(st.integers(-1, 1), st.integers(-3, 3))
def test_no_step_is_used_twice_nor_one_before_it(sent, used):
    found = factors.step_of(SECRET, code(STEP + sent), NOW, last=STEP + used)
    assert found == (STEP + sent if sent > used else None)


@pytest.mark.parametrize("odd", ["", " ", "12345", "1234567", "abcdef", "\x00", "ə" * 9000, "１"])
def test_what_is_no_code_fits_nothing(odd):
    assert factors.step_of(SECRET, odd, NOW) is None


def test_a_code_may_be_written_in_groups_and_in_wide_digits():
    digits = code()
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in digits)
    for written in (
        f"{digits[:3]} {digits[3:]}",
        f" {digits}\n",
        f"{digits[:3]}-{digits[3:]}",
        wide,
    ):
        assert factors.step_of(SECRET, written, NOW) == STEP


def test_secrets_are_new_each_time_and_as_long_as_the_rfc_asks():
    made = {factors.new_secret() for _ in range(50)}
    assert len(made) == 50
    assert {len(one) for one in made} == {32}


def test_the_square_code_names_account_and_place():
    told = pyotp.parse_uri(factors.address(SECRET, "Rəna", "Reading list"))
    assert (told.secret, told.name, told.issuer) == (SECRET, "Rəna", "Reading list")
    assert (told.digits, told.interval) == (6, factors.PERIOD)


def test_ten_recovery_codes_that_cannot_be_misread():
    codes = factors.recovery_codes()
    assert len(set(codes)) == 10
    assert {len(one) for one in codes} == {11}
    assert not set("".join(codes)) & set("01ilo")


def test_a_recovery_code_is_the_same_however_it_is_written():
    one = factors.hashed(KEY, OWNER, "abcde-fghjk")
    for written in ("abcdefghjk", " ABCDE FGHJK ", "ABCDE-fghjk\n"):
        assert factors.hashed(KEY, OWNER, written) == one
    assert factors.hashed(KEY, b"other", "abcde-fghjk") != one
    assert factors.hashed(b"x" * 32, OWNER, "abcde-fghjk") != one


def test_a_sealed_secret_opens_for_its_owner_under_its_key_only():
    sealed = factors.seal(KEY, OWNER, SECRET)
    assert SECRET.encode() not in sealed
    assert factors.unseal(KEY, OWNER, sealed) == SECRET
    assert factors.unseal(KEY, b"another", sealed) is None
    assert factors.unseal(b"x" * 32, OWNER, sealed) is None


@given(st.binary(max_size=100))
def test_what_was_not_sealed_here_opens_nothing(rubbish):
    assert factors.unseal(KEY, OWNER, rubbish) is None


@given(st.integers(0, 91), st.integers(0, 7))
def test_a_sealed_secret_with_a_bit_turned_opens_nothing(place, bit):
    sealed = bytearray(factors.seal(KEY, OWNER, SECRET))
    sealed[place] ^= 1 << bit
    assert factors.unseal(KEY, OWNER, bytes(sealed)) is None


def test_nothing_else_than_time_moves_the_step():
    later = NOW + timedelta(seconds=30)
    assert factors.step_of(SECRET, code(), later) == STEP
    assert factors.step_of(SECRET, code(), later + timedelta(seconds=30)) is None
