"""A library's own question: what was typed, language by language, becomes a question or says what
is wrong, field by field."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext as _

from humanshelf.impact.instruments import question
from humanshelf.impact.questions import NONE, OTHER, Question, versioned
from humanshelf.impact.sheets import Item, Kind

LONGEST, MOST = 300, 12
SCALES = {"5": (1, 5), "7": (1, 7), "11": (0, 10)}
CODES = "abcdefghijkl"
FIELDS = ("text", "low", "high", "options")


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the form. ``texts`` by language, then by field."""

    kind: str
    scale: str
    reverse: bool
    other: bool
    none: bool
    texts: Mapping[str, Mapping[str, str]]


def blank(languages: tuple[str, ...]) -> Typed:
    texts = {language: dict.fromkeys(FIELDS, "") for language in languages}
    return Typed(Kind.SCALE.value, "5", False, False, False, texts)


def sent(form: Mapping[str, str], languages: tuple[str, ...]) -> Typed:
    texts = {
        language: {name: form.get(f"{name}-{language}", "")[:2_000].strip() for name in FIELDS}
        for language in languages
    }
    reverse, other, none = (form.get(name) == "1" for name in ("reverse", "other", "none"))
    kind, scale = form.get("kind", ""), form.get("scale", "5")
    return Typed(kind, scale, reverse, other, none, texts)


def typed_of(asked: Question, languages: tuple[str, ...]) -> Typed:
    """An own question as it would have been typed."""
    item = asked.item
    scale = next((name for name, ends in SCALES.items() if ends == (item.low, item.high)), "5")
    bare = [option for option in item.options if option not in (OTHER, NONE)]
    texts = {}
    for language in languages:
        words = asked.texts.get(language, {})
        texts[language] = {name: words.get(name, "") for name in FIELDS}
        texts[language]["options"] = "\n".join(words.get(code, "") for code in bare).strip()
    return Typed(
        item.kind.value, scale, item.reverse, OTHER in item.options, NONE in item.options, texts
    )


def read(
    typed: Typed, languages: tuple[str, ...], key: str = "own.new"
) -> tuple[Question | None, dict[str, str]]:
    """The question, or what is wrong, by field."""
    if typed.kind not in {kind.value for kind in Kind} or typed.scale not in SCALES:
        return None, {"kind": _("Please choose a kind of answer.")}
    kind = Kind(typed.kind)
    options = {language: _lines(typed.texts[language]["options"]) for language in languages}
    wrong = _wrong(kind, typed, languages, options)
    if wrong:
        return None, wrong
    listed = kind in (Kind.CHOICE, Kind.SEVERAL)
    codes = list(CODES[: len(options[languages[0]])]) if listed else []
    codes += [NONE] if kind is Kind.SEVERAL and typed.none else []
    codes += [OTHER] if listed and typed.other else []
    low, high = SCALES[typed.scale] if kind is Kind.SCALE else (0, 0)
    item = Item(
        key,
        "",
        kind,
        low,
        high,
        tuple(codes),
        typed.reverse and kind is Kind.SCALE,
    )
    texts = {
        language: _words(kind, typed.texts[language], options[language], codes, language)
        for language in languages
        if typed.texts[language]["text"]
    }
    return versioned(Question(item, texts)), {}


def _wrong(
    kind: Kind, typed: Typed, languages: tuple[str, ...], options: Mapping[str, list[str]]
) -> dict[str, str]:
    """The main language must be whole; another may be missing, but not half said."""
    main = languages[0]
    wrong: dict[str, str] = {}
    for language in languages:
        texts = typed.texts[language]
        if any(len(texts[name]) > LONGEST for name in ("text", "low", "high")):
            wrong[f"text-{language}"] = _("At most %(most)s letters, please.", most=LONGEST)
        if not texts["text"]:
            if language == main:
                wrong[f"text-{main}"] = _("Please write the question in the main language.")
            continue
        if kind is Kind.SCALE and not (texts["low"] and texts["high"]):
            wrong[f"low-{language}"] = _("Please say what both ends of the scale mean.")
        if kind in (Kind.CHOICE, Kind.SEVERAL):
            if not 2 <= len(options[language]) <= MOST:
                wrong[f"options-{language}"] = _("Please give 2 to 12 answers, one a line.")
            elif len(options[language]) != len(options[main]):
                wrong[f"options-{language}"] = _(
                    "Please give as many answers as in the main language, in the same order."
                )
    return wrong


def _words(
    kind: Kind, texts: Mapping[str, str], options: list[str], codes: list[str], language: str
) -> dict[str, str]:
    words = {"text": texts["text"]}
    if kind is Kind.SCALE:
        words |= {"low": texts["low"], "high": texts["high"]}
    if codes:
        stock = question("recruiting.needs")
        assert stock is not None
        words |= dict(zip(CODES, options, strict=False))
        words |= {code: stock.texts[language][code] for code in codes if code in (NONE, OTHER)}
    return words


def _lines(text: str) -> list[str]:
    return [line.strip()[:LONGEST] for line in text.splitlines() if line.strip()]
