"""An event as counts, for its report: what was lent, what was said, who answered what.

The one place that asks surveys and feedback for it. No card is needed once they are forgotten.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from humanshelf.impact import lent
from humanshelf.impact.sheets import Item, Sheet
from humanshelf.impact.tallies import Tally
from humanshelf.lending.card import Stage
from humanshelf.records import answers, surveys
from humanshelf.records.books import Book
from humanshelf.records.events import CardRow, Event, SeatRow, State, ToldRow
from humanshelf.records.feedback import theme_tally
from humanshelf.records.record import count_uncalled
from humanshelf.tenancy.db import db

ANY = ""
"""No theme; or a talk in whichever of the book's languages the two found."""


COUNTED = (
    *(Event.id, Event.taken, Event.uncalled, Event.talks),
    *(Event.policy, Event.opens, Event.closes),
)


def day_of(event: Any) -> lent.Day:
    """What the event came to."""
    seats = db.session.execute(
        select(SeatRow.readings, SeatRow.shared, SeatRow.cycle_sum, Book.theme)
        .join(Book, Book.code == SeatRow.book)
        .where(SeatRow.event_id == event.id)
    ).all()
    told = db.session.execute(
        select(ToldRow.low, ToldRow.high, ToldRow.waited).where(ToldRow.event_id == event.id)
    )
    uncalled = count_uncalled(db.session(), event)
    readings: Counter[str] = Counter()
    for seat in seats:
        readings[seat.theme or ANY] += seat.readings + seat.shared
    used, there = chairs(event, seats)
    tallies: dict[str, Tally] = {
        **lent.counted([lent.Told(*row) for row in told]),
        **_said(event.id),
        lent.CARDS: {"called": event.taken - uncalled, "uncalled": uncalled},
        lent.READINGS: {theme: n for theme, n in readings.items() if n},
        lent.TALKS: event.talks if event.talks is not None else talks(db.session(), event.id),
    }
    return lent.Day(tallies, used, there)


def chairs(event: Any, seats: Collection[Any]) -> tuple[float, float]:
    """Minutes in which a chair was read in or made ready, and minutes that there were.

    In rounds a chair is one of those at a book, and every reading takes the whole round.
    """
    rounds = event.policy.get("rounds", 0)
    if rounds:
        taken = sum(seat.readings + seat.shared for seat in seats)
        loan: float = event.policy["loan"]
        return taken * loan, len(seats) * event.policy["seats"] * rounds * loan
    minutes = (event.closes - event.opens).total_seconds() / 60
    return sum(seat.cycle_sum for seat in seats), len(seats) * minutes


def talks(session: Session, event_id: UUID) -> Tally:
    """Readings by the language they were held in, as far as the cards tell it."""
    spoken = {
        seat.book: seat.own.get("languages", [])
        for seat in session.scalars(select(SeatRow).where(SeatRow.event_id == event_id))
    }
    read = session.execute(
        select(CardRow.talk, CardRow.book).where(
            CardRow.event_id == event_id, CardRow.stage == Stage.RETURNED
        )
    )
    return dict(Counter(_language(talk, spoken.get(book or "", [])) for talk, book in read))


def _language(asked: str | None, spoken: list[str]) -> str:
    return asked or (spoken[0] if len(spoken) == 1 else ANY)


def _said(event_id: UUID) -> dict[str, Tally]:
    themes: Counter[str] = Counter()
    tones: Counter[str] = Counter()
    for tally in theme_tally([event_id]):
        themes[tally.theme or ANY] += tally.count
        tones[tally.tone.value] += tally.count
    return {lent.THEMES: dict(themes), lent.TONES: dict(tones)}


# what readers answered


def sheets(event_id: UUID) -> list[Sheet]:
    return answers.sheets_of([event_id])


def items(answered: Iterable[Sheet]) -> list[Item]:
    """The questions of these sheets, in each of their wordings."""
    ids = {id for sheet in answered for id in sheet.answers}
    return [found.item for _id, found in sorted(surveys.questions_of(ids).items())]


def wordings(told: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """The wording of the questions that these figures tell, as it was asked.

    Nothing of what stands in no figure: the books' check-in is nobody else's business.
    """
    ids = {(item["key"], item["version"]) for one in told for item in one["items"]}
    found = sorted(surveys.questions_of(ids).items())
    return {f"{key}@{version}": question.texts for (key, version), question in found}


def rows_of(ids: Collection[UUID]) -> list[Any]:
    """What of these events is counted; values, so that they outlive the session."""
    chosen = select(*COUNTED).where(Event.id.in_(ids)).order_by(Event.opens, Event.code)
    return list(db.session.execute(chosen))


def events_with(ids: Collection[UUID] | None = None) -> list[Event]:
    """Real events, the earliest first. What was called off before a card was given tells nothing,
    and a draft has not been."""
    held = or_(Event.state == State.PUBLISHED.value, Event.taken > 0)
    real = select(Event).where(Event.rehearsal.is_(None), held)
    chosen = real.order_by(Event.opens, Event.code)
    return list(db.session.scalars(chosen if ids is None else chosen.where(Event.id.in_(ids))))
