"""The rights of book and reader, to be read out at the table in the reader's language."""

from flask import Response, request
from flask_babel import force_locale, gettext

from humanshelf import phrases
from humanshelf.access import csrf
from humanshelf.access.marks import stays_open
from humanshelf.desk import desk
from humanshelf.desk.floor import event_or_404
from humanshelf.pages import page
from humanshelf.pages.here import here
from humanshelf.pages.language import language

Rights = tuple[str, list[tuple[str, list[str]]]]
"""A language, and in it for book and reader the heading and the rights."""


@desk.get("/desk/<event>/rights")
@stays_open
def rights(event: str) -> Response:
    """In the language asked for, if the library has it; else in that of the page."""
    found, known = event_or_404(event), languages()
    asked = request.args.get("talk", "")
    tongue = asked if asked in known else language()
    return page(
        "desk/rights.html",
        scene=found,
        tongue=tongue,
        tongues=known,
        rights=rights_in(tongue)[1],
        csrf=csrf.token(),
    )


def languages() -> list[str]:
    library = here()
    return library.languages if library else []


def rights_in(tongue: str) -> Rights:
    with force_locale(tongue):
        return tongue, [
            (gettext("Rights of the book"), phrases.rights_of_book()),
            (gettext("Rights of the reader"), phrases.rights_of_reader()),
        ]


def rights_in_all_languages() -> list[Rights]:
    return [rights_in(tongue) for tongue in languages()]
