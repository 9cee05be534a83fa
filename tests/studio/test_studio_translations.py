"""Translators: what lacks first, the source beside the field, each book saved by itself."""

import re

from shelved import added

PAGE = "/studio/translations"


def seen(visitor, tongue, book):
    page = visitor.get(f"{PAGE}/{tongue}").text
    part = page.partition(f'action="{PAGE}/{tongue}/{book}"')[2]
    return re.search(r'name="seen" value="(\w+)"', part)[1]


def save(visitor, tongue, book, mark, **texts):
    words = {"title": "", "blurb": "", "note": ""} | texts
    data = {"csrf_token": visitor.token(f"{PAGE}/{tongue}"), "seen": mark} | words
    return visitor.post(f"{PAGE}/{tongue}/{book}", data=data)


def text_of(house, book, tongue, key="title"):
    found = house.rows(
        f"SELECT {key} FROM book_text JOIN book ON id = book_id "
        "WHERE code = ? AND book_text.language = ?",
        book,
        tongue,
    )
    return found[0][0] if found else None


def test_a_translator_begins_there_and_finds_what_lacks_first(samir, baku):
    code, vusal = added(samir), baku.staff("translator")
    assert vusal.get(PAGE).location == f"{PAGE}/ru"
    page = vusal.get(f"{PAGE}/ru").text
    assert re.findall(r'id="book-([\w-]+)"', page)[0] == code
    assert "Gecə növbəsi" in page
    assert "1 book is not wholly translated." in page


def test_one_book_is_saved_by_itself(samir, baku, leyla):
    code, vusal = added(samir), baku.staff("translator")
    answer = save(vusal, "ru", code, seen(vusal, "ru", code), title="Ночная смена", blurb="О ночи.")
    assert answer.location == f"{PAGE}/ru?saved={code}#news"
    assert text_of(baku, code, "ru") == "Ночная смена"
    assert text_of(baku, code, "az") == "Gecə növbəsi"
    assert "Everything is translated." in vusal.get(f"{PAGE}/ru").text
    assert "2 books" not in vusal.get(f"{PAGE}/en").text


def test_the_main_language_is_nobody_elses_to_change(baku):
    vusal = baku.staff("translator")
    token = vusal.token(f"{PAGE}/ru")
    for tongue in ("az", "kk", "xx"):
        data = {"csrf_token": token, "title": "X"}
        assert vusal.post(f"{PAGE}/{tongue}/deniz", data=data).status_code == 404
    assert vusal.get("/studio/books").status_code == 403
    assert vusal.post("/studio/books/deniz", data={"csrf_token": token}).status_code == 403


def test_of_two_translators_the_second_sees_both_versions(samir, baku):
    code, vusal = added(samir), baku.staff("translator")
    mark = seen(vusal, "ru", code)
    assert save(samir, "ru", code, mark, title="Первая").status_code == 303
    answer = save(vusal, "ru", code, mark, title="Вторая")
    assert answer.status_code == 409
    assert "Saved meanwhile: Первая" in answer.text
    assert ">\nВторая</textarea>" in answer.text
    assert text_of(baku, code, "ru") == "Первая"


def test_who_works_in_another_language_is_in_nobodys_way(samir, baku):
    code, vusal = added(samir), baku.staff("translator")
    mark = seen(vusal, "ru", code)
    assert save(samir, "tr", code, seen(samir, "tr", code), title="Gece").status_code == 303
    assert save(vusal, "ru", code, mark, title="Ночь").status_code == 303


def test_a_text_that_is_too_long_is_said_beside_it_and_kept(baku):
    vusal = baku.staff("translator")
    answer = save(vusal, "ru", "deniz", seen(vusal, "ru", "deniz"), note="я" * 401)
    assert answer.status_code == 422
    assert "At most 400 signs, please." in answer.text
    assert "я" * 401 in answer.text


def test_of_a_theme_too_a_translator_leaves_the_main_language_as_it_is(baku):
    vusal = baku.staff("translator")
    main = "SELECT json_extract(names, '$.az') FROM theme WHERE code = 'family'"
    before = baku.rows(main)
    data = {"csrf_token": vusal.token("/studio/themes"), "name-az": "Başqa", "name-ru": "Родные"}
    assert vusal.post("/studio/themes/family", data=data).status_code == 303
    assert baku.rows(main) == before
    assert baku.rows(main.replace("$.az", "$.ru")) == [("Родные",)]
    assert 'name="name-az"' not in vusal.get("/studio/themes").text
