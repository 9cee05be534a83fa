"""Changes behind the product's back, for what no door can bring about yet."""

from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.orm import Session

from humanshelf.pages.clock import now
from humanshelf.records.books import Book
from humanshelf.records.events import Event
from humanshelf.records.exhibits import Exhibit
from humanshelf.records.profile import Profile
from humanshelf.records.themes import Theme
from humanshelf.tenancy.db import writing

EVENT = "autumn"
MARKUP = (
    '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>'
    '</h1><form hx-get="/healthz" hx-trigger="load" action="/sign-out"><b>bold</b></form>'
)
ATTRIBUTE = '"><i hx-get="/healthz" hx-trigger="load">&amp;</i>'


def same_labels(session: Session, event: Event) -> None:
    """The n-th card has the same label in both libraries."""
    event.seed = "equal"
    session.execute(select(Profile)).scalar_one().words = ["Nar", "Badam", "Fener"]


def short_grace(session: Session, event: Event) -> None:
    """Five seconds to come."""
    event.policy = {**event.policy, "grace": 5 / 60}


def in_rounds(session: Session, event: Event) -> None:
    """Four rounds with two chairs at each book; the first is about to begin."""
    rounds = {"rounds": 4, "loan": 25, "changeover": 5, "seats": 2, "rest_after": 0}
    event.policy = {**event.policy, **rounds}
    event.opens = now()


def hostile_words(session: Session, event: Event) -> None:
    """Markup in everything that a studio will let people write."""
    for text in event.texts:
        text.title = text.place = text.room = text.side_room = MARKUP
    for book in session.scalars(select(Book)):
        book.pen_name = ATTRIBUTE + book.code
        for words in book.texts:
            words.title = words.blurb = words.note = MARKUP
    for exhibit in session.scalars(select(Exhibit)):
        exhibit.texts = {
            language: dict.fromkeys(texts, MARKUP) for language, texts in exhibit.texts.items()
        }
    for theme in session.scalars(select(Theme)):
        theme.names = dict.fromkeys(theme.names, MARKUP)
    profile = session.execute(select(Profile)).scalar_one()
    profile.texts = {
        language: dict.fromkeys(texts, MARKUP) for language, texts in profile.texts.items()
    }


CHANGES: dict[str, Callable[[Session, Event], None]] = {
    change.__name__: change for change in (same_labels, short_grace, in_rounds, hostile_words)
}


def furnish(name: str) -> None:
    with writing() as session:
        event = session.scalars(select(Event).where(Event.code == EVENT)).one()
        CHANGES[name](session, event)
        event.edition += 1
