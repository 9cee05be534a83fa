"""A library comes from its export, with everything: under its old uid and its old secret, so that
every link, cookie and file opens as it did.

The file is a stranger's until it is proved. All of it is checked before anything is made.
"""

import fcntl
import json
import os
import shutil
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from secrets import token_hex

import sqlalchemy as sa
from flask import Flask

from humanshelf.libraries import box
from humanshelf.libraries.backup import bring_media
from humanshelf.libraries.exporting import FORMAT
from humanshelf.libraries.life import CONSOLE, change
from humanshelf.libraries.slugs import may_take
from humanshelf.records import tables
from humanshelf.tenancy import deployment
from humanshelf.tenancy.db import db, writing_control
from humanshelf.tenancy.keys import CARRIED, Ring, is_uid
from humanshelf.tenancy.migrate import current_revision, knows
from humanshelf.tenancy.models import Library, State
from humanshelf.tenancy.passphrase import WrongPassphrase, open_sealed
from humanshelf.tenancy.sqlcipher import NotReadable

WORKROOM, UID = "importing-", "uid"
LARGEST_SECRET = 4096
"""Bytes of its sealed form."""


class CannotImport(ValueError):
    """This export cannot be brought in here; the sentence says why."""


class AlreadyHere(CannotImport):
    """The very library is here, or was erased here: its uid is not given twice."""


def bring(
    app: Flask,
    bundle: Path,
    passphrase: str,
    slug: str | None = None,
    *,
    at: datetime,
    actor: str = CONSOLE,
    reason: str = "import",
) -> str:
    """The library of this export, active under ``slug`` or its old address. Returns its uid.

    Raises BrokenBox, WrongPassphrase, SlugTaken, :class:`CannotImport`; then nothing was made.
    """
    with box.opened(bundle, FORMAT) as found, app.app_context():
        uid, revision = found.told["uid"], found.told["schema_revision"]
        slug = slug or found.told.get("slug")
        if not isinstance(slug, str):
            raise CannotImport("it has no address of its own: give it one")
        if not knows(tables.MIGRATIONS, revision):
            raise CannotImport("it comes from a newer Humanshelf than this one")
        may_take(slug, at.date())
        _check_new(uid)
        ring = _ring(found, passphrase)
        room = deployment().data / f"{WORKROOM}{token_hex(8)}"
        room.mkdir(mode=0o700)
        handle = _busy(room)
        try:
            (room / UID).write_text(uid)
            store = room / "store.db"
            found.take_out("store.db", store)
            _check_store(store, ring.secret, revision)
            _make(found, uid, ring, store, slug, at, actor, reason)
        finally:
            shutil.rmtree(room, ignore_errors=True)
            os.close(handle)
    return str(uid)


def sweep(app: Flask) -> None:
    """What imports left that were killed: their rooms; and the store and secret of a library that
    no row names yet, which the export has still."""
    with app.app_context():
        found = deployment()
        for room in found.data.glob(f"{WORKROOM}*"):
            try:
                handle = _busy(room)
            except BlockingIOError:
                continue  # It goes on in another process.
            uid = (room / UID).read_text() if (room / UID).exists() else ""
            if is_uid(uid) and db.session.get(Library, uid) is None:
                found.stores.erase(uid)
                found.keys.destroy(uid)
            shutil.rmtree(room)
            os.close(handle)


def _busy(room: Path) -> int:
    """Marks that a process works there, for as long as it lives or has the handle open."""
    handle = os.open(room, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        raise
    return handle


def _check_new(uid: str) -> None:
    known = db.session.execute(sa.select(Library.uid).where(Library.uid == uid)).first()
    if known or deployment().stores.exists(uid) or deployment().keys.has(uid):
        raise AlreadyHere("this library is here already, or was erased here")


def _ring(found: box.Box, passphrase: str) -> Ring:
    if not {"secret.json", "store.db"} <= set(found.told["members"]):
        raise box.BrokenBox("members are missing")
    if found.told["members"]["secret.json"]["size"] > LARGEST_SECRET:
        raise box.BrokenBox("its secret is none")
    try:
        secret = open_sealed(passphrase, json.loads(found.read("secret.json")))
    except (ValueError, UnicodeDecodeError, RecursionError):
        raise WrongPassphrase from None
    try:
        ring = Ring.unpacked(secret)
    except ValueError:
        raise box.BrokenBox("its secret is none") from None
    if not ring.carried.keys() <= set(CARRIED):
        raise box.BrokenBox("its secret is none")
    return Ring(ring.secret, carried=ring.carried)


def _check_store(store: Path, secret: bytes, revision: str) -> None:
    """That it opens, is of the revision that it says, comes to the newest one, and then has the
    tables and indexes of a store and nothing else: no view, no trigger of a stranger's."""
    stores = deployment().stores
    try:
        with stores.inside(store, secret) as connection:
            if current_revision(connection) != revision:
                raise box.BrokenBox("its store is of another version than it says")
            usual = tables.upgrade, tables.version()
            plain = stores.is_plain(connection, *usual)
            connection.rollback()
            if plain:
                tables.upgrade(connection)
            if not plain or not stores.is_usual(connection, *usual):
                raise box.BrokenBox("its store has other parts than a library's, or loose rows")
    except NotReadable:
        raise box.BrokenBox("its store does not open under its secret") from None
    except sa.exc.DatabaseError:
        raise box.BrokenBox("its store is damaged") from None


def _make(
    found: box.Box,
    uid: str,
    ring: Ring,
    store: Path,
    slug: str,
    at: datetime,
    actor: str,
    reason: str,
) -> None:
    here = deployment()
    here.keys.create(uid, ring)
    try:
        here.stores.bring(uid, store)
        bring_media(uid, found, ring)
        with writing_control() as session:
            may_take(slug, at.date())
            row = Library(uid=uid, slug=slug, state=State.DRAFT)
            row.schema_revision, row.epoch = tables.newest(), 0
            session.add(row)
            session.flush()
            change(session, row, State.ACTIVE, at=at, actor=actor, reason=reason)
    except BaseException:
        with suppress(OSError):
            here.stores.erase(uid)
        here.keys.destroy(uid)
        raise
