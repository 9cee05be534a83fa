"""Books from a table as spreadsheets write it: planned line by line, seen, and only then kept."""

import html
import re
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import fussy
from humanshelf.impact.table import read
from humanshelf.records.books import Book, BookText
from humanshelf.studio import book_import, book_table
from humanshelf.studio.book_table import Kind, NoColumns, TooManyBooks, Why, as_csv, plan
from shelved import column, tap

TONGUES = ["az", "ru", "en"]
THEMES = {"family": ["Ailə", "Семья"], "age": ["Yaş"]}
PAGE = "/studio/books/import"


def book(code="deniz", pen_name="Dəniz", **more):
    usual = {"languages": ["az"], "group_limit": 2, "theme": "family", "edition": 0}
    texts = more.pop("texts", {"az": {"title": "Dənizçi", "blurb": "Suda.", "note": ""}})
    rows = [BookText(language=tongue, **words) for tongue, words in texts.items()]
    return Book(code=code, pen_name=pen_name, texts=rows, **usual | more)


def planned(text, *books, encoding="utf-8"):
    return plan(read(text.encode(encoding)), books, TONGUES, THEMES)


def whys(found):
    return [(line.line, fault.why) for line, fault in book_table.wrong_lines(found)]


@pytest.mark.parametrize(
    ("head", "cells"),
    [
        ("pen_name;languages;title_az", "Lalə;az, ru;Bağ"),
        ("Başlıq (az);Ləqəb;Dillər", "Bağ;Lalə;azərbaycanca, Русский"),
        ("псевдоним\tязыки\tназвание_az", "Lalə\tазербайджанский, русский\tBağ"),
        ("бүркеншік ат;тілдер;атауы az", "Lalə;әзірбайжан/орыс;Bağ"),
        ("TAKMA AD;DİLLER;BAŞLIK-AZ", "Lalə;Azerice|Rusça;Bağ"),
        ("title,name,language", 'Bağ,Lalə,"Azerbaijani, Russian"'),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_columns_stand_in_any_order_under_names_of_five_languages(head, cells, encoding):
    found = planned(f"{head}\r\n{cells}\r\n", encoding=encoding)
    (line,) = found.lines
    assert line.kind is Kind.NEW, line.faults
    told = line.told
    assert (told["pen_name"], told["languages"]) == ("Lalə", ["az", "ru"])
    assert told["texts"] == {"az": {"title": "Bağ", "blurb": "", "note": ""}}


@pytest.mark.parametrize(("encoding", "name"), [("cp1251", "Лариса"), ("cp1254", "Gülşen")])
def test_old_alphabets_of_spreadsheets_are_read(encoding, name):
    text = f"name;languages;title\n{name};ru;{name} {name} {name}\n"
    assert planned(text, encoding=encoding).lines[0].name == name


def test_each_line_says_what_is_wrong_with_it():
    head = "code;name;languages;group;theme;title\n"
    found = planned(
        head
        + "a;Aa;az;2;Ailə;T\n"
        + ";;az;1;;T\n"
        + "b b;Bb;az;1;;T\n"
        + "c;Cc;klingon;7;nobody;T\n"
        + "d;Dd;;1;;\n"
        + "a;Ee;az;1;;T\n"
        + ";Dəniz;az;1;;\n",
        book(),
        book("other", "DƏNİZ"),
    )
    assert whys(found) == [
        (3, Why.NAME),
        (4, Why.CODE),
        (5, Why.TALKS),
        (5, Why.GROUP),
        (5, Why.THEME),
        (6, Why.NO_TALK),
        (6, Why.TITLE),
        (7, Why.TWICE),
        (8, Why.SEVERAL),
        (8, Why.TITLE),
    ]
    assert [line.kind for line in found.lines][0] is Kind.NEW


def test_what_is_there_is_found_by_code_or_name_and_an_empty_cell_changes_nothing():
    same = planned("name;title\nDəniz;Dənizçi\n", book())
    assert [line.kind for line in same.lines] == [Kind.SAME]
    changed = planned("code;name;title_ru\ndeniz;;Моряк\n", book())
    (line,) = changed.of(Kind.CHANGED)
    assert line.told["texts"] == {
        "az": {"title": "Dənizçi", "blurb": "Suda.", "note": ""},
        "ru": {"title": "Моряк", "blurb": "", "note": ""},
    }
    assert (line.told["pen_name"], line.told["languages"]) == ("Dəniz", ["az"])


def test_columns_that_are_not_known_are_named_and_not_read():
    found = planned("name;title;languages;telephone;title_kk\nA;T;az;+994 1;Т\n")
    assert found.ignored == ("telephone", "title_kk")
    assert "+994" not in repr(found.lines)


def test_a_table_without_names_and_one_without_end_are_refused():
    with pytest.raises(NoColumns):
        planned("title;blurb\nA;B\n")
    with pytest.raises(TooManyBooks):
        planned("name\n" + "A\n" * 501)


# there and back

PRINTABLE = st.text(
    st.characters(
        codec="utf-8", categories=("L", "N", "P", "S", "Zs"), exclude_characters="\u00a0"
    ),
    max_size=30,
)
LINE = PRINTABLE.map(lambda text: book_table.plain(text))
TEXT = st.lists(PRINTABLE, max_size=3).map(lambda lines: book_table.text("\n".join(lines)))
WORDS = st.fixed_dictionaries({"title": LINE, "blurb": TEXT, "note": TEXT})


@given(
    st.lists(
        st.tuples(
            LINE.filter(lambda name: name and name.isprintable()),
            WORDS,
            st.sampled_from(["family", "age", None]),
            st.lists(st.sampled_from(["az", "kk", "sgn"]), min_size=1, unique=True),
            st.integers(1, 5),
        ),
        min_size=1,
        max_size=4,
    )
)
@settings(max_examples=150)
def test_what_is_exported_is_imported_as_it_was(told):
    books = [
        book(f"b{n}", name, texts={"az": words | {"title": words["title"] or "T"}},
             theme=theme, languages=talks, group_limit=limit)
        for n, (name, words, theme, talks, limit) in enumerate(told)
    ]  # fmt: skip
    found = plan(read(as_csv(books, TONGUES).encode()), books, TONGUES, THEMES)
    assert [(line.kind, line.faults) for line in found.lines] == [(Kind.SAME, ())] * len(books)


@pytest.mark.parametrize("text", ["=1+1", "+994", "-2", "@x", "'=1", "''-1", '="x"'])
def test_no_cell_of_an_export_is_a_formula(text):
    file = as_csv([book(pen_name=text)], TONGUES)
    cell = read(file.encode()).rows[1].cells[1]
    assert cell == text
    assert f"'{text}".replace('"', '""') in file


# in the studio


def look(visitor, data, **fields):
    token = visitor.token("/studio/books")
    sent = {"csrf_token": token, "file": (BytesIO(data), "books.csv")} | fields
    return visitor.post(PAGE, data=sent)


def confirm(visitor, seen):
    fields = dict(re.findall(r'name="(rows|seen)" value="([^"]*)"', seen.text))
    return tap(visitor, PAGE, do="import", **{k: html.unescape(v) for k, v in fields.items()})


FILE = "code;name;languages;title_az;title_ru\n;Nigar;az, ru;Bağ;Сад\ndeniz;;;;Моряк\n;;;;\n;X;;;\n"


def test_nothing_is_kept_before_it_was_seen_and_confirmed(samir, baku, leyla):
    before = baku.checksum()
    seen = look(samir, FILE.encode("utf-16"))
    said = [fussy.text(one) for one in fussy.main(seen.text).iter("dd")]
    assert said == ["1", "1", "0", "1"]
    assert "There is no language of the talk." in seen.text
    assert baku.checksum() == before
    assert confirm(samir, seen).location == "/studio/books?came=2"
    assert baku.rows("SELECT stage, consent, visibility FROM book WHERE pen_name = 'Nigar'") == [
        ("applied", "", "public")
    ]
    assert column(baku, "deniz", "stage") == "approved"
    assert "Nigar" not in leyla.get("/events/autumn").text


def test_who_confirms_what_has_changed_since_sees_it_again(samir, baku):
    seen = look(samir, FILE.encode())
    baku.change("UPDATE book SET edition = edition + 1 WHERE code = 'deniz'")
    answer = confirm(samir, seen)
    assert answer.status_code == 409
    assert "Somebody has changed books meanwhile." in answer.text
    assert baku.rows("SELECT count(*) FROM book WHERE pen_name = 'Nigar'") == [(0,)]
    assert confirm(samir, answer).status_code == 303


def test_a_second_tap_brings_nothing_twice(samir, baku):
    seen = look(samir, b"code;name;languages;title_az\nn1;Nigar;az;B\n")
    assert confirm(samir, seen).status_code == 303
    assert confirm(samir, seen).status_code == 409
    assert baku.rows("SELECT count(*) FROM book WHERE pen_name = 'Nigar'") == [(1,)]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0\0", "There is no plain text in this file."),
        (b"PK\x03\x04", "There is no plain text in this file."),
        (b"", "There is nothing in this file."),
        (b"a;b\n1;2\n", "The first line has to name the columns"),
        (b"name\n" + b"A\n" * 501, "This file is too large: at most 2 MB and 500 lines."),
        (b"x" * 50_001, "This file is too large: at most 2 MB and 500 lines."),
    ],
)
def test_a_file_that_is_no_table_of_books_is_told_so(samir, data, said, monkeypatch):
    monkeypatch.setattr(book_import, "FILE", 50_000)
    answer = look(samir, data)
    assert answer.status_code == 422
    assert said in fussy.alerts(answer)[0]


def test_what_nobody_packed_is_refused(samir):
    answer = tap(samir, PAGE, do="import", rows="AAAA")
    assert answer.status_code == 422
    assert "Please choose the file again." in answer.text


def test_the_export_of_a_library_comes_back_unchanged(samir):
    file = samir.get("/studio/books/export")
    assert file.headers["Content-Disposition"] == 'attachment; filename="books.csv"'
    said = [fussy.text(one) for one in fussy.main(look(samir, file.data).text).iter("dd")]
    assert said == ["0", "0", "8", "0"]
