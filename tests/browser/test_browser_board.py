"""The hall's screen: each call large and in its turn, in the library's languages, labels only."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from browsing import EVENT, LOST, ROOT, SCREEN, take_card, until
from humanshelf.libraries.bundle import read
from playing import fetch, give_card, listening, row_state, state, step

CALLS = 'data-call="([^"]+)"'


@pytest.fixture
def board(person):
    """A board whose clock the test turns, and which hears all that happened when the test says."""
    screen = person("baku", "az", viewport=SCREEN)
    screen.forgiven = LOST
    screen.context.route("**/live", lambda route: route.abort())
    screen.page.clock.install()
    screen.open(f"/board/{EVENT}")
    screen.context.set_offline(True)
    screen.page.clock.pause_at(screen.page.evaluate("Date.now()") + 1000)
    return screen


@pytest.fixture
def desk(librarian):
    return librarian("baku")


def hears(board):
    """What has happened, in one message: the network is back for a moment."""
    board.page.clock.run_for(3000)
    board.context.set_offline(False)
    until(lambda: board.page.clock.run_for(20) or true_calls(board), "the calls on the board")
    board.context.set_offline(True)


def true_calls(board):
    """Only the calls: the times below them may turn at any moment, and the clock here stands."""
    page = board.page.locator("#main").evaluate("(main) => main.outerHTML")
    there = fetch(board.origin, urlsplit(board.page.url).path)
    return re.findall(CALLS, page) == re.findall(CALLS, there)


def calls_told(board):
    return re.findall(CALLS, fetch(board.origin, urlsplit(board.page.url).path))


def called(desk, *books):
    labels = []
    for book in books:
        labels.append(give_card(desk, book))
        desk.open(f"/desk/{EVENT}")
        step(desk, book, "calls")
    return labels


def end(desk, *books):
    for book in books:
        step(desk, book, "readings")
        step(desk, book, "returns")
        row_state(desk, book, "free")


def large(board, *words):
    expect(board.page.locator(".overlay > b")).to_have_text(list(words))


def test_however_many_calls_come_together_each_is_shown_large(board, desk):
    books = ["kamran", "nargiz", "lala", "aytan", "tural", "timur", "rafiga"]
    labels = called(desk, *books)
    hears(board)
    for label in labels:
        expect(board.page.locator(".overlay > b.label")).to_have_text(label)
        board.page.clock.run_for(6000)
    end(desk, *books)


def test_calls_that_come_together_are_shown_large_one_after_the_other(board, desk):
    first, second = called(desk, "deniz", "lala")
    hears(board)
    large(board, first, "6")
    expect(board.page.locator("#main .call b.label")).to_have_text([second, first])

    board.page.clock.fast_forward(6000)
    large(board, second, "3")
    expect(board.page.locator(".overlay")).to_have_count(1)

    board.page.clock.fast_forward(6000)
    expect(board.page.locator(".overlay")).to_have_count(0)
    expect(board.page.locator("#main .call b.label")).to_have_text([second, first])
    end(desk, "deniz", "lala")


def test_a_call_that_was_taken_back_is_not_shown(board, desk):
    first, _second = called(desk, "deniz", "lala")
    hears(board)
    large(board, first, "6")
    step(desk, "lala", "reversals")
    row_state(desk, "lala", "free")
    hears(board)
    large(board, first, "6")
    board.page.clock.fast_forward(6000)

    expect(board.page.locator("#main .call b.label")).to_have_text([first])
    expect(board.page.locator(".overlay")).to_have_count(0)
    end(desk, "deniz")


def test_a_card_that_is_called_again_is_shown_again(board, desk):
    label = called(desk, "timur")[0]
    hears(board)
    large(board, label, "7")
    board.page.clock.fast_forward(6000)
    expect(board.page.locator(".overlay")).to_have_count(0)

    before = calls_told(board)

    def rung_again():
        step(desk, "timur", "rings")
        return calls_told(board) != before

    until(rung_again, "a ring after the first one is over: a second tap within it adds nothing")
    hears(board)

    large(board, label, "7")
    end(desk, "timur")
    hears(board)
    expect(board.page.locator("#main .call b.label")).to_have_count(0)


def test_the_languages_of_the_library_take_turns(board):
    order = ["az", "ru", "en", "tr"]
    heading = board.page.locator("footer .langset").first.locator("span:visible")
    seen = []
    for _turn in range(5):
        expect(heading).to_have_count(1)
        seen.append(heading.get_attribute("lang"))
        board.page.clock.run_for(8000)
    first = order.index(seen[0])
    assert seen == [order[(first + turn) % 4] for turn in range(5)]


def test_a_board_names_labels_and_tables_and_no_book(board, desk, person):
    bundle = read(ROOT / "tenants" / "baku")
    told = [book["pen_name"] for book in bundle.books]
    told += [words["title"] for book in bundle.books for words in book["texts"].values()]
    called(desk, "deniz", "lala")
    step(desk, "deniz", "readings")
    hears(board)
    expect(board.page.locator("#main .call b.label")).to_have_count(1)
    side = person("baku", viewport=SCREEN)
    side.open(f"/board/{EVENT}?room=side")
    listening(side)
    for screen in (board, side):
        shown = screen.page.content()
        assert [words for words in told if words in shown] == []


def test_the_side_room_hears_a_call_as_well(person, desk):
    side = person("baku", "ru", viewport=SCREEN)
    side.open(f"/board/{EVENT}?room=side")
    listening(side)
    reader = person("baku")
    label = take_card(reader, "tural")
    expect(desk.page.locator("#row-tural .btn-main small")).to_have_text(label)

    step(desk, "tural", "calls")

    expect(side.page.locator(".overlay > b").first).to_have_text(label)
    expect(side.page.locator("#main .call b.label").first).to_have_text(label)
    state(reader, "come")
