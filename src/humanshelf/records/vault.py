"""The vault as its doors use it: key and wraps, entries of books, openings, askings.

A wrap or an entry that goes is noted among the erasures, so that no backup brings it back.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import delete, exists, func, null, select, update
from sqlalchemy.orm import Session

from humanshelf.records import plain_words
from humanshelf.records.books import Book, Stage
from humanshelf.records.devices import StaffSession
from humanshelf.records.erasures import note
from humanshelf.records.events import Event, SeatRow
from humanshelf.records.keeping import contacts_kept_for
from humanshelf.records.staff import folded
from humanshelf.records.vault_rows import (
    FIELDS,
    VaultAsking,
    VaultEntry,
    VaultKey,
    VaultOpening,
    VaultWrap,
)
from humanshelf.tenancy import current
from humanshelf.tenancy.db import db
from humanshelf.vault.sealing import DoesNotOpen, Place, seal, unseal

ENTRY, WRAP = "vault-entry", "vault-wrap"
WAITING = timedelta(days=180)
"""How long it waits for an event, from the day on which it was written."""
OPEN = timedelta(minutes=10)
HANDED = timedelta(hours=24)
ASKED = timedelta(hours=1)


class NotReady(Exception):
    """The library has no vault, or nobody has shown yet that the recovery code was kept."""


class Overtaken(Exception):
    """Somebody else has set the vault up meanwhile, or the same form came twice."""


class OwnAsking(Exception):
    """It takes a second person: nobody agrees to what they asked for themselves."""


# the key and its wraps


def key() -> VaultKey | None:
    return db.session.get(VaultKey, 1, populate_existing=True)


def ready() -> bool:
    found = key()
    return found is not None and found.ready


def set_up(
    session: Session,
    public: bytes,
    wraps: Mapping[UUID | None, dict[str, str]],
    part: bytes,
    seen: UUID | None,
    today: date,
) -> None:
    """A new key in the place of the one that was ``seen`` and never was ready, or of none.

    Raises :class:`Overtaken`.
    """
    found = session.get(VaultKey, 1)
    if found and (found.ready or found.made != seen):
        raise Overtaken
    if found:
        session.delete(found)
        for wrap in session.scalars(select(VaultWrap)):
            _drop(session, wrap, today)
        session.flush()
    session.add(VaultKey(id=1, public=public, part=part))
    for staff_id, wrapped in wraps.items():
        session.add(VaultWrap(staff_id=staff_id, wrapped=wrapped))


def confirm(session: Session, part: bytes) -> bool:
    """Whether this is the awaited part of the recovery code. The vault is ready from then on, and
    what people said before is sealed to it."""
    found = session.get(VaultKey, 1)
    if found is None or found.part != part:
        return False
    found.part, found.ready = None, True
    session.flush()
    plain_words.seal_all(session)
    return True


def wrap_of(staff_id: UUID | None) -> VaultWrap | None:
    """The wrap of this coordinator; of None the one that the recovery code opens."""
    mine = VaultWrap.staff_id.is_(None) if staff_id is None else VaultWrap.staff_id == staff_id
    return db.session.scalars(select(VaultWrap).where(mine)).first()


def holders() -> dict[UUID, datetime | None]:
    """Who has a wrap, and of one that was only handed over until when it waits."""
    rows = select(VaultWrap.staff_id, VaultWrap.until).where(VaultWrap.staff_id.is_not(None))
    return {id: until for id, until in db.session.execute(rows) if id is not None}


def set_wrap(
    session: Session,
    staff_id: UUID | None,
    wrapped: dict[str, str],
    today: date,
    instead: UUID | None = None,
    until: datetime | None = None,
) -> None:
    """Another wrap in the place of ``instead``. Raises :class:`Overtaken` if that is gone: two
    who change one at once would else each think that theirs holds."""
    mine = VaultWrap.staff_id.is_(None) if staff_id is None else VaultWrap.staff_id == staff_id
    found = session.scalars(select(VaultWrap).where(mine)).first()
    if (found.id if found else None) != instead:
        raise Overtaken
    if found:
        _drop(session, found, today)
        session.flush()
    session.add(VaultWrap(staff_id=staff_id, wrapped=wrapped, until=until))


def renew_code(
    session: Session, wrapped: dict[str, str], part: bytes, instead: UUID | None, today: date
) -> None:
    """Another recovery code; the old one opens nothing from now on. Raises :class:`Overtaken`."""
    set_wrap(session, None, wrapped, today, instead)
    session.get_one(VaultKey, 1).part = part


def take_away(session: Session, staff_id: UUID, today: date) -> bool:
    """Somebody's wrap goes, and what they have open or asked for. Whether there was one."""
    found = session.scalars(select(VaultWrap).where(VaultWrap.staff_id == staff_id)).first()
    if found:
        _drop(session, found, today)
    theirs = select(StaffSession.id).where(StaffSession.staff_id == staff_id)
    session.execute(delete(VaultOpening).where(VaultOpening.device.in_(theirs)))
    session.execute(delete(VaultAsking).where(VaultAsking.asked_by == staff_id))
    return found is not None


def _drop(session: Session, wrap: VaultWrap, today: date) -> None:
    note(session, WRAP, wrap.id, today)
    session.delete(wrap)


# openings


def open_for(session: Session, name: bytes, device: UUID, held: bytes, at: datetime) -> None:
    session.add(VaultOpening(name=name, device=device, held=held, until=at + OPEN))


def opening(name: bytes, at: datetime) -> VaultOpening | None:
    """What this name leads to, while its time is not over."""
    found = db.session.get(VaultOpening, name, populate_existing=True)
    return found if found and found.until > at else None


def close(session: Session, device: UUID) -> None:
    session.execute(delete(VaultOpening).where(VaultOpening.device == device))


# entries


def entry_of(book_id: UUID) -> VaultEntry | None:
    return db.session.scalars(select(VaultEntry).where(VaultEntry.book_id == book_id)).first()


def entries() -> list[tuple[VaultEntry, Book]]:
    """All, by pen name."""
    query = select(VaultEntry, Book).join(Book, Book.id == VaultEntry.book_id)
    found = [(entry, book) for entry, book in db.session.execute(query)]
    return sorted(found, key=lambda pair: (folded(pair[1].pen_name), pair[1].code))


def write(session: Session, code: str, words: Mapping[str, str], today: date) -> None:
    """Seal what was typed; a field without words stays as it is. Raises :class:`NotReady`."""
    public, entry = entry_for(session, code, today)
    for field, typed in words.items():
        if typed:
            setattr(entry, field, seal(public, place(entry, field), typed))


def entry_for(session: Session, code: str, today: date) -> tuple[bytes, VaultEntry]:
    """The public key, and the book's entry, to which something comes today. Raises
    :class:`NotReady`."""
    found = session.get(VaultKey, 1)
    if found is None or not found.ready:
        raise NotReady
    there = (Book.code == code, Book.stage != Stage.ERASED.value)
    book_id = session.scalars(select(Book.id).where(*there)).one()
    entry = session.scalars(select(VaultEntry).where(VaultEntry.book_id == book_id)).first()
    if entry is None:
        entry = VaultEntry(id=uuid4(), book_id=book_id, readings=0)
        session.add(entry)
    entry.written = today
    return found.public, entry


def place(entry: VaultEntry, field: str) -> Place:
    return Place(current(), entry.id, entry.book_id, field)


def unsealed(entry: VaultEntry, private: bytes) -> dict[str, str | None]:
    """Each field that is filled; None where what lies there was not sealed for this place."""
    told: dict[str, str | None] = {}
    for field in FIELDS:
        sealed = getattr(entry, field)
        if sealed is not None:
            try:
                told[field] = unseal(private, place(entry, field), sealed)
            except DoesNotOpen:
                told[field] = None
    return told


def count(session: Session, ids: Iterable[UUID]) -> None:
    """These were read whole once more."""
    counted = update(VaultEntry).where(VaultEntry.id.in_(ids))
    session.execute(counted.values(readings=VaultEntry.readings + 1))


def erase(session: Session, id: UUID, today: date) -> bool:
    """For good. Whether it was there."""
    entry = session.get(VaultEntry, id)
    if entry is None:
        return False
    note(session, ENTRY, entry.id, today)
    session.delete(entry)
    return True


def kept_until(entry: VaultEntry, code: str) -> date:
    """The day on which it goes by itself: as long after the book's last event as the library has
    chosen; where none came since it was written, :data:`WAITING` after that."""
    last = db.session.scalar(
        select(func.max(Event.closes))
        .join(SeatRow, SeatRow.event_id == Event.id)
        .where(SeatRow.book == code, Event.rehearsal.is_(null()))
    )
    if last is not None and last.date() >= entry.written:
        return last.date() + contacts_kept_for()
    return entry.written + WAITING


# askings


def asking(at: datetime) -> VaultAsking | None:
    """What somebody asks for now."""
    since = VaultAsking.at > at - ASKED
    return db.session.scalars(select(VaultAsking).where(since).order_by(VaultAsking.at)).first()


def ask(session: Session, staff_id: UUID, at: datetime) -> bool:
    """Once: while somebody asks, nobody else does. Whether this was the first time."""
    session.execute(delete(VaultAsking).where(VaultAsking.at <= at - ASKED))
    if session.scalars(select(VaultAsking.id)).first() is not None:
        return False
    session.add(VaultAsking(asked_by=staff_id, at=at))
    return True


def agree(session: Session, id: UUID, staff_id: UUID, at: datetime) -> bool:
    """Whether it is still asked. Raises :class:`OwnAsking`."""
    found = session.get(VaultAsking, id)
    if found is None or found.at <= at - ASKED:
        return False
    if found.asked_by == staff_id:
        raise OwnAsking
    found.agreed_by = found.agreed_by or staff_id
    return True


def use(session: Session, staff_id: UUID, at: datetime) -> bool:
    """Whether somebody has agreed to what this person asked; then it is used."""
    found = session.scalars(
        select(VaultAsking).where(
            VaultAsking.asked_by == staff_id,
            VaultAsking.agreed_by.is_not(None),
            VaultAsking.at > at - ASKED,
        )
    ).first()
    if found is None:
        return False
    session.delete(found)
    return True


# what goes by itself


def due(at: datetime) -> bool:
    over = (
        exists().where(VaultOpening.until <= at),
        exists().where(VaultAsking.at <= at - ASKED),
        exists().where(VaultWrap.until <= at),
    )
    return any(db.session.scalar(select(one)) for one in over) or bool(_old_entries(at))


def forget(session: Session, at: datetime) -> int:
    """Openings that are over, askings and wraps that nobody took, entries of long ago."""
    session.execute(delete(VaultOpening).where(VaultOpening.until <= at))
    session.execute(delete(VaultAsking).where(VaultAsking.at <= at - ASKED))
    for wrap in session.scalars(select(VaultWrap).where(VaultWrap.until <= at)):
        _drop(session, wrap, at.date())
    return sum(erase(session, id, at.date()) for id in _old_entries(at))


def _old_entries(at: datetime) -> list[UUID]:
    return [entry.id for entry, book in entries() if kept_until(entry, book.code) <= at.date()]
