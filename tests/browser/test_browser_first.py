"""The main job in one breath: a card on a phone, a call at the desk, everybody sees it."""

from playwright.sync_api import expect

from browsing import EVENT, SCREEN, take_card


def test_a_call_at_the_desk_reaches_the_phone_and_the_board(person, librarian):
    reader = person("baku", "az")
    label = take_card(reader, "deniz")
    board = person("baku", "az", viewport=SCREEN)
    board.open(f"/board/{EVENT}")
    desk = librarian("baku", "az")

    desk.page.locator("#row-deniz .btn-main").click()

    expect(reader.page.locator("#main")).to_have_attribute("data-state", "come")
    expect(board.page.locator("#main .call b.label")).to_have_text(label)
    expect(desk.page.locator("#row-deniz")).to_have_attribute("data-state", "called")
