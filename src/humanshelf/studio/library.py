"""The library's settings: a list of their parts, each with a page of its own."""

from collections.abc import Callable
from typing import Any

from flask import Response, abort, make_response, redirect, request, url_for
from flask_babel import gettext as _

from humanshelf.access import csrf
from humanshelf.access.acts import did
from humanshelf.lending.mistakes import Overtaken
from humanshelf.libraries import life
from humanshelf.pages import fragment, page, wants_fragment
from humanshelf.pages.here import forget
from humanshelf.pages.language import OWN_NAMES
from humanshelf.records.profile import Profile, profile
from humanshelf.records.settings import DONE, changing
from humanshelf.studio import studio
from humanshelf.studio.numbers import whole
from humanshelf.studio.parts import PARTS, Part, Typed
from humanshelf.studio.parts.names import untranslated, words
from humanshelf.tenancy import current
from humanshelf.tenancy.db import writing_control

Draw = Callable[[Part, Profile, Typed, int], Response]


@studio.get("/studio/library")
def library() -> Response:
    row = profile()
    labels = words()
    lacking = untranslated(row)
    return page(
        "studio/library.html",
        parts=[(part, part.summary(row)) for part in PARTS.values()],
        main=row.languages[0],
        spoken=row.languages,
        lacking={code: [labels[key] for key in keys] for code, keys in lacking.items()},
        csrf=csrf.token(),
    )


@studio.get("/studio/library/<part>")
def part(part: str) -> Response:
    found, row = part_named(part), profile()
    return part_page(found, row, Typed(found.filled(row)))


@studio.post("/studio/library/<part>")
def save_part(part: str) -> Response:
    found = part_named(part)
    before = profile().languages
    return save(found, lambda: url_for(".part", part=part, **news_of(before)), part_page)


@studio.post("/studio/library/<part>/previews")
def preview_part(part: str) -> Response:
    """What readers would see: into the page while one types, and as a page without scripts."""
    found, row = part_named(part), profile()
    if not found.preview:
        abort(404)
    typed = found.read(request.form, request.files, row)
    if wants_fragment():
        beside = found.beside(row, typed)
        return make_response(fragment("studio/part.html", "preview", part=found, **beside))
    return part_page(found, row, typed, 422 if typed.wrong else 200, kept=True)


def save(part: Part, onward: Callable[[], str], draw: Draw) -> Response:
    """Saved, and every worker told; or the same form with all that was typed."""
    row = profile()
    typed = part.read(request.form, request.files, row)
    if typed.wrong:
        return draw(part, row, typed, 422)
    try:
        with changing(whole(request.form.get("edition", "")) or 0) as (session, fresh):
            part.save(fresh, typed)
            fresh.setup = fresh.setup | {part.name: DONE}
            did(session, "change-library", part.name)
    except Overtaken:
        return draw(part, profile(), typed, 409)
    let_know()
    return redirect(onward(), 303)  # type: ignore[return-value]


def let_know() -> None:
    """Every worker reads anew what the library says of itself."""
    with writing_control() as session:
        life.renew(session, current())
    forget()


def part_page(
    part: Part, row: Profile, typed: Typed, status: int = 200, kept: bool = False
) -> Response:
    return page(
        "studio/part.html",
        status,
        news=news(row),
        csrf=csrf.token(),
        **form(part, row, typed, status, kept),
    )


def form(
    part: Part, row: Profile, typed: Typed, status: int = 200, kept: bool = False
) -> dict[str, Any]:
    """What the form of a part needs, wherever it stands."""
    labels = part.labels(row)
    stands = part.filled(row) if status == 409 else {}
    theirs = {name: text for name, text in stands.items() if typed.fields.get(name, text) != text}
    return {
        "part": part,
        "labels": labels,
        "fields": part.filled(row) | typed.fields,
        "wrong": {name: typed.wrong[name] for name in labels if name in typed.wrong},
        "theirs": {n: t for n, t in theirs.items() if n in labels and n != "file"},
        "overtaken": status == 409,
        "edition": row.edition,
        "kept": kept or status != 200,
        **part.beside(row, typed),
    }


def part_named(name: str) -> Part:
    return PARTS.get(name) or abort(404)


def news_of(before: list[str]) -> dict[str, Any]:
    """What the page after saving is to tell."""
    gone = [code for code in before if code not in profile().languages]
    return {"saved": 1, "gone": gone} if gone else {"saved": 1}


def news(row: Profile) -> str | None:
    if "saved" not in request.args:
        return None
    gone = [OWN_NAMES[c] for c in request.args.getlist("gone") if c in OWN_NAMES]
    if gone:
        return _(
            "Saved. Readers cannot choose these languages any more: %(languages)s. Nothing written "
            "in them was erased: give them a place again and it is back.",
            languages=", ".join(gone),
        )
    return _("Saved. Readers see it from now on.")
