"""What is printed before the doors open."""

import fussy
from cast import EVENT, NOW
from humanshelf.records.floors import scene


def leaves(person):
    return fussy.every(person.main(f"/desk/{EVENT}/prints"), "section")


def test_there_is_a_poster_a_sign_for_each_table_title_cards_and_the_rules(rana, baku):
    found = leaves(rana)
    shelf = baku.floor().shelf
    signs = [fussy.text(fussy.one(leaf, "h2")) for leaf in found[1 : 1 + len(shelf)]]
    assert signs == [f"Table: {seat.table}" for seat in shelf.values()]
    assert fussy.one(found[0], "svg").get("aria-label") == "Code with the address of the event"
    assert f"https://baku.localhost/events/{EVENT}" in fussy.text(found[0])
    with baku.inside():
        titles = scene(EVENT, NOW).event.books
    cards = found[1 + len(shelf)]
    assert len(fussy.every(cards, "li")) == len(titles)


def test_the_rules_are_there_in_each_language_of_the_library(rana, dana):
    assert [leaf.get("lang") for leaf in leaves(rana)][-8:] == ["az", "ru", "en", "tr"] * 2
    assert [leaf.get("lang") for leaf in leaves(dana)][-6:] == ["kk", "ru", "en"] * 2
    last = leaves(rana)[-7]
    assert fussy.text(fussy.one(last, "h2")) == "Правила чтения"
    assert len(fussy.every(last, "li")) == 10


def test_the_rights_of_book_and_reader_hang_behind_the_rules(rana):
    last = leaves(rana)[-2]
    headings = [fussy.text(heading) for heading in fussy.every(last, "h2")]
    assert headings == ["Rights of the book", "Rights of the reader"]
    assert len(fussy.every(last, "li")) == 10
