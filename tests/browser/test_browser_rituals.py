"""A librarian's rituals in the browser: the own tables first, a note for the next shift, the rights
to read out; with scripts, live, and without."""

import pytest

from browsing import PHONE, TABLET, take_card
from playing import listening, row, row_state, step, tap

DESK = "/desk/autumn"


def order(desk):
    return desk.page.locator(".row").evaluate_all("rows => rows.map((one) => one.id.slice(4))")


def places(desk):
    """How far down each step lies, in the order in which the keyboard comes to it."""
    return desk.page.locator(".row .do > form > button").evaluate_all(
        "buttons => buttons.map((one) => one.closest('.row').getBoundingClientRect().top)"
    )


def mind(desk, *tables):
    desk.open(f"{DESK}/tables")
    for box in desk.page.locator("input[name=book]").all():
        box.set_checked(box.get_attribute("value") in tables)
    desk.page.locator("main button.btn-main").click()
    desk.page.wait_for_url(f"**{DESK}")


@pytest.mark.parametrize("scripts", [True, False])
def test_the_own_tables_come_first_for_eye_and_keyboard(librarian, scripts):
    rana = librarian("nu", scripts=scripts)
    before = order(rana)
    mine = [before[4], before[2]]
    mind(rana, *mine)
    assert order(rana)[:2] == [before[2], before[4]]
    assert places(rana) == sorted(places(rana))
    assert rana.page.locator(".group").all_inner_texts() == ["My tables", "The other tables"]
    mind(rana)
    assert order(rana) == before


def test_the_order_stays_when_the_floor_moves(librarian, person):
    rana, other = librarian("baku"), librarian("baku")
    before = order(rana)
    mind(rana, before[3])
    listening(rana)
    listening(other)
    take_card(person("baku"), before[1])
    step(rana, before[1], "calls")
    row_state(other, before[1], "called")
    assert order(rana) == [before[3], *before[:3], *before[4:]]
    assert order(other) == before
    row(rana, before[1]).locator("a[href*=rights]").click()
    rana.page.wait_for_url("**/rights*")
    assert rana.page.locator("section.aloud").count() == 2


@pytest.mark.parametrize("viewport", [PHONE, TABLET])
def test_a_note_reaches_the_other_desk_is_cleared_there_and_brought_back(librarian, viewport):
    rana, other = librarian("baku", viewport=viewport), librarian("baku")
    listening(other)
    rana.open(f"{DESK}/notes")
    rana.page.locator("#text").fill("Nar 27 waits at table 4.")
    rana.page.locator("main button.btn-main").click()
    rana.page.wait_for_url(f"**{DESK}")
    note = other.page.locator("#note")
    note.get_by_text("Nar 27 waits at table 4.").wait_for()
    tap(other, note.get_by_role("button"))
    rana.page.locator("#note").get_by_text("The note was cleared.").wait_for()
    tap(rana, rana.page.locator("#note button"))
    note.get_by_text("Nar 27 waits at table 4.").wait_for()
