"""A language that nobody speaks: each message in ⟦ ⟧ and longer by two fifths.

Text outside the brackets has escaped translation; what the brackets no longer fit into is too
narrow for Kazakh. Placeholders, and the values that come into them, stay as they are.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from babel.support import NullTranslations
from flask import Flask
from flask_babel import Domain

OPEN, CLOSE = "⟦", "⟧"
LONGER = 0.4
PARTS = re.compile(r"(%\(\w+\)s)")


def stretched(message: str) -> str:
    """The message with letters said twice, spread over all its words."""
    parts, owed = [], 0.0
    for part in PARTS.split(message):
        if PARTS.fullmatch(part):
            parts.append(part)
            continue
        for character in part:
            owed += LONGER
            again = character.isalpha() and owed >= 1
            parts.append(character * (2 if again else 1))
            owed -= again
    return OPEN + "".join(parts) + CLOSE


class Pseudo(NullTranslations):
    """Translations as flask_babel and pages/wording.py ask for them."""

    def ugettext(self, message: str) -> str:
        return stretched(message)

    def ungettext(self, singular: str, plural: str, num: int) -> str:
        return stretched(singular if num == 1 else plural)

    def upgettext(self, context: str, message: str) -> str:
        return stretched(message)

    def unpgettext(self, context: str, singular: str, plural: str, num: int) -> str:
        return stretched(singular if num == 1 else plural)


class PseudoDomain(Domain):
    """The app's texts, whatever language it is asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.pseudo = Pseudo()

    def get_translations(self) -> Any:
        return self.pseudo


def install(app: Flask) -> None:
    """From now on this app speaks the pseudo-locale, in templates and in Python code."""
    _put(app, PseudoDomain())


@contextmanager
def spoken(app: Flask) -> Iterator[None]:
    """The same for a while, for an app that other tests use too."""
    install(app)
    try:
        yield
    finally:
        _put(app, None)


def _put(app: Flask, domain: Domain | None) -> None:
    # The domain is a cached property: what is taken away is made anew from the catalogues.
    kept = vars(app.extensions["babel"].instance)
    kept.pop("domain_instance", None)
    if domain:
        kept["domain_instance"] = domain
    # What pages/wording.py and the board remember was said by the other domain.
    app.extensions.pop("humanshelf.wording", None)
    app.extensions["humanshelf.tenancy"].memory.clear()


def outside(text: str) -> str:
    """What of a text stands outside all brackets."""
    depth, found = 0, []
    for character in text:
        depth += (character == OPEN) - (character == CLOSE)
        found.append(character if not depth and character != CLOSE else " ")
    return "".join(found)
