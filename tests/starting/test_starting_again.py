"""A first start makes what is missing; a second one finds it there and changes nothing."""

import os
import re
import stat

from commands import ask, ask_store, checksums, humanshelf, links, listen, serving

from browsing import PATIENCE


def test_the_first_start_makes_both_libraries_and_says_what_to_open(tmp_path):
    with serving(tmp_path / "data") as running:
        made, _, told = running.said.partition("\nHumanshelf serves. Open:\n")
        assert made == "Library baku: made\nLibrary nu: made\n"
        lines = [re.sub(r"/sign-in/[\w-]{22} ", "/sign-in/… ", line) for line in told.split("\n")]
        lines = [re.sub(r" \S+ -m humanshelf ", " humanshelf ", line) for line in lines]
        port = running.port
        expected = [""]
        for slug in ("baku", "nu"):
            origin = f"http://{slug}.localhost:{port}"
            expected += [
                f"  {slug}: {origin}/",
                f"    event  {origin}/events/autumn",
                f"    board  {origin}/board/autumn",
                f"    desk   {origin}/sign-in/…  (works once)",
            ]
        apart = f"HUMANSHELF_DATA={tmp_path / 'data'} HUMANSHELF_ORIGIN_PORT={port}"
        expected += [
            f"  network: http://localhost:{port}/network",
            f"    admin  {apart} humanshelf network admin NAME",
        ]
        assert lines == [*expected, "", "Ctrl-C ends it.", ""]
        for slug in ("baku", "nu"):
            for path in ("/", "/events/autumn", "/board/autumn"):
                assert ask(port, path, host=f"{slug}.localhost").status == 200
    assert running.said == made + "\nHumanshelf serves. Open:\n" + told


def test_where_a_log_keeps_it_no_address_and_no_link_is_said(tmp_path):
    """Under systemd what is printed stands in the journal. The test before is the control."""
    with serving(tmp_path / "data", HUMANSHELF_SHOW="0") as running:
        assert "://" not in running.said
        assert "`humanshelf staff link ADDRESS NAME --role coordinator`" in running.said
        assert ask_store(tmp_path / "data", "baku", "SELECT * FROM sign_in_link") == []


def test_nobody_else_on_the_machine_can_read_what_is_made(tmp_path):
    mask = os.umask(0)
    try:
        with serving(tmp_path / "data"):
            pass
    finally:
        os.umask(mask)
    for path in [tmp_path / "data", *(tmp_path / "data").rglob("*")]:
        mode = stat.S_IMODE(os.stat(path).st_mode)
        assert mode & 0o077 == 0, (path, oct(mode))


def test_the_link_it_says_opens_the_desk_once_and_a_preview_does_not_use_it_up(data):
    with serving(data) as running:
        [path] = [link.partition(str(running.port))[2] for link in links(running.said)[:1]]
        for _ in range(3):
            assert ask(running.port, path).status == 200
        entered = ask(running.port, path, {})
        assert (entered.status, entered.location) == (303, "/desk")
        session = {"Cookie": entered.cookie("__Host-staff")}
        assert ask(running.port, "/desk/autumn", headers=session).status == 200
        assert ask(running.port, path).status == 404
        assert ask(running.port, path, {}).status == 404


def test_a_second_start_adds_nothing_and_changes_nothing(data):
    with serving(data):
        before = checksums(data)
    with serving(data) as running:
        assert running.said.startswith("\nHumanshelf serves.")
        assert checksums(data) == before
    assert checksums(data) == before


def test_a_second_start_makes_new_links_and_ends_the_old(data):
    with serving(data) as running:
        [old, _] = links(running.said)
    with serving(data) as running:
        [new, _] = links(running.said)
        path = "/sign-in/{}".format
        assert ask(running.port, path(old[-22:])).status == 404
        assert ask(running.port, path(new[-22:])).status == 200


def test_a_library_that_somebody_signs_in_to_is_opened_to_nobody_by_a_start(data):
    with serving(data):
        pass
    ask_store(
        data, "baku", "UPDATE staff SET name = 'Samir', folded = 'samir', password_hash = 'x'"
    )
    with serving(data) as running:
        [link] = links(running.said)
    assert link.startswith("http://nu.")
    assert ask_store(data, "baku", "SELECT name FROM staff") == [("Samir",)]


def test_a_second_start_adds_what_is_missing_and_leaves_what_was_changed(data):
    ask_store(data, "baku", "UPDATE book SET pen_name = 'Changed' WHERE code = 'kamran'")
    ask_store(data, "baku", "DELETE FROM event WHERE code = 'winter'")
    ask_store(data, "baku", "UPDATE profile SET hue = 15")
    with serving(data):
        pass
    assert ask_store(data, "baku", "SELECT hue FROM profile") == [(15,)]
    assert ask_store(data, "baku", "SELECT count(*) FROM event WHERE code = 'winter'") == [(1,)]
    named = ask_store(data, "baku", "SELECT pen_name FROM book WHERE code = 'kamran'")
    assert named == [("Changed",)]


def test_without_samples_the_libraries_are_there_and_empty(tmp_path):
    data = tmp_path / "data"
    with serving(data, "--no-sample") as running:
        assert "/events/" not in running.said
        assert len(links(running.said)) == 2
        for slug in ("baku", "nu"):
            assert ask(running.port, "/", host=f"{slug}.localhost").status == 200
    for slug in ("baku", "nu"):
        for table in ("book", "event", "card"):
            assert ask_store(data, slug, f"SELECT count(*) FROM {table}") == [(0,)]


def test_no_sample_by_environment_too(data, tmp_path):
    with serving(tmp_path / "new", HUMANSHELF_NO_SAMPLE="1") as running:
        assert "/events/" not in running.said
    assert ask_store(tmp_path / "new", "nu", "SELECT count(*) FROM book") == [(0,)]


def test_another_base_domain_answers_there_and_nowhere_else(data):
    with serving(data, "--base-domain=shelf.example") as running:
        assert f"http://baku.shelf.example:{running.port}/" in running.said
        assert ask(running.port, "/", host="baku.shelf.example").status == 200
        assert ask(running.port, "/", host="baku.localhost").status == 404


def test_a_library_that_is_hidden_while_it_is_served_is_gone_at_once(data):
    """Its streams end too, in each worker, and the other library's go on; and it comes back."""
    with serving(data, HUMANSHELF_WORKERS="2") as running:

        def stream(slug):
            return listen(running.port, "/board/autumn/live", f"{slug}.localhost")

        def home(slug):
            return ask(running.port, "/", host=f"{slug}.localhost").status

        streams = {slug: [stream(slug) for _ in range(8)] for slug in ("baku", "nu")}
        done = humanshelf("libraries", "hide", "nu", data=data)
        assert (done.code, done.out) == (0, "nu: hidden\n")
        assert [home("nu") for _ in range(8)] == [404] * 8
        for one in streams["nu"]:
            one.settimeout(PATIENCE)
            assert b"event: bye" in until_silent(one)
        assert home("baku") == 200
        for one in streams["baku"]:
            one.settimeout(0.2)
            assert b"bye" not in until_silent(one)
        assert humanshelf("libraries", "show", "nu", data=data).out == "nu: shown\n"
        assert home("nu") == 200
        for one in streams["baku"] + streams["nu"]:
            one.close()


def test_burning_on_the_command_line_says_what_it_did(data):
    assert humanshelf("libraries", "burn", "baku", data=data).refusal.startswith("This cannot be")
    wrong = humanshelf("libraries", "burn", "baku", "--event", "none", "--yes", data=data)
    assert wrong.refusal == "There is no event 'none' in baku."
    done = humanshelf("libraries", "burn", "baku", "--event", "autumn", "--yes", data=data)
    assert (done.code, done.out) == (0, "baku: hidden; events emptied: 1\n"), done
    assert ask_store(data, "baku", "SELECT count(*) FROM card") == [(0,)]


def until_silent(stream):
    heard = b""
    try:
        while b"bye" not in heard and (part := stream.recv(65536)):
            heard += part
    except TimeoutError:
        pass
    return heard
