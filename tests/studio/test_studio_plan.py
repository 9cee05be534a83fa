"""The planner: numbers, evenings played on the floor, and what one change would do, as pictures."""

from urllib.parse import parse_qsl, urlsplit

import pytest

import fussy
from cast import EVENT, HTMX, SLUGS
from humanshelf.studio import slices

PLAN, PLANS = "/studio/plan", "/studio/plans"
SMALL = {"books": "3", "hours": "2", "readers": "12", "interpreters": "1", "foreign": "30"}


@pytest.fixture(params=SLUGS)
def planner(request, stage):
    """The coordinator of each library in turn."""
    return stage.houses[request.param].staff("coordinator")


def form_of(person, query=""):
    form = next(f for f in person.main(PLAN + query).iter("form") if f.get("action") == PLANS)
    return {name: values[0] for name, values in fussy.fields(form).items()}


def ask(person, **typed):
    return person.post(PLANS, data=form_of(person) | typed)


def cells(answer, heading):
    """The rows of the picture under this heading: labels and numbers, without the drawing."""
    (part,) = [s for s in fussy.main(answer.text).iter("section")
               if fussy.text(next(s.iter("h2"))) == heading]  # fmt: skip
    return [
        [fussy.text(cell) for cell in row if "plot" not in cell.get("class", "")]
        for row in next(part.iter("tbody")).iter("tr")
    ]


def complete(person, where):
    """The pages until all evenings have been played."""
    pages = [person.get(where)]
    while 'data-more="1"' in pages[-1].text:
        assert len(pages) < 100
        pages.append(person.get(where))
    return pages


def test_the_pictures_are_shown_for_both_libraries(planner):
    answer = ask(planner, **SMALL)
    assert answer.status_code == 303
    done = complete(planner, answer.location)[-1]
    shares = cells(done, "As planned")
    assert [label for label, _number in shares] == [
        "Readers who go home without a reading",
        "Readings of the first choice",
        "The books’ hours without a reading",
    ]
    assert [label for label, _number in cells(done, "How long readers wait")] == [
        "Usual wait",
        "Longest wait of an evening",
    ]
    changes = cells(done, "What one change would do")
    assert [row[0] for row in changes] == [
        "As planned",
        "One more book",
        "Readings 5 minutes shorter",
        "One more interpreter",
        "One more hour",
    ]
    main = fussy.main(done.text)
    drawn = list(main.iter("svg"))
    assert len(drawn) == 3 + 2 + 5
    assert all(svg.get("aria-hidden") == "true" for svg in drawn), "the numbers stand beside"
    assert "Evenings played: 150" in fussy.text(main)


def test_the_pictures_are_the_same_on_every_worker(planner, stage):
    where = ask(planner, **SMALL).location
    first = complete(planner, where)[-1]
    stage.app.extensions["humanshelf.tenancy"].memory.clear()
    again = complete(planner, where)[-1]
    heading = "What one change would do"
    assert cells(again, heading) == cells(first, heading)


def test_progress_is_shown_and_the_page_comes_again_by_itself(samir, monkeypatch):
    monkeypatch.setattr(slices, "SLICE", 0.0)
    where = ask(samir, **SMALL).location
    page = samir.get(where)
    assert '<noscript><meta http-equiv="refresh" content="1"></noscript>' in page.text
    (bar,) = fussy.main(page.text).iter("progress")
    assert (bar.get("max"), bar.get("value")) == ("150", "0")
    assert not list(fussy.main(page.text).iter("svg"))
    monkeypatch.setattr(slices, "SLICE", 60.0)
    part = samir.get(where, headers=HTMX)
    assert part.text.lstrip().startswith("<main")
    assert not list(fussy.main(part.text).iter("progress"))
    assert "noscript" not in samir.get(where).text, "complete, and asked for no more"


def test_one_request_plays_for_a_moment_only(samir, monkeypatch):
    monkeypatch.setattr(slices, "SLICE", 0.05)
    where = ask(samir, books="60", readers="600", hours="16").location
    page = samir.get(where)
    assert 'data-more="1"' in page.text


def test_while_another_planner_plays_one_is_answered_at_once(samir):
    where = ask(samir, **SMALL).location
    slices.one_at_a_time.acquire()
    try:
        page = samir.get(where)
    finally:
        slices.one_at_a_time.release()
    (bar,) = fussy.main(page.text).iter("progress")
    assert bar.get("value") == "0"


def test_only_a_few_plans_are_remembered(samir, baku, monkeypatch):
    monkeypatch.setattr(slices, "SLICE", 0.0)
    for readers in range(1, slices.KEPT + 4):
        samir.get(ask(samir, readers=str(readers)).location)
    with baku.inside():
        remembered = [hall.readers for hall in slices.kept("plays")]
    assert remembered == list(range(4, slices.KEPT + 4))


def test_planning_writes_nothing(samir, baku):
    form = form_of(samir)
    before = baku.checksum()
    complete(samir, samir.post(PLANS, data=form | SMALL).location)
    assert baku.checksum() == before


def test_it_starts_with_an_events_own_numbers(planner):
    floor = planner.house.floor()
    form = form_of(planner, f"?event={EVENT}")
    hours = (floor.closes - floor.opens).total_seconds() / 3600
    assert (form["books"], form["hours"]) == (str(len(floor.shelf)), f"{hours:g}")
    assert form["loan"] == str(floor.policy.loan)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"books": "0"}, {"books": "A number between 1 and 60."}),
        ({"books": "61"}, {"books": "A number between 1 and 60."}),
        ({"readers": "601"}, {"readers": "A number between 1 and 600."}),
        ({"readers": "-1"}, {"readers": "A number between 1 and 600."}),
        ({"readers": ""}, {"readers": "A number between 1 and 600."}),
        ({"readers": "٣"}, {"readers": "A number between 1 and 600."}),
        ({"readers": "1" * 5000}, {"readers": "A number between 1 and 600."}),
        ({"hours": "17"}, {"hours": "A number between 1 and 16."}),
        ({"hours": "nan"}, {"hours": "A number between 1 and 16."}),
        ({"hours": "4,5,6"}, {"hours": "A number between 1 and 16."}),
        ({"foreign": "101"}, {"foreign": "A number between 0 and 100."}),
        ({"rest": "0"}, {"rest": "A break needs some minutes."}),
        (
            {"rest_after": "4", "book_readings": "3"},
            {"rest_after": "A book would be done before its break. At most: 3."},
        ),
    ],
)
def test_what_cannot_be_planned_is_said_beside_its_field(samir, typed, said):
    from studio.test_studio_policy import beside

    answer = ask(samir, **typed)
    assert (answer.status_code, beside(answer)) == (422, said)


def test_an_address_that_says_nothing_leads_to_the_form(samir):
    answer = samir.get("/studio/plan/evenings?books=5")
    assert answer.status_code == 422
    assert len(list(fussy.main(answer.text).iter("form"))) == 1


def test_the_numbers_can_be_changed(samir):
    where = ask(samir, **SMALL).location
    sent = dict(parse_qsl(urlsplit(where).query))
    page = samir.get(where)
    back = [a.get("href") for a in fussy.main(page.text).iter("a")][-1]
    form = form_of(samir, "?" + urlsplit(back).query)
    assert {name: form[name] for name in sent} == sent


def test_an_event_that_is_not_there(samir):
    assert samir.get(f"{PLAN}?event=nowhere").status_code == 404
