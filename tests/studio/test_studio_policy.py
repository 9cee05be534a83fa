"""The rules of lending of an event: shown in words, refused where they contradict, seen at once."""

import pytest

import fussy
from cast import COMING, EVENT
from humanshelf.lending.policy import Policy

ROUNDS = {"rounds": "4", "group": "1", "loan": "25", "extension": "5"}


def path(event=COMING):
    return f"/studio/events/{event}/policy"


def form_of(person, event=COMING, query=""):
    form = next(
        f for f in person.main(path(event) + query).iter("form") if f.get("action") == path(event)
    )
    return {name: values[0] for name, values in fussy.fields(form).items()}


def save(person, event=COMING, **typed):
    return person.post(path(event), data=form_of(person, event) | typed)


def beside(answer):
    """What is said beside each field."""
    found = {}
    for field in fussy.main(answer.text).iter("div"):
        if "wrong" in field.get("class", "").split():
            (said,) = [e for e in field.iter("span") if "error" in e.get("class", "")]
            found[next(field.iter("input")).get("name")] = fussy.text(said)
    return found


@pytest.mark.parametrize("library", ["baku", "nu"])
def test_every_number_of_the_policy_stands_in_the_form(library, request):
    house = request.getfixturevalue(library)
    form = form_of(house.staff("coordinator"))
    assert {"loan": form["loan"], "interpreting": form["interpreting"], "gate": form["gate"]} == {
        "loan": "30",
        "interpreting": "1.5",
        "gate": "1",
    }
    assert set(form) - {"csrf_token", "edition"} == set(Policy.__slots__)


@pytest.mark.parametrize("library", ["baku", "nu"])
def test_saved_it_is_the_events_own(library, request, baku, nu):
    house, other = (baku, nu) if library == "baku" else (nu, baku)
    before = other.checksum()
    answer = save(house.staff("coordinator"), **ROUNDS, interpreting="1,25", gate="")
    assert (answer.status_code, answer.location) == (303, f"{path()}?saved=1")
    found = house.floor(COMING).policy
    assert found == Policy(rounds=4, group=1, loan=25, extension=5, interpreting=1.25, gate=False)
    assert house.floor(EVENT).policy == Policy()
    assert other.checksum() == before


def test_what_contradicts_is_said_beside_its_field_and_nothing_typed_is_lost(samir, baku):
    before = baku.checksum()
    answer = save(samir, loan="20", grace="20", seats="3", rest="x", wishes="٣")
    assert answer.status_code == 422
    assert beside(answer) == {
        "wishes": "A number between 1 and 3.",
        "rest": "A number between 0 and 120.",
    }
    form = fussy.fields(fussy.every(fussy.main(answer.text), "form")[0])
    assert [form[name] for name in ("loan", "grace", "seats", "rest")] == [
        ["20"],
        ["20"],
        ["3"],
        ["x"],
    ]

    answer = save(samir, loan="20", grace="20", seats="3")
    assert beside(answer) == {
        "grace": "As long as a reading. At most: 19.",
        "seats": "More than one chair is possible in timed rounds only.",
    }
    assert len(fussy.alerts(answer)) == 1, "heard once, at the head"
    assert baku.checksum() == before


def test_rounds_that_do_not_fit_say_how_many_do(samir, baku):
    floor = baku.floor(COMING)
    length = (floor.closes - floor.opens).total_seconds() // 60
    answer = save(samir, **ROUNDS | {"rounds": "40"})
    fit = int((length + 5) // 30)
    assert beside(answer) == {
        "rounds": f"So many rounds do not fit into the event. At most: {fit}."
    }


def test_a_running_event_keeps_its_rounds(samir, baku):
    answer = save(samir, EVENT, **ROUNDS)
    said = "This cannot change while the event runs: readers know their rounds."
    assert beside(answer) == {"rounds": said, "loan": said}


def test_a_running_event_follows_at_once(samir, rana, leyla, baku):
    """Also the worker that holds the floor in memory, and a step that is under way."""
    card = leyla.card("deniz")
    assert save(samir, EVENT, loan="20", grace="7").status_code == 303
    rana.tap("calls", book="deniz")
    rana.tap("readings", book="deniz")
    (seated,) = baku.floor().cards.values()
    assert (seated.due - seated.since).total_seconds() == 20 * 60
    assert leyla.get(card).status_code == 200


def test_another_workers_floor_takes_the_new_rules_with_the_next_step(samir, rana, baku):
    """A worker some steps behind catches up by the steps alone; the rules must come along."""
    from humanshelf.records.floors.loading import caught_up
    from humanshelf.tenancy.db import db
    from humanshelf.tenancy.scope import kept

    rana.get(f"/desk/{EVENT}")
    with baku.inside():
        held = dict(kept("floors"))
    save(samir, EVENT, grace="7")
    rana.tap("breaks", book="timur")
    with baku.inside():
        (event_id,) = [id for id, one in held.items() if one.event.code == EVENT]
        old = held[event_id].floor
        assert caught_up(db.session(), event_id, old).policy.grace == 7


def test_whoever_was_slower_is_told(samir, baku):
    slow = form_of(samir)
    save(samir, wishes="2")
    answer = samir.post(path(), data=slow | {"wishes": "1"})
    assert answer.status_code == 409
    (said,) = fussy.every(fussy.main(answer.text), "p", role="status")
    assert fussy.text(said) == (
        "Somebody else has saved these rules meanwhile. Yours are not saved yet."
    )
    assert baku.floor(COMING).policy.wishes == 2


@pytest.mark.parametrize("name", ["usual", "crowd", "gentle", "rounds"])
def test_a_starting_point_fills_the_form_and_saves_as_it_is(samir, baku, name):
    before = baku.checksum()
    form = form_of(samir, query=f"?preset={name}")
    assert baku.checksum() == before
    assert samir.post(path(), data=form).status_code == 303
    assert bool(baku.floor(COMING).policy.rounds) is (name == "rounds")


def test_the_ledger_agrees_after_a_change_of_the_rules(samir, rana, baku):
    from humanshelf.records.ledger import checked

    rana.tap("breaks", book="timur")
    save(samir, EVENT, grace="7")
    rana.tap("breaks", book="lala")
    with baku.inside():
        from cast import NOW

        assert checked(EVENT, NOW) == (2, [])


def test_the_list_of_events_leads_there_for_coordinators_only(samir, rana):
    there = [a.get("href") for a in fussy.parsed(samir.get("/desk?all=1").text).iter("a")]
    assert {path(), path(EVENT), "/studio/plan"} <= set(there)
    hers = [a.get("href") for a in fussy.parsed(rana.get("/desk?all=1").text).iter("a")]
    assert [href for href in hers if href.startswith("/studio")] == ["/studio/left"] * 2


@pytest.mark.parametrize("event", ["nowhere", "%00"])
def test_no_such_event(samir, event):
    assert samir.get(path(event)).status_code == 404
    token = samir.token()
    assert samir.post(path(event), data={"csrf_token": token}).status_code == 404
