"""What a card suggests: what its reader can see before the call."""

from dataclasses import replace
from uuid import UUID

from humanshelf.lending.card import Card
from humanshelf.lending.facts import CardFacts, View, card_facts
from humanshelf.lending.fitting import Fit, fitting
from humanshelf.records.floors import Scene
from humanshelf.records.hanging import note


def with_fits(found: Scene, card: Card, facts: CardFacts) -> CardFacts:
    """What the card shows, and what can be seen before its call."""
    shown = found.event.programme.exhibits
    return replace(facts, fits=fits(found, card, facts)) if shown else facts


def fits(found: Scene, card: Card, facts: CardFacts) -> tuple[Fit, ...]:
    """Only while the reader walks about: who is to stay near the hall is sent nowhere else."""
    if facts.view is not View.WAITING or facts.range is None:
        return ()
    until = facts.range.earliest
    books = (found.event.books[wish] for wish in card.wishes if wish in found.event.books)
    themes = frozenset(book.theme for book in books if book.theme)
    seen, asked = found.event.programme, ("fits", themes, until)
    # Ranges are rounded to five minutes: of hundreds of phones most ask the same.
    if asked not in found.asked:
        found.asked[asked] = fitting(seen.plays, seen.pieces, themes, found.at, until)
    known: tuple[Fit, ...] = found.asked[asked]
    return known


def count_suggested(found: Scene, id: UUID) -> None:
    """Count what a card that was just taken shows: when a page is only looked at, nothing is
    written."""
    known, card = found.event.programme.exhibits, found.card(id)
    assert card is not None
    facts = card_facts(found.floor, found.forecast, card, found.at)
    shown = [known[fit.code].id for fit in fits(found, card, facts)]
    note(found.event.id, shown, "suggested")
