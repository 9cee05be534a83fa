"""A first start makes what is missing; a second one finds it there and changes nothing."""

import os
import re
import stat

from commands import ask, ask_store, checksums, links, listen, opened, serving, uids


def test_the_first_start_makes_both_libraries_and_says_what_to_open(tmp_path):
    with serving(tmp_path / "data") as running:
        made, _, told = running.said.partition("\nHumanshelf serves. Open:\n")
        assert made == "Library baku: made\nLibrary nu: made\n"
        lines = [re.sub(r"/sign-in/[\w-]{22} ", "/sign-in/… ", line) for line in told.split("\n")]
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
        assert lines == [*expected, "", "Ctrl-C ends it.", ""]
        for slug in ("baku", "nu"):
            for path in ("/", "/events/autumn", "/board/autumn"):
                assert ask(port, path, host=f"{slug}.localhost").status == 200
    assert running.said == made + "\nHumanshelf serves. Open:\n" + told


def test_nobody_else_on_the_machine_can_read_what_is_made(tmp_path):
    with serving(tmp_path / "data"):
        pass
    for path in [tmp_path / "data", *(tmp_path / "data").rglob("*")]:
        mode = stat.S_IMODE(os.stat(path).st_mode)
        inside_private = path.name in ("libraries", "lock") or path.parent.name == "libraries"
        assert mode & 0o077 == 0 or inside_private, (path, oct(mode))


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


def test_a_library_that_is_hidden_while_it_is_served_is_gone_within_seconds(data):
    """Its streams end too, and the other library's go on."""
    uid = uids(data)["nu"]
    with serving(data) as running:
        streams = {
            slug: listen(running.port, "/board/autumn/live", f"{slug}.localhost")
            for slug in ("baku", "nu")
        }
        with opened(data) as found, found.control.begin() as connection:
            connection.exec_driver_sql("UPDATE library SET state='suspended' WHERE uid=?", (uid,))
        streams["nu"].settimeout(15)
        assert b"event: bye" in until_silent(streams["nu"])
        assert ask(running.port, "/", host="nu.localhost").status == 404
        assert ask(running.port, "/", host="baku.localhost").status == 200
        streams["baku"].settimeout(0.2)
        assert b"bye" not in until_silent(streams["baku"])
        for stream in streams.values():
            stream.close()


def until_silent(stream):
    heard = b""
    try:
        while b"bye" not in heard and (part := stream.recv(65536)):
            heard += part
    except TimeoutError:
        pass
    return heard
