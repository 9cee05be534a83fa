"""A reader waits, is shown the one film that fits, and sees it; a coordinator hangs a picture."""

import pytest
from playwright.sync_api import expect

from browsing import EVENT, SCREEN, take_card
from footage import photo
from playing import listening, state, step

PLAYED = """async () => {
  const film = document.querySelector("video");
  film.muted = true;
  await film.play();
  film.currentTime = 100;
  await new Promise((done) => film.addEventListener("seeked", done, { once: true }));
  return [Math.round(film.duration), film.videoWidth, Math.round(film.currentTime)];
}"""
FILM = {"baku": "When the lights go on", "nu": "Шамдар жанғанда"}


@pytest.mark.parametrize(
    ("library", "language", "book"), [("baku", "en", "deniz"), ("nu", "kk", "lala")]
)
def test_a_waiting_reader_is_shown_the_film_that_fits_and_sees_it(
    person, librarian, library, language, book
):
    desk = librarian(library)
    for _ in range(2):
        take_card(person(library), book)
    step(desk, book, "calls")
    step(desk, book, "readings")
    reader, board = person(library, language), person(library, viewport=SCREEN)
    take_card(reader, book)
    state(reader, "waiting")
    listening(reader)
    fit = reader.page.locator(".fits li", has_text=FILM[library])
    expect(fit).to_have_count(1)
    board.open(f"/board/{EVENT}?room=side")
    times = fit.locator("time").inner_text()
    expect(board.page.locator(".films li", has_text=times)).to_have_count(1)

    fit.locator("button").click()
    reader.page.wait_for_url("**/exhibition/street")
    assert reader.page.evaluate(PLAYED) == [120, 640, 100]


def test_without_scripts_the_same_button_leads_to_the_film(person, librarian):
    desk = librarian("baku")
    for _ in range(2):
        take_card(person("baku"), "kamran")
    step(desk, "kamran", "calls")
    step(desk, "kamran", "readings")
    reader = person("baku", "az", scripts=False)
    take_card(reader, "kamran")
    reader.page.locator(".fits button").first.click()
    expect(reader.page.locator("video")).to_be_visible()


def test_a_coordinator_hangs_a_picture_and_takes_it_back(person, server):
    samir, anybody = person("baku"), person("baku")
    samir.open(server.sign_in_link("baku", "samir", "coordinator"))
    samir.page.locator("main button.btn-main").click()
    samir.page.wait_for_url("**/desk**")
    samir.open("/studio/exhibition/blank")
    samir.page.locator("#title-az").fill("Həyət")
    samir.page.locator("#alt-az").fill("Qırmızı və göy")
    sent = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": photo((3000, 2000))}
    samir.page.locator("#picture").set_input_files([sent])
    samir.page.locator("main .btn-main").click()
    row = samir.page.locator("tr", has_text="Həyət")
    row.locator("button", has_text="Publish").click()
    anybody.open(f"/events/{EVENT}/exhibition")
    picture = anybody.page.locator("li", has_text="Həyət").locator("img")
    picture.scroll_into_view_if_needed()
    expect(picture).to_have_js_property("complete", True)
    assert picture.evaluate("(shown) => shown.naturalWidth") > 0
    samir.page.locator(".notice button", has_text="Undo").click()
    expect(samir.page.locator(".notice")).to_contain_text("Withdrawn")
    anybody.page.reload()
    expect(anybody.page.locator("li", has_text="Həyət")).to_have_count(0)
