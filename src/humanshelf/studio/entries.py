"""One person’s words, looked at closely: on to a book, consent, language, the way to a quote."""

from flask import Response, abort, redirect, request, url_for

from humanshelf.access import csrf, doorkeeper
from humanshelf.access import vault as door
from humanshelf.access.acts import did, doing
from humanshelf.impact.comments import https
from humanshelf.impact.telling import signs, words
from humanshelf.impact.voices import State, Tone
from humanshelf.pages import page, voices
from humanshelf.pages.here import here
from humanshelf.pages.language import OWN_NAMES
from humanshelf.pages.sent import binary
from humanshelf.records.events import all_events
from humanshelf.records.feedback import FeedbackRow, code_of, entry
from humanshelf.records.library import all_books
from humanshelf.records.sealed_words import opened
from humanshelf.records.sorting import correct_language, count_reading, pass_on, record_consent
from humanshelf.records.themes import all_themes
from humanshelf.records.words import Words
from humanshelf.studio import studio
from humanshelf.tenancy.db import writing
from humanshelf.vault.masking import mask

BEGINNING = 60
"""Signs of sealed words that are shown masked, before somebody reads them whole."""


@studio.get("/studio/feedback/<id>")
def entered(id: str) -> Response:
    return entry_page(entry_or_404(id))


@studio.post("/studio/feedback/<id>/readings")
def read_words(id: str) -> Response:
    """What is sealed, of this one entry. Each time counts."""
    found = entry_or_404(id)
    told, refused = unsealed(found)
    if refused:
        return refused
    if found.sealed:
        with writing() as session:
            count_reading(session, found.id)
            did(session, "read-words", id[:8])
    return entry_page(entry_or_404(id), told)


@studio.post("/studio/feedback/<id>/deliveries")
def deliver(id: str) -> Response:
    """On to a book's own page, for which it is opened; with ``over`` sealed again."""
    found, book = entry_or_404(id), request.form.get("book", "")
    if request.form.get("over"):
        with doing("deliver-feedback", id[:8]):
            pass_on(found.id, None)
        return redirect(url_for(".entered", id=id), 303)  # type: ignore[return-value]
    told, refused = unsealed(found)
    if refused:
        return refused
    if book not in pen_names():
        return entry_page(found, told, unaddressed=True)
    with doing("deliver-feedback", id[:8]):
        pass_on(found.id, book, told)
    return redirect(url_for(".entered", id=id), 303)  # type: ignore[return-value]


@studio.post("/studio/feedback/<id>/languages")
def correct(id: str) -> Response:
    """The language of the words, where it was guessed wrong."""
    found, spoken = entry_or_404(id), request.form.get("language")
    if spoken in OWN_NAMES:
        with doing("correct-feedback", id[:8]):
            correct_language(found.id, spoken)
    return redirect(url_for(".entered", id=id), 303)  # type: ignore[return-value]


@studio.post("/studio/feedback/<id>/consents")
def consent(id: str) -> Response:
    """That somebody agreed to be quoted; with ``over`` that they do not, and then no quote of
    theirs is shown any more."""
    found = entry_or_404(id)
    with doing("record-consent", id[:8]):
        record_consent(found.id, not request.form.get("over"))
    return redirect(url_for(".entered", id=id), 303)  # type: ignore[return-value]


def entry_or_404(id: str) -> FeedbackRow:
    return entry(binary(id) or b"") or abort(404)


def pen_names() -> dict[str, str]:
    """Of all books, by code."""
    return {book.code: book.pen_name for book in all_books()}


def themes() -> dict[str, Words]:
    library = here()
    assert library is not None
    return all_themes(tuple(library.languages))


def unsealed(found: FeedbackRow) -> tuple[str, Response | None]:
    """The words, where they lie open or this browser can open them; else the page that says how."""
    if not found.sealed:
        return found.text, None
    vault = door.opened()
    if vault is None:
        return "", entry_page(found, shut=True)
    if not doorkeeper.fresh():
        return "", doorkeeper.to_confirm(url_for("studio.entered", id=found.id.hex()))
    told = opened(vault.private, found.id, found.sealed)
    return told or "", entry_page(found, shut=True) if told is None else None


def masked(found: FeedbackRow, vault: door.Opened | None) -> str | None:
    """How sealed words begin, hidden but for a few signs; nothing where the vault is shut, None
    where it is not theirs."""
    if vault is None or not found.sealed:
        return ""
    told = opened(vault.private, found.id, found.sealed)
    return None if told is None else mask(" ".join(told.split())[:BEGINNING])


def entry_page(
    found: FeedbackRow,
    told: str = "",
    unaddressed: bool = False,
    nothing_left: bool = False,
    shut: bool = False,
) -> Response:
    """``told`` are the words of an entry that lay sealed, for this one answer; ``shut`` where
    they would be needed."""
    code, names = code_of(found.event_id), pen_names()
    vault, text = door.opened(), found.text or told
    return page(
        "studio/entry.html",
        422 if unaddressed or nothing_left else 409 if shut else 200,
        row=found,
        text=text,
        opened=vault,
        masked=masked(found, vault),
        shut=shut,
        state=State(found.state),
        tones=list(Tone),
        themes=themes(),
        event=next((one for one in all_events(private=True) if one.code == code), None),
        parts=words(text),
        signs=signs(text, names.values()),
        names=names,
        link=https(found.link or ""),
        unaddressed=unaddressed,
        nothing_left=nothing_left,
        voices=voices,
        csrf=csrf.token(),
    )
