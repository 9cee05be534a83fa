"""Near closing: what cannot be read any more is refused at once, with what still can."""

import pytest

import fussy
from cast import EVENT, later
from humanshelf.records.floors import changing, scene

SHELF = f"/events/{EVENT}"
LATE = "There is no time left today for these books."
LEFT = "There is no time left today for your wishes."


@pytest.fixture
def event_ends(baku):
    """The event ends in so many minutes, by the floor's own verb."""

    def end(minutes):
        with baku.inside():
            found = scene(EVENT, later(0))
            with changing(found.event.id) as change:
                change.floor.reschedule(later(minutes), at=later(1))

    return end


def links(main, ending=""):
    return [a.get("href") for a in main.iter("a") if ending in (a.get("href") or "")]


def only(rana, *books):
    for book in ("kamran", "nargiz", "lala", "aytan", "tural", "deniz", "timur", "rafiga"):
        if book not in books:
            assert rana.tap("closures", book=book).status_code == 303


def test_a_card_for_a_full_book_is_refused_with_the_books_that_still_read(
    rana, leyla, murad, baku, event_ends, clock
):
    only(rana, "deniz", "lala")
    event_ends(40)
    leyla.card("deniz")
    clock.shift(60)
    before = baku.checksum()
    answer = murad.take("deniz")
    assert answer.status_code == 422
    assert fussy.alerts(answer) == [LATE + " Please choose others."]
    assert links(fussy.main(answer.text), "/books/") == [f"{SHELF}/books/lala"]
    assert baku.checksum() == before
    murad.card("lala")


def test_the_shelf_says_that_no_time_is_left(rana, leyla, murad, event_ends, clock):
    only(rana, "deniz", "lala")
    event_ends(40)
    leyla.card("deniz")
    clock.shift(60)
    main = murad.main(SHELF)
    entries = {fussy.text(e): e for e in fussy.every(main, "li", class_="entry")}
    said = [words for words in entries if "No time left today" in words]
    assert len(said) == 1
    assert links(entries[said[0]], "/books/") == []
    page = murad.main(f"{SHELF}/books/deniz")
    assert "There is no time left today for this book." in fussy.text(page)
    assert f"{SHELF}/books/lala" in links(page)
    assert not [f for f in page.iter("form") if f.get("action") == f"{SHELF}/cards"]


def test_a_card_that_cannot_be_read_any_more_is_told_at_once_with_a_way_on(
    rana, leyla, murad, event_ends, clock
):
    only(rana, "deniz", "lala")
    leyla.card("deniz")
    clock.shift(60)
    card = murad.card("deniz")
    event_ends(40)
    main = murad.main(card)
    assert LEFT in fussy.text(main)
    assert main.get("data-news") == LEFT
    assert f"{card}/wishes?wish=lala" in links(main)
    form = murad.main(f"{card}/wishes?wish=lala")
    first = next(e for e in form.iter("select") if e.get("id") == "wish0")
    assert [o.get("value") for o in first.iter("option") if o.get("selected") is not None] == [
        "lala"
    ]
    assert murad.post(f"{card}/wishes", data={"wish": "lala", "group": "1"}).status_code == 303
    assert LEFT not in fussy.text(murad.main(card))


def test_who_can_be_read_by_nobody_any_more_hears_it_kindly(rana, leyla, murad, event_ends, clock):
    only(rana, "deniz")
    leyla.card("deniz")
    clock.shift(60)
    card = murad.card("deniz")
    event_ends(40)
    assert "Your turn will not come today. We are sorry." in fussy.text(murad.main(card))


def test_other_wishes_without_time_are_refused_on_their_form(rana, leyla, murad, event_ends, clock):
    only(rana, "deniz", "lala")
    leyla.card("deniz")
    clock.shift(60)
    card = murad.card("lala")
    event_ends(40)
    answer = murad.post(f"{card}/wishes", data={"wish": "deniz", "group": "1"})
    assert answer.status_code == 422
    assert fussy.alerts(answer) == [LATE + " Please choose others."]
    assert f"{card}/wishes?wish=lala" in links(fussy.main(answer.text))


def test_the_desk_is_told_the_same(rana, leyla, murad, event_ends, clock):
    only(rana, "deniz", "lala")
    event_ends(40)
    leyla.card("deniz")
    clock.shift(60)
    answer = rana.tap("cards", wish="deniz", group="1")
    assert answer.status_code == 422
    assert fussy.alerts(answer) == [LATE + " Please choose others."]
    assert "These can still be read today: " in fussy.text(fussy.main(answer.text))
