"""A canary in every text that library A holds; then everybody looks at all of B, and no byte of it.

Tables come from the metadata and pages from the routes: what is new comes in by itself.
"""

import io
import json
import logging
import secrets
import zipfile

import pypdf
import pytest
from sqlalchemy.dialects import sqlite

from cast import EVENT, NOW
from contracts.test_contract_routes import addresses, routes
from humanshelf.access import rights
from humanshelf.libraries.exporting import export
from humanshelf.records import tables
from humanshelf.tenancy.scope import EXTENSION

ROLES = sorted(rights.HOMES)
DIALECT = sqlite.dialect()
AWAY = {"front.leave", "front.sign_out"}
"""They lead out."""


@pytest.fixture
def canary():
    return "canary" + secrets.token_hex(8)


def texts():
    """Every column of a library's store that holds text, by table."""
    found = {}
    for table in tables.metadata.sorted_tables:
        if table.metadata.info.get("bind_key") is None:
            columns = [
                column.name
                for column in table.columns
                if column.type.compile(dialect=DIALECT).startswith("TEXT")
            ]
            if columns:
                found[table.name] = columns
    return found


def with_canary(value, canary):
    """Words get a canary behind them, in lists and mappings too; codes have no spaces."""
    if isinstance(value, dict):
        return {key: with_canary(one, canary) for key, one in value.items()}
    if isinstance(value, list):
        return [with_canary(one, canary) for one in value]
    return f"{value} {canary}" if isinstance(value, str) and " " in value else value


def driver(house):
    """Its store, with nothing in it that forbids."""
    connection = house.app.extensions[EXTENSION].stores.watch_connection(house.uid)
    connection.execute("PRAGMA foreign_keys=OFF")
    connection.execute("PRAGMA ignore_check_constraints=ON")
    guards = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    for (name,) in connection.execute(guards).fetchall():
        connection.execute(f'DROP TRIGGER "{name}"')
    return connection


def plant(house, canary):
    """Into all words that are there. The library works as before."""
    connection = driver(house)
    for table, columns in texts().items():
        for column in columns:
            query = f'SELECT DISTINCT "{column}" FROM "{table}" WHERE "{column}" LIKE ?'
            for (value,) in connection.execute(query, ("% %",)).fetchall():
                try:
                    planted = json.dumps(with_canary(json.loads(value), canary))
                except ValueError:
                    planted = with_canary(value, canary)
                change = f'UPDATE "{table}" SET "{column}" = ? WHERE "{column}" = ?'
                connection.execute(change, (planted, value))
    connection.close()
    house.app.extensions[EXTENSION].memory.clear()


def saturate(house, canary):
    """A row more in every table, in which every text is the canary, whatever else forbids it."""
    connection = driver(house)
    for table, columns in texts().items():
        kinds = connection.execute(f'PRAGMA table_info("{table}")').fetchall()
        row = {}
        for _cid, name, kind, _not_null, _default, _key in kinds:
            if name in columns:
                row[name] = canary
            else:
                row[name] = secrets.token_bytes(16) if kind == "BLOB" else secrets.randbits(40)
        names = ", ".join(f'"{name}"' for name in row)
        marks = ", ".join("?" for _ in row)
        connection.execute(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', (*row.values(),))
    connection.close()
    house.app.extensions[EXTENSION].memory.clear()


def told(answer):
    """All that an answer says, unpacked: its headers, its body, what is within a file."""
    said = repr(answer.headers.to_wsgi_list()).encode()
    if answer.mimetype == "text/event-stream":
        said += next(iter(answer.response))
        answer.close()
        return said
    body = answer.get_data()
    answer.close()
    said += body
    if body.startswith(b"%PDF"):
        pages = pypdf.PdfReader(io.BytesIO(body)).pages
        said += "".join(page.extract_text() for page in pages).replace("\n", "").encode()
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            said += b"".join(packed.read(name) for name in packed.namelist())
    return said


def crawl(visitor, paths):
    """What each page says to this visitor, by endpoint."""
    return {endpoint: told(visitor.get(path)) for endpoint, path in paths.items()}


def gets(house, there):
    return {
        endpoint: there[endpoint]
        for endpoint, (_audience, method) in routes(house.app).items()
        if method == "GET" and endpoint not in AWAY
    }


def people(house):
    """Everybody who can come to this library: of each role, and readers."""
    yield "reader", house.reader()
    for role in ROLES:
        yield role, house.staff(role)


@pytest.fixture
def calm(product, monkeypatch):
    """Errors are answered as in the field. What pages look like is looked at elsewhere."""
    monkeypatch.setattr(product, "testing", False)
    monkeypatch.setattr("fussy.check", lambda answer, secure: None)


def test_the_canary_is_in_every_text_of_every_table(baku, canary):
    addresses(baku, baku.reader())
    saturate(baku, canary)
    assert len(texts()) > 20
    for table, columns in texts().items():
        for column in columns:
            query = f'SELECT count(*) FROM "{table}" WHERE "{column}" LIKE ?'
            assert baku.rows(query, f"%{canary}%")[0][0] > 0, (table, column)


@pytest.mark.parametrize(("a", "b"), [("baku", "nu"), ("nu", "baku")])
def test_no_page_of_a_library_holds_a_byte_of_the_other(stage, a, b, canary, caplog, calm):
    """Asked in turn with the other's own pages, which are full of canaries: so memory is full."""
    caplog.set_level(logging.DEBUG)
    theirs, ours = stage.houses[a], stage.houses[b]
    foreign, own = theirs.reader(), ours.reader()
    elsewhere, here = addresses(theirs, foreign), addresses(ours, own)
    visitors = dict(people(ours)) | {"who has a card": own}
    foreigners = dict(people(theirs))
    plant(theirs, canary)

    shown = set()
    for role in ("reader", "coordinator"):
        found = crawl(foreigners[role], gets(theirs, elsewhere))
        shown |= {endpoint for endpoint, said in found.items() if canary.encode() in said}
        for endpoint, said in crawl(visitors[role], gets(ours, here)).items():
            assert canary.encode() not in said, (role, endpoint)
    # The crawl is proven: it finds what is there, on pages, papers, boards and streams.
    assert len(shown) > 25, sorted(shown)
    assert shown >= {"readers.home", "readers.event", "readers.book", "board.show"}, sorted(shown)

    saturate(theirs, canary)
    for who, visitor in visitors.items():
        # With their addresses too, of cards and reports that are not here.
        foreign_paths = gets(theirs, elsewhere) if who in ("reader", "coordinator") else {}
        for paths in (gets(ours, here), foreign_paths):
            for endpoint, said in crawl(visitor, paths).items():
                assert canary.encode() not in said, (who, endpoint)
        for path in ("/nothing", f"/events/{EVENT}/nothing", "/cards/nothing", "/static/nothing"):
            assert canary.encode() not in told(visitor.get(path))
    # What now is broken over there is told to nobody's log. Without a profile is no page at all.
    connection = driver(theirs)
    connection.execute("DELETE FROM profile WHERE id <> 1")
    connection.close()
    crawl(foreign, gets(theirs, elsewhere))
    assert canary not in caplog.text


def test_the_bare_domain_holds_no_byte_of_any_library(stage, baku, canary, caplog, calm):
    caplog.set_level(logging.DEBUG)
    addresses(baku, baku.reader())
    plant(baku, canary)
    saturate(baku, canary)
    admin, stranger = stage.admin(), stage.stranger("localhost")
    asked = 0
    for rule in stage.app.url_map.iter_rules():
        if "GET" not in rule.methods or rule.endpoint in AWAY:
            continue
        given = dict.fromkeys(rule.arguments, baku.uid)
        with stage.app.test_request_context(base_url="https://localhost"):
            path = rule.build(given)[1]
        for visitor in (admin, stranger):
            assert canary.encode() not in told(visitor.get(path)), rule.endpoint
            asked += 1
    assert asked > 100
    assert canary not in caplog.text


@pytest.mark.parametrize(("a", "b"), [("baku", "nu"), ("nu", "baku")])
def test_an_export_holds_its_own_words_and_no_byte_of_the_other(stage, a, b, canary, tmp_path):
    theirs, ours = stage.houses[a], stage.houses[b]
    addresses(theirs, theirs.reader())
    plant(theirs, canary)
    held = {}
    for house in (theirs, ours):
        bundle = tmp_path / f"{house.uid}.zip"
        export(stage.app, house.uid, "correct horse battery", bundle, NOW)
        with zipfile.ZipFile(bundle) as packed:
            held[house.uid] = b"".join(packed.read(name) for name in packed.namelist())
    assert canary.encode() in held[theirs.uid]
    assert canary.encode() not in held[ours.uid]
