"""Pages of a signed consent form, sealed as the words of an entry are.

They lie in the store and not among its files: so a page comes and goes in one step with its entry,
its book and the note of what was erased, and no second place has to be emptied.
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from humanshelf.records.erasures import note
from humanshelf.records.vault import entry_for, place
from humanshelf.records.vault_rows import VaultEntry, VaultScan
from humanshelf.tenancy.db import db
from humanshelf.vault.sealing import DoesNotOpen, seal_bytes, unseal_bytes

SCAN = "vault-scan"
MOST = 6
"""Pages of one book."""
BLOCK = 16 * 1024
"""To a multiple of so many bytes a page is filled up."""


@dataclass(frozen=True, slots=True)
class Done:
    """Whether a page was sealed, and whether another was erased for it."""

    sealed: bool
    erased: bool = False


class TooMany(Exception):
    """The book has as many pages as it may have."""


def scans_of(entry: VaultEntry) -> list[VaultScan]:
    """In their order, without what is sealed."""
    mine = VaultScan.entry_id == entry.id
    return list(db.session.scalars(select(VaultScan).where(mine).order_by(VaultScan.number)))


def find_scan(entry: VaultEntry | None, id: UUID | None) -> VaultScan | None:
    found = db.session.get(VaultScan, id) if entry and id else None
    return found if found and entry and found.entry_id == entry.id else None


def add(
    session: Session,
    code: str,
    id: UUID,
    kind: str,
    content: bytes,
    today: date,
    instead: UUID | None = None,
) -> Done:
    """Seal a page of this book's form, in the place of another or behind the last; unless the page
    of this id is there already. Raises NotReady, :class:`TooMany`."""
    public, entry = entry_for(session, code, today)
    session.flush()
    if session.get(VaultScan, id) is not None:
        return Done(sealed=False)
    rows = list(session.scalars(select(VaultScan).where(VaultScan.entry_id == entry.id)))
    old = next((row for row in rows if row.id == instead), None)
    if old is None and len(rows) >= MOST:
        raise TooMany
    number = old.number if old else max((row.number for row in rows), default=0) + 1
    if old:
        drop(session, old, today)
        session.flush()
    scan = VaultScan(id=id, entry_id=entry.id, number=number, kind=kind, added=today, readings=0)
    scan.content = seal_bytes(public, place(entry, id.hex), content, BLOCK)
    session.add(scan)
    return Done(sealed=True, erased=old is not None)


def unsealed(entry: VaultEntry, scan: VaultScan, private: bytes) -> bytes | None:
    """None where what lies there was not sealed for this place."""
    try:
        return unseal_bytes(private, place(entry, scan.id.hex), scan.content, BLOCK)
    except DoesNotOpen:
        return None


def count(session: Session, id: UUID) -> None:
    """It was read once more."""
    if scan := session.get(VaultScan, id):
        scan.readings += 1


def remove(session: Session, id: UUID, today: date) -> bool:
    """For good. Whether it was there."""
    scan = session.get(VaultScan, id)
    if scan is not None:
        drop(session, scan, today)
    return scan is not None


def drop(session: Session, scan: VaultScan, today: date) -> None:
    note(session, SCAN, scan.id, today)
    session.delete(scan)


def how_many() -> int:
    return db.session.scalar(select(func.count(VaultScan.id))) or 0
