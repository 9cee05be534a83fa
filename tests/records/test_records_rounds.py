"""Rounds in the store: the bell, chairs and later wishes; readings counted; nothing of others."""

from datetime import UTC, datetime

import pytest
from sqlalchemy.exc import IntegrityError
from test_records_floors import parts, remembered

from cast import EVENT, later
from humanshelf.lending.bell import Bell, Sitting
from humanshelf.lending.mistakes import Overtaken
from humanshelf.records import floors
from humanshelf.records.floors.loading import caught_up
from humanshelf.records.ledger import checked
from humanshelf.tenancy.db import db


@pytest.fixture
def rounds(baku):
    baku.in_rounds()
    return baku


def verb(house, tap):
    """A verb on the floor, as a door sends it."""
    at = datetime.now(UTC).replace(microsecond=0)
    with house.inside():
        found = floors.scene(EVENT, at)
        with floors.changing(found.event.id) as change:
            tap(change.floor, at)


def gather(house):
    verb(house, lambda floor, at: floor.gather(at=at))


def begin(house):
    verb(house, lambda floor, at: floor.begin(at=at))


def end(house):
    verb(house, lambda floor, at: floor.end(at=at))


def undo(house):
    verb(house, lambda floor, at: floor.undo(floor.undoable().number, at=at))


def wish_then(house, *wishes):
    """The only card there wishes for these in the round after."""

    def tap(floor, at):
        (id,) = floor.cards
        floor.wish_then(id, wishes, at=at)

    verb(house, tap)


def test_what_is_kept_of_a_round_is_what_another_worker_reads(rounds, leyla, murad, clock):
    leyla.card("deniz")
    murad.card("deniz")
    for tap in (gather, begin, end, undo, end, gather, undo):
        clock.shift(61)
        tap(rounds)
        mine, theirs = remembered(rounds), rounds.floor()
        assert parts(mine) == parts(theirs), tap
        assert mine.steps == theirs.steps, tap
    assert rounds.floor().bell.sitting is Sitting.AHEAD
    with rounds.inside():
        assert checked(EVENT, later(60))[1] == []


def test_two_cards_sit_at_one_book_but_never_on_one_chair(rounds, leyla, murad):
    leyla.card("lala")
    murad.card("lala")
    gather(rounds)
    assert [card.place for card in rounds.floor().at_book("lala")] == [0, 1]
    with pytest.raises(IntegrityError):
        rounds.change("UPDATE card SET place = 0")


def test_a_worker_behind_by_one_bell_catches_up(rounds, leyla, clock):
    leyla.card("deniz")
    with rounds.inside():
        old = floors.scene(EVENT, later(0)).floor
    gather(rounds)
    with rounds.inside():
        found = floors.scene(EVENT, later(0))
        caught = caught_up(db.session(), found.event.id, old)
    assert parts(caught) == parts(rounds.floor())
    assert caught.bell == Bell(1, Sitting.GATHERING, None)


def test_readings_of_a_card_that_went_on_are_counted(rounds, leyla, clock):
    leyla.card("deniz")
    wish_then(rounds, "lala")
    for tap in (gather, begin, end):
        clock.shift(120)
        tap(rounds)
    (card,) = rounds.floor().cards.values()
    assert (card.wishes, card.then, card.earlier) == (("lala",), (), 1)
    (reader,) = rounds.rows("SELECT reader_hash FROM card")[0]
    assert readings_of(rounds, reader) == 1
    for tap in (gather, begin, end):
        clock.shift(120)
        tap(rounds)
    assert readings_of(rounds, reader) == 2
    assert leyla.take("deniz").status_code == 422
    undo(rounds)
    assert readings_of(rounds, reader) == 1


def readings_of(house, reader) -> int:
    with house.inside():
        event = floors.scene(EVENT, later(0)).event.id
        with floors.changing(event) as change:
            return change.readings_of(reader)


def test_two_desks_ring_one_bell(rounds, leyla):
    leyla.card("deniz")
    gather(rounds)
    steps = rounds.count("step")
    verb(rounds, lambda floor, at: floor.gather(1, at=at))
    assert rounds.count("step") == steps
    with pytest.raises(Overtaken):
        verb(rounds, lambda floor, at: floor.end(1, at=at))


def test_the_bell_of_one_library_rings_in_no_other(baku, nu, leyla, aigul):
    for house in (baku, nu):
        house.in_rounds()
    leyla.card("deniz")
    aigul.card("deniz")
    before = nu.checksum()
    for tap in (gather, begin, end):
        tap(baku)
    assert nu.checksum() == before
    assert nu.floor().bell == Bell()
