"""The broad themes of a library: their names, their order, and which book has which."""

from flask import Response, abort, redirect, request, url_for
from flask_babel import gettext as _

from humanshelf.access import csrf
from humanshelf.access.acts import doing
from humanshelf.access.doorkeeper import may
from humanshelf.pages import page
from humanshelf.pages.sent import key
from humanshelf.records.books import Book
from humanshelf.records.library import all_books
from humanshelf.records.themes import all_themes, assign_themes, move_theme, save_theme
from humanshelf.records.words import Words
from humanshelf.studio import studio
from humanshelf.studio.exhibits import languages
from humanshelf.studio.numbers import whole

LONGEST, MOST = 60, 40


@studio.get("/studio/themes")
def themes() -> Response:
    return themes_page()


@studio.post("/studio/themes")
def add_theme() -> Response:
    code = f"theme-{key(request.form.get('code'))}"
    if code not in known() and len(known()) >= MOST:
        return themes_page(_("Themes are broad: there are as many as can be told apart."))
    return saved(code)


@studio.post("/studio/themes/<theme>")
def save_names(theme: str) -> Response:
    return saved(theme if theme in known() else abort(404))


@studio.post("/studio/themes/<theme>/moves")
def shift_theme(theme: str) -> Response:
    move_theme(theme if theme in known() else abort(404), -1 if moves_up() else 1, place())
    return redirect(url_for(".themes"), 303)  # type: ignore[return-value]


@studio.post("/studio/books/themes")
def assign() -> Response:
    """The theme of every book, as the page showed them."""
    there = {**{code: code for code in known()}, "": None}
    sent = {book.code: request.form.get(f"book-{book.code}") for book in all_books()}
    chosen = {code: there[theme] for code, theme in sent.items() if theme in there}
    with doing("assign-themes"):
        assign_themes(chosen)
    return redirect(url_for(".themes", saved=1), 303)  # type: ignore[return-value]


def moves_up() -> bool:
    return request.form.get("to") == "up"


def place() -> int | None:
    """Where it stood in the list when the button was drawn: tapped twice, it moves once."""
    return whole(request.form.get("place", ""))


def known() -> dict[str, Words]:
    return all_themes(tuple(languages()))


def saved(code: str) -> Response:
    """Its names, of which the main language's is needed."""
    typed = {language: request.form.get(f"name-{language}", "").strip() for language in languages()}
    if not may("studio.add_theme"):  # Who translates leaves the source as it is.
        typed[languages()[0]] = known()[code].texts.get(languages()[0], {}).get("name", "")
    if not typed[languages()[0]] or any(len(name) > LONGEST for name in typed.values()):
        return themes_page(_("Please give a short name in the library’s main language."))
    with doing("name-theme", code):
        save_theme(code, {language: name for language, name in typed.items() if name})
    return redirect(url_for(".themes", saved=1), 303)  # type: ignore[return-value]


def themes_page(wrong: str | None = None) -> Response:
    books = all_books()
    return page(
        "studio/themes.html",
        422 if wrong else 200,
        themes=known(),
        books=[(book, title_of(book)) for book in books],
        languages=languages(),
        wrong=wrong,
        saved="saved" in request.args,
        sample=any(book.sample for book in books),
        csrf=csrf.token(),
    )


def title_of(book: Book) -> Words:
    return Words({t.language: {"title": t.title} for t in book.texts}, tuple(languages()))
