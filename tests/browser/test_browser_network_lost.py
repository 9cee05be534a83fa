"""A slow network, and one that is gone just when somebody taps: nothing is lost, nothing twice."""

import pytest
from playwright.sync_api import expect

from browsing import EVENT, LOST, start_server, take_card
from playing import current, listening, row, row_state, state, step

SLOW = {"latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
"""3G as the browser's own tools call it slow: bytes in a second, milliseconds."""
GONE = {
    "az": "Bağlantı yoxdur. Heç nə itməyib: bağlantı bərpa olunanda yenidən toxunun.",
    "kk": "Байланыс жоқ. Ештеңе жоғалған жоқ: байланыс қалпына келгенде қайта басыңыз.",
}
LIBRARIES = {"az": "baku", "kk": "nu"}


@pytest.fixture
def network():
    """Sets the network of somebody's page; whole again without conditions."""
    lines = {}

    def change(somebody, **conditions):
        if somebody.page not in lines:
            lines[somebody.page] = somebody.context.new_cdp_session(somebody.page)
            lines[somebody.page].send("Network.enable")
        whole = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
        lines[somebody.page].send("Network.emulateNetworkConditions", whole | conditions)

    return change


def cards(server, library="baku"):
    """How many cards the store holds."""
    from sqlalchemy import text

    from humanshelf.tenancy.db import db

    count = "SELECT count(*) FROM card"
    return server.inside(library, lambda: db.session.execute(text(count)).scalar())


def test_two_impatient_taps_on_a_slow_network_take_one_card(server, person, network):
    before = cards(server)
    reader = person("baku")
    reader.open(f"/events/{EVENT}/books/deniz")
    network(reader, **SLOW)
    button = reader.page.locator('button[name="agree"]').first
    posts = []
    reader.page.on("request", lambda one: posts.append(one) if one.method == "POST" else None)

    with reader.page.expect_navigation(url="**/cards/*", wait_until="commit"):
        works = button.evaluate("""(button) => {
          button.click();
          button.click();
          return button.getAttribute("aria-disabled");
        }""")

    expect(reader.page.locator("h1.card-label")).to_be_visible()
    assert works == "true"
    assert len(posts) == 1
    assert cards(server) == before + 1


def test_a_card_is_taken_before_the_scripts_have_come(server, person):
    reader = person("baku")
    reader.page.route("**/*.js", lambda route: None)
    reader.page.goto(f"{reader.origin}/events/{EVENT}/books/lala", wait_until="commit")
    reader.page.locator('button[name="agree"]').first.click(no_wait_after=True)
    expect(reader.page.locator("h1.card-label")).to_be_visible()
    expect(reader.page.locator('form[action$="/pause"] button')).to_be_visible()


@pytest.mark.parametrize("language", ["az", "kk"])
def test_a_tap_on_the_card_without_network_is_told_and_made_later(person, network, language):
    reader = person(LIBRARIES[language], language)
    reader.forgiven = LOST
    take_card(reader, "deniz")
    listening(reader)
    before = reader.page.locator("#main").get_attribute("data-state")
    network(reader, offline=True)
    pause = reader.page.locator('form[action$="/pause"] button')
    pause.click()
    said = reader.page.locator("#main .said")
    expect(said).to_have_text(GONE[language])
    expect(reader.page.locator("#news")).to_have_text(GONE[language])
    expect(reader.page.locator("#fresh")).to_have_attribute("data-stale", "")
    assert reader.page.evaluate("document.documentElement.scrollWidth") <= 360

    network(reader)
    expect(reader.page.locator("#fresh")).not_to_have_attribute("data-stale", "")
    state(reader, before)
    pause.click()

    state(reader, "paused")
    expect(said).to_have_count(0)
    current(reader)


def test_a_call_at_the_desk_without_network_is_told_and_made_once(person, librarian, network):
    reader, desk, other = person("baku"), librarian("baku", "az"), librarian("baku")
    desk.forgiven = LOST
    label = take_card(reader, "tural")
    take_card(person("baku"), "aytan")
    main = row(desk, "tural").locator(".btn-main")
    expect(main.locator("small")).to_have_text(label)
    listening(desk)
    network(desk, offline=True)
    main.click()
    expect(row(desk, "tural").locator(".said")).to_have_text(GONE["az"])
    expect(row(desk, "tural")).not_to_have_attribute("data-state", "called")
    step(other, "aytan", "calls")

    network(desk)
    row_state(desk, "aytan", "called")
    row(desk, "tural").locator(".btn-main").click()

    row_state(desk, "tural", "called")
    state(reader, "come")
    current(reader, desk, other)


def test_whoever_was_away_while_the_server_started_again_is_listened_to(server, person, network):
    reader = person("baku")
    reader.forgiven = LOST
    reader.page.clock.install()
    take_card(reader, "kamran")
    listening(reader)
    network(reader, offline=True)
    pause = reader.page.locator('form[action$="/pause"] button')
    pause.click()
    expect(reader.page.locator("#main .said")).to_be_visible()
    reader.page.clock.fast_forward("02:00")
    expect(reader.page.locator("#fresh")).to_have_attribute("data-stale", "")
    assert server.stop() == 0
    again = start_server(server.data, server.port)
    try:
        network(reader)
        reader.page.clock.fast_forward("01:10")

        expect(reader.page.locator("#fresh")).not_to_have_attribute("data-stale", "")
        listening(reader)
        pause.click()
        state(reader, "paused")
        current(reader)
    finally:
        again.stop()
