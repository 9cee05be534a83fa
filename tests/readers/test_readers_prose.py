"""A library's long texts: marked where they stand whole, plain where they stand in a line."""

import json

import fussy
from cast import EVENT
from humanshelf.tenancy import writing
from humanshelf.tenancy.scope import EXTENSION

TEXT = "A **dark** [boat](https://example.org/a).\n\n- one\n- two"
PLAIN = "A dark boat. – one – two"
MARKED = ["p", "strong", "a", "ul", "li", "li"]


def write(house, table, column, key):
    """The text into every row, in all languages: JSON by language, or a column of its own."""
    with house.inside(), writing() as session:
        ask = session.connection().exec_driver_sql
        for number, value in ask(f"SELECT rowid, {column} FROM {table}").all():
            told = json.loads(value) if key else TEXT
            if key:
                told = json.dumps({code: words | {key: TEXT} for code, words in told.items()})
            ask(f"UPDATE {table} SET {column} = ? WHERE rowid = ?", (told, number))
    house.app.extensions[EXTENSION].memory.clear()


def marked(visitor, path):
    """The elements of the long texts on a page."""
    return [
        [element.tag for element in prose.iter()][1:]
        for prose in visitor.main(path).iter("div")
        if prose.get("class") == "prose"
    ]


def test_a_book_is_marked_on_its_page_and_plain_on_the_shelf(baku, leyla):
    write(baku, "book_text", "blurb", None)
    assert marked(leyla, f"/events/{EVENT}/books/kamran") == [MARKED]
    assert marked(leyla, f"/events/{EVENT}") == []
    entry = fussy.text(fussy.every(leyla.main(f"/events/{EVENT}"), "article")[0])
    assert PLAIN in entry


def test_what_is_to_be_seen_is_marked_on_pages_and_plain_on_the_board(baku, leyla):
    write(baku, "profile", "texts", "exhibition")
    assert marked(leyla, "/") == [["p"], MARKED]
    assert marked(leyla, f"/events/{EVENT}/exhibition") == [MARKED]
    assert "**" not in leyla.get(f"/board/{EVENT}").text


def test_an_exhibit_is_marked_and_so_are_welcome_and_privacy_notice(baku, leyla):
    write(baku, "exhibit", "texts", "caption")
    write(baku, "profile", "texts", "welcome")
    write(baku, "profile", "texts", "privacy")
    assert marked(leyla, "/exhibition/street") == [MARKED]
    assert marked(leyla, "/")[0] == MARKED
    assert marked(leyla, "/safety") == [MARKED]
    headings = [int(e.tag[1]) for e in leyla.main("/safety").iter() if e.tag in ("h1", "h2", "h3")]
    assert max(b - a for a, b in zip(headings, headings[1:], strict=False)) <= 1
