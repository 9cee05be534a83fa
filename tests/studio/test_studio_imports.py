"""Comments from elsewhere: typed in, or from a file that is seen before anything is kept."""

import io

import pytest

import fussy
from cast import EVENT
from humanshelf.impact.table import Row, Table
from humanshelf.studio import imports as door
from humanshelf.studio.packing import pack, unpack

PAGE = "/studio/imports"
LINK = "https://social.example/p/1"
FILE = (
    f"Автор;Комментарий;Ссылка\r\nАнна;Очень тепло;{LINK}\r\nОлег;=1+1;http://x.example/\r\n;;\r\nЯ;\
Очень тепло;{LINK}\r\nЯ;;{LINK}\r\n".encode("cp1251")
)
QUERY = "SELECT text, link, language, event_id IS NOT NULL, source, who, consent FROM feedback"


def upload(samir, data, **fields):
    form = {"csrf_token": samir.token(), "file": (io.BytesIO(data), "a.csv"), **fields}
    return samir.post(PAGE, data=form, content_type="multipart/form-data")


def confirm(samir, preview, **fields):
    form = fussy.fields(fussy.one(fussy.main(preview.text), "form"))
    return samir.post(PAGE, data=form | fields)


def counts(preview):
    """What would come in, what is there already, lines to look at."""
    return [fussy.text(one) for one in fussy.main(preview.text).iter("dd")]


def test_a_file_is_looked_at_before_anything_is_kept(samir, baku):
    preview = upload(samir, FILE)
    shown = fussy.text(fussy.main(preview.text))
    assert counts(preview) == ["2", "1", "2"]
    assert "3The link does not begin with https: the comment comes without it." in shown
    assert "6There is no comment here: left out." in shown
    assert baku.count("feedback") == 0

    answer = confirm(samir, preview, do="import", event=EVENT, language="ru")
    assert answer.location == "/studio/feedback?source=online&came=2"
    assert sorted(baku.rows(QUERY)) == [
        ("=1+1", None, "ru", 1, "online", "online", 0),
        ("Очень тепло", LINK, "ru", 1, "online", "online", 0),
    ]
    assert "2 comments came in." in samir.get(answer.location).text
    assert "Анна" not in repr(baku.rows("SELECT * FROM feedback")), "a name was in the file"


def test_the_same_file_brings_nothing_the_second_time_nor_does_a_double_tap(samir, baku, nu):
    preview = upload(samir, FILE)
    for came in (2, 0):
        assert confirm(samir, preview, do="import").location.endswith(f"came={came}")
    assert counts(upload(samir, FILE)) == ["0", "3", "2"]
    assert (baku.count("feedback"), nu.count("feedback")) == (2, 0)


def test_the_person_says_which_column_is_which(samir, baku):
    preview = upload(samir, b"one;two\nfirst;second text\n")
    looked = confirm(samir, preview, do="look", text="0", link="", header="1")
    assert baku.count("feedback") == 0
    form = fussy.fields(fussy.one(fussy.main(looked.text), "form"))
    assert (form["text"], form["link"], form["header"]) == (["0"], [""], ["1"])
    confirm(samir, looked, do="import")
    assert [row[0] for row in baku.rows(QUERY)] == ["first"]


@pytest.mark.parametrize("data", [b"", b"\n", b"PK\x03\x04x", bytes(range(256)) * 4, b";;;"])
def test_what_holds_no_comments_is_refused_in_a_sentence(samir, baku, data):
    answer = upload(samir, data)
    assert (answer.status_code, len(fussy.alerts(answer))) == (422, 1)
    assert baku.count("feedback") == 0


def test_a_file_that_is_too_large_is_refused_in_a_sentence(samir, monkeypatch):
    monkeypatch.setattr(door, "FILE", 100_000)
    answer = upload(samir, b"text\n" + b"x" * 100_000)
    said = ["This file is too large: at most 4 MB and 10,000 lines."]
    assert (answer.status_code, fussy.alerts(answer)) == (422, said)
    many = upload(samir, b"x\n" * 10_002)
    assert (many.status_code, fussy.alerts(many)) == (422, said)


def test_ten_thousand_comments_come_in_by_one_file(samir, baku):
    data = "text\n" + "".join(f"Çox isti axşam, {n}.\n" for n in range(10_000))
    preview = upload(samir, data.encode("utf-16"))
    assert len(preview.text) < 200_000
    assert confirm(samir, preview, do="import").status_code == 303
    assert baku.count("feedback") == 10_000


def test_only_a_coordinator_sends_so_much_and_only_there(samir, rana, leyla, baku):
    big = b"text\n" + b"warm words\n" * 8_000
    for visitor, status in ((leyla, 303), (rana, 403), (samir, 200)):
        token = visitor.token() if visitor is not leyla else "x"
        form = {"csrf_token": token, "file": (io.BytesIO(big), "a.csv")}
        answer = visitor.post(PAGE, data=form, content_type="multipart/form-data")
        assert answer.status_code == status
    form = {"csrf_token": samir.token(), "text": "x" * 70_000}
    assert samir.post("/studio/comments", data=form).status_code == 413
    assert leyla.post(f"/events/{EVENT}/feedback", data=form).status_code == 413
    form = {"csrf_token": samir.token(), "rows": "x" * (door.BODY + 1)}
    assert samir.post(PAGE, data=form).status_code == 413


@pytest.mark.parametrize("rows", ["", "x", "eJwDAAAAAAE=", "eJyLBQAAXgBe"])
def test_a_packed_table_that_we_did_not_pack_is_refused(samir, rows):
    answer = samir.post(PAGE, data={"csrf_token": samir.token(), "rows": rows, "do": "import"})
    assert fussy.alerts(answer) == ["Please choose the file again."]


def test_a_table_is_packed_and_unpacked_as_it_was():
    table = Table((Row(1, ("a\n  b", "")), Row(4, ("“ə”", "x"))), "cp1251", "\t", 3)
    assert unpack(pack(table)) == table


def test_a_comment_is_typed_in_once(samir, baku):
    form = fussy.fields(fussy.one(samir.main("/studio/comments"), "form"))
    form |= {"text": "So warm.", "link": LINK, "event": EVENT, "language": "tr", "consent": "1"}
    for _ in range(2):
        assert samir.post("/studio/comments", data=form).status_code == 303
    assert baku.rows(QUERY) == [("So warm.", LINK, "tr", 1, "online", "online", 1)]
    assert baku.rows("SELECT day FROM feedback") == [("2026-10-17",)]


@pytest.mark.parametrize(
    "fields", [{"text": ""}, {"text": "x" * 2001}, {"link": "http://a.example"}, {"link": "x"}]
)
def test_a_comment_without_words_or_with_a_bad_link_is_refused(samir, baku, fields):
    form = fussy.fields(fussy.one(samir.main("/studio/comments"), "form"))
    answer = samir.post("/studio/comments", data=form | {"text": "Warm."} | fields)
    assert (answer.status_code, len(fussy.alerts(answer))) == (422, 1)
    assert baku.count("feedback") == 0
