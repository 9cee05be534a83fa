"""What practice card and stories have in common in the studio: save, look, publish, take back."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from flask import Response, redirect, request
from flask_babel import gettext as _
from markupsafe import Markup

from humanshelf.access import csrf
from humanshelf.access.acts import doing
from humanshelf.impact.telling import Sign, signs
from humanshelf.lending.mistakes import Overtaken
from humanshelf.pages import fragment, page, wants_fragment
from humanshelf.pages.here import here
from humanshelf.pages.language import language as shown
from humanshelf.records.pieces import Piece, find_piece, publish, save_draft, withdraw
from humanshelf.studio.drafts import Typed
from humanshelf.studio.numbers import whole
from humanshelf.telling.telling import Field, Telling

Look = tuple[tuple[Field, ...], Mapping[str, str], Callable[[Telling, str], dict[str, Any]]]
"""The fields of a kind, what they are called, and what its page in a language needs."""
Refused = tuple[str, int]
"""Why it was not published, and the status of the answer."""


def languages() -> list[str]:
    library = here()
    return library.languages if library else []


def told(piece: Piece) -> Telling:
    """The draft as it stands."""
    return Telling.of(piece.code, piece.draft, languages())


def writing_in() -> str:
    """The language whose words the form holds: the page's own, unless another is asked for."""
    wanted = request.values.get("in", "")
    return wanted if wanted in languages() else shown()


def edition() -> int:
    return whole(request.form.get("edition", "")) or 0


def save(piece: Piece, look: Look, typed: Typed, address: str, **more: Any) -> Response:
    """Saved; or the same form, with all that was typed and what stands against it."""
    language, seen = writing_in(), edition()
    if typed.wrong:
        return edit_page(piece, look, typed, seen=seen, status=422, **more)
    try:
        with doing("save-piece", piece.code):
            save_draft(piece, language, typed.texts, typed.facts, edition=seen)
    except Overtaken:
        newer = find_piece(piece.kind, piece.code) or piece
        return edit_page(newer, look, typed, theirs=True, seen=newer.edition, status=409, **more)
    following = request.form.get("then", "")
    goes_on = following if following in languages() else language
    return redirect(f"{address}?in={goes_on}&saved=1", 303)  # type: ignore[return-value]


def edit_page(
    piece: Piece,
    look: Look,
    typed: Typed | None = None,
    *,
    theirs: bool = False,
    seen: int | None = None,
    status: int = 200,
    **more: Any,
) -> Response:
    """The form in one language. After a lost edit each field that differs shows both."""
    fields, labels, draw = look
    language, telling = writing_in(), told(piece)
    saved = telling.words.texts.get(language, {})
    texts = dict(typed.texts if typed else saved)
    facts = dict(typed.facts if typed else piece.draft["facts"])
    return page(
        f"studio/{piece.kind}.html",
        status,
        piece=piece,
        fields=fields,
        labels=labels,
        told=telling,
        texts=dict.fromkeys(labels, "") | texts,
        facts=dict.fromkeys(labels, "") | facts,
        wrong=typed.wrong if typed else {},
        theirs=differences(saved, piece.draft["facts"], typed) if theirs and typed else {},
        into=language,
        shown_in=language,
        whole=False,
        drawn=draw(as_typed(piece, typed) if typed and not typed.wrong else telling, language),
        others=[code for code in languages() if code != language],
        untranslated=telling.untranslated(fields, language),
        seen=piece.edition if seen is None else seen,
        news=news(theirs=theirs),
        described=partial(described, typed.wrong if typed else {}),
        named=names_somebody(texts.get("contributor", "")),
        csrf=csrf.token(),
        **more,
    )


def differences(saved: Mapping[str, str], facts: Mapping[str, Any], typed: Typed) -> dict[str, str]:
    """What somebody else saved meanwhile, where it is not what was typed here."""
    words = {n: saved.get(n, "") for n, text in typed.texts.items() if saved.get(n, "") != text}
    plain = {n: facts.get(n, "") for n, f in typed.facts.items() if isinstance(f, str)}
    return words | {n: text for n, text in plain.items() if text != typed.facts[n]}


def described(wrong: Mapping[str, str], name: str, hint: object, *, marked: bool = False) -> Markup:
    """What a field's element says of the sentences beside it."""
    ids = [f"{name}-wrong"] * (name in wrong) + [f"{name}-hint"] * bool(hint) + ["marks"] * marked
    invalid = Markup(' aria-invalid="true"') if name in wrong else Markup("")
    return invalid + (Markup(' aria-describedby="{}"').format(" ".join(ids)) if ids else "")


def names_somebody(contributor: str) -> bool:
    return Sign.NAME in signs(contributor).values()


def news(*, theirs: bool) -> str | None:
    if theirs:
        return _(
            "Somebody else has saved this meanwhile. Yours is not saved yet. Where the two differ, "
            "both stand here: put together what is right and save again."
        )
    if "saved" in request.args:
        return _("Saved. Readers see nothing of it before it is published.")
    return _("Withdrawn. Readers do not see it any more.") if "withdrawn" in request.args else None


def preview_typed(piece: Piece, look: Look, typed: Typed, **more: Any) -> Response:
    """What stands in the form, in the language of the form. Nothing is saved."""
    if typed.wrong:
        return edit_page(piece, look, typed, seen=edition(), status=422, **more)
    _fields, _labels, draw = look
    drawn = draw(as_typed(piece, typed), writing_in())
    shown: dict[str, Any] = {"piece": piece, "drawn": drawn, "shown_in": writing_in()}
    if wants_fragment():
        return Response(fragment("studio/preview.html", "shown", **shown, whole=False))
    return page("studio/preview.html", **shown, whole=True, typed=True, csrf=csrf.token())


def as_typed(piece: Piece, typed: Typed) -> Telling:
    """The draft as it would be if this was saved."""
    texts = piece.draft["texts"] | {writing_in(): typed.texts}
    return Telling.of(piece.code, {"facts": typed.facts, "texts": texts}, languages())


def preview_page(piece: Piece, look: Look, refused: Refused | None) -> Response:
    """As readers will see it, with the button that lets them."""
    fields, _labels, draw = look
    lacking = {code: told(piece).untranslated(fields, code) for code in languages()}
    return page(
        "studio/preview.html",
        refused[1] if refused else 200,
        piece=piece,
        refused=refused[0] if refused else None,
        lacking={code: found for code, found in lacking.items() if found},
        drawn=draw(told(piece), shown()),
        shown_in=shown(),
        whole=True,
        typed=False,
        csrf=csrf.token(),
    )


def put_out(piece: Piece, needed: str) -> Refused | None:
    """Published; or why not."""
    if not told(piece).words(needed, shown())[0]:
        return _("It cannot be published yet: it has no name in any language."), 422
    try:
        with doing("publish-piece", piece.code):
            publish(piece.kind, piece.code, edition=edition())
    except Overtaken:
        return _("Somebody has changed it meanwhile. Please look at it once more."), 409
    return None


def take_back(piece: Piece, *, withdrawn: bool) -> None:
    with doing("withdraw-piece" if withdrawn else "show-piece", piece.code):
        withdraw(piece.kind, piece.code, withdrawn=withdrawn)
