"""The form of a book: what was typed stays, and what is wrong is said field by field."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _
from flask_babel import pgettext

from humanshelf.pages.language import OWN_NAMES, SIGN
from humanshelf.phrases import choose_language
from humanshelf.records.books import Book
from humanshelf.records.collection import FIELDS
from humanshelf.studio.clashes import between
from humanshelf.studio.numbers import whole

LENGTHS = {"title": 120, "blurb": 1200, "note": 400}
NAME, GROUP = 60, 5
TALKS = (*OWN_NAMES, SIGN)
"""Languages that a reading may be held in."""


@dataclass
class Form:
    """The fields as typed. ``stands`` is what somebody else has saved in a field meanwhile."""

    fields: dict[str, str]
    talks: list[str]
    wrong: dict[str, str] = field(default_factory=dict)
    stands: dict[str, str] = field(default_factory=dict)

    def texts(self, languages: Iterable[str]) -> dict[str, dict[str, str]]:
        """Those languages in which anything is said."""
        found = {lang: {key: self.fields[f"{key}-{lang}"] for key in FIELDS} for lang in languages}
        return {lang: texts for lang, texts in found.items() if any(texts.values())}


def labels() -> dict[str, str]:
    return {
        "title": pgettext("book", "Title"),
        "blurb": pgettext("book", "What it is about"),
        "note": pgettext("book", "Good to know before you start"),
    }


def sent(form: Mapping[str, str], talks: Iterable[str], languages: list[str]) -> Form:
    names = [f"{key}-{language}" for key in FIELDS for language in languages]
    fields = {name: plain(form.get(name, "")) for name in ("pen_name", "group_limit", "theme")}
    fields |= {
        name: (plain if name.startswith("title-") else text)(form.get(name, "")) for name in names
    }
    return Form(fields, [talk for talk in TALKS if talk in set(talks)])


def plain(typed: str) -> str:
    return " ".join(typed.split())


def text(typed: str) -> str:
    """Line by line, without what no keyboard writes."""
    spaced = typed.replace("\u00a0", " ").splitlines()
    lines = ("".join(c for c in line if c.isprintable()).strip() for line in spaced)
    return "\n".join(lines).strip()


def filled(book: Book | None, languages: list[str]) -> Form:
    if book is None:
        return sent({"group_limit": "1"}, [], languages)
    known = {
        "pen_name": book.pen_name,
        "group_limit": str(book.group_limit),
        "theme": book.theme or "",
    }
    for row in book.texts:
        known |= {f"{key}-{row.language}": getattr(row, key) for key in FIELDS}
    return sent(known, book.languages, languages)


def check(form: Form, languages: list[str], themes: Iterable[str]) -> None:
    """Whatever does not hold goes to ``form.wrong``, at its field."""
    fields, wrong = form.fields, form.wrong
    if not fields["pen_name"] or not fields["pen_name"].isprintable():
        wrong["pen_name"] = _("Please give the name that the book goes by here.")
    elif len(fields["pen_name"]) > NAME:
        wrong["pen_name"] = _("At most %(num)s signs, please.", num=NAME)
    limit = whole(fields["group_limit"])
    if limit is None or not 1 <= limit <= GROUP:
        wrong["group_limit"] = between(1, GROUP)
    if not form.talks:
        wrong["talks"] = choose_language()
    if fields["theme"] and fields["theme"] not in set(themes):
        wrong["theme"] = _("Please choose from the list.")
    if not fields[f"title-{languages[0]}"]:
        wrong[f"title-{languages[0]}"] = _("Please give a title in the library’s main language.")
    for key, most in LENGTHS.items():
        for language in languages:
            if len(fields[f"{key}-{language}"]) > most:
                wrong[f"{key}-{language}"] = _("At most %(num)s signs, please.", num=most)


def told(form: Form, languages: list[str]) -> dict[str, Any]:
    """The columns, once nothing is wrong."""
    texts = form.texts(languages)
    return {
        "pen_name": form.fields["pen_name"],
        "group_limit": int(form.fields["group_limit"]),
        "theme": form.fields["theme"] or None,
        "languages": form.talks,
        "texts": texts,
        "emptied": [tongue for tongue in languages if tongue not in texts],
    }


def differs(form: Form, now: Form) -> dict[str, str]:
    """What stands now, where it is not what was typed."""
    found = {name: said for name, said in now.fields.items() if form.fields[name] != said}
    if set(form.talks) != set(now.talks):
        found["talks"] = ", ".join(OWN_NAMES.get(talk, talk) for talk in now.talks)
    return {name: said or "—" for name, said in found.items()}


def untranslated(book: Book, languages: list[str]) -> dict[str, list[str]]:
    """What the main language says and others do not yet: the fields, by language."""
    rows = {row.language: row for row in book.texts}
    main = rows.get(languages[0])
    said = [key for key in FIELDS if main and getattr(main, key)]
    found = {
        tongue: [key for key in said if tongue not in rows or not getattr(rows[tongue], key)]
        for tongue in languages[1:]
    }
    return {tongue: keys for tongue, keys in found.items() if keys}
