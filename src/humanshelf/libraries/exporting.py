"""All of a library in one zip, to be taken elsewhere: its store and files as they lie, its secret
under words that its people choose, and what stands in it as rows that anybody can read.
"""

import csv
import io
import json
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from flask import Flask

from humanshelf.libraries import box
from humanshelf.libraries.backup import add_media, copied
from humanshelf.libraries.jobs import Job
from humanshelf.libraries.waiting import key_of
from humanshelf.records import leaving, tables
from humanshelf.tenancy import deployment, library
from humanshelf.tenancy.db import db
from humanshelf.tenancy.migrate import current_revision
from humanshelf.tenancy.models import Library
from humanshelf.tenancy.passphrase import SHORTEST, TooShort, seal

FORMAT = "humanshelf-export"
README = """This file holds a whole library. Keep it as you would keep the library itself.

store.db     the library's store, encrypted under its secret
secret.json  that secret, sealed under the passphrase (argon2id, XSalsa20-Poly1305)
files/       pictures and films, encrypted too
rows/        what stands in the store, a JSON object in each line, with a JSON schema each;
             cards, links, sessions, passwords and what else opens something are left out.
             These lines are not encrypted.
tables/      books and events for a spreadsheet
manifest.json   all members with their SHA-256

`humanshelf libraries import FILE` brings the library in elsewhere. Cards and links that were
handed out go on working there, under the same address.
"""
Progress = Callable[[str], None]


def export(
    app: Flask,
    uid: str,
    passphrase: str,
    target: Path,
    at: datetime,
    progress: Progress = lambda step: None,
    waiting: Job | None = None,
) -> None:
    """Write the library into the new file ``target``. Raises TooShort, FileExistsError.

    With a job that is ``waiting`` for it to be fetched, the file lies sealed until then.

    ``progress`` is told each step by a word: store, files, rows, done.
    """
    if len(passphrase) < SHORTEST:
        raise TooShort
    with app.app_context():
        slug = db.session.execute(sa.select(Library.slug).where(Library.uid == uid)).scalar_one()
    with app.app_context(), library(uid), deployment().keys_at_rest():
        found = deployment()
        ring = found.keys.ring(uid)
        secret, sealed = ring.secret, seal(passphrase, ring.packed())
        key = key_of(found.keys, waiting) if waiting else None
        with copied(uid) as copy, box.making(target, key) as made:
            progress("store")
            with found.stores.inside(copy, secret) as connection:
                with connection.execution_options(writing=True).begin():
                    leaving.drop_ways_in(connection)
            found.stores.compact(copy, secret)
            made.add("README.txt", README.encode())
            made.add_file("store.db", copy)
            made.add("secret.json", json.dumps(sealed).encode())
            progress("files")
            add_media(made)
            progress("rows")
            with found.stores.inside(copy, secret) as connection:
                revision = current_revision(connection)
                _add_rows(made, connection)
            told = {"format": FORMAT, "uid": uid, "slug": slug, "made": at.isoformat()}
            made.close(told | {"schema_revision": revision})
    progress("done")


def _add_rows(made: box.Writer, connection: sa.Connection) -> None:
    for table in tables.metadata.sorted_tables:
        if table.name not in leaving.KEPT:
            continue
        columns = [one for one in table.columns if not _untold(one.name)]
        rows = connection.execute(sa.select(*columns).order_by(*table.primary_key.columns))
        with made.member(f"rows/{table.name}.jsonl") as file:
            for row in rows:
                told = {name: _plain(value) for name, value in row._mapping.items()}
                file.write(json.dumps(told, ensure_ascii=False).encode() + b"\n")
        made.add(f"rows/{table.name}.schema.json", json.dumps(_schema(table, columns)).encode())
    for name, wanted in SHEETS.items():
        made.add(f"tables/{name}.csv", _csv(connection, wanted))


SHEETS = {
    "books": (("book", "code"), ("book", "pen_name"), ("book_text", "book_id")),
    "events": (("event", "code"), ("event", "opens"), ("event_text", "event_id")),
}


def _csv(connection: sa.Connection, wanted: tuple[tuple[str, str], ...]) -> bytes:
    """One line for each language of each thing, as spreadsheets read it."""
    (first, code), (_first, other), (texts, owner) = wanted
    one, said = tables.metadata.tables[first], tables.metadata.tables[texts]
    words = [column for column in said.columns if column.name != owner]
    query = (
        sa.select(one.c[code], one.c[other], *words)
        .join_from(one, said, said.c[owner] == one.c.id, isouter=True)
        .order_by(one.c[code], said.c.language)
    )
    sheet = io.StringIO()
    writer = csv.writer(sheet)
    writer.writerow([code, other, *(column.name for column in words)])
    for row in connection.execute(query):
        writer.writerow([_safe(_plain(value)) for value in row])
    return b"\xef\xbb\xbf" + sheet.getvalue().encode()


def _safe(value: Any) -> Any:
    """No cell begins a formula."""
    return f"'{value}" if isinstance(value, str) and value[:1] in tuple("=+-@\t\r") else value


def _untold(name: str) -> bool:
    return any(word in name for word in leaving.UNTOLD)


def _plain(value: Any) -> Any:
    match value:
        case UUID():
            return str(value)
        case datetime() | date():
            return value.isoformat()
        case bytes():
            return value.hex()
    return value


def _schema(table: sa.Table, columns: list[sa.Column[Any]]) -> dict[str, Any]:
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": table.name,
        "type": "object",
        "properties": {column.name: {"type": list(_kinds(column))} for column in columns},
        "required": [column.name for column in columns],
        "additionalProperties": False,
    }


def _kinds(column: sa.Column[Any]) -> Iterator[str]:
    if isinstance(column.type, sa.JSON):
        yield from ("object", "array", "string", "number", "boolean", "null")
        return
    kinds = {bool: "boolean", int: "integer", float: "number"}
    try:
        yield kinds.get(column.type.python_type, "string")
    except NotImplementedError:
        yield "string"
    if column.nullable:
        yield "null"
