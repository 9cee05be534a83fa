"""Whatever the network does, a page ends on the true state by itself, and says how fresh it is."""

import pytest
from playwright.sync_api import expect

from browsing import EVENT, LOST, SCREEN, start_server, take_card
from playing import current, listening, row_state, state, step

NO_CONNECTION = "No connection. Your place is safe. Last updated: "


@pytest.fixture
def called(librarian):
    """Calls a book's next reader from a desk of its own, as somebody else would."""
    desks = {}

    def call(book, library="baku"):
        if library not in desks:
            desks[library] = librarian(library)
        step(desks[library], book, "calls")
        row_state(desks[library], book, "called")

    return call


def fresh(somebody):
    return somebody.page.locator("#fresh")


def hide(reader, hidden):
    """As when the phone shows another app. A browser without windows cannot be made to."""
    reader.page.evaluate(
        "(hidden) => { Object.defineProperty(document, 'hidden', { value: hidden, configurable:"
        " true }); document.dispatchEvent(new Event('visibilitychange', { bubbles: true })); }",
        hidden,
    )


def test_a_page_opens_one_stream_and_no_more(person, librarian):
    reader, desk = person("baku"), librarian("baku")
    board = person("baku", viewport=SCREEN)
    take_card(reader, "rafiga")
    board.open(f"/board/{EVENT}")
    listening(desk)
    for screen in (reader, board):
        for _load in range(3):
            screen.page.reload()
            listening(screen)
    current(reader, board, desk)

    streams = [sum("/live" in url for url in one.asked) for one in (reader, board, desk)]

    assert streams == [4, 4, 1]


HOLD = """() => {
  const real = window.fetch;
  window.fetch = async (...asked) => {
    const answer = await real(...asked);
    if (asked[1].method === "POST") await new Promise((go) => { window.release = go; });
    return answer;
  };
}"""
RELEASE = """() => new Promise((done) => {
  document.addEventListener("htmx:after:swap", () => done(), { once: true });
  window.release();
})"""


def test_an_answer_that_comes_after_what_was_told_meanwhile_does_not_stay(librarian):
    desk, other = librarian("nu"), librarian("nu")
    listening(desk)
    listening(other)
    desk.page.evaluate(HOLD)
    step(desk, "sanzhar", "breaks")
    row_state(other, "sanzhar", "break")
    step(other, "sanzhar", "breaks")
    row_state(desk, "sanzhar", "free")

    desk.page.evaluate(RELEASE)

    row_state(desk, "sanzhar", "free")
    current(desk)


def test_a_hidden_page_lets_its_stream_go_and_is_true_when_it_is_looked_at_again(person, called):
    reader = person("baku")
    take_card(reader, "kamran")
    listening(reader)
    hide(reader, True)

    called("kamran")
    state(reader, "ready")
    hide(reader, False)

    state(reader, "come")
    current(reader)


def test_a_phone_without_network_says_so_and_is_true_when_it_is_back(person, called, wire):
    reader = wire.carries(person("baku"))
    take_card(reader, "nargiz")
    listening(reader)
    expect(fresh(reader)).not_to_have_attribute("data-stale", "")

    reader.context.set_offline(True)
    wire.die()
    expect(fresh(reader)).to_have_attribute("data-stale", "")
    expect(fresh(reader)).to_contain_text(NO_CONNECTION)
    called("nargiz")
    state(reader, "ready")
    wire.mend()
    reader.context.set_offline(False)

    state(reader, "come")
    expect(fresh(reader)).not_to_have_attribute("data-stale", "")
    current(reader)


def test_a_network_that_died_without_a_word_is_noticed(person, called, wire):
    reader = wire.carries(person("baku"))
    reader.page.clock.install()
    take_card(reader, "lala")
    listening(reader)
    wire.die()
    called("lala")
    reader.page.clock.fast_forward("00:41")
    expect(fresh(reader)).to_have_attribute("data-stale", "")
    expect(fresh(reader)).to_contain_text(NO_CONNECTION)

    wire.mend()
    reader.page.clock.fast_forward("00:20")

    state(reader, "come")
    expect(fresh(reader)).not_to_have_attribute("data-stale", "")


@pytest.mark.parametrize("refusal", ["abort", "503"])
def test_a_page_whose_stream_is_blocked_becomes_true_by_polling(person, called, refusal):
    reader = person("baku")
    reader.forgiven = LOST
    reader.page.clock.install()
    answer = {
        "abort": lambda route: route.abort(),
        "503": lambda route: route.fulfill(status=503, headers={"Retry-After": "9"}),
    }[refusal]
    reader.context.route("**/live", answer)
    book = {"abort": "aytan", "503": "tural"}[refusal]
    take_card(reader, book)
    state(reader, "ready")
    called(book)

    reader.page.clock.fast_forward("00:16")

    state(reader, "come")
    expect(fresh(reader)).not_to_have_attribute("data-stale", "")


def test_polling_takes_over_from_a_stream_that_says_nothing(person, called, wire):
    reader = wire.carries(person("baku"))
    wire.silent = True
    reader.page.clock.install()
    take_card(reader, "deniz")
    listening(reader)
    called("deniz")
    state(reader, "ready")

    reader.page.clock.run_for("01:00")

    state(reader, "come")
    current(reader)


def test_boards_and_desks_without_a_stream_become_true_as_well(person, librarian, called):
    board, desk = person("baku", viewport=SCREEN), librarian("baku")
    reader = person("baku")
    label = take_card(reader, "timur")
    for screen in (board, desk):
        screen.forgiven = LOST
        screen.context.route("**/live", lambda route: route.abort())
        screen.page.clock.install()
    board.open(f"/board/{EVENT}")
    desk.open(f"/desk/{EVENT}")
    called("timur")

    for screen in (board, desk):
        screen.page.clock.fast_forward("00:16")

    expect(board.page.locator("#main .call b.label", has_text=label)).to_be_visible()
    row_state(desk, "timur", "called")


def test_time_alone_makes_a_call_late_on_phone_and_desk(server, person, librarian):
    server.change("nu", "short_grace")
    reader, desk = person("nu"), librarian("nu")
    take_card(reader, "deniz")
    step(desk, "deniz", "calls")
    state(reader, "come")
    expect(reader.page.locator("#main .mark.late")).to_have_count(0)

    expect(reader.page.locator("#main .mark.late")).to_have_text("Please come now.")
    row_state(desk, "deniz", "late")
    current(reader, desk)


def test_a_full_server_is_polled_and_a_server_that_was_started_again_is_found(
    tmp_path, browser, person
):
    full = start_server(tmp_path / "data", HUMANSHELF_STREAMS="0")
    try:
        reader, desk = person("baku"), person("baku")
        for somebody in (reader, desk):
            somebody.origin, somebody.forgiven = full.origin("baku"), LOST
            somebody.page.clock.install()
        desk.open(full.sign_in_link("baku", "rana"))
        desk.page.locator("main button.btn-main").click()
        label = take_card(reader, "deniz")
        desk.page.clock.fast_forward("00:16")
        expect(desk.page.locator("#row-deniz .btn-main small")).to_have_text(label)
        step(desk, "deniz", "calls")
        reader.page.clock.fast_forward("00:16")
        state(reader, "come")

        assert full.stop() == 0
        reader.page.clock.fast_forward("00:16")
        expect(fresh(reader)).to_contain_text(NO_CONNECTION)
        full = start_server(tmp_path / "data", full.port)
        for somebody in (reader, desk):
            somebody.page.clock.fast_forward("01:10")
        expect(fresh(reader)).not_to_have_attribute("data-stale", "")
        step(desk, "deniz", "readings")

        # By a stream again: no clock was turned.
        state(reader, "reading")
    finally:
        full.stop()
