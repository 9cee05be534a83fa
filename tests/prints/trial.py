"""A document with every part of the house style, and what was written into it, read back."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

from PIL import Image
from pypdf import PdfReader

HOSTILE = (
    "#panic() #import “@preview/x:1.0.0” $x^2$ \\u{41} [b] *b* _i_ `c`",
    "<a> @b = c - d + e / f // g /* h",
    ']#read("/etc/passwd")[',
    "\\",
    "#",
    "$",
    '"',
    "]",
    "= heading",
    "- item\n+ item\n/ term: item",
    "--- -- ... ~ 'a' \"b\" https://example.org",
    "{{ 7 * 7 }} {% raw %} ${7*7} <script>alert(1)</script> &amp; %s %(a)s {a}",
    "\x00\x07\x1b[2J\u202e\u200b\ufeff",
    "half \ud800 a letter",
    "שלום مرحبا 漢字 🙂",
    "\n\n\n \t\n\n",
    "",
    "a\r\n\r\nb\rc",
    "word" * 200,
)

ALPHABETS = {
    "az": "aəbcçdefgğhxıijkqlmnoöprsştuüvyz AƏBCÇDEFGĞHXIİJKQLMNOÖPRSŞTUÜVYZ",
    "kk": "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя АӘБВГҒДЕЁЖЗИЙКҚЛМНҢОӨПРСТУҰҮФХҺЦЧШЩЪЫІЬЭЮЯ",
    "ru": "абвгдеёжзийклмнопрстуфхцчшщъыьэюя АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ «„“» —",
    "en": "abcdefghijklmnopqrstuvwxyz ABCDEFGHIJKLMNOPQRSTUVWXYZ “”‘’ fi fl ffi",
    "tr": "abcçdefgğhıijklmnoöprsştuüvyzâîû ABCÇDEFGĞHIİJKLMNOÖPRSŞTUÜVYZÂÎÛ fi fı",
}


def small_picture() -> bytes:
    out = BytesIO()
    Image.new("RGB", (8, 6), (200, 30, 30)).save(out, "JPEG")
    return out.getvalue()


def flow(words: object, lang: str) -> dict[str, Any]:
    """Each kind of block once, and words of each look."""
    said = words["text"] if isinstance(words, dict) else words
    look = {"words": said, "link": "", "strong": False, "stressed": False, "note": ""}
    link = "https://example.org/"
    runs = [look, look | {"strong": True}, look | {"stressed": True}]
    plain = {"kind": "paragraph", "runs": [*runs, look | {"link": link, "note": link}]}
    items = [[plain], [plain, plain]]
    lists = [{"kind": "list", "counted": counted, "items": items} for counted in (False, True)]
    heading = {"kind": "heading", "level": 3, "runs": runs}
    return {"lang": lang, "blocks": [heading, plain, *lists, {"kind": "quote", "blocks": lists}]}


def trial(words: object = "words", **more: Any) -> dict[str, Any]:
    pair = {"name": words, "was": 0.5, "is": 0.65, "was-text": "3.1", "is-text": "3.6"}
    few = {"name": words, "was": None, "is": None, "was-text": words, "is-text": words}
    return {
        "lang": "en",
        "title": "Report",
        "library": words,
        "hue": 15,
        "words": words,
        "flow": flow(words, more.get("lang", "en")),
        "figures": [{"name": words, "value": words}],
        "pairs": [pair, few],
        "bars": [{"name": words, "share": s, "text": words} for s in (0, 1, 0.4, None)],
        "quotes": [{"words": words, "who": words}, {"words": words}],
        "pictures": [{"bytes": small_picture(), "alt": "a red field", "caption": words}],
        **more,
    }


def read(document: bytes) -> PdfReader:
    return PdfReader(BytesIO(document))


def text_of(document: bytes) -> str:
    """All words in reading order, a space where a line ended."""
    return " ".join(" ".join(page.extract_text() for page in read(document).pages).split())


def languages(node: Any) -> Iterator[str]:
    """Every language named in the tree of tags."""
    node = node.get_object()
    if isinstance(node, dict):
        if "/Lang" in node:
            yield node["/Lang"]
        node = [node[key] for key in ("/K",) if key in node]
    if isinstance(node, list):
        for one in node:
            yield from languages(one)
