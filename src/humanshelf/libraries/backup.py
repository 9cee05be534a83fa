"""Backups of single libraries, and how one is brought back.

A backup is as unreadable as the store: each library's stays under its own secret, which is in the
keys folder and not in the backup. So when a library is erased its old backups are erased with it.
The floor is left out. What was erased since is erased again when a backup is brought back.
"""

import json
import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask

from humanshelf.libraries import box
from humanshelf.libraries.life import note
from humanshelf.media import files
from humanshelf.records import leaving, tables
from humanshelf.records.erasures import Erasure, outside
from humanshelf.records.retention import forget
from humanshelf.tenancy import StoreUnwritable, deployment, library
from humanshelf.tenancy.db import writing, writing_control
from humanshelf.tenancy.everywhere import STORED, each_library
from humanshelf.tenancy.keys import Keys, KeysMissing, Ring
from humanshelf.tenancy.migrate import current_revision, knows
from humanshelf.tenancy.models import Library, State
from humanshelf.tenancy.passphrase import open_sealed, seal
from humanshelf.tenancy.sqlcipher import NotReadable

FORMAT = "humanshelf-backup"
ENDING = ".backup"
Say = Callable[[str], None]


class CannotRestore(ValueError):
    """This backup cannot be brought back here; the sentence says why."""


class Erased(CannotRestore):
    """The library was erased since, and stays so."""


def back_up(app: Flask, uid: str, target: Path, at: datetime) -> None:
    """One library, as of one moment, into the file ``target``. Others may read and write."""
    with app.app_context(), library(uid), deployment().keys_at_rest():
        found = deployment()
        counted = leaving.counts_of_cards()
        secret = found.keys.secret(uid)
        with copied(uid) as copy, box.making(target) as made:
            with found.stores.inside(copy, secret) as connection:
                with connection.execution_options(writing=True).begin():
                    leaving.drop_floor(connection, counted)
                revision = current_revision(connection)
            found.stores.compact(copy, secret)
            made.add_file("store.db", copy)
            add_media(made)
            made.close(
                {"format": FORMAT, "uid": uid, "schema_revision": revision, "made": at.isoformat()}
            )


def restore(
    app: Flask, path: Path, at: datetime, actor: str, reason: str, old: Keys | None = None
) -> str:
    """Bring a library back from a backup, while nobody serves. Returns its uid.

    ``old`` are the keys of its time, where the library's key was changed since. All is checked
    before anything is touched. Raises BrokenBox, :class:`CannotRestore`, KeysMissing.
    """
    with box.opened(path, FORMAT) as found, app.app_context():
        uid: str = found.told["uid"]
        _check_alive(uid)
        if not knows(tables.MIGRATIONS, found.told["schema_revision"]):
            raise CannotRestore("it comes from a newer Humanshelf than this one")
        with room(uid) as copy:
            found.take_out("store.db", copy)
            ring = old.ring(uid) if old else deployment().keys.ring(uid)
            _prepare(uid, copy, ring)
            deployment().stores.bring(uid, copy, over=True)
        bring_media(uid, found, ring)
    with app.app_context(), library(uid):
        with writing() as session:
            leaving.replay(session)
        forget(at)
    with app.app_context(), writing_control() as session:
        row = session.get_one(Library, uid)
        row.schema_revision, row.epoch = tables.newest(), row.epoch + 1
        note(session, at=at, actor=actor, act="restore", reason=reason, library=uid)
    return uid


def keys_to(folder: Path, target: Path, passphrase: str) -> None:
    """All secrets of the deployment in one file, sealed. Whoever has it and the words has all."""
    whole = {path.name: path.read_bytes().hex() for path in sorted(folder.glob("*.key"))}
    content = json.dumps(seal(passphrase, json.dumps(whole).encode()))
    with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def keys_from(source: Path, folder: Path, passphrase: str) -> int:
    """Put the secrets back where there are none. Returns how many."""
    if folder.is_dir() and any(folder.glob("*.key")):
        raise CannotRestore(f"there are keys in {folder} already")
    try:
        told: dict[str, str] = json.loads(source.read_text())
    except (ValueError, UnicodeDecodeError):
        raise CannotRestore("this is no sealed copy of keys") from None
    whole = json.loads(open_sealed(passphrase, told))
    Keys.put_back(folder, {name: bytes.fromhex(content) for name, content in whole.items()})
    return len(whole)


def add_media(made: box.Writer) -> None:
    """The pictures and films of the library in force, sealed as they lie there."""
    for path in sorted(files.folder().iterdir()):
        if files.NAME.fullmatch(path.name):
            with suppress(FileNotFoundError):  # Erased while we went through.
                made.add_file(box.FILES + path.name, path)


def bring_media(uid: str, found: box.Box, ring: Ring) -> None:
    """Those that are not there, sealed under the library's key if they were under another. Each
    appears whole under its name, or not at all."""
    with library(uid):
        folder, key = files.folder(), deployment().keys.derive(uid, "media")
        for name in found.files:
            if not (folder / name).exists():
                part = folder / f"{name}.part"
                part.unlink(missing_ok=True)
                found.take_out(box.FILES + name, part)
                if ring.key("media") != key:
                    files.seal_anew(part, name, ring.key("media"), key)
                part.rename(folder / name)


@contextmanager
def copied(uid: str) -> Iterator[Path]:
    """A copy of the store as of one moment, for as long as it is needed."""
    with room(uid) as copy:
        deployment().stores.copy_to(uid, copy)
        yield copy


@contextmanager
def room(uid: str) -> Iterator[Path]:
    """Where a copy may lie for a while: beside the store, so that it goes when the library goes."""
    copy = deployment().stores.path(uid).with_name(f"copy-{secrets.token_hex(8)}.db")
    copy.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        yield copy
    finally:
        deployment().stores.drop_copy(copy)


def _check_alive(uid: str) -> None:
    with deployment().control.connect() as connection:
        state = connection.execute(sa.select(Library.state).where(Library.uid == uid)).scalar()
    if state in (State.ERASING, State.TOMBSTONE):
        raise Erased("this library was erased: its backups open nowhere any more")
    if state is None:
        raise CannotRestore("this deployment has no such library")
    try:
        deployment().keys.secret(uid)
    except KeysMissing:
        raise Erased("this library's secret is not in the keys folder") from None


def _prepare(uid: str, copy: Path, ring: Ring) -> None:
    """Bring the copy to the newest schema, and into it what the store that is there knows of
    erasures: a restore that is broken off then still knows what to erase again. It comes under
    the library's key, if it lies under another."""
    stores, here = deployment().stores, deployment().keys.ring(uid)
    try:
        with stores.inside(copy, ring.secret) as connection:
            tables.upgrade(connection)
            with connection.execution_options(writing=True).begin():
                with library(uid):
                    _carry_over(connection, _erasures(uid) + outside())
        if ring.secret != here.secret:
            stores.compact(copy, ring.secret, here.secret)
    except NotReadable:
        raise CannotRestore(
            "it does not open under this library's key; if that was changed since, give the keys"
            " of its time with --old-keys"
        ) from None


def _erasures(uid: str) -> list[dict[str, Any]]:
    table: Any = Erasure.__table__
    stores = deployment().stores
    if not stores.exists(uid):
        return []
    try:
        # scan: unscoped-query: while nobody serves, of the library that is brought back.
        with stores.engine_for(uid).connect() as connection:
            return [dict(row._mapping) for row in connection.execute(sa.select(table))]
    except (NotReadable, sa.exc.DatabaseError):
        return []  # The store is broken: that may be why it is restored.
    finally:
        stores.dispose(uid)


def _carry_over(connection: sa.Connection, erasures: list[dict[str, Any]]) -> None:
    table: Any = Erasure.__table__
    there = {tuple(row) for row in connection.execute(sa.select(table.c.kind, table.c.hash))}
    fresh = {(row["kind"], row["hash"]): row for row in erasures}
    if new := [row for key, row in fresh.items() if key not in there]:
        connection.execute(sa.insert(table), new)


def back_up_all(app: Flask, folder: Path, at: datetime, say: Say) -> list[str]:
    """Every library that has a store, and the control plane, into a folder. Returns the uids of
    those that failed: the others are there."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with app.app_context():
        deployment().copy_control(folder / "control.db")
    with app.app_context(), deployment().control.connect() as connection:
        query = sa.select(Library.uid).where(Library.state.in_(STORED))
        everyone = set(connection.execute(query).scalars())
    reached = [uid for uid, _slug in each_library(app, STORED)]
    failed = sorted(everyone - set(reached))
    for number, uid in enumerate(reached, 1):
        try:
            back_up(app, uid, folder / f"{uid}{ENDING}", at)
            say(f"{number} of {len(reached)}: {uid}")
        except (OSError, StoreUnwritable, sa.exc.DatabaseError) as error:
            failed.append(uid)
            say(f"{number} of {len(reached)}: {uid} failed: {type(error).__name__}")
    return failed
