"""Who may come in to an event: the secrets of its codes, and its invitations.

All of it goes with the cards: :data:`humanshelf.records.retention.GOING`.
"""

from dataclasses import dataclass
from datetime import datetime
from secrets import token_bytes
from uuid import UUID, uuid4

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from humanshelf.lending.mistakes import Overtaken
from humanshelf.records.entrance_rows import EntranceRow, InvitationRow
from humanshelf.records.events import Event
from humanshelf.records.floors import hashed
from humanshelf.records.preparing import raised
from humanshelf.tenancy.db import db

MOST_INVITATIONS = 100
"""Of one event."""
SIZE = 32


class Full(Exception):
    """There are as many invitations as one event may have."""


@dataclass(frozen=True, slots=True)
class Rules:
    """``coded``: a card needs the code that is shown on site. ``invited``: the event is private,
    and its place and time are shown so many minutes before it opens (``reveals``)."""

    coded: bool
    invited: bool
    reveals: int


def set_rules(session: Session, event_id: UUID, rules: Rules, *, edition: int) -> None:
    """Save them over the edition that their author has seen. Raises Overtaken."""
    event = session.get_one(Event, event_id, populate_existing=True)
    if event.edition != edition:
        raise Overtaken
    if event.invited != rules.invited:
        event.sequence += 1
    event.coded, event.invited, event.reveals = rules.coded, rules.invited, rules.reveals
    _secret(session, event_id)
    raised(event)


def renew_secret(session: Session, event_id: UUID) -> None:
    """From now on a card needs the code on site, and a new one: no code and no pass of before is
    good any more, that of a poster neither. Cards and invitations stay."""
    event = session.get_one(Event, event_id, populate_existing=True)
    row = _secret(session, event_id)
    row.secret, row.printed, event.coded = token_bytes(SIZE), None, True
    raised(event)


def set_printed(session: Session, event_id: UUID, *, printed: bool) -> None:
    """A new code for posters, the older one ends; or none."""
    event = session.get_one(Event, event_id, populate_existing=True)
    _secret(session, event_id).printed = token_bytes(SIZE) if printed else None
    raised(event)


def invite(
    session: Session,
    event_id: UUID,
    token: str,
    purpose: str,
    most: int | None,
    until: datetime | None,
) -> bool:
    """Whether this is another link than those there are: a second tap finds it made."""
    made = select(InvitationRow.id).where(InvitationRow.token_hash == hashed(token))
    if session.scalars(made.where(InvitationRow.event_id == event_id)).first() is not None:
        return False
    if len(invitations_of(session, event_id)) >= MOST_INVITATIONS:
        raise Full
    _secret(session, event_id)
    session.add(
        InvitationRow(
            id=uuid4(),
            event_id=event_id,
            token_hash=hashed(token),
            purpose=purpose,
            most=most,
            until=until,
        )
    )
    raised(session.get_one(Event, event_id, populate_existing=True))
    return True


def revoke(session: Session, event_id: UUID, id: UUID, *, revoked: bool) -> bool:
    """It opens nothing any more, to those who came by it neither; or it does again."""
    mine = update(InvitationRow).where(InvitationRow.id == id, InvitationRow.event_id == event_id)
    changed = session.execute(mine.values(revoked=revoked))
    return bool(changed.rowcount)  # type: ignore[attr-defined]


def invitations_of(session: Session, event_id: UUID) -> list[InvitationRow]:
    mine = select(InvitationRow).where(InvitationRow.event_id == event_id)
    return list(session.scalars(mine.order_by(InvitationRow.purpose, InvitationRow.id)))


def invitation(token: str) -> InvitationRow | None:
    found = select(InvitationRow).where(InvitationRow.token_hash == hashed(token))
    return db.session.scalars(found).first()


def use(session: Session, id: UUID, form: bytes, at: datetime) -> bool:
    """Count one browser more, by the key of the form that it sent; False if that is one too many.
    The same form again is let in, and not counted."""
    found = session.get(InvitationRow, id, populate_existing=True)
    if found is None or found.revoked:
        return False
    if not found.counted(form):
        if not found.opens(at):
            return False
        found.count(form)
    return True


def stands(event_id: UUID, id: UUID) -> bool:
    """Whether this invitation to this event was not taken back."""
    mine = InvitationRow.id == id, InvitationRow.event_id == event_id, ~InvitationRow.revoked
    return db.session.execute(select(InvitationRow.id).where(*mine)).first() is not None


def restore_secret(session: Session, event_id: UUID) -> None:
    """After a restore invitations are there and the secret is not, which no backup holds."""
    if session.get(EntranceRow, event_id) is None:
        _secret(session, event_id)
        raised(session.get_one(Event, event_id, populate_existing=True))


def _secret(session: Session, event_id: UUID) -> EntranceRow:
    row = session.get(EntranceRow, event_id, populate_existing=True)
    if row is None:
        made = {"secret": token_bytes(SIZE), "guests": token_bytes(SIZE)}
        row = EntranceRow(event_id=event_id, printed=None, **made)
        session.add(row)
        session.flush()
    return row
