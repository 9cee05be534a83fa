"""What the library tells of its work: its practice card and its stories, as pages and papers."""

from flask import Response, abort

from humanshelf import prints
from humanshelf.pages import page
from humanshelf.pages.here import here
from humanshelf.pages.language import language
from humanshelf.pages.paper import paper
from humanshelf.readers import readers
from humanshelf.records.pieces import PRACTICE, STORY, Piece, find_piece, published
from humanshelf.telling import shown
from humanshelf.telling.paper import practice_paper, story_paper
from humanshelf.telling.telling import Telling


@readers.get("/practice")
def practice() -> Response:
    piece = shown_or_404(PRACTICE, PRACTICE)
    return page(
        "readers/practice.html", sample=piece.sample, **shown.practice(told(piece), language())
    )


@readers.get("/practice/pdf")
def practice_pdf() -> Response:
    piece = shown_or_404(PRACTICE, PRACTICE)
    return paper(prints.pdf("practice", practice_paper(told(piece))))


@readers.get("/stories")
def stories() -> Response:
    found = published(STORY)
    return page(
        "readers/stories.html",
        stories=[shown.story(told(piece), language()) for piece in found],
        sample=any(piece.sample for piece in found),
    )


@readers.get("/stories/<story>")
def story(story: str) -> Response:
    piece = shown_or_404(STORY, story)
    tale = shown.story(told(piece), language())
    return page("readers/story.html", sample=piece.sample or tale["aside"].sample, **tale)


@readers.get("/stories/<story>/pdf")
def story_pdf(story: str) -> Response:
    piece = shown_or_404(STORY, story)
    return paper(prints.pdf("story", story_paper(told(piece))))


def shown_or_404(kind: str, code: str) -> Piece:
    """A draft, or what was withdrawn, is not there for readers."""
    piece = find_piece(kind, code)
    return piece if piece is not None and piece.public else abort(404)


def told(piece: Piece) -> Telling:
    library = here()
    assert library is not None
    return Telling.of(piece.code, piece.shown or {}, library.languages)
