"""What identifies a book's person, and what people say: read by nobody who carries the disk and
all keys away, gone for good where it was erased, and opened elsewhere by the same words."""

import base64
import json
import zipfile
from datetime import UTC, datetime, time, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, SealedBox
from nacl.secret import SecretBox

from cast import NOW, STAFF
from humanshelf.libraries import left
from humanshelf.libraries.backup import back_up, restore
from humanshelf.libraries.exporting import export
from humanshelf.libraries.importing import bring
from humanshelf.records import collection, sealed_words, vault
from humanshelf.records.retention import forget
from humanshelf.records.staff import add_link
from humanshelf.tenancy import deployment, library, writing
from humanshelf.tenancy.keys import expand
from humanshelf.tenancy.passphrase import WrongPassphrase
from humanshelf.tenancy.sqlcipher import connect
from humanshelf.tenancy.types import EPOCH, MILLISECOND
from humanshelf.vault.wrapping import unwrap
from sealing import OTHERS, PERSON, VAULT, WORDS, open_it, read, seal, send, set_up, shown

SAID = "I met Zubeyda Marker."
MARKERS = [SAID, *(line for words in PERSON.values() for line in words.splitlines())]
PAGE = f"%PDF-1.7 {PERSON['name']} %%EOF".encode()
PURPOSES = ("store", "media", "cookie", "card", "factor", "factor offer", "recovery", "vault")
PURPOSES += ("vault/box", "vault/name", "link", "csrf", "follow-up", "control", "template")


@pytest.fixture
def sealed(samir):
    set_up(samir)
    seal(samir)
    samir.words = samir.house.words(SAID, about="deniz")
    return samir


def looks(marker):
    """A marker as it could lie somewhere."""
    raw = marker.encode()
    yield from (raw, marker.encode("utf-16-le"), raw.hex().encode(), raw.hex().upper().encode())
    # Of base64 what is the same wherever in the text it begins.
    yield from (base64.b64encode(b"\0" * n + raw)[8:-8] for n in range(3))
    yield json.dumps(marker)[1:-1].encode()


def found_in(contents):
    contents = [one if isinstance(one, bytes) else str(one).encode() for one in contents]
    return sorted({m for m in MARKERS for one in contents for look in looks(m) if look in one})


def disk(stage):
    return [path.read_bytes() for path in Path(stage.folder).rglob("*") if path.is_file()]


def values(stage, house):
    """All that stands in the store, as the library's secret opens it."""
    keys = stage.app.extensions["humanshelf.tenancy"].keys
    connection = connect(deployment_path(stage, house), keys.derive(house.uid, "store"))
    try:
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        for (name,) in names:
            for row in connection.execute(f'SELECT * FROM "{name}"'):
                yield from row
    finally:
        connection.close()


def deployment_path(stage, house):
    with stage.app.app_context():
        return deployment().stores.path(house.uid)


def known_keys(stage, house):
    """Every key that can be made of what lies in the keys folder, and all that lies in the store
    and could be one."""
    keys = stage.app.extensions["humanshelf.tenancy"].keys
    roots = [keys.secret(house.uid), keys.root().secret]
    yield from roots
    for root in roots:
        yield from (expand(root, purpose) for purpose in PURPOSES)
        yield expand(root, f"wrap/{house.uid}")
    yield from blobs_of(values(stage, house), 32, 32)


def blobs_of(values, least, most=10**6):
    return {v for v in values if isinstance(v, bytes) and least <= len(v) <= most}


def opened_by(keys, blobs):
    for key in keys:
        for blob in blobs:
            for box in (SecretBox(key), SealedBox(PrivateKey(key))):
                try:
                    yield box.decrypt(blob)
                except (CryptoError, ValueError):
                    continue


def reads(person):
    return SAID in send(person, f"/studio/feedback/{person.words}/readings").text


def test_who_takes_the_disk_and_all_keys_reads_no_contact_and_no_words(stage, baku, sealed):
    """Not even while the vault is open, without that browser's cookie."""
    open_it(sealed)
    add(sealed)
    assert shown(read(sealed))[0] == PERSON["name"], "with the words it opens"
    assert reads(sealed)
    page = send(sealed, f"/studio/books/deniz/contact/scans/{scans(baku)[0]}/readings")
    assert page.data == PAGE
    in_store = list(values(stage, baku))
    blobs = blobs_of(in_store, 49)
    assert len([b for b in blobs if len(b) >= 256]) >= 4, "the fields and the page are among them"
    opened = list(opened_by(known_keys(stage, baku), blobs))
    assert found_in([*disk(stage), *in_store, *opened]) == []
    (wrap,) = baku.rows("SELECT wrapped, staff_id FROM vault_wrap WHERE staff_id IS NOT NULL")
    private = unwrap(WORDS, baku.uid, wrap[1], json.loads(wrap[0]))
    assert any(opened_by([private], blobs)), "the passphrase alone makes the difference"
    with pytest.raises(WrongPassphrase):
        unwrap(OTHERS, baku.uid, wrap[1], json.loads(wrap[0]))


def test_with_the_sealing_off_the_same_search_finds_all(stage, baku, samir, monkeypatch):
    """The negative control."""
    for module in (vault, sealed_words):
        monkeypatch.setattr(module, "seal", lambda _public, _place, words: words.encode())
    set_up(samir)
    seal(samir)
    baku.words(SAID)
    assert found_in(values(stage, baku)) == sorted(MARKERS)
    assert found_in(disk(stage)) == [], "the store itself is encrypted still"


def test_nothing_in_the_log_tells_the_words_or_the_person(stage, baku, sealed, caplog):
    send(sealed, f"{VAULT}/openings", passphrase="wrong " + WORDS)
    said = caplog.text.encode()
    assert found_in([said]) == [] and WORDS.encode() not in said


# backups


def entries(house):
    return house.rows("SELECT book.code FROM vault_entry JOIN book ON book.id = book_id")


def scans(house):
    return [id for (id,) in house.rows("SELECT id FROM vault_scan")]


def add(person, book="deniz", **fields):
    """A page of the signed form, with a name on it."""
    file = (BytesIO(PAGE), "a.pdf")
    answer = send(person, f"/studio/books/{book}/contact/scans", file=file, **fields)
    assert answer.status_code == 303


@pytest.mark.parametrize("how", ["entry", "book", "retention", "page", "other page"])
def test_an_older_backup_does_not_bring_an_erased_entry_back(stage, baku, sealed, tmp_path, how):
    add(sealed)
    back_up(stage.app, baku.uid, tmp_path / "old", NOW)
    at, [scan] = NOW, scans(baku)
    if how == "page":
        send(sealed, f"/studio/books/deniz/contact/scans/{scan}/removals")
    elif how == "other page":
        add(sealed, instead=scan)
    elif how == "entry":
        send(sealed, "/studio/books/deniz/contact/erasures")
    elif how == "book":
        with baku.inside(), writing() as session:
            collection.erase(session, "deniz", NOW.date())
    else:
        at = NOW + timedelta(days=190)
        with baku.inside():
            forget(at)
    left = [("deniz",)] if "page" in how else []
    assert (entries(baku), scan in scans(baku)) == (left, False)
    restore(stage.app, tmp_path / "old", NOW, "console", "test")
    assert (entries(baku), scans(baku)) == (left, [])
    gone = baku.rows("SELECT sealed IS NULL FROM feedback") == [(1,)]
    assert gone is (how == "book"), "words about it go with the book"


def test_a_backup_brings_back_what_was_only_lost(stage, baku, sealed, tmp_path):
    """The negative control: an entry that nobody has erased."""
    add(sealed)
    back_up(stage.app, baku.uid, tmp_path / "old", NOW)
    baku.change("DELETE FROM vault_entry")
    baku.change("DELETE FROM feedback")
    assert scans(baku) == [], "the pages went with their entry"
    restore(stage.app, tmp_path / "old", NOW, "console", "test")
    assert (entries(baku), len(scans(baku))) == ([("deniz",)], 1)
    assert baku.rows("SELECT text, sealed IS NULL FROM feedback") == [("", 0)]


def test_a_key_that_was_given_up_stays_so_after_a_restore(stage, baku, sealed, tmp_path):
    back_up(stage.app, baku.uid, tmp_path / "old", NOW)
    send(sealed, f"{VAULT}/removals")
    restore(stage.app, tmp_path / "old", NOW, "console", "test")
    assert baku.rows("SELECT count(*), count(staff_id) FROM vault_wrap") == [(1, 0)]


# retention


def test_an_entry_goes_two_weeks_after_the_last_event_of_its_book(baku, sealed):
    with baku.inside():
        closes = baku.rows(
            "SELECT max(closes) FROM event JOIN seat ON event_id = event.id WHERE book = 'deniz'"
        )[0][0]
        last = EPOCH + closes * MILLISECOND
        forget(last + timedelta(days=13))
        assert entries(baku) == [("deniz",)]
        forget(last + timedelta(days=14))
    assert entries(baku) == []


@pytest.mark.parametrize("days", [7, 60])
def test_the_library_chooses_how_long_an_entry_outlives_the_last_event(baku, sealed, days):
    add(sealed)
    baku.change("UPDATE profile SET contacts_kept = ?", days)
    with baku.inside():
        [(entry, book)] = vault.entries()
        last = vault.kept_until(entry, book.code)
        [(closes,)] = baku.rows(
            "SELECT max(closes) FROM event JOIN seat ON event_id = event.id WHERE book = 'deniz'"
        )
        assert last == (EPOCH + closes * MILLISECOND).date() + timedelta(days=days)
        there = {one.word: (one.count, one.until.date()) for one in left.of_library() if one.until}
        assert (there["contacts"], there["scans"]) == ((1, last), (1, last))
        forget(datetime.combine(last, time(), UTC) - timedelta(minutes=1))
        assert (entries(baku), len(scans(baku))) == ([("deniz",)], 1)
        forget(datetime.combine(last, time(), UTC))
        assert not {"contacts", "scans"} & {one.word for one in left.of_library()}
    assert (entries(baku), scans(baku)) == ([], [])


def test_an_entry_that_waits_for_an_event_waits_half_a_year(baku, sealed):
    baku.change("DELETE FROM seat WHERE book = 'deniz'")
    with baku.inside():
        forget(NOW + timedelta(days=179))
        assert entries(baku) == [("deniz",)]
        forget(NOW + timedelta(days=180))
    assert entries(baku) == []


def test_openings_askings_and_handed_keys_go_when_their_time_is_over(baku, sealed):
    open_it(sealed)
    send(sealed, f"{VAULT}/exports")
    with baku.inside():
        forget(NOW + timedelta(minutes=9))
        assert (baku.count("vault_opening"), baku.count("vault_asking")) == (1, 1)
        forget(NOW + timedelta(minutes=60))
    assert (baku.count("vault_opening"), baku.count("vault_asking")) == (0, 0)


# elsewhere


def test_an_export_carries_it_sealed_and_the_same_words_open_it_there(
    stage, baku, sealed, elsewhere, tmp_path
):
    add(sealed)
    [scan] = scans(baku)
    open_it(sealed)
    bundle = tmp_path / "bundle.zip"
    export(stage.app, baku.uid, "correct horse battery", bundle, NOW)
    with zipfile.ZipFile(bundle) as inside:
        plain = {n: inside.read(n) for n in inside.namelist() if n.startswith(("rows/", "tables/"))}
        assert found_in(plain.values()) == []
        told = [json.loads(line) for line in plain["rows/vault_entry.jsonl"].splitlines()]
        assert [sorted(one) for one in told] == [["book_id", "id", "readings", "written"]]
        assert b"sealed" not in plain["rows/vault_wrap.jsonl"]
        [page] = [json.loads(line) for line in plain["rows/vault_scan.jsonl"].splitlines()]
        assert sorted(page) == ["added", "entry_id", "id", "kind", "number", "readings"]
        assert "rows/vault_opening.jsonl" not in plain
    bring(elsewhere.app, bundle, "correct horse battery", slug="moved", at=NOW)
    with elsewhere.app.app_context(), library(baku.uid), writing() as session:
        add_link(session, STAFF["coordinator"], "a-way-in", NOW + timedelta(hours=1), strong=True)
    there = elsewhere.visitor("moved")
    assert there.post("/sign-in/a-way-in").status_code == 303
    assert open_it(there, OTHERS).status_code == 422
    assert open_it(there).status_code == 303
    assert shown(read(there))[0] == PERSON["name"]
    there.words = sealed.words
    assert reads(there)
    page = send(there, f"/studio/books/deniz/contact/scans/{scan}/readings")
    assert page.data == PAGE
