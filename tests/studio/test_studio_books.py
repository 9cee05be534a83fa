"""Books in the studio: listed, written, agreed to, shown, withdrawn in one tap, erased."""

import fussy
from cast import EVENT
from shelved import added, approved, column, edition, form, tap

LIST = "/studio/books"


def test_a_new_book_is_listed_and_seen_by_nobody(samir, baku, leyla):
    code = added(samir)
    assert (column(baku, code, "stage"), column(baku, code, "consent")) == ("applied", "")
    assert len(code) == 8
    assert "Səbinə" in samir.get(LIST).text
    assert "Added. Nobody sees it yet." in samir.get(f"{LIST}/{code}?added=1").text
    for path in ("/", f"/events/{EVENT}"):
        assert "Səbinə" not in leyla.get(path).text


def test_an_empty_list_says_how_to_begin(samir, baku):
    baku.change("UPDATE book SET stage = 'erased'")
    said = fussy.text(fussy.main(samir.get(LIST).text))
    assert "Add one by hand, import a file, or let people apply" in said


def test_a_filter_keeps_what_it_names(samir):
    code = added(samir)
    shown, hidden = (samir.get(f"{LIST}?show={name}").text for name in ("shown", "hidden"))
    assert ("Deniz" in shown, "Səbinə" in shown) == (True, False)
    assert ("Deniz" in hidden, "Səbinə" in hidden) == (False, True)
    assert f"{LIST}/{code}" in samir.get(f"{LIST}?stage=applied").text
    assert "No book is like that." in samir.get(f"{LIST}?show=withdrawn").text


def test_what_is_wrong_is_said_at_the_field_and_what_was_typed_stays(samir, baku):
    before = baku.count("book")
    answer = tap(
        samir,
        LIST,
        **form(**{"pen_name": "", "group_limit": "9", "title-az": "", "talk": [], "theme": "x"}),
    )
    assert answer.status_code == 422
    assert len(fussy.alerts(answer)) == 6
    assert "Gecə işləmək barədə." in answer.text
    assert baku.count("book") == before


def test_texts_that_are_too_long_are_refused(samir):
    answer = tap(samir, LIST, **form(**{"blurb-ru": "я" * 1201}))
    assert answer.status_code == 422
    assert "At most 1200 signs, please." in answer.text


def test_of_two_who_edit_the_second_sees_both_versions(samir, baku):
    editor, before = baku.staff("editor"), edition(baku, "deniz")
    mine = form(pen_name="Dəniz", edition=str(before), talk=["az", "tr"])
    assert tap(editor, f"{LIST}/deniz", **mine).status_code == 303
    theirs = form(**{"title-az": "Başqa ad", "pen_name": "Deniz K", "edition": str(before)})
    answer = tap(samir, f"{LIST}/deniz", **theirs)
    assert answer.status_code == 409
    assert "Saved meanwhile: Dəniz" in answer.text
    assert 'value="Deniz K"' in answer.text
    assert column(baku, "deniz", "pen_name") == "Dəniz"
    again = theirs | {"edition": str(edition(baku, "deniz"))}
    assert tap(samir, f"{LIST}/deniz", **again).status_code == 303
    assert column(baku, "deniz", "pen_name") == "Deniz K"


def test_the_preview_draws_the_book_and_saves_nothing(samir, baku):
    before = baku.checksum()
    fields = form(**{"title-az": "", "title-en": "Night <b>shift</b>"})
    page = tap(samir, "/studio/previews/book", **fields)
    assert "Night &lt;b&gt;shift&lt;/b&gt;" in page.text
    data = {"csrf_token": samir.token(LIST)} | fields
    part = samir.post("/studio/previews/book", data=data, headers={"HX-Request": "true"})
    assert part.text.lstrip().startswith("<article")
    assert baku.checksum() == before


def test_a_changed_text_reaches_the_shelf(samir, baku, leyla):
    leyla.get(f"/events/{EVENT}")
    tap(samir, f"{LIST}/deniz", **form(**{"edition": "0", "title-en": "The sea at night"}))
    assert "The sea at night" in leyla.get(f"/events/{EVENT}").text


# consent, stages


def test_without_consent_a_book_is_not_approved(samir, baku):
    code = added(samir)
    answer = tap(samir, f"{LIST}/{code}/stages", stage="approved")
    assert answer.status_code == 409
    assert "Without recorded consent a book cannot be approved." in answer.text
    assert column(baku, code, "stage") == "applied"
    approved(samir, code)
    assert column(baku, code, "stage") == "approved"
    assert column(baku, code, "consent_on") == "2026-10-01"
    assert column(baku, code, "consent_kinds") == '["text"]'


def test_consent_needs_its_tick_and_a_day_that_is_past(samir, baku):
    code = added(samir)
    for fields in ({"day": "2026-10-01"}, {"day": "2027-01-01", "agreed": "1"}, {"agreed": "1"}):
        assert tap(samir, f"{LIST}/{code}/consents", **fields).status_code == 422
    assert column(baku, code, "consent") == ""


def test_a_consent_that_is_taken_back_hides_the_book_until_there_is_a_new_one(samir, baku, leyla):
    tap(samir, f"{LIST}/deniz/consents/withdrawals")
    assert leyla.get(f"/events/{EVENT}/books/deniz").status_code == 404
    answer = tap(samir, f"{LIST}/deniz/withdrawals/reversals")
    assert answer.status_code == 409
    assert "It comes back only with a new one." in answer.text
    tap(samir, f"{LIST}/deniz/consents", day="2026-10-17", agreed="1")
    tap(samir, f"{LIST}/deniz/withdrawals/reversals")
    assert leyla.get(f"/events/{EVENT}/books/deniz").status_code == 200


# withdrawn


def test_one_tap_withdraws_and_one_brings_back(samir, baku, leyla):
    answer = tap(samir, f"{LIST}/deniz/withdrawals")
    assert answer.location == f"{LIST}?withdrawn=deniz"
    assert "Withdrawn: gone from every page, phone and board." in samir.get(answer.location).text
    assert "Deniz" not in leyla.get(f"/events/{EVENT}").text
    assert tap(samir, f"{LIST}/deniz/withdrawals").status_code == 303
    tap(samir, f"{LIST}/deniz/withdrawals/reversals")
    assert "Deniz" in leyla.get(f"/events/{EVENT}").text
    acts = baku.rows("SELECT act FROM act WHERE subject = 'deniz'")
    assert sorted(acts) == [("put-book-back",), ("withdraw-book",)], "a second tap is no second act"


def test_the_desk_withdraws_and_takes_back_its_own_only(baku, rana, samir, leyla):
    assert rana.tap("withdrawals", book="deniz").status_code == 303
    assert leyla.get(f"/events/{EVENT}/books/deniz").status_code == 404
    assert rana.tap("withdrawals/reversals", book="deniz").status_code == 303
    assert leyla.get(f"/events/{EVENT}/books/deniz").status_code == 200
    tap(samir, f"{LIST}/deniz/withdrawals")
    refused = rana.tap("withdrawals/reversals", book="deniz")
    assert refused.status_code == 409
    assert "Somebody else has withdrawn this book." in refused.text
    assert rana.tap("withdrawals", book="nobody").status_code == 409


def test_only_what_is_withdrawn_is_erased(samir, baku):
    code = added(samir)
    assert tap(samir, f"{LIST}/{code}/erasures").status_code == 409
    tap(samir, f"{LIST}/{code}/withdrawals")
    assert tap(samir, f"{LIST}/{code}/erasures").location == f"{LIST}?erased=1"
    assert baku.rows("SELECT count(*) FROM book WHERE pen_name = 'Səbinə'") == [(0,)]
    assert samir.get(f"{LIST}/{code}").status_code == 404


def test_a_book_of_the_other_library_is_not_there(samir, nu, yerlan):
    code = added(yerlan, **{"title-az": None, "title-kk": "Түн", "talk": ["kk"]})
    for path in ("", "/withdrawals", "/erasures", "/consents", "/stages", "/visibility"):
        assert tap(samir, f"{LIST}/{code}{path}", **form()).status_code == 404
    assert samir.get(f"{LIST}/{code}").status_code == 404
    assert column(nu, code, "withdrawn") is None


def test_who_sees_a_book_is_one_of_three_and_over_the_edition_seen(samir, baku):
    path, now = f"{LIST}/deniz/visibility", str(edition(baku, "deniz"))
    assert tap(samir, path, visibility="all", edition=now).status_code == 422
    assert tap(samir, path, visibility="code", adult="1", edition=now).status_code == 303
    assert tap(samir, path, visibility="public", edition=now).status_code == 409
    assert (column(baku, "deniz", "visibility"), column(baku, "deniz", "adult")) == ("code", 1)


def test_an_editor_writes_and_decides_nothing(baku):
    editor = baku.staff("editor")
    code = added(editor)
    page = editor.get(f"{LIST}/{code}").text
    assert "Record the consent" not in page
    for step in ("consents", "stages", "visibility", "withdrawals", "erasures"):
        assert tap(editor, f"{LIST}/{code}/{step}").status_code == 403
