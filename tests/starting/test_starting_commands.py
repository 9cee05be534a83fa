"""The other commands: libraries, staff, migrate, forget; their use and their wrong use."""

import json
import re
import shutil

import pytest
from commands import (
    ask,
    ask_store,
    checksums,
    humanshelf,
    left_of,
    opened,
    serving,
    take_card,
    uids,
)

from browsing import ROOT
from humanshelf.libraries.bundle import read
from humanshelf.libraries.faults import BrokenBundle

BAKU, NU = ROOT / "tenants" / "baku", ROOT / "tenants" / "nu"


@pytest.fixture
def bundle(tmp_path):
    return shutil.copytree(BAKU, tmp_path / "bundle")


def edit(path, old, new):
    source = path.read_text()
    assert source.count(old) >= 1
    path.write_text(source.replace(old, new, 1))
    return source[: source.index(old)].count("\n") + 1


# libraries check


def test_good_bundles_are_said_to_be_good(tmp_path):
    ended = humanshelf("libraries", "check", str(BAKU), str(NU), data=tmp_path / "data")
    assert (ended.code, ended.err) == (0, "")
    assert ended.out == f"{BAKU}: good (baku, 8 sample books)\n{NU}: good (nu, 8 sample books)\n"
    assert left_of(tmp_path) == set()


def test_every_fault_is_told_with_file_and_line_and_good_ones_are_still_looked_at(bundle):
    told = bundle / "tenant.toml"
    zone = edit(told, 'time_zone = "Asia/Baku"', 'time_zone = "Asia/Baku/"')
    hue = edit(told, "hue = ", "hue = 1")
    ended = humanshelf("libraries", "check", str(bundle), str(NU))
    assert ended.code == 1
    assert ended.out == f"{NU}: good (nu, 8 sample books)\n"
    assert sorted(ended.err.splitlines()) == sorted(
        [
            f"{told}:{zone}: 'Asia/Baku/' is not a time zone, as Asia/Baku is",
            f"{told}:{hue}: hue is a multiple of 15 from 0 to 345",
        ]
    )


def test_a_folder_that_is_no_bundle_is_told(tmp_path):
    ended = humanshelf("libraries", "check", str(tmp_path))
    assert (ended.code, ended.out) == (1, "")
    assert ended.err == f"{tmp_path}/tenant.toml:1: this file is missing\n"


BROKEN = {
    "tenant.toml": [
        ('slug = "baku"', 'slug = "xn--80ak6aa92e"'),
        ('slug = "baku"', 'slug = "../baku"'),
        ('slug = "baku"', "slug = 7"),
        ('slug = "baku"', "slug ="),
        ('logo = "brand/logo.svg"', 'logo = "../../secret.svg"'),
        ('logo = "brand/logo.svg"', 'logo = "/etc/passwd"'),
        ('logo = "brand/logo.svg"', 'logo = "a\\u0000b"'),
        ('logo = "brand/logo.svg"', "logo = 3"),
        ("[name]", "[[name]]"),
        ("[brand]", "[[brand]]"),
    ],
    "sample/books.toml": [
        ("[[book]]", "[book]"),
        ("[[book]]\n", "book = 3\n[[other]]\n"),
        ('code = "kamran"', 'code = "../kamran"'),
        ('code = "kamran"', 'code = ["kamran"]'),
        ('code = "kamran"', "code = 2026-01-01"),
        ("group_limit = ", "group_limit = 1"),
    ],
    "sample/events.toml": [
        ("[[event]]", "[event]"),
        ("[[event.seat]]", "[event.seat]"),
        ('code = "spring"', 'code = "autumn"'),
        ('when = "now"', 'when = "soon"'),
    ],
}
CASES = [(name, old, new) for name, edits in BROKEN.items() for old, new in edits]


@pytest.mark.parametrize(("name", "old", "new"), CASES)
def test_odd_bundles_are_refused_with_file_and_line_and_no_trace(bundle, capsys, name, old, new):
    """In this process, for there are many: what the command does with it is tested above."""

    if old not in (bundle / name).read_text():
        pytest.fail(f"{old!r} is not in {name}")
    edit(bundle / name, old, new)
    with pytest.raises(BrokenBundle) as broken:
        read(bundle)
    for line in str(broken.value).splitlines():
        assert re.match(rf"{bundle}/\S+:\d+: \S", line) or line.startswith("/etc/passwd:1: "), line


LOGOS = {
    "a script": '<svg viewBox="0 0 28 28"><script>alert(1)</script></svg>',
    "an event": '<svg viewBox="0 0 28 28" onload="x"><path d="M0 0"/><image href="//x"/></svg>',
    "a style": '<svg viewBox="0 0 28 28"><style>*{}</style><path d="M0 0"/></svg>',
    "an entity": '<!DOCTYPE x [<!ENTITY a "b">]><svg viewBox="0 0 28 28"><path d="&a;"/></svg>',
    "an order": '<?xml-stylesheet href="//x"?><svg viewBox="0 0 28 28"><path d="M0 0"/></svg>',
    "another path": '<svg viewBox="0 0 28 28"><path d="M0 0&quot; onload=&quot;x"/></svg>',
    "an address": '<svg viewBox="0 0 28 28"><path d="url(//x)"/></svg>',
    "nothing": "",
    "no svg": "GIF89a",
    "another box": '<svg viewBox="0 0 9 9"><path d="M0 0"/></svg>',
    "too much": '<svg viewBox="0 0 28 28"><path d="' + "M0 0" * 1200 + '"/></svg>',
    "not text": b"\xff\xd8\xff\xe0",
}


@pytest.mark.parametrize("logo", LOGOS.values(), ids=[name.replace(" ", "-") for name in LOGOS])
def test_a_logo_that_holds_more_than_paths_is_refused(bundle, logo):

    path = bundle / "brand" / "logo.svg"
    path.write_bytes(logo if isinstance(logo, bytes) else logo.encode())
    with pytest.raises(BrokenBundle) as broken:
        read(bundle)
    assert str(broken.value).startswith(f"{path}:1: ")


def test_of_a_logo_nothing_is_kept_but_the_paths(bundle):

    path = bundle / "brand" / "logo.svg"
    path.write_text('<svg viewBox="0 0 28 28" onload="x"><path d="M1 2" style="x" id="y"/></svg>')
    assert read(bundle).logo == "M1 2"


def test_a_logo_behind_a_link_that_leads_out_is_refused(bundle, tmp_path):

    logo = bundle / "brand" / "logo.svg"
    shutil.move(logo, tmp_path / "outside.svg")
    logo.symlink_to(tmp_path / "outside.svg")
    with pytest.raises(BrokenBundle, match="the logo is missing"):
        read(bundle)


# libraries onboard, list, clear-samples


def test_a_library_is_onboarded_once_and_then_was_there_already(tmp_path):
    data = tmp_path / "data"
    first = humanshelf("libraries", "onboard", str(BAKU), data=data)
    assert re.fullmatch(r"baku: onboarded \([0-9a-f]{16}\)\n", first.out)
    before = checksums(data)
    second = humanshelf("libraries", "onboard", str(BAKU), data=data)
    assert second.out == first.out.replace("onboarded", "was there already")
    assert checksums(data) == before
    assert ask_store(data, "baku", "SELECT count(*) FROM book") == [(0,)]


@pytest.mark.parametrize(
    ("slug", "sentence"),
    [("www", "tenant.toml:2: 'www' is reserved"), ("Baku!", "slug: small letters")],
)
def test_a_bundle_that_cannot_be_brought_in_leaves_nothing(tmp_path, bundle, slug, sentence):
    edit(bundle / "tenant.toml", 'slug = "baku"', f'slug = "{slug}"')
    data = tmp_path / "data"
    assert sentence in humanshelf("libraries", "onboard", str(bundle), data=data).refusal
    assert left_of(data / "libraries") == set()
    assert left_of(data / "keys") <= {"deployment.key"}


def test_libraries_are_listed_with_state_and_schema(data):
    ended = humanshelf("libraries", "list", data=data)
    assert (ended.code, ended.err) == (0, "")
    lines = [line.split("\t") for line in ended.out.splitlines()]
    assert [line[:2] for line in lines] == [["baku", "active"], ["nu", "active"]]
    assert len({line[2] for line in lines}) == 1


def test_samples_are_cleared_in_one_library_and_not_in_the_other(data):
    before = checksums(data)
    ended = humanshelf("libraries", "clear-samples", "baku", data=data)
    assert (ended.code, ended.out) == (0, "baku: 11 samples removed\n")
    for table in ("book", "book_text", "event", "event_text", "seat", "card", "step"):
        assert ask_store(data, "baku", f"SELECT count(*) FROM {table}") == [(0,)]
    after = checksums(data)
    assert {k: v for k, v in after.items() if k[0] == "nu"} == {
        k: v for k, v in before.items() if k[0] == "nu"
    }
    again = humanshelf("libraries", "clear-samples", "baku", data=data)
    assert again.out == "baku: 0 samples removed\n"


# staff link


def test_behind_a_proxy_that_ends_tls_links_are_https_without_a_port(data):
    ended = humanshelf(
        *("staff", "link", "baku", "Rəna"),
        data=data,
        HUMANSHELF_PROXY="127.0.0.1",
        HUMANSHELF_BASE_DOMAIN="shelf.example",
    )
    assert ended.out.startswith("https://baku.shelf.example/sign-in/"), ended


def test_a_link_of_the_command_lets_its_person_in_and_nobody_into_the_other_library(data):
    ended = humanshelf("staff", "link", "baku", "Rəna", data=data, HUMANSHELF_ORIGIN_PORT="8000")
    assert re.fullmatch(r"http://baku\.localhost:8000/sign-in/[\w-]{22}\n", ended.out)
    path = "/sign-in/" + ended.out.strip()[-22:]
    with serving(data) as running:
        assert ask(running.port, path, host="nu.localhost").status == 404
        assert ask(running.port, path, {}, host="nu.localhost").status == 404
        assert ask(running.port, path, {}).status == 303
    assert ("Rəna", "librarian") in ask_store(data, "baku", "SELECT name, role FROM staff")


def test_the_links_address_follows_the_deployment(data):
    told = {"HUMANSHELF_SCHEME": "https", "HUMANSHELF_BASE_DOMAIN": "Shelf.Example."}
    ended = humanshelf("staff", "link", "nu", "Dana", "--role=coordinator", data=data, **told)
    assert re.fullmatch(r"https://nu\.shelf\.example/sign-in/[\w-]{22}\n", ended.out)


# wrong uses


@pytest.mark.parametrize(
    ("args", "sentence"),
    [
        (["staff", "link", "nobody", "Rəna"], "There is no library 'nobody' here."),
        (["floor", "check", "nobody", "autumn"], "There is no library 'nobody' here."),
        (["libraries", "clear-samples", "nobody"], "There is no library 'nobody' here."),
        (["libraries", "clear-samples", "../baku"], "There is no library '../baku' here."),
    ],
)
def test_an_unknown_library_is_refused(data, args, sentence):
    before = checksums(data)
    assert humanshelf(*args, data=data).refusal == sentence
    assert checksums(data) == before


@pytest.mark.parametrize(
    "args",
    [
        ["serv"],
        ["libraries"],
        ["libraries", "check"],
        ["libraries", "onboard"],
        ["libraries", "erase"],
        ["libraries", "clear-samples"],
        ["floor", "check", "baku"],
        ["staff", "link", "baku"],
        ["staff", "link", "baku", "Rəna", "--role=admin"],
        ["serve", "--debug"],
    ],
    ids=" ".join,
)
def test_a_wrong_use_is_told_and_nothing_is_made(tmp_path, args):
    ended = humanshelf(*args, data=tmp_path / "data")
    assert ended.code == 2
    assert "Usage: humanshelf" in ended.err
    assert "Traceback" not in ended.err
    assert left_of(tmp_path) == set()


def test_a_data_folder_that_cannot_be_is_refused_by_every_command(tmp_path):
    (tmp_path / "file").touch()
    for command in (["libraries", "list"], ["forget"], ["migrate"], ["staff", "link", "a", "b"]):
        ended = humanshelf(*command, data=tmp_path / "file" / "data")
        assert ended.refusal.endswith(" cannot be used: Not a directory.")


# migrate, forget


def test_migrate_on_the_newest_schema_says_nothing_and_changes_nothing(data):
    before = checksums(data)
    ended = humanshelf("migrate", data=data)
    assert (ended.code, ended.out, ended.err) == (0, "", "")
    assert checksums(data) == before


def test_forget_erases_what_is_due_and_nothing_else(data):
    with serving(data) as running:
        take_card(running.port)
        take_card(running.port, host="nu.localhost", book=first_book(data, "nu"))
    ended = humanshelf("forget", data=data)
    assert (ended.code, ended.out) == (0, "0 rows forgotten\n")
    ask_store(data, "baku", "UPDATE event SET closes = closes - 20 * 3600 * 1000")
    ended = humanshelf("forget", data=data)
    gone = int(re.search(r"^(\d+) rows forgotten$", ended.out, re.M)[1])
    assert gone >= 2
    assert f"baku: {gone}\n" in ended.out
    assert ask_store(data, "baku", "SELECT count(*) FROM card") == [(0,)]
    assert ask_store(data, "baku", "SELECT count(*) FROM step") == [(0,)]
    assert ask_store(data, "baku", "SELECT taken FROM event WHERE code = 'autumn'") == [(1,)]
    assert ask_store(data, "nu", "SELECT count(*) FROM card") == [(1,)]


def test_a_hidden_library_is_forgotten_on_time_too(data):
    """Who hides a library does so because somebody may come for what it holds."""
    with serving(data) as running:
        take_card(running.port)
    ask_store(data, "baku", "UPDATE event SET closes = closes - 20 * 3600 * 1000")
    with opened(data) as found, found.control.begin() as connection:
        connection.exec_driver_sql("UPDATE library SET state = 'suspended'")
    assert humanshelf("forget", data=data).code == 0
    assert ask_store(data, "baku", "SELECT count(*) FROM card") == [(0,)]


def first_book(data, slug):
    return ask_store(data, slug, "SELECT book FROM seat ORDER BY position")[0][0]


def test_help_names_every_command():
    told = humanshelf("--help")
    for command in ("serve", "libraries", "staff", "floor", "plan", "migrate", "forget"):
        assert re.search(rf"^  {command} ", told.out, re.M)


# floor check


def test_a_floor_is_checked_against_its_ledger(data):
    with serving(data) as running:
        take_card(running.port)
        take_card(running.port, "lala")
    ended = humanshelf("floor", "check", "baku", "autumn", data=data)
    assert (ended.code, ended.out) == (0, "the floor and its ledger agree: 2 steps\n")
    uid = uids(data)["baku"]
    with opened(data) as found, found.stores.engine_for(uid).begin() as connection:
        connection.exec_driver_sql("UPDATE event SET taken = 5 WHERE code = 'autumn'")
    ended = humanshelf("floor", "check", "baku", "autumn", data=data)
    assert (ended.code, ended.out) == (1, "taken: 5, by its steps 2\n")


def test_an_unknown_event_is_refused(data):
    ended = humanshelf("floor", "check", "baku", "no-such", data=data)
    assert ended.refusal == "There is no event 'no-such' in this library."


# plan


def test_an_event_is_planned_with_the_same_figures_each_time():
    hall = ("--books", "2", "--hours", "1.5", "--readers", "9", "--foreign", "20")
    told = humanshelf("plan", *hall)
    assert (told.code, told.err) == (0, "evenings played: 150 of 150\n")
    assert [line[:24].strip() for line in told.out.splitlines()] == [
        "",
        "as planned",
        "one more book",
        "readings 5 min shorter",
        "one more interpreter",
        "one more hour",
    ]
    assert humanshelf("plan", *hall).out == told.out
    figures = json.loads(humanshelf("plan", *hall, "--json").out)
    assert figures["days"] == 30
    assert f"{figures['variants']['planned']['unread']:.1f}" in told.out.splitlines()[1]


@pytest.mark.parametrize("slug", ["baku", "nu"])
def test_a_plan_starts_with_an_events_numbers(data, slug):
    told = humanshelf(
        "plan", "--library", slug, "--event", "autumn", "--readers", "3", "--json", data=data
    )
    assert (told.code, json.loads(told.out)["days"]) == (0, 30)


@pytest.mark.parametrize(
    ("args", "sentence"),
    [
        (("--books", "0"), "--books is a number between 1 and 60."),
        (("--readers", "601"), "--readers is a number between 1 and 600."),
        (("--hours", "nan"), "--hours is a number between 1 and 16."),
        (("--hours", "-inf"), "--hours is a number between 1 and 16."),
        (("--rest-after", "11"), "--rest-after is a number between 0 and 10."),
        (("--loan", "61"), "--loan is a number between 10 and 60, and no longer than the event."),
        (("--library", "baku"), "--library and --event go together."),
        (("--library", "baku", "--event", "x"), "There is no event 'x' in this library."),
        (("--library", "x", "--event", "autumn"), "There is no library 'x' here."),
    ],
)
def test_what_cannot_be_planned_is_refused(data, args, sentence):
    assert humanshelf("plan", *args, data=data).refusal == sentence
