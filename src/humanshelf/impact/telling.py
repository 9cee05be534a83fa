"""What in a text may tell who somebody is. A warning to the person who reads it, never a verdict:
names are guessed by their capitals, and many capitals are no names."""

import re
from collections.abc import Iterable
from enum import StrEnum

ENDS = re.compile(r"[.!?…:\"“”«»„(–—-]$")
"""After a word like this one the next begins with a capital anyway."""
NAME = re.compile(r"[(\"“«„]?[^\W\d_]{3,}(?:-[^\W\d_]+)?(?:[’'][^\W\d_]+)?\W*")
STREETS = (
    *("küçə", "küç\\.", "prospekt", "mənzil", "məhəllə"),
    *("көше", "даңғыл", "пәтер", "мөлтек"),
    *("ул\\.", "улиц", "проспект", "пр-т", "квартир", "кв\\.", "переул"),
    *("sokak", "sokağ", "sk\\.", "cadde", "cad\\.", "mahalle", "apartman", "daire"),
    *("street", "avenue", "flat \\d", "apartment"),
)


class Sign(StrEnum):
    PEN_NAME = "pen-name"
    MAIL = "mail"
    PHONE = "phone"
    ACCOUNT = "account"
    ADDRESS = "address"
    NAME = "name"


SHAPES = {
    Sign.MAIL: r"[^\s@]+@[^\s@]+\.[^\s@]+",
    Sign.PHONE: r"\+?\d(?:[\s().-]*\d){6,14}",
    Sign.ACCOUNT: r"(?<!\S)@\w{3,}|https?://\S+|www\.\S+|\b[\w.-]+\.(?:com|net|org|az|kz|ru|tr|me)\b",
    Sign.ADDRESS: rf"(?:\S+\s)?\b(?:{'|'.join(STREETS)})\S*(?:(?<![,;])\s\S+(?:\s\S*\d\S*)*)?",
}


def words(text: str) -> list[str]:
    """The words of a text, as they are struck out and warned about."""
    return text.split()


def signs(text: str, pen_names: Iterable[str] = ()) -> dict[int, Sign]:
    """By the number of the word: what it may be. The first kind that fits counts."""
    parts = words(text)
    whole = " ".join(parts)
    starts = [sum(len(word) + 1 for word in parts[:at]) for at in range(len(parts))]
    found: dict[int, Sign] = {}
    books = "|".join(re.escape(name) for name in pen_names if name.strip())
    shapes = {Sign.PEN_NAME: rf"(?<!\w)(?:{books})\w{{0,4}}\b"} if books else {}
    for sign, shape in (shapes | SHAPES).items():
        for match in re.finditer(shape, whole, re.IGNORECASE):
            for at, start in enumerate(starts):
                if start < match.end() and match.start() < start + len(parts[at]):
                    found.setdefault(at, sign)
    for at, word in enumerate(parts):
        if _named(parts, at, word):
            found.setdefault(at, Sign.NAME)
    return found


def _named(parts: list[str], at: int, word: str) -> bool:
    """A capital inside a sentence, or one that is followed by another."""
    bare = word.lstrip('("“«„')
    if not NAME.fullmatch(word) or not bare[0].isupper() or bare[1].isupper():
        return False
    inside = at > 0 and not ENDS.search(parts[at - 1])
    following = parts[at + 1] if at + 1 < len(parts) and not ENDS.search(word) else ""
    return inside or (following[:1].isupper() and len(following) > 2)
