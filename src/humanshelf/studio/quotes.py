"""Quotes: what is struck out, how it is translated, and since when it may be seen."""

from flask import Response, abort, redirect, request, url_for

from humanshelf.access import csrf
from humanshelf.access.acts import doing
from humanshelf.impact.lines import lines
from humanshelf.impact.telling import signs, words
from humanshelf.impact.voices import Who
from humanshelf.pages import page, voices
from humanshelf.pages.here import here
from humanshelf.pages.sent import binary
from humanshelf.records import quotes as kept
from humanshelf.records.quotes import NoConsent, NothingLeft, QuoteRow
from humanshelf.studio import studio
from humanshelf.studio.entries import entry_or_404, entry_page, pen_names, unsealed


@studio.get("/studio/quotes")
def quotes() -> Response:
    rows = kept.all_quotes()
    return page("studio/quotes.html", rows=rows, voices=voices, csrf=csrf.token())


@studio.post("/studio/feedback/<id>/quotes")
def make_quote(id: str) -> Response:
    """A quote of these words, without the struck ones: nobody sees it before it is released."""
    source = entry_or_404(id)
    told, refused = unsealed(source)
    if refused:
        return refused
    try:
        with doing("make-quote", source.id.hex()[:8]):
            made = kept.draft(source.id, struck(), told) or abort(404)
    except NothingLeft:
        return entry_page(source, told, nothing_left=True)
    return redirect(url_for(".quote", id=made.hex()), 303)  # type: ignore[return-value]


@studio.get("/studio/quotes/<id>")
def quote(id: str) -> Response:
    return quote_page(quote_or_404(id))


@studio.post("/studio/quotes/<id>/texts")
def word_quote(id: str) -> Response:
    found, who = quote_or_404(id), request.form.get("who")
    texts = {lang: lines(request.form.get(f"text-{lang}")) for lang in languages(found)}
    if who not in list(Who) or any(len(text) > kept.LONGEST for text in texts.values()):
        return quote_page(found, unreadable=True)
    try:
        with doing("word-quote", id[:8]):
            kept.word_quote(found.id, texts, Who(who), struck())
    except NothingLeft:
        return quote_page(found, nothing_left=True)
    return redirect(url_for(".quote", id=id, saved=1), 303)  # type: ignore[return-value]


@studio.post("/studio/quotes/<id>/releases")
def release(id: str) -> Response:
    """From now on it is seen; never without consent."""
    found = quote_or_404(id)
    try:
        with doing("release-quote", id[:8]):
            kept.release(found.id)
    except NoConsent:
        return quote_page(found, unasked=True)
    return redirect(url_for(".quote", id=id), 303)  # type: ignore[return-value]


@studio.post("/studio/quotes/<id>/withdrawals")
def withdraw(id: str) -> Response:
    """At once nobody sees it any more, on no page and in no report."""
    with doing("withdraw-quote", id[:8]):
        kept.withdraw(quote_or_404(id).id)
    return redirect(url_for(".quote", id=id), 303)  # type: ignore[return-value]


@studio.post("/studio/quotes/<id>/removals")
def erase_quote(id: str) -> Response:
    with doing("erase-quote", id[:8]):
        kept.erase(quote_or_404(id).id)
    return redirect(url_for(".quotes"), 303)  # type: ignore[return-value]


def quote_or_404(id: str) -> QuoteRow:
    return kept.quote(binary(id) or b"") or abort(404)


def struck() -> set[int]:
    """The numbers of the words that were marked."""
    sent = request.form.getlist("out")
    return {int(one) for one in sent if one.isascii() and one.isdigit() and len(one) < 5}


def languages(found: QuoteRow) -> list[str]:
    """Those that the library speaks, for which somebody may translate."""
    library = here()
    assert library is not None
    return [lang for lang in library.languages if lang != found.language]


def quote_page(
    found: QuoteRow, unreadable: bool = False, nothing_left: bool = False, unasked: bool = False
) -> Response:
    spoken = found.texts[found.language]
    return page(
        "studio/quote.html",
        409 if unasked else 422 if unreadable or nothing_left else 200,
        row=found,
        parts=words(spoken),
        signs=signs(spoken, pen_names().values()),
        languages=languages(found),
        agreed=kept.may_release(found),
        unreadable=unreadable,
        nothing_left=nothing_left,
        unasked=unasked,
        saved="saved" in request.args,
        longest=kept.LONGEST,
        speakers=list(Who),
        voices=voices,
        csrf=csrf.token(),
    )
