"""What a row at the desk draws attention to: a book that asks for it, a look in, a quiet book."""

import fussy
from cast import EVENT, later
from humanshelf.records.floors import changing, scene

DESK = f"/desk/{EVENT}"


def row(desk, book):
    return fussy.one(desk.main(DESK), "li", id=f"row-{book}")


def ask(house, book):
    """The book's own verb, whose page is another door's."""
    with house.inside():
        found = scene(EVENT, later(0))
        with changing(found.event.id) as change:
            change.floor.ask_help(book, at=later(0))


def test_a_book_that_asks_somebody_over_is_seen_heard_and_answered(rana, baku):
    ask(baku, "lala")
    seen = row(rana, "lala")
    assert (seen.get("data-state"), seen.get("data-help") is not None) == ("help", True)
    assert "Asks you over" in fussy.text(seen)
    mains = [b for b in seen.iter("button") if "btn-main" in (b.get("class") or "")]
    assert [fussy.text(b) for b in mains] == ["I am going there"]
    assert rana.tap("visits", book="lala").status_code == 303
    assert row(rana, "lala").get("data-state") == "free"
    assert baku.floor().seat("lala").own.help is None


def test_readers_and_the_board_see_nothing_of_it(leyla, baku):
    before = [fussy.text(leyla.main(p)) for p in (f"/events/{EVENT}", f"/board/{EVENT}")]
    ask(baku, "lala")
    after = [fussy.text(leyla.main(p)) for p in (f"/events/{EVENT}", f"/board/{EVENT}")]
    assert after == before


def test_the_desk_is_told_to_look_in_for_three_minutes(rana, leyla, clock):
    leyla.card("deniz")
    rana.tap("calls", book="deniz")
    rana.tap("readings", book="deniz")
    seen = []
    for _minute in range(10):
        seen.append("Look in now" in fussy.text(row(rana, "deniz")))
        clock.shift(60)
    assert seen == [False] * 5 + [True] * 3 + [False] * 2


def test_a_free_book_that_nobody_waits_for_is_suggested_to_who_waits_long(rana, leyla, clock):
    leyla.card("deniz")
    hint = "Suggest it to those who have waited long."
    assert hint not in fussy.text(row(rana, "lala"))
    clock.shift(10 * 60)
    assert hint in fussy.text(row(rana, "lala"))
    assert hint not in fussy.text(row(rana, "deniz"))
