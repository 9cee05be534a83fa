"""The code that a reader keeps for the survey after a month: ten signs, the last of them a check.

The weighted sum of the signs is nought in the field of 32 elements, with a different weight for
each place. So a single wrong sign is always found, and so are two that changed places.
"""

SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's: without I, L, O and U."""
LENGTH = 10
SAME = str.maketrans(
    # Small letters, what is read for another sign, and what other keyboards write for the shape.
    "abcdefghijklmnopqrstuvwxyz" + "ILOİı" + "АВСЕНКМОРТХІЅ" + "авсенкмортхіѕ",
    "ABCDEFGH1JK1MN0PQRSTUVWXYZ" + "11011" + "ABCEHKM0PTX1S" + "ABCEHKM0PTX1S",
)
BETWEEN = " -–—.\t\u00a0"


class Mistyped(ValueError):
    """This is no code: a sign is wrong, missing or too many."""


def make(random: bytes) -> str:
    """A code out of nine random bytes."""
    drawn = [byte % 32 for byte in random[: LENGTH - 1]]
    if len(drawn) < LENGTH - 1:
        raise ValueError("a code takes nine random bytes")
    # The last place has the weight 1, so what is missing to nought is the sign itself.
    return "".join(SIGNS[value] for value in [*drawn, _sum([*drawn, 0])])


def read(typed: str) -> str:
    """The code as it was given out, however it is spaced and written."""
    tight = "".join(sign for sign in typed[:60] if sign not in BETWEEN)
    code = tight.translate(SAME)
    if len(code) != LENGTH or any(sign not in SIGNS for sign in code):
        raise Mistyped
    if _sum([SIGNS.index(sign) for sign in code]):
        raise Mistyped
    return code


def spaced(code: str) -> str:
    """In two halves, to be copied by hand."""
    return f"{code[:5]} {code[5:]}"


def _sum(values: list[int]) -> int:
    total = 0
    for value in values:
        total = _doubled(total) ^ value
    return total


def _doubled(value: int) -> int:
    """Times x in GF(32), modulo x⁵ + x² + 1: its powers up to the 31st differ."""
    value <<= 1
    return value ^ 0b100101 if value & 32 else value
