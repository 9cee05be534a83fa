"""What of a store goes into a backup and into an export, and what stays behind.

Every table is named here: a new one has to be placed before it can leave by accident.
"""

from collections.abc import Mapping
from hashlib import sha256
from secrets import token_bytes
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, delete, insert, inspect, null, select, table, update
from sqlalchemy.orm import Session

from humanshelf.records import erasures
from humanshelf.records.counted import talks
from humanshelf.records.erasures import Erasure
from humanshelf.records.events import Event
from humanshelf.records.passkeys import REMOVED, StaffPasskey
from humanshelf.records.quotes import QuoteRow
from humanshelf.records.staff import Staff
from humanshelf.records.survey_rows import SheetRow
from humanshelf.records.vault import ENTRY, WRAP
from humanshelf.records.vault_rows import VaultEntry, VaultScan, VaultWrap
from humanshelf.records.vault_scans import SCAN
from humanshelf.tenancy.db import db

WAYS_IN = frozenset(
    {"sign_in_link", "brake", "staff_answered", "staff_session", "vault_opening", "vault_asking"}
)
"""Ways to be signed in and what is open, and the brake on guessing: good for one deployment and a
few hours."""
FLOOR = frozenset({"card", "step", "backroom", "interpreter", "note", "follow_up", "entrance"})
"""Cards, the ledger, secret links, who interprets, codes that readers keep: no backup has them."""
KEPT = frozenset(
    {
        "act",
        "alembic_version",
        "book",
        "book_text",
        "erasure",
        "event",
        "event_template",
        "event_text",
        "exhibit",
        "exhibit_count",
        "exhibit_file",
        "feedback",
        "invitation",
        "piece",
        "profile",
        "publication",
        "question",
        "quote",
        "recovery_code",
        "roster",
        "screening",
        "seat",
        "sheet",
        "staff",
        "staff_factor",
        "staff_passkey",
        "survey",
        "theme",
        "told",
        "vault_entry",
        "vault_key",
        "vault_scan",
        "vault_wrap",
    }
)
UNTOLD = (
    *("hash", "stamp", "secret", "seed", "token", "pair", "sealed", "wrapped"),
    *("credential", "handle"),
)
"""Columns that have one of these words in their name stand in no file that people read."""
QUOTE, STAFF = "quote", "staff"
EVENTS: Any = Event.__table__
SHEETS: Any = SheetRow.__table__


def drop_ways_in(connection: Connection) -> None:
    _empty(connection, WAYS_IN)


def replay(session: Session) -> int:
    """In a store that was brought back: erase again what its list of erasures names."""
    gone = erasures.replay(session)
    listed = {
        kind: set(session.scalars(select(Erasure.hash).where(Erasure.kind == kind)))
        for kind in (QUOTE, STAFF, ENTRY, SCAN, WRAP, REMOVED)
    }
    for quote in session.scalars(select(QuoteRow)):
        if sha256(quote.id).digest() in listed[QUOTE]:
            session.delete(quote)
            gone += 1
    named: dict[str, Any] = {STAFF: Staff, SCAN: VaultScan, ENTRY: VaultEntry, WRAP: VaultWrap}
    named[REMOVED] = StaffPasskey
    for kind, rows in named.items():
        for row in session.scalars(select(rows)):
            if erasures.hashed(row.id) in listed[kind]:
                session.delete(row)
                gone += 1
    return gone


def counts_of_cards() -> dict[UUID, dict[str, int]]:
    """What the cards of closed events come to, in the library in force: it outlives them."""
    over = select(Event.id).where(Event.phase == "closed", Event.talks.is_(null()))
    found = {id: talks(db.session(), id) for id in db.session.scalars(over)}
    db.session.rollback()
    return found


def drop_floor(connection: Connection, counted: Mapping[UUID, dict[str, int]]) -> None:
    """Leave out whatever leads to a reader, or to a book by a secret link. Counts stay."""
    for id, tally in counted.items():
        connection.execute(update(EVENTS).where(Event.id == id).values(talks=tally))
    _part_pairs(connection)
    _empty(connection, FLOOR | WAYS_IN)


def _part_pairs(connection: Connection) -> None:
    """Sheets that were not sent go; each pair is drawn anew, so that no browser leads to it."""
    connection.execute(delete(SHEETS).where(~SheetRow.done))
    rows = [dict(row._mapping) for row in connection.execute(select(SHEETS).where(~SheetRow.apart))]
    fresh = {pair: token_bytes(16) for pair in {row["pair"] for row in rows}}
    for row in rows:
        row.update(id=token_bytes(16), pair=fresh[row["pair"]])
    connection.execute(delete(SHEETS).where(~SheetRow.apart))
    if rows:
        connection.execute(insert(SHEETS), sorted(rows, key=lambda row: row["id"]))


def _empty(connection: Connection, names: frozenset[str]) -> None:
    there = set(inspect(connection).get_table_names())
    for name in sorted(names & there):
        connection.execute(delete(table(name)))
