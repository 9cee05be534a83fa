"""What is printed before the doors open: a poster, table signs, title cards, the rules."""

from flask import Response, request, url_for
from flask_babel import force_locale, gettext

from humanshelf import phrases
from humanshelf.access import csrf
from humanshelf.access.marks import LIBRARIANS, open_to
from humanshelf.desk import desk
from humanshelf.desk.floor import event_or_404
from humanshelf.desk.rights import rights_in_all_languages
from humanshelf.pages import page
from humanshelf.pages.here import here


@desk.get("/desk/<event>/prints")
@open_to(LIBRARIANS, stays_open=True)
def prints(event: str) -> Response:
    return page(
        "desk/prints.html",
        scene=event_or_404(event),
        address=request.host_url.rstrip("/") + url_for("readers.event", code=event),
        rules=rules_in_all_languages(),
        rights=rights_in_all_languages(),
        csrf=csrf.token(),
    )


def rules_in_all_languages() -> list[tuple[str, str, list[str]]]:
    """For each of the library's languages the heading and the rules, to hang side by side."""
    library = here()
    found = []
    for language in library.languages if library else ():
        with force_locale(language):
            found.append((language, gettext("Rules of reading"), phrases.rules()))
    return found
