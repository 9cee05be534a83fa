"""The studio's surveys: built from instruments and own questions, chosen per event, counted
roughly, and nothing of the neighbour's."""

import re

import pytest

from cast import EVENT
from humanshelf.impact.sheets import Moment
from humanshelf.records import answers as records
from humanshelf.records.surveys import survey

SURVEYS = "/studio/surveys"


def post(samir, path, **fields):
    return samir.post(path, data={"csrf_token": samir.token()} | fields)


def items(house, code="baseline"):
    with house.inside():
        return [(asked.item.key, on) for asked, on in survey(code).questions]


def id_of(house, key, code="baseline"):
    with house.inside():
        return next(" ".join(a.item.id) for a, _on in survey(code).questions if a.item.key == key)


def own_code(house, moment="baseline", event=EVENT):
    of_event = "event_id = (SELECT id FROM event WHERE code = ?)"
    query = f"SELECT code FROM survey WHERE {of_event} AND moment = ?"
    return house.rows(query, event, moment)[0][0]


def change(samir, house, do, key, code="baseline"):
    item = key if do == "add" else id_of(house, key, code)
    return post(samir, f"{SURVEYS}/{code}/items", do=do, item=item)


def test_the_list_is_ordered_left_out_and_added_to(baku, nu, samir):
    assert [key for key, _on in items(baku)][:2] == ["warmth.read", "closeness.picture"]
    change(samir, baku, "down", "warmth.read")
    change(samir, baku, "off", "anxiety.ease")
    change(samir, baku, "remove", "anxiety.wrong")
    change(samir, baku, "add", "distance.closest")
    change(samir, baku, "up", "closeness.picture")
    assert items(baku) == [
        ("closeness.picture", True),
        ("warmth.read", True),
        ("anxiety.ease", False),
        ("anxiety.awkward", True),
        ("distance.closest", True),
    ]
    assert len(items(nu)) == 5 and items(nu)[0] == ("warmth.read", True)


def test_added_twice_it_stands_there_once(baku, samir):
    for _ in range(2):
        change(samir, baku, "add", "distance.closest")
    assert [key for key, _on in items(baku)].count("distance.closest") == 1


def test_what_can_hurt_is_told_of_and_cannot_be_added(baku, samir):
    page = samir.get(f"{SURVEYS}/baseline").text
    assert "The items themselves can hurt who reads them" in page
    answer = post(samir, f"{SURVEYS}/baseline/items", do="add", item="negativity.one")
    assert answer.status_code == 404


def test_switched_on_it_is_asked_where_the_event_has_no_list_of_its_own(baku, leyla, samir):
    path = f"/events/{EVENT}/surveys/baseline"
    post(samir, f"/studio/events/{EVENT}/surveys", moment="baseline", how="usual")
    assert leyla.get(path).status_code == 404, "the usual one is off"
    post(samir, f"{SURVEYS}/baseline/switches", on="1")
    assert leyla.get(path).status_code == 200
    post(samir, f"/studio/events/{EVENT}/surveys", moment="baseline", how="none")
    assert leyla.get(path).status_code == 404
    post(samir, f"/studio/events/{EVENT}/surveys", moment="baseline", how="own")
    assert leyla.get(path).status_code == 200
    change(samir, baku, "remove", "warmth.read", own_code(baku))
    assert "warmth.read" not in leyla.get(path).text
    assert len(items(baku)) == 5, "the usual list is as it was"


OWN = {
    "kind": "several",
    "scale": "5",
    "other": "1",
    "none": "1",
    "text-az": "Nə oxuyursunuz?",
    "options-az": "Roman\nŞeir",
    "text-en": "What do you read?",
    "options-en": "Novels\nPoems",
}


def test_an_own_question_is_asked_in_the_languages_it_has(baku, leyla, samir):
    code = own_code(baku)
    assert post(samir, f"{SURVEYS}/{code}/questions", **OWN).status_code == 303
    key = items(baku, code)[-1][0]
    assert re.fullmatch(r"own\.[0-9a-f]{6}", key)
    with baku.inside():
        asked = survey(code).asked[-1]
        assert asked.item.options == ("a", "b", "none", "other")
        assert asked.missing(["az", "en", "ru", "tr"]) == ["ru", "tr"]
    page = samir.get(f"{SURVEYS}/{code}").text
    entry = page[page.index("What do you read?") :]
    assert entry.index("Not said in:") < entry.index("Русский") < entry.index("Türkçe")
    last = f"/events/{EVENT}/surveys/baseline?page=2"
    assert "Novels" in leyla.get(last).text
    assert 'lang="az">Roman' in leyla.get(last, headers={"Accept-Language": "ru"}).text


def test_another_wording_is_another_version_in_the_same_place(baku, samir):
    code = own_code(baku)
    post(samir, f"{SURVEYS}/{code}/questions", **OWN)
    key = items(baku, code)[-1][0]
    old = id_of(baku, key, code)
    change(samir, baku, "up", key, code)
    form = samir.get(f"{SURVEYS}/{code}/questions", query_string={"item": old}).text
    assert "What do you read?" in form and "Novels\nPoems" in form
    changed = OWN | {"item": old, "text-en": "What do you like to read?"}
    post(samir, f"{SURVEYS}/{code}/questions", **changed)
    new = id_of(baku, key, code)
    assert new != old and new.partition(" ")[0] == old.partition(" ")[0]
    assert [k for k, _on in items(baku, code)][-2] == key
    assert baku.rows("SELECT count(*) FROM question WHERE key = ?", key) == [(2,)]


@pytest.mark.parametrize(
    ("fields", "place"),
    [
        ({"text-az": ""}, "text-az"),
        ({"options-az": "Roman"}, "options-az"),
        ({"options-en": "Novels"}, "options-en"),
        ({"kind": "scale"}, "low-az"),
        ({"text-en": "a" * 301}, "text-en"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(baku, samir, fields, place):
    before = baku.checksum()
    answer = post(samir, f"{SURVEYS}/baseline/questions", **OWN | fields)
    assert answer.status_code == 422
    assert f'id="{place}-wrong"' in answer.text
    assert baku.checksum() == before


def test_a_list_has_an_end(baku, samir):
    for n in range(16):
        post(samir, f"{SURVEYS}/baseline/questions", **OWN | {"text-az": f"Sual {n}?"})
    assert len(items(baku)) == 20
    assert post(samir, f"{SURVEYS}/baseline/questions", **OWN).status_code == 422


def test_the_preview_is_what_a_reader_sees_and_sends_nothing(baku, samir):
    page = samir.get(f"{SURVEYS}/endline/preview?page=3").text
    assert "What will stay with you from today?" in page
    assert 'name="go"' not in page
    assert samir.get(f"{SURVEYS}/endline/preview?page=99").status_code == 200


def test_a_survey_by_link_is_made_and_printed(baku, nu, leyla, samir):
    made = post(samir, SURVEYS, **{"name-az": "Kömək", "closes": "2026-11-30"})
    assert made.status_code == 303
    code = made.location.rpartition("/")[2]
    page = samir.get(f"{made.location}/prints").text
    assert f"https://baku.localhost/surveys/{code}" in page
    assert 'class="qr"' in page
    assert leyla.get(f"/surveys/{code}").status_code == 200
    assert "Kömək" in samir.get(SURVEYS).text
    assert nu.staff("coordinator").get(made.location).status_code == 404


@pytest.mark.parametrize(
    "fields",
    [
        {"name-az": "", "closes": "2026-11-30"},
        {"name-az": "A", "closes": "2026-10-16"},
        {"name-az": "A", "closes": "2028-01-01"},
        {"name-az": "A", "closes": "soon"},
    ],
)
def test_one_without_a_name_or_with_no_end_is_not_made(baku, samir, fields):
    before = baku.checksum()
    assert post(samir, SURVEYS, **fields).status_code == 422
    assert baku.checksum() == before


def test_counts_are_told_roughly_and_not_below_ten(baku, samir):
    event_id = baku.rows("SELECT id FROM event WHERE code = ?", EVENT)[0][0]
    place = (
        "INSERT INTO sheet SELECT randomblob(16), ?, NULL, 'baseline', randomblob(16), ?, 0, 0, "
        "'{}', NULL, NULL"
    )
    told = []
    for _ in range(13):
        baku.change(place, event_id, 1)
        baku.change(place, event_id, 0)
        with baku.inside():
            told.append(records.about(records.Place(Moment.BASELINE, records.UUID(event_id))))
    assert told == [None] * 9 + [10, 10, 10, 15]
    page = samir.get(SURVEYS).text
    assert "about 15" in page and "fewer than ten" in page


def test_a_librarian_builds_no_surveys(baku, rana):
    assert rana.get(SURVEYS).status_code == 403


def test_with_the_samples_their_surveys_go(stage, baku):
    from humanshelf.libraries.onboarding import drop_samples

    assert baku.count("survey") == 3 * 4
    with baku.inside():
        drop_samples()
    assert baku.count("survey") == 0
