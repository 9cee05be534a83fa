"""Stories: written, looked at, published, taken back, and gone when nobody needs them."""

from typing import Any

from flask import Response, abort, redirect, request, url_for

from humanshelf.access import csrf
from humanshelf.access.acts import doing
from humanshelf.pages import page, voices
from humanshelf.pages.sent import key
from humanshelf.records import pieces as kept
from humanshelf.records.pieces import STORY, Piece
from humanshelf.records.quotes import released
from humanshelf.studio import pieces, studio
from humanshelf.studio.drafts import typed_story
from humanshelf.telling import shown
from humanshelf.telling import story as tale
from humanshelf.telling.figures import offered
from humanshelf.telling.goals import goals


@studio.get("/studio/stories")
def stories() -> Response:
    found = kept.pieces(STORY)
    told = {piece.code: pieces.told(piece) for piece in found}
    return page("studio/stories.html", pieces=found, told=told, csrf=csrf.token())


@studio.post("/studio/stories")
def start_story() -> Response:
    code = key(request.form.get("code"))
    with doing("start-story", code):
        kept.start_story(code)
    return to(".story", code)


@studio.get("/studio/stories/<story>")
def story(story: str) -> Response:
    return pieces.edit_page(story_or_404(story), look(), **choices())


@studio.post("/studio/stories/<story>")
def save_story(story: str) -> Response:
    found = story_or_404(story)
    typed = typed_story(tale.FIELDS)
    return pieces.save(found, look(), typed, url_for(".story", story=story), **choices())


@studio.post("/studio/stories/<story>/previews")
def preview_story(story: str) -> Response:
    found, typed = story_or_404(story), typed_story(tale.FIELDS)
    return pieces.preview_typed(found, look(), typed, **choices())


@studio.get("/studio/stories/<story>/preview")
def story_preview(story: str) -> Response:
    return preview(story_or_404(story))


@studio.post("/studio/stories/<story>/publications")
def publish_story(story: str) -> Response:
    refused = pieces.put_out(story_or_404(story), "title")
    return preview(story_or_404(story), refused) if refused else to(".story_preview", story)


@studio.post("/studio/stories/<story>/withdrawals")
def withdraw_story(story: str) -> Response:
    pieces.take_back(story_or_404(story), withdrawn=True)
    return to(".story", story, withdrawn=1)


@studio.post("/studio/stories/<story>/reversals")
def show_story_again(story: str) -> Response:
    pieces.take_back(story_or_404(story), withdrawn=False)
    return to(".story", story)


@studio.post("/studio/stories/<story>/removals")
def remove_story(story: str) -> Response:
    """Only what no reader sees: a published story is withdrawn first."""
    with doing("remove-story", story):
        kept.remove_story(story_or_404(story).code)
    return redirect(url_for(".stories"), 303)  # type: ignore[return-value]


def preview(found: Piece, refused: pieces.Refused | None = None) -> Response:
    return pieces.preview_page(found, look(), refused)


def look() -> pieces.Look:
    return tale.FIELDS, tale.labels(), shown.story


def choices() -> dict[str, Any]:
    """What a story can be given besides its words."""
    return {"goals": goals().values(), "quotes": released(), "sources": offered(), "voices": voices}


def story_or_404(code: str) -> Piece:
    return kept.find_piece(STORY, code) or abort(404)


def to(endpoint: str, story: str, **how: int) -> Response:
    return redirect(url_for(endpoint, story=story, **how), 303)  # type: ignore[arg-type, return-value]
