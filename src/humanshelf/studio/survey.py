"""One survey: its questions in order, asked or not, from instruments and the library's own."""

from typing import Any

from flask import Response, abort, redirect, request, url_for
from flask_babel import gettext as _

from humanshelf.access import csrf
from humanshelf.access.acts import doing
from humanshelf.impact import instruments
from humanshelf.impact.sheets import Moment
from humanshelf.pages import fragment, page, wants_fragment
from humanshelf.pages.asking import Sitting, blank, draw
from humanshelf.pages.sent import key
from humanshelf.records import survey_changes as changes
from humanshelf.records.answers import Filled, Place
from humanshelf.records.surveys import Id, Survey, languages
from humanshelf.records.surveys import survey as survey_by_code
from humanshelf.studio import own_questions, studio
from humanshelf.studio.moments import moment_names, scoring_names
from humanshelf.studio.surveys import counted


@studio.get("/studio/surveys/<survey>")
def survey(survey: str) -> Response:
    return survey_page(survey_or_404(survey))


@studio.post("/studio/surveys/<survey>/items")
def change_items(survey: str) -> Response:
    """A question comes, goes, moves, or is left out for a while."""
    found = survey_or_404(survey)
    do, item = request.form.get("do", ""), _id(request.form.get("item", ""))
    with doing("change-survey", survey):
        match do:
            case "add":
                asked = instruments.question(request.form.get("item", "")) or abort(404)
                try:
                    changes.add(survey, asked)
                except changes.TooMany:
                    return survey_page(found, _("This list is full: nobody answers so many."))
            case "up" | "down":
                changes.move(survey, item, -1 if do == "up" else 1)
            case "on" | "off":
                changes.ask(survey, item, do == "on")
            case "remove":
                changes.take_off(survey, item)
            case _:
                return survey_page(found, _("Please choose what should change."))
    return redirect(url_for(".survey", survey=survey), 303)  # type: ignore[return-value]


@studio.post("/studio/surveys/<survey>/switches")
def switch(survey: str) -> Response:
    survey_or_404(survey)
    with doing("switch-survey", survey):
        changes.switch(survey, request.form.get("on") == "1")
    return redirect(url_for(".survey", survey=survey), 303)  # type: ignore[return-value]


@studio.get("/studio/surveys/<survey>/questions")
def question(survey: str) -> Response:
    """The form of an own question, empty or as it stands."""
    found, known = survey_or_404(survey), languages()
    asked = changes.question_on(survey, _id(request.args.get("item", "")))
    own = asked is not None and asked.item.key.startswith("own.")
    typed = own_questions.typed_of(asked, known) if asked and own else own_questions.blank(known)
    return question_page(found, typed, asked.item.id if asked and own else None)


@studio.post("/studio/surveys/<survey>/questions")
def save_question(survey: str) -> Response:
    """Another wording is another version: answers to both never meet in one figure."""
    found, known = survey_or_404(survey), languages()
    item = _id(request.form.get("item", ""))
    own = item in found.past and item[0].startswith("own.")
    typed = own_questions.sent(request.form, known)
    new = f"own.{key(request.form.get('code'))[:6]}"
    asked, wrong = own_questions.read(typed, known, item[0] if own else new)
    if asked is None:
        return question_page(found, typed, item if own else None, wrong)
    try:
        with doing("change-survey", survey):
            changes.add(survey, asked)
    except changes.TooMany:
        return survey_page(found, _("This list is full: nobody answers so many."))
    return redirect(url_for(".survey", survey=survey), 303)  # type: ignore[return-value]


@studio.post("/studio/surveys/<survey>/questions/previews")
def preview_question(survey: str) -> Response:
    """The question of what stands in the form, as a reader sees it. Nothing is saved."""
    found, known = survey_or_404(survey), languages()
    typed = own_questions.sent(request.form, known)
    asked, wrong = own_questions.read(typed, known)
    if asked is None:
        return question_page(found, typed, None, wrong)
    shown: dict[str, Any] = {"one": blank(asked, known), "survey": found, "csrf": csrf.token()}
    if wants_fragment():
        return Response(fragment("studio/question_preview.html", "shown", **shown))
    return page("studio/question_preview.html", **shown)


@studio.get("/studio/surveys/<survey>/preview")
def preview(survey: str) -> Response:
    """As a reader sees it, in the language of this page; nothing can be sent from here."""
    found = survey_or_404(survey)
    if not found.asked:
        return redirect(url_for(".survey", survey=survey), 303)  # type: ignore[return-value]
    action = url_for(".preview", survey=survey)
    sitting = Sitting(found, found.asked, Place(found.moment), b"", action, languages())
    sent = request.args.get("page", "")
    number = int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 3 else 1
    number = min(max(number, 1), len(sitting.pages))
    title = moment_names()[found.moment.value]
    back = url_for(".survey", survey=survey)
    return draw(sitting, number, Filled(), title=title, intro=None, preview=True, back=back)


@studio.get("/studio/surveys/<survey>/prints")
def print_survey(survey: str) -> Response:
    """The code to scan, on paper; of a survey that stands alone."""
    found = survey_or_404(survey)
    if found.moment is not Moment.ALONE:
        return redirect(url_for(".survey", survey=survey), 303)  # type: ignore[return-value]
    return page("studio/survey_print.html", survey=found, address=address(found), csrf=csrf.token())


def survey_or_404(code: str) -> Survey:
    return survey_by_code(code) or abort(404)


def address(found: Survey) -> str:
    return request.host_url.rstrip("/") + url_for("readers.alone", survey=found.code)


def survey_page(found: Survey, refused: str | None = None) -> Response:
    known = languages()
    there = {asked.item.key for asked, _on in found.questions}
    offered = [one for one in instruments.instruments().values() if _fits(one.id, found.moment)]
    return page(
        "studio/survey.html",
        422 if refused else 200,
        survey=found,
        missing={asked.item.id: asked.missing(known) for asked, _on in found.questions},
        there=there,
        instruments=offered,
        names=moment_names(),
        scorings=scoring_names(),
        order=known,
        count=counted(found) if found.id else None,
        address=address(found) if found.moment is Moment.ALONE else None,
        refused=refused,
        csrf=csrf.token(),
    )


def question_page(
    found: Survey,
    typed: own_questions.Typed,
    item: Id | None,
    wrong: dict[str, str] | None = None,
) -> Response:
    asked, _wrong = own_questions.read(typed, languages())
    return page(
        "studio/question.html",
        422 if wrong else 200,
        one=blank(asked, languages()) if asked else None,
        survey=found,
        typed=typed,
        item=" ".join(item) if item else "",
        languages=languages(),
        scales=list(own_questions.SCALES),
        names=moment_names(),
        wrong=wrong or {},
        csrf=csrf.token(),
    )


def _fits(instrument: str, moment: Moment) -> bool:
    """The books' own questions are for books, all others for readers."""
    return (instrument == "check-in") == (moment is Moment.CHECK_IN)


def _id(sent: str) -> Id:
    key, _space, version = sent.partition(" ")
    return key, version
