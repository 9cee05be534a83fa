"""Events in the studio: prepared as drafts, published, changed by two at once, called off."""

import pytest

import fussy
from cast import COMING, EVENT, HTMX, PAST

EVENTS = "/studio/events"
TITLE = {"baku": "az", "nu": "kk"}


def form_on(person, path, action=None):
    """What a form on a page would send, as it stands there."""
    wanted = action or path
    (form,) = [f for f in person.main(path).iter("form") if f.get("action") == wanted]
    return {name: values[0] for name, values in fussy.fields(form).items()}


def draft(house, person, **typed):
    """A new draft; its code."""
    form = form_on(person, f"{EVENTS}/new", EVENTS)
    form |= {"day": "2026-12-12", "begins": "16:00", "ends": "19:30"}
    form |= {f"title-{TITLE[house.slug]}": "Winter"} | typed
    answer = person.post(EVENTS, data=form)
    assert answer.status_code == 303, fussy.text(fussy.main(answer.text))
    return form["code"]


def post(person, event, noun="", **fields):
    path = f"{EVENTS}/{event}" + (f"/{noun}" if noun else "")
    return person.post(path, data={"csrf_token": person.token(f"{EVENTS}/{event}")} | fields)


def shelve(person, event, **fields):
    page = f"{EVENTS}/{event}/shelf"
    usual = {"csrf_token": person.token(page), "edition": form_on(person, page)["edition"]}
    return person.post(page, data=usual | fields)


def publish(person, event, **fields):
    return post(person, event, "publications", **fields)


def wrong(answer):
    """What is said at the marked fields, by field."""
    found = {}
    for field in fussy.main(answer.text).iter("div"):
        if "wrong" in field.get("class", "").split():
            (said,) = [e for e in field.iter("span") if "error" in e.get("class", "")]
            found[next(field.iter("input")).get("name")] = fussy.text(said)
    return found


@pytest.mark.parametrize("library", ["baku", "nu"])
def test_a_draft_is_made_and_nobody_but_the_team_sees_it(library, request, baku, nu):
    house, other = (baku, nu) if library == "baku" else (nu, baku)
    before = other.checksum()
    samir = house.staff("coordinator")
    code = draft(house, samir)
    reader = house.reader()
    for path in (
        f"/events/{code}",
        f"/events/{code}.ics",
        f"/board/{code}",
        f"/events/{code}/feedback",
    ):
        assert reader.get(path).status_code == 404, path
    assert samir.get(f"/desk/{code}").status_code == 404
    assert code not in reader.get("/").text
    assert code not in samir.get("/desk?all=1").text
    assert code not in reader.get("/events.ics").text
    assert code in samir.get(EVENTS).text
    assert samir.get(f"{EVENTS}/{code}/preview").status_code == 200
    assert other.checksum() == before


def test_the_same_tap_twice_makes_one_draft(samir, baku):
    form = form_on(samir, f"{EVENTS}/new", EVENTS)
    form |= {"day": "2026-12-12", "begins": "16:00", "ends": "19:30"}
    assert [samir.post(EVENTS, data=form).status_code for _ in "ab"] == [303, 303]
    assert baku.rows("SELECT count(*) FROM event WHERE state = 'draft'") == [(1,)]


def test_what_is_missing_is_said_before_it_can_be_published(samir, baku):
    code = draft(baku, samir, **{"title-az": ""})
    said = fussy.text(samir.main(f"{EVENTS}/{code}"))
    assert "It has no title in the library’s main language." in said
    assert "No book is on its shelf." in said
    answer = publish(samir, code)
    assert answer.status_code == 409
    assert baku.rows("SELECT state FROM event WHERE code = ?", code) == [("draft",)]


def test_with_title_time_and_a_book_it_is_published_and_readers_see_it(samir, baku):
    code = draft(baku, samir, tables="A, B")
    assert shelve(samir, code, book=["lala", "deniz"]).status_code == 303
    assert publish(samir, code).location == f"{EVENTS}/{code}?published=1"
    reader = baku.reader()
    assert fussy.text(fussy.one(reader.main(f"/events/{code}"), "h1")) == "Winter"
    assert code in reader.get("/").text
    assert [seat.table for seat in baku.floor(code).shelf.values()] == ["A", "B"]
    assert reader.take("lala", event=code).status_code == 422, "it is not open yet"


def test_it_can_be_a_draft_again_until_it_has_been_opened(samir, baku):
    code = draft(baku, samir)
    shelve(samir, code, book="lala")
    publish(samir, code)
    assert publish(samir, code, over="1").status_code == 303
    assert baku.reader().get(f"/events/{code}").status_code == 404
    publish(samir, code)
    samir.tap("openings", event=code)
    assert publish(samir, code, over="1").status_code == 409
    assert publish(samir, EVENT, over="1").status_code == 409
    assert baku.reader().get(f"/events/{code}").status_code == 200


def test_two_who_change_one_event_both_keep_their_words(samir, baku):
    code = draft(baku, samir)
    page = f"{EVENTS}/{code}"
    mine, theirs = form_on(samir, page), form_on(samir, page)
    assert samir.post(page, data=theirs | {"place-az": "Up"}).status_code == 303
    answer = samir.post(page, data=mine | {"place-az": "Down"})
    assert answer.status_code == 409
    said = fussy.text(fussy.main(answer.text))
    assert "Saved meanwhile: Up" in said
    (form,) = [f for f in fussy.main(answer.text).iter("form") if f.get("action") == page]
    again = {name: values[0] for name, values in fussy.fields(form).items()}
    assert again["place-az"] == "Down"
    assert samir.post(page, data=again).status_code == 303
    assert baku.rows(
        "SELECT place FROM event_text JOIN event ON event.id = event_id WHERE code = ?", code
    ) == [("Down",)]


# the shelf


def test_books_change_tables_and_order_before_the_event_opens(samir, baku):
    code = draft(baku, samir)
    shelve(samir, code, book=["lala", "deniz"], **{"table-lala": "1", "table-deniz": "2"})
    swapped = {"table-lala": "2", "table-deniz": "1", "order-deniz": "1", "order-lala": "2"}
    assert shelve(samir, code, book=["lala", "deniz"], **swapped).status_code == 303
    assert [(s.book, s.table) for s in baku.floor(code).shelf.values()] == [
        ("deniz", "1"),
        ("lala", "2"),
    ]


def test_two_books_at_one_table_are_refused_and_stay_as_typed(samir, baku):
    code = draft(baku, samir)
    answer = shelve(samir, code, book=["lala", "deniz"], **{"table-lala": "7", "table-deniz": "7"})
    assert answer.status_code == 422
    assert fussy.text(fussy.main(answer.text)).count("Another book sits at this table.") == 2
    assert baku.rows(
        "SELECT count(*) FROM seat JOIN event ON id = event_id WHERE code = ?", code
    ) == [(0,)]


def test_a_group_limit_never_exceeds_the_books_own(samir, baku):
    code = draft(baku, samir)
    assert shelve(samir, code, book="lala", **{"limit-lala": "9"}).status_code == 422
    assert shelve(samir, code, book="lala", **{"limit-lala": "1"}).status_code == 303
    assert baku.floor(code).shelf["lala"].group_limit == 1


def test_while_it_runs_a_book_that_a_card_wishes_for_stays(samir, baku):
    page = f"{EVENTS}/{EVENT}/shelf"
    there = [seat.book for seat in baku.floor().shelf.values()]
    baku.reader().card("deniz")
    answer = shelve(samir, EVENT, book=[book for book in there if book != "deniz"])
    assert answer.status_code == 409
    assert "A card waits for it, or it has been read: it has to stay." in fussy.text(
        fussy.main(answer.text)
    )
    assert [seat.book for seat in baku.floor().shelf.values()] == there
    assert samir.get(page).status_code == 200


def test_while_it_runs_a_book_nobody_needs_is_taken_off_and_put_back(samir, baku):
    there = [seat.book for seat in baku.floor().shelf.values()]
    card = baku.reader().card("deniz")
    left = [book for book in there if book != "timur"]
    assert shelve(samir, EVENT, book=left).status_code == 303
    assert baku.reader().take("timur").status_code == 422
    assert baku.reader().get(card).status_code == 200
    assert shelve(samir, EVENT, book=there, **{"table-timur": "99"}).status_code == 303
    assert baku.floor().shelf["timur"].table == "99"
    assert baku.reader().take("timur").status_code == 303


def test_a_shelf_saved_over_anothers_is_refused_with_both(samir, baku):
    code = draft(baku, samir)
    page = f"{EVENTS}/{code}/shelf"
    old = form_on(samir, page)["edition"]
    shelve(samir, code, book="lala", **{"table-lala": "1"})
    answer = shelve(samir, code, edition=old, book="lala", **{"table-lala": "2"})
    assert answer.status_code == 409
    assert "Saved meanwhile: 1" in fussy.text(fussy.main(answer.text))
    assert baku.floor(code).shelf["lala"].table == "1"


def test_a_book_that_is_withdrawn_is_put_on_no_shelf_and_does_not_count(samir, baku):
    code = draft(baku, samir)
    shelve(samir, code, book="lala")
    baku.change("UPDATE book SET withdrawn = 1 WHERE code = 'lala'")
    assert "No book is on its shelf." in fussy.text(samir.main(f"{EVENTS}/{code}"))
    assert "It is not shown to readers now." in fussy.text(samir.main(f"{EVENTS}/{code}/shelf"))
    other = draft(baku, samir)
    offered = {one.get("value") for one in samir.main(f"{EVENTS}/{other}/shelf").iter("input")}
    assert "deniz" in offered and "lala" not in offered
    assert shelve(samir, other, book="lala").status_code == 303
    assert baku.floor(other).shelf == {}


# again


def test_a_copy_has_texts_shelf_rules_and_surveys_and_no_card(samir, baku):
    baku.reader().card("deniz")
    form = form_on(samir, f"{EVENTS}/new?copy={EVENT}", EVENTS)
    assert form["day"] == ""
    form |= {"day": "2026-12-12", "begins": "16:00", "ends": "19:30"}
    assert samir.post(EVENTS, data=form).status_code == 303
    old, new = baku.floor(), baku.floor(form["code"])
    assert (new.cards, new.taken, new.last_step, new.phase) == ({}, 0, 0, "planned")
    assert new.policy == old.policy
    assert [(s.book, s.table) for s in new.shelf.values()] == [
        (s.book, s.table) for s in old.shelf.values()
    ]
    count = "SELECT count(*) FROM {} JOIN event ON event.id = event_id WHERE event.code = ?"
    for table in ("survey", "event_text"):
        asked = count.format(table)
        assert baku.rows(asked, form["code"]) == baku.rows(asked, EVENT) != [(0,)], table


def test_a_series_holds_the_same_hours_and_one_changes_without_the_others(samir, baku):
    code = draft(baku, samir)
    shelve(samir, code, book="lala")
    fields = {"batch": "abc123", "every": "week", "times": "3"}
    for _tap in "ab":
        answer = post(samir, code, "repetitions", **fields)
        assert answer.status_code == 303
    rows = baku.rows("SELECT code, opens, series FROM event WHERE state = 'draft' ORDER BY opens")
    week = 7 * 24 * 3600 * 1000
    assert [row[0] for row in rows] == [code, "abc12301", "abc12302", "abc12303"]
    assert [row[1] - rows[0][1] for row in rows] == [0, week, 2 * week, 3 * week]
    assert len({row[2] for row in rows}) == 1
    assert list(baku.floor("abc12302").shelf) == ["lala"]
    page = f"{EVENTS}/abc12301"
    samir.post(page, data=form_on(samir, page) | {"title-az": "Another"})
    titles = [fussy.text(a) for a in samir.main(f"{EVENTS}?series={rows[0][2]}").iter("a")]
    assert [one for one in titles if one in ("Winter", "Another")] == [
        "Winter",
        "Another",
        "Winter",
        "Winter",
    ]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"every": "week", "times": "0"}, "A number between 1 and 26."),
        ({"every": "week", "times": "27"}, "A number between 1 and 26."),
        ({"every": "day", "times": "2"}, "Please choose from the list."),
    ],
)
def test_what_cannot_be_repeated_is_refused_and_nothing_is_made(samir, baku, fields, said):
    code = draft(baku, samir)
    answer = post(samir, code, "repetitions", batch="abc123", **fields)
    assert answer.status_code == 409
    assert said in fussy.text(fussy.main(answer.text))
    assert baku.rows("SELECT count(*) FROM event WHERE state = 'draft'") == [(1,)]


def test_a_template_keeps_hall_length_and_rules_and_no_book(samir, baku):
    code = draft(baku, samir, tables="A, B", capacity="40", **{"place-az": "Up"})
    shelve(samir, code, book="lala")
    assert post(samir, code, "templates", name="Evening").status_code == 303
    assert post(samir, code, "templates", name="Evening").status_code == 303
    ((made,),) = baku.rows("SELECT code FROM event_template")
    form = form_on(samir, f"{EVENTS}/new?template={made}", EVENTS)
    assert (form["place-az"], form["tables"], form["capacity"]) == ("Up", "A, B", "40")
    assert (form["title-az"], form["day"]) == ("", "")
    assert (
        samir.post(EVENTS, data=form | {"day": "2027-01-02", "begins": "18:00"}).status_code == 303
    )
    floor = baku.floor(form["code"])
    assert (floor.closes - floor.opens).total_seconds() == 3.5 * 3600
    assert (list(floor.shelf), floor.capacity) == ([], 40)
    token = samir.token(EVENTS)
    for _tap in "ab":
        answer = samir.post(f"/studio/templates/{made}/removals", data={"csrf_token": token})
        assert answer.status_code == 303
    assert baku.count("event_template") == 0


def test_a_draft_is_removed_and_a_published_event_is_not(samir, baku):
    code = draft(baku, samir)
    shelve(samir, code, book="lala")
    assert post(samir, COMING, "removals").status_code == 409
    token = samir.token(EVENTS + f"/{code}")
    for _tap in "ab":
        answer = samir.post(f"{EVENTS}/{code}/removals", data={"csrf_token": token})
        assert (answer.status_code, answer.location) == (303, f"{EVENTS}?removed=1")
    assert baku.rows("SELECT count(*) FROM event WHERE code = ?", code) == [(0,)]


# who may


def test_an_editor_prepares_and_does_not_publish(baku, samir):
    edda = baku.staff("editor")
    code = draft(baku, edda)
    assert publish(edda, code).status_code == 403
    assert edda.get(f"{EVENTS}/{code}/shelf").status_code == 403
    assert post(edda, COMING, "calling-off").status_code == 403
    page = f"{EVENTS}/{COMING}"
    before = baku.rows("SELECT opens FROM event WHERE code = ?", COMING)
    form = form_on(edda, page)
    assert "day" not in form, "readers count on the times"
    answer = edda.post(page, data=form | {"day": "2027-01-01", "place-az": "Up"})
    assert answer.status_code == 303
    assert baku.rows("SELECT opens FROM event WHERE code = ?", COMING) == before


@pytest.mark.parametrize("path", ["", "/shelf", "/preview", "/calling-off"])
def test_a_strangers_event_does_not_exist(samir, baku, nu, path):
    code = draft(nu, nu.staff("coordinator"))
    assert samir.get(f"{EVENTS}/{code}{path}").status_code == 404
    assert samir.get(f"{EVENTS}/none{path}").status_code == 404
    assert samir.get(f"{EVENTS}/new?copy={code}").status_code == 404


def test_each_act_is_noted_without_a_word_of_what_was_written(samir, baku):
    code = draft(baku, samir)
    shelve(samir, code, book="lala")
    publish(samir, code)
    noted = baku.rows("SELECT act, subject FROM act ORDER BY at, act")
    assert set(noted) == {("prepare-event", code), ("shelve-books", code), ("publish-event", code)}


def test_what_is_not_translated_is_listed_with_a_way_to_its_field(samir, baku):
    code = draft(baku, samir, **{"place-ru": "Зал"})
    links = [a.get("href") for a in samir.main(f"{EVENTS}/{code}").iter("a")]
    wanted = [link for link in links if link.startswith(("#title-", "#place-"))]
    assert wanted == ["#place-az", "#title-ru", "#title-en", "#place-en", "#title-tr", "#place-tr"]


def test_a_preview_shows_what_is_typed_and_saves_nothing(samir, baku):
    form = form_on(samir, f"{EVENTS}/{COMING}")
    before = baku.checksum()
    answer = samir.post("/studio/previews/event", data=form | {"title-en": "<Typed>"})
    assert fussy.text(fussy.one(fussy.main(answer.text), "h1")) == "<Typed>"
    part = samir.post("/studio/previews/event", data=form | {"title-en": "<Typed>"}, headers=HTMX)
    assert "&lt;Typed&gt;" in part.text and "<h1" not in part.text
    assert baku.checksum() == before


# the roster


def test_the_desk_takes_an_interpreter_from_the_librarys_list(samir, baku):
    page = "/studio/interpreters"
    fields = {"csrf_token": samir.token(page), "name": "Ayla", "language": ["az", "sgn"]}
    for _tap in "ab":
        assert samir.post(page, data=fields).status_code == 303
    ((listed,),) = baku.rows("SELECT code FROM roster")
    assert samir.tap("interpreters", listed=listed).status_code == 303
    assert [one.languages for one in baku.floor().interpreters.values()] == [("az", "sgn")]
    assert samir.tap("interpreters", listed=listed).status_code == 422, "once"


def test_an_interpreter_changed_by_two_is_not_overwritten(samir, baku):
    page = "/studio/interpreters"
    token = samir.token(page)
    samir.post(page, data={"csrf_token": token, "name": "Ayla", "language": ["az", "ru"]})
    ((code,),) = baku.rows("SELECT code FROM roster")
    fields = {"csrf_token": token, "edition": "0", "language": ["az", "ru"]}
    assert samir.post(f"{page}/{code}", data=fields | {"name": "Aylin"}).status_code == 303
    assert samir.post(f"{page}/{code}", data=fields | {"name": "Ayten"}).status_code == 409
    assert samir.post(f"{page}/{code}", data=fields | {"name": "A"}).status_code == 422
    assert baku.rows("SELECT name FROM roster") == [("Aylin",)]


def test_an_event_takes_interpreters_from_the_list_until_it_opens(samir, baku):
    page = "/studio/interpreters"
    token = samir.token(page)
    samir.post(page, data={"csrf_token": token, "name": "Ayla", "language": ["az", "ru"]})
    ((code,),) = baku.rows("SELECT code FROM roster")
    assert post(samir, COMING, "interpreters", interpreter=code).status_code == 303
    assert len(baku.floor(COMING).interpreters) == 1
    assert post(samir, COMING, "interpreters").status_code == 303
    assert len(baku.floor(COMING).interpreters) == 0


def test_an_empty_list_says_how_to_begin(samir, baku):
    baku.change("DELETE FROM event")
    assert "No events yet." in fussy.text(samir.main(EVENTS))


def test_past_events_stand_at_the_end(samir, baku):
    said = fussy.text(samir.main(EVENTS))
    assert said.index("Running now") < said.index("Coming events") < said.index("Past events")


LOOKING_BACK = (
    "/studio/report",
    "/studio/feedback",
    "/studio/comments",
    "/studio/imports",
    "/studio/plan",
    "/studio/surveys/check-in/results",
)


def test_a_draft_stands_in_no_list_that_looks_back_and_in_those_that_prepare(samir, baku):
    code = draft(baku, samir, **{"title-az": "Unseen"})
    for path in LOOKING_BACK:
        assert "Unseen" not in samir.get(path).text, path
    for path in ("/studio/surveys", "/studio/exhibition/blank", "/studio/rehearsals"):
        assert "Unseen" in samir.get(path).text, path
    for part in ("policy", "screenings"):
        assert samir.get(f"{EVENTS}/{code}/{part}").status_code == 200, part


def test_what_was_called_off_before_any_card_stands_in_no_report(samir, baku):
    def told():
        return {one.get("value") for one in samir.main("/studio/report").iter("input")}

    assert PAST in told()
    off = "UPDATE event SET state = 'called-off', called_off_at = opens, taken = ? WHERE code = ?"
    baku.change(off, 3, PAST)
    assert PAST in told(), "who was there has answered"
    baku.change(off, 0, PAST)
    assert PAST not in told()
