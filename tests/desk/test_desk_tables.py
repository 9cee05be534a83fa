"""My tables: first on this desk, in this order for eye and keyboard, and nowhere else."""

import fussy
from cast import COMING, EVENT

DESK, PAGE = f"/desk/{EVENT}", f"/desk/{EVENT}/tables"


def order(desk, path=DESK):
    return [row.get("id")[4:] for row in fussy.every(desk.main(path), "li", class_="row")]


def headings(desk):
    return [fussy.text(found) for found in fussy.every(desk.main(DESK), "h2", class_="group")]


def choose(desk, *books):
    data = {"csrf_token": desk.token(), "book": list(books)}
    answer = desk.post(PAGE, data=data)
    assert (answer.status_code, answer.location) == (303, DESK)


def test_a_librarians_own_tables_come_first_and_the_rest_in_its_order(rana):
    before = order(rana)
    assert headings(rana) == []
    mine = [before[3], before[1]]
    choose(rana, *mine)
    rest = [book for book in before if book not in mine]
    assert order(rana) == [before[1], before[3], *rest]
    assert headings(rana) == ["My tables", "The other tables"]
    marked = [box.get("value") for box in fussy.every(rana.main(PAGE), "input", checked="")]
    assert marked == [before[1], before[3]]


def test_no_other_desk_event_or_library_sees_it_and_nothing_is_written(rana, samir, dana, baku):
    before, sums = [order(desk) for desk in (samir, dana)], baku.checksum()
    coming = order(rana, f"/desk/{COMING}")
    choose(rana, "timur")
    assert baku.checksum() == sums
    assert [order(desk) for desk in (samir, dana)] == before
    assert order(rana, f"/desk/{COMING}") == coming
    assert order(rana)[0] == "timur"


def test_with_none_chosen_all_is_as_before_and_unknown_books_count_for_nothing(rana):
    before = order(rana)
    choose(rana, "timur")
    choose(rana, "no-such")
    assert (order(rana), headings(rana)) == (before, [])
    choose(rana, *before)
    assert (order(rana), headings(rana)) == (before, ["My tables"])
