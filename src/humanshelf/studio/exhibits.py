"""An exhibit in the studio: its form with its picture and film, saved whole or not at all."""

from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from flask import Response, abort, redirect, request, url_for
from flask_login import current_user
from werkzeug.datastructures import FileStorage

from humanshelf.access import csrf
from humanshelf.access.acts import did, doing
from humanshelf.access.marks import takes
from humanshelf.libraries.exhibits import film_file, picture_files
from humanshelf.media.files import drop, keep_film, keep_picture
from humanshelf.media.films import LARGEST
from humanshelf.media.refused import Refused
from humanshelf.pages import fragment, page, wants_fragment
from humanshelf.pages.here import here
from humanshelf.pages.sealed import send
from humanshelf.pages.sent import key
from humanshelf.records.events import all_events, event_ids
from humanshelf.records.exhibits import (
    FILM,
    KINDS,
    PICTURE,
    ROOMS,
    Exhibit,
    exhibit_by_code,
    file_by_name,
)
from humanshelf.records.hanging import add_exhibit, change_exhibit
from humanshelf.records.programme import shown_exhibit
from humanshelf.records.themes import all_themes
from humanshelf.records.words import Words
from humanshelf.studio import studio
from humanshelf.studio.exhibit_form import (
    FILMS,
    PICTURES,
    Form,
    check,
    filled,
    is_link,
    missing,
    refusal,
    sent,
    told,
)
from humanshelf.studio.numbers import whole
from humanshelf.tenancy.db import writing

TAKES = LARGEST + 1024 * 1024
"""Bytes of a form with a film and the words beside it."""


@studio.get("/studio/exhibition/blank")
def blank_exhibit() -> Response:
    return form_page(None, filled(None, "", languages()))


@studio.get("/studio/exhibition/<exhibit>")
def exhibit(exhibit: str) -> Response:
    row = exhibit_or_404(exhibit)
    return form_page(row, stored(row, {}))


@studio.get("/studio/files/<name>")
def file(name: str) -> Response:
    """A picture or film, be it published or not."""
    return send(file_by_name(name, published=False) or abort(404))


@studio.post("/studio/exhibition")
@takes(TAKES)
def hang_exhibit() -> Response:
    """A new exhibit, not published yet."""
    form, columns, files = taken_in(None)
    if form.wrong:
        return form_page(None, form)
    code = key(request.form.get("code"))
    with writing() as session:
        made = exhibit_by_code(code) is not None
        if not made:
            add_exhibit(session, columns | {"code": code}, files)
            did(session, "add-exhibit", code)
    if made:
        drop([file["name"] for file in files])
    return redirect(url_for(".exhibition", added=code), 303)  # type: ignore[return-value]


@studio.post("/studio/exhibition/<exhibit>")
@takes(TAKES)
def save_exhibit(exhibit: str) -> Response:
    row = exhibit_or_404(exhibit)
    form, columns, files = taken_in(row)
    if form.wrong:
        return form_page(row, form)
    with doing("change-exhibit", exhibit):
        drop(change_exhibit(row.id, columns, {file["kind"] for file in files}, files))
    return redirect(url_for(".exhibition", saved=exhibit), 303)  # type: ignore[return-value]


@studio.post("/studio/previews/exhibit")
@takes(TAKES)
def preview_exhibit() -> Response:
    """The exhibit's page of what stands in the form, with the files that are kept already."""
    form = sent(request.form, [], languages())
    shown = preview_of(form, exhibit_by_code(request.form.get("exhibit", "")[:80]))
    if wants_fragment():
        return Response(fragment("studio/exhibit_preview.html", "shown", **shown))
    return page("studio/exhibit_preview.html", **shown)


def preview_of(form: Form, row: Exhibit | None) -> dict[str, Any]:
    link = form.fields["link"] if is_link(form.fields["link"]) else ""
    shown = replace(
        shown_exhibit(row or blank(), tuple(languages())),
        kind=form.fields["kind"] if form.fields["kind"] in KINDS else KINDS[0],
        minutes=whole(form.fields["minutes"]) or 0,
        words=Words(form.texts(languages()), tuple(languages())),
        link=link,
    )
    return {"drawn": shown, "host": urlsplit(link).hostname or "", "csrf": csrf.token()}


def blank() -> Exhibit:
    """What hangs nowhere yet."""
    return Exhibit(kind=KINDS[0], room=ROOMS[0], minutes=0, themes=[], texts={}, link="", files=[])


def stored(row: Exhibit, wrong: dict[str, str]) -> Form:
    """The form as the exhibit is stored, with what is wrong with it."""
    event = next((code for code, id in event_ids().items() if id == row.event_id), "")
    form = filled(row, event, languages())
    form.wrong = wrong
    return form


def taken_in(row: Exhibit | None) -> tuple[Form, dict[str, Any], list[dict[str, Any]]]:
    """What was sent: the form, and if nothing is wrong with it the columns and the files."""
    spoken = languages()
    form = sent(request.form, request.form.getlist("theme"), spoken)
    events = event_ids()
    check(form, spoken, set(themes()), set(events))
    if form.wrong:
        return form, {}, []
    columns = told(form, spoken, current_user.role)
    columns["event_id"] = events.get(form.fields["event"])
    pictured = bool(upload(PICTURE)) or (row is not None and bool(row.of_kind(PICTURE)))
    if row is not None and row.published:
        form.wrong |= missing(columns, pictured, spoken[0])
    elif pictured:
        # A picture is not even kept without words for those who do not see it.
        form.wrong |= missing(columns | {"people": False}, pictured, spoken[0])
    return form, columns, [] if form.wrong else files_of(form)


def files_of(form: Form) -> list[dict[str, Any]]:
    """The files that came along, taken in; one that is refused is said at its field."""
    made: list[dict[str, Any]] = []
    for kind in (PICTURE, FILM):
        found = upload(kind)
        try:
            if found and kind == PICTURE:
                made += picture_files(keep_picture(found.stream))  # type: ignore[arg-type]
            elif found:
                made.append(film_file(keep_film(found.stream)))  # type: ignore[arg-type]
        except Refused as refused:
            form.wrong[kind] = refusal(refused.why)
    if form.wrong:
        drop([file["name"] for file in made])
        return []
    return made


def upload(kind: str) -> FileStorage | None:
    found = request.files.get(kind)
    return found if found and found.filename else None


def languages() -> list[str]:
    library = here()
    assert library is not None
    return library.languages


def themes() -> dict[str, Any]:
    return all_themes(tuple(languages()))


def exhibit_or_404(code: str) -> Exhibit:
    return exhibit_by_code(code) or abort(404)


def form_page(row: Exhibit | None, form: Form) -> Response:
    return page(
        "studio/exhibit.html",
        422 if form.wrong else 200,
        exhibit=row,
        code=key(request.form.get("code")),
        form=form,
        kinds=KINDS,
        rooms=ROOMS,
        themes=themes(),
        events=all_events(drafts=True, private=True),
        pictures=row.of_kind(PICTURE) if row else [],
        films=row.of_kind(FILM) if row else [],
        languages=languages(),
        kinds_of={PICTURE: PICTURES, FILM: FILMS},
        megabytes=LARGEST // (1024 * 1024),
        **preview_of(form, row),
    )
