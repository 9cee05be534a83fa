"""The network's verbs on the command line, each a process of its own."""

import json
import re

import pytest
from commands import ask, ask_store, humanshelf, opened, serving


def control(data, query):
    with opened(data) as found, found.control.connect() as connection:
        return [tuple(row) for row in connection.exec_driver_sql(query)]


def test_libraries_are_listed_with_what_the_door_shows(data):
    ask_store(data, "nu", "UPDATE event SET sample = 0 WHERE code = 'spring'")
    ended = humanshelf("libraries", "list", data=data)
    first, second = (line.split("\t") for line in ended.out.splitlines())
    assert (first[0], first[1], first[4], first[5]) == ("baku", "active", "-", "0")
    assert re.fullmatch(r"\d{4}-\d\d", second[4])
    assert int(first[3]) > 100_000
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", first[6])


def test_the_list_is_told_to_programs_too(data):
    told = json.loads(humanshelf("libraries", "list", "--json", "--search=ak", data=data).out)
    [one] = told["libraries"]
    assert told["schema"] == 1
    assert (one["slug"], one["state"], one["streams"], one["behind"]) == (
        "baku",
        "active",
        0,
        False,
    )
    assert set(one) == {
        *("uid", "slug", "state", "epoch", "schema", "behind", "created", "size", "month"),
        *("streams", "hidden"),
    }


def test_a_library_is_invited_by_a_link_that_is_shown_once(data):
    ended = humanshelf("libraries", "invite", "--reason=city library", data=data)
    uid, link = ended.out.split()
    assert re.fullmatch(r"http://localhost:8000/invitations/[\w-]{22}", link)
    assert control(data, "SELECT state, slug FROM library WHERE uid = '" + uid + "'") == [
        ("invited", None)
    ]
    assert humanshelf("libraries", "history", uid, data=data).out.endswith(
        f"\tinvite\t{uid}\tconsole\tcity library\n"
    )
    listed = humanshelf("libraries", "list", "--state=invited", data=data)
    assert listed.out.split("\t")[:4] == [uid, "invited", "-", "0"]


def test_a_library_is_hidden_put_to_rest_and_opened_again(data):
    for verb, state in (
        ("suspend", "suspended"),
        ("archive", "archived"),
        ("unarchive", "suspended"),
        ("resume", "active"),
    ):
        ended = humanshelf("libraries", verb, "baku", "--reason=they asked", data=data)
        assert (ended.code, ended.out) == (0, f"baku: {state}\n")
    acts = humanshelf("libraries", "history", "baku", data=data).out.splitlines()
    assert [line.split("\t")[1:] for line in acts] == [
        [act, "baku", "console", "they asked"]
        for act in ("active", "suspended", "archived", "suspended")
    ]
    assert humanshelf("libraries", "history", "nu", data=data).out == ""


@pytest.mark.parametrize(
    ("args", "sentence"),
    [
        (["suspend", "nowhere", "--reason=x"], "There is no library 'nowhere' here."),
        (["history", "nowhere"], "There is no library 'nowhere' here."),
        (["suspend", "baku", "--reason= "], "Say why, with --reason."),
        (["invite", "--reason= "], "Say why, with --reason."),
        (
            ["resume", "baku", "--reason=x"],
            "This does not go: a library that is active cannot become active.",
        ),
        (
            ["archive", "baku", "--reason=x"],
            "This does not go: a library that is active cannot become archived.",
        ),
    ],
)
def test_what_cannot_be_done_is_told_and_nothing_changes(data, args, sentence):
    assert humanshelf("libraries", *args, data=data).refusal == sentence
    assert control(data, "SELECT state, epoch FROM library ORDER BY slug") == [("active", 0)] * 2
    assert control(data, "SELECT count(*) FROM network_act") == [(0,)]


@pytest.mark.parametrize("args", [["suspend", "baku"], ["invite"], ["list", "--state=open"]])
def test_a_verb_without_its_reason_is_a_wrong_use(tmp_path, args):
    assert humanshelf("libraries", *args, data=tmp_path / "data").code == 2
    assert not (tmp_path / "data").exists()


def test_the_first_network_admin_comes_by_a_link_of_the_command(data):
    made = humanshelf("network", "admin", "Aygün", data=data)
    found = re.fullmatch(r"http://localhost:8000(/network/sign-in/[\w-]{22})\n", made.out)
    with serving(data) as running:
        assert ask(running.port, found[1], host="localhost").status == 200
        assert ask(running.port, found[1], host="baku.localhost").status == 404
        assert ask(running.port, "/", host="localhost").status == 404
    again = humanshelf("network", "admin", " aygün ", data=data)
    assert again.code == 0
    assert control(data, "SELECT name, totp FROM network_admin") == [("Aygün", None)]
    assert control(data, "SELECT act, actor, reason FROM network_act ORDER BY id") == [
        ("add-admin", "console", "Aygün"),
        ("link-admin", "console", "Aygün"),
    ]


@pytest.mark.parametrize("name", ["", "x", "x" * 41, "a\x07b"])
def test_a_name_that_is_no_good_is_refused(data, name):
    assert humanshelf("network", "admin", name, data=data).refusal == "A name has 2 to 40 letters."


def test_a_worker_tells_how_many_streams_are_open(data):
    with serving(data) as running:
        assert ask(running.port, "/").status == 200
        assert humanshelf("libraries", "list", data=data).code == 0
    assert list((data / "streams").glob("*.making")) == []
