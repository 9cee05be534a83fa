"""What is printed before the doors open: a poster, table signs, title cards, the rules."""

from flask import Response, request, url_for
from flask_babel import force_locale, gettext

from humanshelf import phrases
from humanshelf.access import csrf, entrance, secrets
from humanshelf.access.marks import stays_open
from humanshelf.desk import desk
from humanshelf.desk.floor import event_or_404
from humanshelf.desk.rights import rights_in_all_languages
from humanshelf.pages import page
from humanshelf.pages.here import here


@desk.get("/desk/<event>/prints")
@stays_open
def prints(event: str) -> Response:
    found = event_or_404(event)
    address = request.host_url.rstrip("/") + url_for("readers.event", code=event)
    code = entrance.printed_code(found.event) if found.event.coded else None
    return page(
        "desk/prints.html",
        scene=found,
        address=address,
        scan=f"{address}?{entrance.FIELD}={code}" if code else address,
        code=secrets.spaced(code) if code else None,
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
