"""Books that not everybody sees: by code, on site, for adults; and those that nobody sees."""

import pytest

import fussy
from cast import COMING, EVENT, PAST
from humanshelf.access.secrets import shelf_code

HIDDEN = "UPDATE book SET {} WHERE code = 'deniz'"
RAISED = "UPDATE event SET edition = edition + 1"
SHELF, BOOK = f"/events/{EVENT}", f"/events/{EVENT}/books/deniz"


def make(house, change):
    house.change(HIDDEN.format(change))
    house.change(RAISED)


def code_of(house, event=EVENT):
    with house.inside():
        from uuid import UUID

        return shelf_code(UUID(house.rows("SELECT id FROM event WHERE code = ?", event)[0][0]))


def enter(visitor, typed, event=EVENT):
    return visitor.post(f"/events/{event}/shelf", data={"shelf_code": typed})


def named(visitor, path):
    return "Deniz" in visitor.get(path).text


@pytest.mark.parametrize(
    "change",
    [
        "stage = 'applied'",
        "stage = 'resting'",
        "consent = ''",
        "consent_withdrawn = '2026-10-01'",
        "withdrawn = 1",
    ],
)
def test_no_page_of_readers_or_boards_names_a_book_that_nobody_may_see(baku, leyla, rana, change):
    """By pen name, title, blurb or address; not to a card that wished for it either."""
    card = leyla.card("deniz", "lala")
    titles = [title for (title,) in baku.rows(
        "SELECT title FROM book_text JOIN book ON id = book_id WHERE code = 'deniz'")]  # fmt: skip
    for event in (EVENT, COMING, PAST):
        enter(leyla, code_of(baku, event), event)
    make(baku, change)
    room = f"/backroom/{baku.backroom('deniz')}"
    paths = ["/", "/rules", "/safety", "/stories", "/quotes", "/reports", "/practice", card]
    paths += [f"{card}/wishes", f"{card}/link", f"/desk/{EVENT}", f"/desk/{EVENT}/sheet", room]
    paths += [f"/desk/{EVENT}/{page}" for page in ("cards", "prints", "tables", "paper", "shelf")]
    for event in (EVENT, COMING, PAST):
        paths += [f"/events/{event}", f"/events/{event}/feedback", f"/events/{event}/exhibition"]
        paths += [f"/board/{event}"]
    for path in paths:
        visitor = rana if path.startswith("/desk") else leyla
        answer = visitor.get(path)
        assert answer.status_code in (200, 404), path
        for secret in ("Deniz", *titles):
            assert secret not in answer.text, (path, secret)
    assert leyla.get(BOOK).status_code == 404
    refused = baku.reader().take("deniz")
    assert refused.status_code == 422
    assert "Deniz" not in refused.text


def test_a_book_behind_the_code_is_hidden_until_it_is_typed(baku, leyla, murad):
    make(baku, "visibility = 'code'")
    assert leyla.get(BOOK).status_code == 404
    assert not named(leyla, SHELF)
    typed = code_of(baku)
    assert enter(leyla, f" {typed[:4].lower()}-{typed[4:].lower()} ").location == SHELF
    assert named(leyla, SHELF)
    assert named(leyla, BOOK)
    assert not named(murad, SHELF)
    assert leyla.take("deniz").status_code == 303


def test_a_hidden_book_cannot_be_wished_for_by_its_code(baku, leyla, murad):
    make(baku, "visibility = 'code'")
    refused, nobody = leyla.take("deniz"), leyla.take("nobody")
    assert refused.status_code == nobody.status_code == 422
    assert fussy.alerts(refused) == fussy.alerts(nobody)
    card = murad.card("lala")
    for noun in ("wishes", "then"):
        form = {"wish": ["lala", "deniz"], "group": "1"}
        assert murad.post(f"{card}/{noun}", data=form).status_code == 422
    assert "Deniz" not in murad.get(f"{card}/wishes").text


def test_the_code_of_one_event_opens_no_other_and_none_of_the_neighbours(baku, nu, leyla):
    assert len({code_of(baku), code_of(baku, COMING), code_of(nu), code_of(nu, COMING)}) == 4
    make(baku, "visibility = 'code'")
    for wrong in (code_of(baku, COMING), code_of(nu), "", "x" * 500, "ə"):
        answer = enter(leyla, wrong)
        assert answer.status_code == 422
        assert "This is not the code of this event." in answer.text
    enter(leyla, code_of(baku, COMING), COMING)
    assert not named(leyla, SHELF)
    cookie = leyla.get_cookie(f"__Host-shelf-{COMING}", domain="baku.localhost")
    leyla.set_cookie(f"__Host-shelf-{EVENT}", cookie.value, domain="baku.localhost", secure=True)
    assert not named(leyla, SHELF)


def test_somebody_elses_wrong_codes_never_hold_up_the_right_one(baku, leyla, murad):
    make(baku, "visibility = 'code'")
    before = baku.checksum()
    said = {enter(leyla, "WRONG").text.count("This is not the code") for _ in range(60)}
    assert said == {1}
    assert baku.checksum() == before, "nor do they write anything"
    assert enter(murad, code_of(baku)).status_code == 303
    assert enter(leyla, code_of(baku)).status_code == 303
    assert baku.staff("librarian").get(f"/desk/{EVENT}").status_code == 200


def test_on_site_is_who_holds_a_card_or_has_the_code(baku, leyla, murad):
    make(baku, "visibility = 'onsite'")
    assert not named(leyla, SHELF)
    card = leyla.card("lala")
    assert named(leyla, SHELF)
    assert "Deniz" in leyla.get(f"{card}/wishes").text
    assert not named(murad, SHELF)
    leyla.post(f"{card}/departure")
    assert not named(leyla, SHELF)
    enter(murad, code_of(baku))
    assert named(murad, SHELF)


def test_the_desk_sees_hidden_books_and_says_the_code(baku, rana):
    make(baku, "visibility = 'code'")
    page = rana.get(f"/desk/{EVENT}/shelf").text
    typed = code_of(baku)
    assert f"{typed[:4]}-{typed[4:]}" in page
    assert "Deniz" in page
    assert "Deniz" in rana.get(f"/desk/{EVENT}").text


def test_a_book_for_adults_asks_first_and_keeps_no_answer(baku, leyla):
    make(baku, "adult = 1")
    shelf = leyla.get(SHELF).text
    blurb = baku.rows(
        "SELECT blurb FROM book_text JOIN book ON id = book_id "
        "WHERE code = 'deniz' AND book_text.language = 'en'"
    )[0][0]
    assert "18+" in shelf
    assert blurb not in shelf
    asked = leyla.get(BOOK).text
    assert "This book is for readers of 18 and older." in asked
    assert blurb not in asked
    assert blurb in leyla.get(f"{BOOK}?of_age=1").text
    before = baku.checksum()
    assert leyla.take("deniz").status_code == 422
    refused = leyla.take("lala", "deniz")
    assert refused.status_code == 422
    assert "Please confirm that you are." in refused.text
    assert baku.checksum() == before
    assert leyla.take("lala", "deniz", of_age="1").status_code == 303
    assert "of_age" not in repr(baku.rows("SELECT * FROM card"))


def test_a_library_without_hidden_books_asks_for_no_code(leyla):
    assert "shelf_code" not in leyla.get(SHELF).text
