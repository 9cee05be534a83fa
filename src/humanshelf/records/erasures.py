"""What was erased for good, so that no restored backup brings it back.

Only a hash of a random id is kept: it says nothing of whom it was, and finds the row again where
an older store still holds it. The list stands in the store, and once more in the keys folder: a
store that was lost takes it with it, and what is restored then knows nothing of it.
"""

from datetime import date
from hashlib import sha256
from pathlib import Path
from time import sleep
from typing import Any
from uuid import UUID, uuid4

from flask import current_app
from sqlalchemy import LargeBinary, column, delete, exists, func, select, table, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from humanshelf.records.activity import strike
from humanshelf.records.books import Book, BookText, Consent, Stage
from humanshelf.records.events import BackroomRow, CardRow, Event, SeatRow, StepRow
from humanshelf.records.feedback import FeedbackRow
from humanshelf.records.vault_rows import VaultEntry
from humanshelf.tenancy import current, deployment, event_keys
from humanshelf.tenancy.db import Base, committed, db

BOOK = "book"
NOTED = "erasure noted"
QUOTES = table("quote", column("feedback_id"))
"""By name: quotes.py stands above this."""
GONE = "gone-"
"""How the code begins under which the counts of an erased book are kept."""


class Erasure(Base):
    __tablename__ = "erasure"

    kind: Mapped[str] = mapped_column(primary_key=True)
    hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    day: Mapped[date]


def hashed(id: UUID) -> bytes:
    return sha256(id.bytes).digest()


def note(session: Session, kind: str, id: UUID, day: date) -> None:
    note_hash(session, kind, hashed(id), day)


def note_hash(session: Session, kind: str, hash: bytes, day: date) -> None:
    if session.get(Erasure, (kind, hash)) is None:
        session.add(Erasure(kind=kind, hash=hash, day=day))
    leave_no_trace(session)


def leave_no_trace(session: Session) -> None:
    """What this write takes away or seals is, once it came through, in no log and in no snapshot
    of a running event."""
    session.info[NOTED] = True


def outside() -> list[dict[str, Any]]:
    """The list of the library in force as it stands in the keys folder."""
    try:
        lines = _outside().read_text().splitlines()
    except FileNotFoundError:
        return []
    told = [line.split() for line in lines]
    return [
        {"kind": kind, "hash": bytes.fromhex(hash), "day": date.fromisoformat(day)}
        for kind, hash, day in told
    ]


def _keep_outside(uid: str) -> None:
    """After a write that erased something, whether or not its own was the one that came through:
    what is listed is read from the store. And no trace stays in the log of what went, nor in the
    snapshots of running events: their keys go, and the next ones get others."""
    session = db.session()
    if not session.info.pop(NOTED, False):
        return
    rows = session.execute(select(Erasure.kind, Erasure.hash, Erasure.day))
    lines = {_line(kind, hash, day) for kind, hash, day in rows}
    lines |= {_line(**row) for row in outside()}
    path = _outside()
    try:
        path.parent.mkdir(mode=0o700, exist_ok=True)
        making = path.with_suffix(".making")
        making.touch(mode=0o600)
        making.write_text("".join(sorted(lines)))
        making.replace(path)
    except OSError as error:  # It is erased, and the store knows it.
        current_app.logger.error("the list of erasures: %s", type(error).__name__)
    session.rollback()
    keys = deployment().keys
    for event_id in event_keys.events_with_key(keys, uid):
        event_keys.destroy(keys, uid, event_id)
    wipe_now()


def wipe_now() -> bool:
    """Leave no trace in the log at once, be it while others read: they are waited for, for two
    seconds. Whether it is done; else the next round of forgetting does it."""
    for _attempt in range(100):
        if deployment().stores.wipe(current()):
            return True
        sleep(0.02)
    return False


def _line(kind: str, hash: bytes, day: date) -> str:
    return f"{kind} {hash.hex()} {day}\n"


committed.connect(_keep_outside)


def _outside() -> Path:
    return deployment().keys.folder / "erased" / current()


def replay(session: Session) -> int:
    """Erase again what is listed and there: after a restore. Returns how many were."""
    listed = set(session.scalars(select(Erasure.hash).where(Erasure.kind == BOOK)))
    there = session.scalars(select(Book).where(Book.stage != Stage.ERASED.value))
    again = [book for book in there if hashed(book.id) in listed]
    for book in again:
        erase(session, book)
    return len(again)


def erase_book(session: Session, book: Book, day: date) -> None:
    """The book goes for good: its name, texts, consent and links. Counts of past readings stay."""
    note(session, BOOK, book.id, day)
    erase(session, book)


def erase(session: Session, book: Book) -> None:
    book.pen_name, book.languages, book.stage = "", [], Stage.ERASED.value
    book.consent, book.consent_kinds = Consent.NONE.value, []
    book.consent_on = book.consent_by = book.consent_withdrawn = None
    book.withdrawn = book.withdrawn_by = None
    book.sample, book.adult, book.edition = False, False, book.edition + 1
    session.execute(delete(BookText).where(BookText.book_id == book.id))
    words = select(FeedbackRow.id).where(FeedbackRow.about == book.code)
    session.execute(delete(QUOTES).where(QUOTES.c.feedback_id.in_(words)))
    session.execute(delete(VaultEntry).where(VaultEntry.book_id == book.id))
    nothing = {"text": "", "sealed": None, "about": None, "passed": False}
    session.execute(update(FeedbackRow).where(FeedbackRow.about == book.code).values(nothing))
    session.execute(delete(BackroomRow).where(BackroomRow.book == book.code))
    strike(session, book.code)
    at_it = select(SeatRow.event_id).where(SeatRow.book == book.code)
    session.execute(update(Event).where(Event.id.in_(at_it)).values(edition=Event.edition + 1))
    session.flush()
    session.expire(book)
    settle(session)


def settle(session: Session) -> None:
    """Take the codes of erased books away, where no card and no step needs them any more.

    A code may have been made of a name. While an event still runs its floor knows the seat by
    it; once that is forgotten the counts stand under a code that says nothing.
    """
    busy = exists().where(
        SeatRow.book == Book.code,
        (SeatRow.event_id.in_(select(CardRow.event_id)))
        | (SeatRow.event_id.in_(select(StepRow.event_id))),
    )
    free = (Book.stage == Stage.ERASED.value, ~Book.code.startswith(GONE), ~busy)
    for book in list(session.scalars(select(Book).where(*free))):
        if not session.scalar(select(func.count()).where(SeatRow.book == book.code)):
            session.delete(book)
            session.flush()
            continue
        id = uuid4()
        left = Book(
            id=id,
            code=f"{GONE}{id.hex[:12]}",
            pen_name="",
            languages=[],
            group_limit=book.group_limit,
            theme=book.theme,
            stage=Stage.ERASED.value,
        )
        session.add(left)
        session.flush()
        moved = update(SeatRow).where(SeatRow.book == book.code).values(book=left.code)
        session.execute(moved)
        session.delete(book)
        session.flush()
