"""When somebody floods the queue: cards that nobody can have met, taken back in one tap."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby
from uuid import UUID

from flask import Response, redirect, request, url_for

from humanshelf import phrases
from humanshelf.access import csrf
from humanshelf.access.acts import did
from humanshelf.access.marks import stays_open
from humanshelf.desk import desk
from humanshelf.desk.floor import event_or_404
from humanshelf.lending.card import Card
from humanshelf.lending.floor import Floor
from humanshelf.lending.mistakes import Mistake
from humanshelf.pages import page
from humanshelf.pages.clock import now
from humanshelf.records.entrances import renew_secret
from humanshelf.records.floors import Scene, changing

SPANS = (5, 10, 20, 60)
"""Minutes to look back."""
USUAL = 10
SHOWN = 12
"""So many labels of one minute are written out."""


@dataclass(frozen=True, slots=True)
class Group:
    """The cards that were taken within one minute, ``minute`` counted from 1970."""

    minute: int
    cards: tuple[Card, ...]

    @property
    def at(self) -> datetime:
        return datetime.fromtimestamp(self.minute * 60, UTC)


@desk.get("/desk/<event>/floods")
@stays_open
def floods(event: str) -> Response:
    return floods_page(event_or_404(event))


@desk.post("/desk/<event>/floods")
@stays_open
def void(event: str) -> Response:
    """Take back what was ticked, as far as nobody was called or has paused meanwhile; with
    ``renew`` nobody comes in by a code of before any more."""
    found = event_or_404(event)
    try:
        with changing(found.event.id) as change:
            change.floor.void(ticked(change.floor), at=now())
            if request.form.get("renew"):
                renew_secret(change.session, found.event.id)
                did(change.session, "renew-entrance", event)
    except Mistake as mistake:
        return floods_page(event_or_404(event), phrases.refusal(mistake))
    return redirect(url_for(".show", event=event), 303)  # type: ignore[return-value]


def ticked(floor: Floor) -> set[UUID]:
    """Those that the librarian saw: none that was taken after the page was drawn."""
    chosen, drawn = set(request.form.getlist("minute")), request.form.get("drawn", "")
    return {
        card.id
        for group in groups(floor, datetime.min.replace(tzinfo=UTC))
        for card in group.cards
        if str(group.minute) in chosen and moment(card.joined) <= drawn
    }


def moment(at: datetime) -> str:
    """In UTC and of one length, so that later ones sort later."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds")


def groups(floor: Floor, since: datetime) -> list[Group]:
    """By the minute, the latest first."""
    by = groupby(floor.unseen(since), lambda card: int(card.joined.timestamp()) // 60)
    return [Group(minute, tuple(cards)) for minute, cards in by][::-1]


def floods_page(found: Scene, refused: str | None = None) -> Response:
    asked = request.values.get("minutes", "")
    span = next((span for span in SPANS if str(span) == asked), USUAL)
    some = groups(found.floor, found.at - timedelta(minutes=span))
    return page(
        "desk/floods.html",
        409 if refused else 200,
        scene=found,
        groups=some,
        number=sum(len(group.cards) for group in some),
        drawn=moment(found.at),
        span=span,
        spans=SPANS,
        shown=SHOWN,
        refused=refused,
        csrf=csrf.token(),
    )
