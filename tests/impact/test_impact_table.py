"""Tables from any spreadsheet: alphabets, separators, odd habits, and what is no table at all."""

import pytest

from humanshelf.impact.table import LINES, NotText, Row, Table, TooManyLines, read

RUSSIAN = "Комментарий;Ссылка\r\nОчень тёплый вечер; \r\nСпасибо, книга!;https://a.example/1\r\n"
TURKISH = (
    "Yorum;Bağlantı\r\nÇok güzeldi, ışığı gördük;\r\nŞimdi düşünüyorum;https://a.example/2\r\n"
)
KAZAKH = "Пікір,Сілтеме\nӘңгіме өте ұнады,\nҚайта келемін,https://a.example/3\n"
AZERI = "Şərh\tKeçid\nÇox maraqlı söhbət idi\t\n"


def cells(data):
    return [row.cells for row in read(data).rows]


def test_cyrillic_of_windows_with_semicolons():
    found = read(RUSSIAN.encode("cp1251"))
    assert (found.encoding, found.separator) == ("cp1251", ";")
    assert [row.cells for row in found.rows] == [
        ("Комментарий", "Ссылка"),
        ("Очень тёплый вечер", ""),
        ("Спасибо, книга!", "https://a.example/1"),
    ]


def test_turkish_of_windows_is_told_from_cyrillic():
    found = read(TURKISH.encode("cp1254"))
    assert (found.encoding, found.separator) == ("cp1254", ";")
    assert found.rows[1].cells == ("Çok güzeldi, ışığı gördük", "")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize(("text", "separator"), [(KAZAKH, ","), (AZERI, "\t"), (RUSSIAN, ";")])
def test_unicode_with_and_without_its_mark(encoding, text, separator):
    found = read(text.encode(encoding))
    assert found.encoding == encoding.removesuffix("-sig") or encoding == "utf-16"
    assert found.separator == separator
    assert found == read(text.encode("utf-8")).__class__(
        found.rows, found.encoding, separator, None
    )
    assert found.rows[0].cells[0] == text.split(separator)[0]


def test_a_line_break_inside_quotation_marks_is_text_and_lines_are_still_counted():
    data = b'text;link\n"one\ntwo ""three""";\nlast;https://a.example\n'
    assert read(data).rows == (
        Row(1, ("text", "link")),
        Row(2, ('one\ntwo "three"', "")),
        Row(4, ("last", "https://a.example")),
    )


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_kind_of_line_end(end):
    assert cells(end.join(["a;b", "c;d", ""]).encode()) == [("a", "b"), ("c", "d")]


def test_what_spreadsheets_put_around_texts_is_taken_off():
    data = 'sep=;\r\ntext;link\r\n="Good";\r\n\'=1+1;\r\n\u00a0 wide \u00a0;\r\n;;;\r\n'.encode()
    assert [row.cells[0] for row in read(data).rows] == ["text", "Good", "=1+1", "wide"]


def test_cells_like_formulas_stay_the_text_they_are():
    data = b"=HYPERLINK(1)\n+994501234567\n-2\n@SUM(A1)\n"
    assert cells(data) == [("=HYPERLINK(1)",), ("+994501234567",), ("-2",), ("@SUM(A1)",)]


def test_a_comma_inside_a_text_does_not_decide_the_separator():
    assert read(b"a, b, c;x\nd;y\ne, f;z\n").separator == ";"


def test_one_column_stays_one_whatever_stands_in_its_texts():
    assert cells(b"text\nwarm, really\ngood; warm\n") == [
        ("text",),
        ("warm, really",),
        ("good; warm",),
    ]


@pytest.mark.parametrize("data", [b"", b"\n\n", b"\xef\xbb\xbf", b";;;\n;;;", b"\xff\xfe"])
def test_nothing_is_a_table_of_no_rows(data):
    assert read(data).rows == ()


PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\1\0\0\0\1\0\x08\6\0\0\0\\r\xa8f" + bytes(range(256)) * 4


@pytest.mark.parametrize(
    "data",
    [PNG, b"PK\x03\x04rest", b"%PDF-1.7\n", bytes(range(256)) * 9, b"\xff\xfea", b"\0" * 99],
    ids=["png", "xlsx", "pdf", "all bytes", "half of utf-16", "noughts"],
)
def test_what_is_no_text_is_refused(data):
    with pytest.raises(NotText):
        read(data)


def test_ten_thousand_lines_are_read_and_more_are_refused():
    line = "Очень тёплый вечер;https://a.example/1\n"
    assert len(read(("text;link\n" + line * LINES).encode()).rows) == LINES + 1
    with pytest.raises(TooManyLines):
        read(("text;link\n" + line * (LINES + 1)).encode())


def test_a_quotation_mark_that_is_never_closed_is_told_with_its_line():
    assert read(b'text\nfine\n"open\nand\nmore\n').unclosed == 3
    assert read(b'text\n"open ' + b"more\n" * 40_000).unclosed == 2
    assert read(b'text\nsize 5" wide\nlast\n').unclosed is None


def test_marks_that_no_keyboard_writes_are_left_out():
    assert cells(b"a\x07b;c\x1b[0m\n" + b"x;y\n" * 50)[0] == ("ab", "c[0m")


def test_an_empty_table_has_no_width():
    assert Table(()).width == 0
