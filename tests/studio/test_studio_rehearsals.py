"""A rehearsal at the real desk, by a moved clock: played by itself, and gone with one click."""

import logging
from datetime import UTC, datetime, timedelta

import pytest

import fussy
from cast import EVENT
from humanshelf.lending.card import Stage
from humanshelf.libraries import prompter as prompting
from humanshelf.libraries.forgetting import forget_everywhere
from humanshelf.libraries.prompter import EXTENSION
from humanshelf.records import rehearsals

PAGE = "/studio/rehearsals"
TABLES = ("event", "card", "step", "told", "note", "seat", "backroom", "event_text")


def rehearse(person, **changes):
    form = {"event": EVENT, "speed": "10", "readers": "30", "phones": "1"} | changes
    return person.post(PAGE, data={"csrf_token": person.token(PAGE)} | form)


def code_of(house):
    (found,) = house.rows("SELECT code FROM event WHERE rehearsal IS NOT NULL")
    return found[0]


def remove(person, code):
    return person.post(f"{PAGE}/{code}/removals", data={"csrf_token": person.token(PAGE)})


def look(house):
    return house.app.extensions[EXTENSION].look(house.uid, datetime.now(UTC))


def librarian(desk, house, code):
    """What a librarian would tap as the floor stands."""
    floor, now = house.floor(code), datetime.now(UTC)
    for book, card in floor.seated.items():
        late = now >= card.since + timedelta(minutes=floor.policy.grace)
        if card.stage is Stage.CALLED and card.here and card.here >= card.since:
            desk.tap("readings", event=code, book=book)
        elif card.stage is Stage.CALLED and late:
            desk.tap("no-shows", event=code, book=book)
        elif card.stage is Stage.READING and now >= card.due:
            desk.tap("returns", event=code, book=book)
    for book in floor.turns(now):
        desk.tap("calls", event=code, book=book)
    for seat in floor.shelf.values():
        if seat.own.help:
            desk.tap("visits", event=code, book=seat.book)


def sizes(house):
    return {name: house.count(name) for name in TABLES}


@pytest.mark.parametrize(("own", "desk", "other"), [("baku", "rana", "nu"), ("nu", "dana", "baku")])
def test_a_whole_evening_plays_and_goes_without_a_trace(
    own, desk, other, stage, clock, request, monkeypatch
):
    # An evening on which somebody does not come.
    monkeypatch.setattr(rehearsals, "token_hex", lambda size: "5e" * size)
    house, foreign = stage.houses[own], stage.houses[other]
    before, elsewhere = sizes(house), foreign.checksum()
    leader, person = house.staff("coordinator"), request.getfixturevalue(desk)
    assert rehearse(leader).status_code == 303
    code = code_of(house)
    while look(house) and datetime.now(UTC) < house.floor(code).closes:
        librarian(person, house, code)
        clock.shift(20)
    floor = house.floor(code)
    verbs = {verb for (verb,) in house.rows("SELECT DISTINCT verb FROM step")}
    assert {"take", "here", "call", "start", "return", "no-show", "own"} <= verbs
    assert floor.taken == 30
    assert sum(seat.readings for seat in floor.shelf.values()) >= 15
    assert foreign.checksum() == elsewhere
    assert remove(house.staff("coordinator"), code).status_code == 303
    assert sizes(house) == before
    assert not look(house)


def test_two_workers_at_once_do_each_act_once(samir, baku, clock):
    rehearse(samir)
    clock.shift(300)
    code = code_of(baku)
    look(baku)
    taken = baku.floor(code).taken
    steps = baku.count("step")
    # Another worker has its own memory, and sees the same floor.
    baku.app.extensions["humanshelf.tenancy"].memory.clear()
    look(baku)
    assert (baku.floor(code).taken, baku.count("step")) == (taken, steps)
    assert taken > 3


def test_it_is_marked_for_everyone_listed_for_staff_and_for_no_reader(samir, rana, leyla, baku):
    rehearse(samir)
    code = code_of(baku)
    said = "Rehearsal: the readers of this event are made up."
    for visitor, path in (
        (rana, f"/desk/{code}"),
        (rana, f"/desk/{code}/prints"),
        (leyla, f"/events/{code}"),
        (leyla, f"/events/{code}/books/deniz"),
        (leyla, f"/backroom/{baku.backroom('deniz', code)}"),
    ):
        assert said in visitor.get(path).text, path
    assert "Rehearsal" in leyla.get(f"/board/{code}").text
    assert code not in leyla.get("/").text
    assert code in rana.get("/desk?all=1").text
    assert said not in rana.get(f"/desk/{EVENT}").text


def test_interpreters_come_along_without_the_names_they_go_by(samir, baku):
    data = {"csrf_token": samir.token(), "name": "Ayla", "language": ["az", "tr"]}
    samir.post(f"/desk/{EVENT}/interpreters", data=data)
    rehearse(samir)
    page = samir.get(f"/desk/{code_of(baku)}/interpreters").text
    assert "№ 1" in page
    assert "Ayla" not in page
    spoken = [one.languages for one in baku.floor(code_of(baku)).interpreters.values()]
    assert spoken == [("az", "tr")]


def test_it_counts_in_no_record(samir, baku):
    rehearse(samir)
    assert samir.get(f"/studio/events/{code_of(baku)}/record").status_code == 404


@pytest.mark.parametrize(
    "wrong", [{"speed": "3"}, {"readers": "4"}, {"readers": "81"}, {"readers": "x"}, {"speed": ""}]
)
def test_what_is_out_of_bounds_is_refused_in_words(samir, baku, wrong):
    before = baku.checksum()
    answer = rehearse(samir, **wrong)
    assert answer.status_code == 422
    assert fussy.alerts(answer) == ["Please choose a speed, and 5 to 80 readers."]
    assert baku.checksum() == before


def test_three_at_most_and_none_of_what_is_not_there_or_is_one_itself(samir, baku):
    assert rehearse(samir, event="no-such").status_code == 404
    rehearse(samir)
    assert rehearse(samir, event=code_of(baku)).status_code == 404
    rehearse(samir)
    rehearse(samir)
    assert "Begin the rehearsal" not in samir.get(PAGE).text
    answer = samir.post(
        PAGE,
        data={"csrf_token": samir.csrf, "event": EVENT, "speed": "5", "readers": "9"},
    )
    assert fussy.alerts(answer) == ["Please remove a rehearsal first."]


def test_no_real_event_is_removed_this_way(samir, baku):
    before = baku.checksum()
    assert remove(samir, EVENT).status_code == 303
    assert baku.checksum() == before


def test_it_is_for_coordinators_of_this_library(rana, yerlan, samir, baku, nu):
    rehearse(samir)
    code = code_of(baku)
    assert rana.get(PAGE).status_code == 403
    remove(yerlan, code)
    assert code_of(baku) == code
    assert nu.count("event") == 3


def test_nothing_of_it_stays_after_its_time(samir, baku, stage, clock):
    before = sizes(baku) | {"step": 0}
    rehearse(samir)
    at = baku.floor(code_of(baku)).closes + timedelta(hours=12)
    forget_everywhere(stage.app, at)
    assert sizes(baku) == before


def test_one_that_fails_ends_alone_and_says_nothing_of_what_it_held(
    samir, yerlan, baku, nu, clock, monkeypatch, caplog
):
    rehearse(samir)
    rehearse(yerlan)
    clock.shift(300)
    prompter = baku.app.extensions[EXTENSION]
    there, words = rehearsals.script_of, baku.floor().words

    def failing(found):
        if found.floor.words == words:
            raise ValueError("Nar 27")
        return there(found)

    monkeypatch.setattr(prompting, "script_of", failing)
    with caplog.at_level(logging.ERROR):
        goes = [prompter._goes_on(h.uid, lambda: datetime.now(UTC)) for h in (baku, nu)]
    assert goes == [False, True]
    assert [record.getMessage() for record in caplog.records] == ["a rehearsal failed: ValueError"]
    assert nu.floor(code_of(nu)).taken > 0


def test_an_act_that_fails_is_logged_once_and_the_others_go_on(
    samir, baku, clock, monkeypatch, caplog
):
    rehearse(samir)
    clock.shift(300)
    perform, failed = prompting.perform, []

    def once(script, act, floor, at):
        if act in failed or not failed:
            failed.append(act)
            raise ValueError("Nar 27")
        perform(script, act, floor, at)

    monkeypatch.setattr(prompting, "perform", once)
    with caplog.at_level(logging.ERROR):
        assert look(baku)
        assert look(baku)
    said = [record.getMessage() for record in caplog.records]
    assert said == ["a rehearsal's act failed: ValueError"]
    assert baku.floor(code_of(baku)).taken > 2


def test_a_worker_that_serves_finds_what_was_begun_and_runs_nothing_where_nothing_is(
    samir, baku, stage
):
    from humanshelf.libraries.prompter import Prompter

    idle = Prompter(stage.app, str)
    idle._find(lambda: datetime.now(UTC))
    assert (idle.libraries, idle.running) == (set(), False)
    rehearse(samir)
    late = Prompter(stage.app, str)
    late._find(lambda: datetime.now(UTC))
    assert late.libraries == {baku.uid}
