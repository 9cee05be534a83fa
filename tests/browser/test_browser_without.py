"""Everything a reader and a desk must do goes by plain forms, where no script runs."""

import pytest
from playwright.sync_api import expect

from browsing import EVENT, SCREEN, take_card
from playing import answer, event_step, give_card, row, row_state, state, step, tap


def refreshes(somebody):
    return somebody.page.locator('noscript meta[http-equiv="refresh"], meta[http-equiv="refresh"]')


def test_a_reader_and_a_desk_without_scripts_come_from_card_to_return(person, librarian):
    reader = person("baku", "az", scripts=False)
    desk = librarian("baku", "en", scripts=False)
    label = take_card(reader, "deniz")
    state(reader, "ready")
    expect(refreshes(reader)).to_have_attribute("content", "20")

    answer(reader, "here")
    expect(reader.page.locator("#main .mark.done")).to_be_visible()
    answer(reader, "pause")
    state(reader, "paused")
    answer(reader, "return")
    state(reader, "ready")

    desk.page.reload()
    expect(refreshes(desk)).to_have_attribute("content", "20")
    step(desk, "deniz", "calls")
    row_state(desk, "deniz", "called")
    # While the reader's page comes by itself the desk goes on with a reader without a phone.
    paper = give_card(desk, "timur")
    desk.page.locator("main .acts a").click()
    expect(row(desk, "timur").locator(".btn-main small")).to_have_text(paper)
    tap(desk, desk.page.locator("button.undo"))
    expect(row(desk, "timur").locator(".btn-main")).to_have_count(0)
    state(reader, "come", seconds=45)
    expect(reader.page.locator("h1.card-label")).to_have_text(label)

    answer(reader, "here")
    desk.page.reload()
    expect(row(desk, "deniz").locator(".who p")).to_contain_text("on the way")
    step(desk, "deniz", "readings")
    row_state(desk, "deniz", "reading")
    tap(desk, desk.page.locator("button.undo"))
    row_state(desk, "deniz", "called")
    step(desk, "deniz", "readings")
    reader.page.reload()
    state(reader, "reading")
    step(desk, "deniz", "returns")
    row_state(desk, "deniz", "free")
    reader.page.reload()
    state(reader, "thanks")


def test_wishes_are_changed_and_a_card_is_left_without_scripts(person):
    reader = person("nu", "kk", scripts=False)
    reader.open(f"/events/{EVENT}/books/lala")
    reader.page.locator("#more summary").click()
    reader.page.locator("#wish1").select_option("timur")
    reader.page.locator("input[name=group][value='2']").check()
    reader.page.locator('#more button[name="agree"]').click()
    reader.page.wait_for_url("**/cards/*")
    reader.page.goto(f"{reader.page.url}/wishes")
    expect(reader.page.locator("#wish1")).to_have_value("timur")
    reader.page.locator("#wish1").select_option("lala")
    tap(reader, reader.page.locator("main button.btn-main"))
    refused = "Бір кітап екі рет таңдалған. Әртүрлі кітап таңдаңыз."
    expect(reader.page.locator("main [role=alert]")).to_have_text(refused)
    reader.page.locator("#wish1").select_option("kamran")
    tap(reader, reader.page.locator("main button.btn-main"))
    state(reader, "ready")
    answer(reader, "departure")
    expect(reader.page.locator("#main .card > p").first).to_have_text("Кезектен шықтыңыз.")


def test_a_break_an_announcement_and_the_last_call_need_no_script(person, librarian):
    desk = librarian("nu", "kk", scripts=False)
    step(desk, "asel", "breaks")
    row_state(desk, "asel", "break")
    step(desk, "asel", "reversals")
    row_state(desk, "asel", "free")
    event_step(desk, "announcements", kind="quiet")
    expect(desk.page.locator("#main > .notice")).to_have_count(1)
    event_step(desk, "last-calls")
    reader = person("nu", "ru", scripts=False)
    reader.open(f"/events/{EVENT}")
    expect(reader.page.locator("#main .notice.heed")).to_have_text(
        "Последние карточки выданы. Сегодня карточек больше нет."
    )
    tap(desk, desk.page.locator("button.undo"))
    reader.page.reload()
    expect(reader.page.locator("#main .notice.heed")).to_have_count(0)


@pytest.mark.parametrize("path", [f"/board/{EVENT}", f"/board/{EVENT}?room=side"])
def test_a_board_without_scripts_comes_again_by_itself(person, path):
    board = person("baku", "az", viewport=SCREEN, scripts=False)
    board.open(path)
    expect(refreshes(board)).to_have_attribute("content", "20")


def test_a_language_is_switched_and_kept_without_scripts(person):
    reader = person("baku", "az", scripts=False)
    reader.open(f"/events/{EVENT}")
    html = reader.page.locator("html")
    expect(html).to_have_attribute("lang", "az")
    reader.page.locator("nav.langs a[lang=ru]").click()
    expect(html).to_have_attribute("lang", "ru")
    take_card(reader, "nargiz")
    expect(html).to_have_attribute("lang", "ru")
    reader.page.locator("nav.langs a[lang=tr]").click()
    expect(html).to_have_attribute("lang", "tr")
    state(reader, "ready")
    answer(reader, "pause")
    expect(reader.page.locator("#main .card > p").first).to_contain_text("Yeriniz saklı.")
