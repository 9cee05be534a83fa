"""The rights of book and reader, to read out in the reader's language."""

from test_desk_interpreters import add

import fussy
from cast import EVENT

PAGE = f"/desk/{EVENT}/rights"


def read_out(desk, path=PAGE):
    found = fussy.every(desk.main(path), "section")
    return [(part.get("lang"), fussy.text(fussy.one(part, "h2"))) for part in found]


def row_link(desk, book):
    row = fussy.one(desk.main(f"/desk/{EVENT}"), "li", id=f"row-{book}")
    return next((a.get("href") for a in row.iter("a") if "/rights" in a.get("href")), None)


def test_book_and_reader_have_theirs_in_each_language_of_the_library(rana, dana):
    assert read_out(rana) == [("en", "Rights of the book"), ("en", "Rights of the reader")]
    assert read_out(rana, f"{PAGE}?talk=az")[0] == ("az", "Kitabın hüquqları")
    assert read_out(dana, f"{PAGE}?talk=kk")[0] == ("kk", "Кітаптың құқықтары")


def test_a_language_that_the_library_has_not_leads_to_the_pages_own(rana, dana):
    for desk, talk in ((dana, "az"), (rana, "sgn"), (rana, "kk"), (rana, "x' onload")):
        assert read_out(desk, f"{PAGE}?talk={talk}")[0][0] == "en"


def test_one_tap_leads_there_from_a_called_row_in_the_cards_language(rana, leyla, murad):
    add(rana, languages=("az", "ru"))
    leyla.card("deniz", talk="ru")
    murad.card("lala")
    assert row_link(rana, "deniz") is None
    for book in ("deniz", "lala"):
        rana.tap("calls", book=book)
    assert row_link(rana, "deniz") == f"{PAGE}?talk=ru"
    assert read_out(rana, row_link(rana, "deniz"))[0][0] == "ru"
    assert row_link(rana, "lala") == PAGE
    rana.tap("readings", book="deniz")
    assert row_link(rana, "deniz") is None


def test_what_is_read_out_changes_no_language_of_the_desk(rana):
    answer = rana.get(f"{PAGE}?talk=az")
    assert not [c for c in answer.headers.getlist("Set-Cookie") if "language" in c]
    assert 'lang="en"' in rana.get(f"/desk/{EVENT}").text
