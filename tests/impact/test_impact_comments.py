"""Comments out of tables: columns by their headers, faults by line, nothing twice."""

import pytest

from humanshelf.impact.comments import (
    LONGEST,
    Columns,
    Comment,
    Fault,
    Why,
    gather,
    guess,
    https,
    key,
)
from humanshelf.impact.table import Row, Table

LINK = "https://social.example/p/1"


def table(*rows, **more):
    return Table(tuple(Row(n, cells) for n, cells in enumerate(rows, 1)), **more)


@pytest.mark.parametrize(
    ("header", "columns"),
    [
        (("Author", "Comment", "Permalink"), (1, 2)),
        (("Müəllif", "Şərhlər", "Keçid"), (1, 2)),
        (("Күні", "Пікірлер", "Сілтеме"), (1, 2)),
        (("Ссылка на запись", "Автор", "Текст комментария"), (2, 0)),
        (("YORUMLAR", "BAĞLANTI"), (0, 1)),
        (("ŞƏRH", "URL"), (0, 1)),
        (("MESSAGE",), (0, None)),
    ],
)
def test_columns_are_known_by_their_headers_in_five_languages(header, columns):
    assert guess(table(header)) == Columns(*columns, header=True)


def test_without_a_header_the_longest_column_is_the_text_and_addresses_the_link():
    found = table(("12", LINK, "A long and friendly text"), ("13", "", "Another one"))
    assert guess(found) == Columns(2, 1, header=False)


def test_the_guess_of_nothing_is_the_first_column():
    assert guess(table()) == Columns(0, None, header=False)


def test_faults_are_told_by_line_and_the_rest_comes_in():
    found = table(
        ("text", "link"),
        ("Good", LINK),
        ("", LINK),
        ("x" * (LONGEST + 1), ""),
        ("No address", "javascript:alert(1)"),
        unclosed=5,
    )
    gathered = gather(found, guess(found))
    assert gathered.comments == (Comment(2, "Good", LINK), Comment(5, "No address", None))
    assert gathered.faults == (
        Fault(3, Why.EMPTY),
        Fault(4, Why.LONG),
        Fault(5, Why.UNCLOSED),
        Fault(5, Why.LINK),
    )


def test_nothing_comes_twice_from_the_file_or_the_library():
    found = table(("Good",), (" good ",), ("GOOD",), ("Known",), ("New",))
    gathered = gather(found, Columns(0, None, False), {key("known", None)})
    assert [one.text for one in gathered.comments] == ["Good", "New"]
    assert gathered.again == 3


def test_the_same_words_under_another_address_are_another_comment():
    found = table(("Good", LINK), ("Good", LINK + "2"))
    assert len(gather(found, Columns(0, 1, False)).comments) == 2


@pytest.mark.parametrize("link", [LINK, "https://пример.рф/а", "https://a.example/?q=1#x"])
def test_a_whole_https_address_is_a_link(link):
    assert https(link) == link


@pytest.mark.parametrize(
    "link",
    [
        *("", "http://a.example/", "javascript:alert(1)", "//a.example", "https://", "a.example"),
        *("https://user@a.example/", "https://a b.example/", "https://[x", "https://localhost/"),
        *('https://a.example/"onclick=', "https://a.example/\u202e", "https://a.ex/" + "x" * 500),
    ],
)
def test_anything_else_is_none(link):
    assert https(link) is None
