"""The library's interpreters: the name they go by, and between which languages they stand."""

from flask import Response, abort, redirect, request, url_for
from flask_babel import gettext as _

from humanshelf.access import csrf
from humanshelf.access.acts import did
from humanshelf.lending.mistakes import Overtaken
from humanshelf.pages import page
from humanshelf.pages.language import OWN_NAMES, SIGN
from humanshelf.records import plans
from humanshelf.records.plans import RosterRow, on_roster, roster
from humanshelf.studio import studio
from humanshelf.studio.numbers import whole
from humanshelf.tenancy.db import writing

TALKED = (*OWN_NAMES, SIGN)
NEW = ""


@studio.get("/studio/interpreters")
def interpreters() -> Response:
    return roster_page()


@studio.post("/studio/interpreters")
def add_to_roster() -> Response:
    """One more. A second tap finds the name there, as it was meant."""
    name, spoken = typed()
    there = next((one for one in roster() if one.name == name), None)
    if there is not None and there.languages == spoken:
        return redirect(url_for(".interpreters"), 303)  # type: ignore[return-value]
    wrong = wrong_with(name, spoken, NEW)
    if wrong:
        return roster_page(NEW, wrong)
    try:
        with writing() as session:
            if all(one.name != name for one in roster()):  # As after the first of two taps at once.
                made = plans.add_to_roster(session, name, spoken)
                did(session, "add-interpreter", made.code)
    except plans.Full:
        return roster_page(NEW, {"name": _("There are so many that one has to go first.")})
    return redirect(url_for(".interpreters"), 303)  # type: ignore[return-value]


@studio.post("/studio/interpreters/<interpreter>")
def change_in_roster(interpreter: str) -> Response:
    """Events that they are on already keep the name and languages of then."""
    row_or_404(interpreter)
    name, spoken = typed()
    wrong = wrong_with(name, spoken, interpreter)
    if wrong:
        return roster_page(interpreter, wrong)
    try:
        with writing() as session:
            edition = whole(request.form.get("edition", "")) or 0
            plans.change_in_roster(session, interpreter, name, spoken, edition=edition)
            did(session, "change-interpreter", interpreter)
    except Overtaken:
        row = row_or_404(interpreter)
        if (row.name, row.languages) != (name, spoken):
            return roster_page(interpreter, {}, overtaken=True)
    return redirect(url_for(".interpreters"), 303)  # type: ignore[return-value]


@studio.post("/studio/interpreters/<interpreter>/removals")
def remove_from_roster(interpreter: str) -> Response:
    with writing() as session:
        if plans.remove_from_roster(session, interpreter):
            did(session, "remove-interpreter", interpreter)
    return redirect(url_for(".interpreters"), 303)  # type: ignore[return-value]


def row_or_404(code: str) -> RosterRow:
    return on_roster(code) or abort(404)


def typed() -> tuple[str, list[str]]:
    name = " ".join(request.form.get("name", "").split())[:80]
    return name, [code for code in TALKED if code in request.form.getlist("language")]


def wrong_with(name: str, spoken: list[str], code: str) -> dict[str, str]:
    wrong = {}
    taken = any(one.name == name and one.code != code for one in roster())
    if not 2 <= len(name) <= 40 or not name.isprintable() or taken:
        wrong["name"] = _("Please give a name of 2 to 40 letters, once.")
    if len(spoken) < 2:
        wrong["language"] = _("Please choose at least two languages.")
    return wrong


def roster_page(
    at: str | None = None, wrong: dict[str, str] | None = None, *, overtaken: bool = False
) -> Response:
    """``at`` is whose form was sent: what was typed there stays."""
    name, spoken = typed() if at is not None else ("", [])
    return page(
        "studio/interpreters.html",
        409 if overtaken else 422 if wrong else 200,
        roster=roster(),
        talked=TALKED,
        at=at,
        typed_name=name,
        typed_languages=spoken,
        wrong=wrong or {},
        overtaken=overtaken,
        csrf=csrf.token(),
    )
