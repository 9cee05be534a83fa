"""Many desks at once: nothing is called twice, and each library has its own floor."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

import fussy
from cast import EVENT, HTMX


def desks(house, number):
    """So many desks, signed in, each with its own token."""
    made = [house.staff("librarian") for _ in range(number)]
    for desk in made:
        desk.token()
    return made


def at_once(people, act):
    start = Barrier(len(people))

    def run(person):
        start.wait()
        return act(person)

    with ThreadPoolExecutor(len(people)) as threads:
        return list(threads.map(run, people))


@pytest.mark.parametrize("noun", ["calls", "readings", "returns", "no-shows", "breaks"])
def test_four_desks_tap_the_same_at_once(baku, noun):
    for book in ("deniz", "deniz"):
        baku.reader().card(book)
    first, *_ = people = desks(baku, 4)
    ahead = {"readings": 1, "no-shows": 1, "returns": 2}.get(noun, 0)
    for step in ("calls", "readings")[:ahead]:
        first.tap(step, book="deniz")
    steps = baku.count("step")

    answers = at_once(people, lambda desk: desk.tap(noun, book="deniz", headers=HTMX))

    assert sorted(a.status_code for a in answers) == [200, 409, 409, 409]
    assert baku.count("step") == steps + 1
    for refused in answers:
        if refused.status_code == 409:
            assert len(fussy.alerts(refused)) == 1


def test_four_desks_call_eight_books_and_no_card_twice(baku):
    books = ["kamran", "nargiz", "lala", "aytan", "tural", "deniz", "timur", "rafiga"]
    for number in range(8):
        baku.reader().card(*(books[(number + i) % 8] for i in range(3)))
    people = desks(baku, 4)

    answers = at_once(
        people, lambda desk: [desk.tap("calls", book=b, headers=HTMX).status_code for b in books]
    )

    tried = [status for desk in answers for status in desk]
    called = baku.rows("SELECT id, book FROM card WHERE stage = 'called'")
    assert set(tried) <= {200, 409}
    assert tried.count(200) == len(called) == len({b for _, b in called}) == 8


def test_the_index_stands_behind_the_rule(baku, rana):
    """Whoever writes, in whatever process: the store itself refuses a double call."""
    from sqlalchemy.exc import IntegrityError

    for _ in range(2):
        baku.reader().card("deniz")
    rana.tap("calls", book="deniz")
    with pytest.raises(IntegrityError, match="UNIQUE"):
        baku.change("UPDATE card SET stage='called', book='deniz'")
    with pytest.raises(IntegrityError, match="UNIQUE"):
        baku.change("UPDATE card SET reader_hash=x'00'")


def test_a_desk_sees_what_another_desk_did(baku, rana):
    baku.reader().card("deniz")
    other = baku.staff("coordinator")
    other.tap("calls", book="deniz")
    row = fussy.one(rana.main(f"/desk/{EVENT}"), "li", id="row-deniz")
    assert row.get("data-state") == "called"


def test_a_tap_in_baku_changes_nothing_in_astana(baku, nu, rana, dana):
    baku.reader().card("deniz")
    nu.reader().card("deniz")
    before = nu.checksum()
    rana.tap("calls", book="deniz")
    assert nu.checksum() == before
    row = fussy.one(dana.main(f"/desk/{EVENT}"), "li", id="row-deniz")
    assert row.get("data-state") == "free"
