"""The commands that take libraries out, bring them in and erase them, while others serve."""

import json
from contextlib import contextmanager

import pytest
from commands import ask, ask_store, humanshelf, listen, serving, take_card, uids

WORDS = "twelve signs and more\nand a second line\n"


@pytest.fixture
def words(tmp_path):
    path = tmp_path / "words"
    path.write_text(WORDS)
    return str(path)


def test_a_library_is_exported_and_imported_elsewhere(data, tmp_path, words):
    target, other = str(tmp_path / "baku.zip"), tmp_path / "other"
    ended = humanshelf(
        "libraries", "export", "baku", "--to", target, "--passphrase-file", words, data=data
    )
    assert (ended.code, ended.out) == (0, "store\nfiles\nrows\ndone\n"), ended
    ended = humanshelf("libraries", "import", target, "--passphrase-file", words, data=other)
    assert ended.code == 0, ended
    assert uids(other)["baku"] == uids(data)["baku"]
    query = "SELECT code FROM event ORDER BY code"
    assert ask_store(other, "baku", query) == ask_store(data, "baku", query)
    ended = humanshelf("libraries", "import", target, "--passphrase-file", words, data=other)
    assert "address" in ended.refusal


def test_a_backup_comes_back_but_not_while_somebody_serves(data, tmp_path):
    folder = tmp_path / "all"
    with serving(data):
        ended = humanshelf("backup", "--all", "--to", str(folder), data=data)
        assert ended.code == 0, ended
        assert "serves the data" in humanshelf("restore", str(folder), data=data).refusal
    ask_store(data, "baku", "UPDATE event_text SET title = 'spoiled'")
    ended = humanshelf("restore", str(folder), data=data)
    assert ended.code == 0, ended
    assert ended.out.count(": restored\n") == 2
    spoiled = "SELECT count(*) FROM event_text WHERE title = 'spoiled'"
    assert ask_store(data, "baku", spoiled) == [(0,)]


def test_a_lost_control_plane_lets_nobody_in_who_was_let_out_since(data, tmp_path):
    keys, folder, fresh = tmp_path / "keys", tmp_path / "all", tmp_path / "fresh"
    (data / "keys").rename(keys)
    told = {"HUMANSHELF_KEYS": str(keys)}
    with sessions(data, keys) as rows:
        for statement in (
            "INSERT INTO network_admin (id, name, folded, password_hash, totp, last_step, since)"
            " VALUES ('01', 'Aygün', 'aygün', 'hash', x'02', 0, '2026-01-01')",
            "INSERT INTO network_session (id, token_hash, admin, began)"
            " VALUES ('3', x'04', '01', 0)",
            "INSERT INTO network_link (token_hash, admin, expires)"
            " VALUES (x'05', '01', 99999999999)",
            "INSERT INTO network_recovery (admin, code_hash) VALUES ('01', x'06')",
            "INSERT INTO network_passkey (id, owner, credential, credential_key, handle, count,"
            " host, label, since)"
            " VALUES ('07', '01', x'08', x'09', x'0a', 0, 'x', 'x', '2026-01-01')",
        ):
            rows(statement)
    assert humanshelf("libraries", "invite", "--reason", "x", data=data, **told).code == 0
    assert humanshelf("backup", "--all", "--to", str(folder), data=data, **told).code == 0
    ended = humanshelf("restore", str(folder), data=fresh, **told)
    assert (ended.code, "Nobody is signed in" in ended.out) == (0, True), ended
    with sessions(fresh, keys) as rows:
        ways = ("session", "link", "recovery", "passkey")
        for table in (*(f"network_{way}" for way in ways), "invitation"):
            assert rows(f"SELECT count(*) FROM {table}") == [(0,)], table
        admins = rows("SELECT name, password_hash, totp FROM network_admin")
        assert admins == [("Aygün", None, None)]


@contextmanager
def sessions(data, keys):
    """Asks the control plane, and changes it."""
    from humanshelf.tenancy import Deployment, Keys

    found = Deployment(data, Keys.open(keys))
    with found.control.begin() as connection:

        def ask(query):
            answer = connection.exec_driver_sql(query)
            return [tuple(row) for row in answer] if answer.returns_rows else []

        yield ask
    found.control.dispose()


def test_a_lost_disk_comes_back_without_what_was_erased(data, tmp_path, words):
    keys = tmp_path / "keys"
    (data / "keys").rename(keys)
    folder, told = tmp_path / "all", {"HUMANSHELF_KEYS": str(keys)}
    assert humanshelf("backup", "--all", "--to", str(folder), data=data, **told).code == 0
    nu = uids_with(data, keys)["nu"]
    assert erased("nu", data, **told).code == 0
    fresh = tmp_path / "fresh"
    ended = humanshelf("restore", str(folder), data=fresh, **told)
    assert ended.code == 0, ended
    assert f"{nu}: was erased, and is\n" in ended.out
    assert f"{nu}: left out" in ended.out
    assert set(uids_with(fresh, keys)) == {"baku", None}


def uids_with(data, keys):
    from humanshelf.tenancy import Deployment, Keys

    found = Deployment(data, Keys.open(keys))
    with found.control.connect() as connection:
        rows = dict(connection.exec_driver_sql("SELECT slug, uid FROM library").all())
    found.control.dispose()
    return rows


def erased(name, data, *options, **told):
    return humanshelf(
        "libraries", "erase", name, "--reason", "asked", "--yes", *options, data=data, **told
    )


def test_a_library_is_erased_under_open_streams_and_taps(data, tmp_path):
    """Two workers: the one that is not asked lets go as well."""
    uid = uids(data)["baku"]
    with serving(data, HUMANSHELF_WORKERS="2") as running:
        card = take_card(running.port)
        lines = [listen(running.port, f"{card}/live") for _ in range(6)]
        certificate = tmp_path / "certificate.json"
        ended = erased("baku", data, "--certificate", str(certificate))
        assert ended.code == 0, ended
        assert "Certificate of erasure" in ended.out
        assert json.loads(certificate.read_text())["uid"] == uid
        for line in lines:
            heard = b""
            while b"event: bye" not in heard and (part := line.recv(65536)):
                heard += part
            line.close()
        for path, form in ((card, None), ("/desk/autumn/calls", {"book": "deniz"})):
            assert ask(running.port, path, form).status == 404
        assert ask(running.port, "/", host="nu.localhost").status == 200
        assert "Traceback" not in running.said
    assert not [path for path in data.rglob("*") if uid in str(path)]
    assert "no library" in erased("baku", data).refusal


def test_erasing_asks_for_the_address(data):
    ended = humanshelf("libraries", "erase", "baku", "--reason", "asked", data=data)
    assert ended.code == 1
    assert "baku" in uids(data)


def test_what_does_not_go_together_is_refused(data, tmp_path):
    to = ("--to", str(tmp_path / "x"))
    assert "one of" in humanshelf("backup", *to, data=data).refusal
    assert "one of" in humanshelf("backup", *to, "--all", "--keys", data=data).refusal
    assert "no library" in humanshelf("backup", *to, "--library", "x", data=data).refusal
    assert "There is no" in humanshelf("restore", str(tmp_path / "x"), data=data).refusal
    ended = humanshelf("migrate", "--library", "nobody", data=data)
    assert "no library 'nobody'" in ended.refusal
