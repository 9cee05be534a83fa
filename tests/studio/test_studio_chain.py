"""The list of acts only grows, and whoever changes it behind the product's back is found out."""

from datetime import timedelta

import pytest
import sqlcipher3
from click.testing import CliRunner

from cast import NOW, STAFF
from humanshelf.cli import cli
from humanshelf.records import activity, erasures
from humanshelf.records.books import Book
from humanshelf.tenancy import library, writing

PAGE = "/studio/activity"


@pytest.fixture
def acts(baku):
    """Five acts, three of them on things."""
    with baku.inside(), writing() as session:
        for number, subject in enumerate(("deniz", "", "street", "", "lala")):
            at = NOW + timedelta(minutes=number)
            activity.note(session, at, STAFF["coordinator"], f"act-{number}", subject)


def checked(house, noted=None):
    with house.inside():
        return activity.checked(noted)


def tamper(house, *statements):
    """As somebody would who has the file and its key: without the triggers."""
    connection = house.app.extensions["humanshelf.tenancy"].stores.watch_connection(house.uid)
    try:
        for statement in ("DROP TRIGGER act_stays", "DROP TRIGGER act_kept", *statements):
            connection.execute(statement)
    finally:
        connection.close()


def test_untouched_it_holds(baku, nu, acts):
    found = checked(baku)
    assert (found.acts, found.older, found.struck, found.broken) == (5, 0, 0, None)
    assert checked(baku, found.head) == found
    assert checked(nu).acts == 0 and checked(nu).broken is None


WAYS = {
    "an act": ("UPDATE act SET act = 'nothing' WHERE number = 2",),
    "a time": ("UPDATE act SET at = at + 1 WHERE number = 3",),
    "who did it": ("UPDATE act SET actor = NULL WHERE number = 4",),
    "what it was about": ("UPDATE act SET subject = 'kamran' WHERE number = 1",),
    "that it was about anything": ("UPDATE act SET subject = 'x', seed = x'00' WHERE number = 2",),
    "one taken out": ("DELETE FROM act WHERE number = 3",),
    "one taken out and the rest moved up": (
        "DELETE FROM act WHERE number = 2",
        "UPDATE act SET number = number - 1 WHERE number > 2",
    ),
    "two in each other's place": (
        "UPDATE act SET number = 99 WHERE number = 2",
        "UPDATE act SET number = 2 WHERE number = 3",
        "UPDATE act SET number = 3 WHERE number = 99",
    ),
    "one put in": (
        "INSERT INTO act (id, at, actor, act, subject, number, link)"
        " SELECT lower(hex(randomblob(length(id) / 2))), at, actor, act, '', 6, link"
        " FROM act WHERE number = 5",
    ),
    "one put in as from before": (
        "INSERT INTO act (id, at, actor, act, subject)"
        " SELECT lower(hex(randomblob(length(id) / 2))), at, actor, 'x', '' FROM act"
        " WHERE number = 5",
    ),
}


@pytest.mark.parametrize("way", WAYS)
def test_what_was_changed_is_found(baku, acts, way):
    before = checked(baku)
    tamper(baku, *WAYS[way])
    assert checked(baku).broken is not None
    assert before.broken is None


def test_the_newest_taken_away_are_found_by_a_number_from_before(baku, acts):
    """The control: without it the rest is a chain like any other."""
    noted = checked(baku).head
    tamper(baku, "DELETE FROM act WHERE number > 3")
    assert checked(baku).broken is None
    assert checked(baku, noted).broken == f"act {noted} was noted once, and is not there"


def test_sealed_anew_under_another_key_nothing_holds(stage, baku, nu, acts):
    """A chain of one library is none of another's."""
    rows = baku.rows("SELECT * FROM act")
    connection = stage.app.extensions["humanshelf.tenancy"].stores.watch_connection(nu.uid)
    try:
        marks = ", ".join("?" * len(rows[0]))
        connection.executemany(f"INSERT INTO act VALUES ({marks})", rows)
    finally:
        connection.close()
    assert checked(nu).broken is not None


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM act WHERE number = 1",
        "DELETE FROM act",
        "UPDATE act SET act = 'nothing'",
        "UPDATE act SET subject = 'kamran' WHERE number = 1",
        "UPDATE act SET subject = '', seed = NULL, at = 0 WHERE number = 1",
        "UPDATE act SET number = 9 WHERE number = 1",
    ],
)
def test_the_store_refuses_it_by_itself(baku, acts, statement):
    connection = baku.app.extensions["humanshelf.tenancy"].stores.watch_connection(baku.uid)
    try:
        with pytest.raises(sqlcipher3.IntegrityError, match="an act "):
            connection.execute(statement)
    finally:
        connection.close()
    assert checked(baku).broken is None


def test_an_erased_books_code_goes_and_the_chain_holds(baku, acts):
    with baku.inside(), writing() as session:
        book = session.query(Book).filter_by(code="deniz").one()
        erasures.erase_book(session, book, NOW.date())
    found = checked(baku)
    assert (found.acts, found.struck, found.broken) == (5, 1, None)
    assert baku.rows("SELECT subject, seed FROM act WHERE number = 1") == [("", None)]


def test_acts_from_before_the_chain_are_sealed_by_its_first(baku):
    connection = baku.app.extensions["humanshelf.tenancy"].stores.watch_connection(baku.uid)
    old = "INSERT INTO act (id, at, actor, act, subject) VALUES (?, 5, NULL, 'old', 'x')"
    try:
        connection.execute(old, ("1" * 32,))
        with baku.inside(), writing() as session:
            activity.note(session, NOW, None, "new")
        assert (checked(baku).older, checked(baku).broken) == (1, None)
        tamper(baku, "UPDATE act SET act = 'other' WHERE number IS NULL")
    finally:
        connection.close()
    assert checked(baku).broken is not None


def test_many_in_one_write_and_in_many_follow_each_other(baku):
    for thing in "abc":
        with baku.inside(), writing() as session:
            activity.note(session, NOW, None, "one")
            activity.note(session, NOW, None, "two", thing)
    with baku.inside(), activity.noting(NOW, None, "three"), writing():
        pass
    assert [n for (n,) in baku.rows("SELECT number FROM act ORDER BY number")] == [*range(1, 8)]
    assert checked(baku).broken is None


def test_coordinators_are_shown_the_number_to_write_down(baku, samir, acts):
    assert checked(baku).head in samir.get(PAGE).text


def test_a_library_keeps_its_chain_where_it_is_opened_again(stage, baku, acts):
    found = checked(baku)
    stage.close()
    stage.open()
    with stage.app.app_context(), library(baku.uid):
        assert activity.checked(found.head) == found


def test_the_command_line_tells_what_was_found(baku, acts, monkeypatch):
    def inside(_slug, work):
        with baku.inside():
            return work()

    monkeypatch.setattr("humanshelf.cli.checks.inside", inside)
    noted = checked(baku).head
    asked = ["activity", "check", "baku", "--noted", noted]
    good = CliRunner().invoke(cli, asked)
    assert (good.exit_code, good.output.splitlines()[0]) == (
        0, "the list holds: 5 acts, 0 from before it was sealed",
    )  # fmt: skip
    tamper(baku, "DELETE FROM act WHERE number = 5")
    assert CliRunner().invoke(cli, asked).exit_code == 1
