"""What people tell at a tablet: quickly written down, and taken back by a tap."""

from datetime import timedelta

import pytest

import fussy
from cast import EVENT, NOW

PAGE = f"/desk/{EVENT}/interviews"
QUERY = "SELECT source, who, text, language, consent, about FROM feedback"


def write(desk, text="He smiled all evening.", **fields):
    form = fussy.fields(fussy.every(desk.main(PAGE), "form")[-1])
    return desk.post(PAGE, data=form | {"text": text, "who": "reader"} | fields)


@pytest.mark.parametrize(
    ("who", "source"), [("reader", "interview"), ("book", "interview"), ("near", "indirect")]
)
def test_readers_books_and_others_are_written_down(rana, baku, nu, who, source):
    answer = write(rana, who=who, consent="1", language="ru", book="lala")
    assert answer.status_code == 303
    assert baku.rows(QUERY) == [(source, who, "He smiled all evening.", "ru", 1, "lala")]
    assert nu.count("feedback") == 0
    page = rana.main(answer.location)
    fields = fussy.fields(fussy.every(page, "form")[-1])
    assert (fields["who"], fields["language"]) == ([who], ["ru"]), "ready for the next one"


def test_a_double_tap_writes_it_once_and_undo_takes_it_back(rana, baku):
    form = fussy.fields(fussy.every(rana.main(PAGE), "form")[-1])
    for _ in range(2):
        answer = rana.post(PAGE, data=form | {"text": "Good.", "who": "reader"})
    assert baku.count("feedback") == 1
    entry = fussy.one(rana.main(answer.location), "button", name="entry").get("value")
    assert rana.tap("erasures", entry=entry).location == PAGE
    assert baku.count("feedback") == 0
    again = rana.tap("erasures", entry=entry)
    assert (again.status_code, len(fussy.alerts(again))) == (422, 1)


def test_only_what_was_entered_here_and_not_yet_sorted_can_be_taken_back(rana, samir, baku):
    said = baku.words()
    assert rana.tap("erasures", entry=said).status_code == 422
    write(rana)
    id = baku.rows("SELECT hex(id) FROM feedback WHERE source = 'interview'")[0][0]
    assert rana.tap("erasures", entry=id, event="winter").status_code == 422
    data = {"csrf_token": samir.token(), "tone": "glad"}
    samir.post(f"/studio/feedback/{id}/themes", data=data)
    assert rana.tap("erasures", entry=id).status_code == 422
    assert baku.count("feedback") == 2


@pytest.mark.parametrize(
    "fields", [{"text": ""}, {"text": "x" * 2001}, {"who": ""}, {"who": "online"}]
)
def test_what_is_missing_is_told_and_the_rest_stays_typed(rana, baku, fields):
    answer = write(rana, **{"consent": "1", "book": "lala"} | fields)
    assert (answer.status_code, len(fussy.alerts(answer))) == (422, 1)
    kept = fussy.fields(fussy.every(fussy.main(answer.text), "form")[-1])
    assert (kept["consent"], kept["book"]) == (["1"], ["lala"])
    assert baku.count("feedback") == 0


def test_paper_can_be_entered_weeks_later_but_not_when_the_words_would_go_at_once(baku, clock):
    for days, status in ((60, 303), (91, 422)):
        clock.move_to(NOW + timedelta(days=days))
        form = {"text": "From paper.", "who": "near"}
        rana = baku.staff("librarian")
        token = rana.token(PAGE)
        assert rana.post(PAGE, data=form | {"csrf_token": token}).status_code == status
    assert baku.rows("SELECT day FROM feedback") == [("2026-10-17",)]


def test_the_desk_leads_there_and_another_librarys_entry_is_not_shown(rana, dana, nu):
    assert PAGE in rana.get(f"/desk/{EVENT}").text
    interview = write(dana, "From Astana").location.partition("?")[2]
    assert "From Astana" in dana.get(f"{PAGE}?{interview}").text
    assert "From Astana" not in rana.get(f"{PAGE}?{interview}").text
    said = nu.words("From a reader")
    assert "From a reader" not in dana.get(f"{PAGE}?entry={said}").text
