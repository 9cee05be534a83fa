"""A book asks somebody over: the open desk turns its row red by itself and rings, softly."""

import subprocess
import sys

from playwright.sync_api import expect

from browsing import LOST
from playing import listening, row, row_state, step, tap

ASK = """
from humanshelf.terminal import inside
from humanshelf.pages.clock import now
from humanshelf.records.floors import changing, scene

def ask():
    found = scene("autumn", now())
    with changing(found.event.id) as change:
        change.floor.ask_help("lala", at=now())

inside("baku", ask)
"""
NOTE = "window.rings = []; addEventListener('ring', (e) => rings.push(e.detail), true)"


def ask(server):
    subprocess.run([sys.executable, "-c", ASK], env=server.environ, check=True)


def test_a_desk_sees_and_hears_a_book_that_asks_somebody_over(server, librarian):
    rana = librarian("baku")
    listening(rana)
    rana.page.evaluate(NOTE)
    ask(server)
    row_state(rana, "lala", "help")
    assert "Asks you over" in row(rana, "lala").inner_text()
    rana.page.wait_for_function("window.rings.length > 0")
    assert rana.page.evaluate("window.rings") == ["soft"]
    step(rana, "lala", "visits")
    row_state(rana, "lala", "free")
    assert rana.page.evaluate("window.rings") == ["soft"]


def test_the_answer_of_another_desk_takes_the_button_away_where_one_tapped_a_moment_ago(
    server, librarian
):
    rana, other = librarian("baku"), librarian("baku")
    going = row(rana, "lala").locator('form[action$="/visits"]')
    listening(rana)
    ask(server)
    row_state(rana, "lala", "help")
    row_state(other, "lala", "help")
    step(rana, "timur", "breaks")
    step(other, "lala", "visits")
    row_state(rana, "lala", "free")
    expect(going).to_have_count(0)


def test_a_tap_without_network_leaves_the_button_that_answers(server, librarian):
    rana = librarian("baku")
    rana.forgiven = LOST
    ask(server)
    row_state(rana, "lala", "help")
    then = rana.page.evaluate("Date.now()") + 600
    # What lay there for less than half a second takes no tap.
    rana.page.wait_for_function("(then) => Date.now() > then", arg=then)
    rana.context.set_offline(True)
    going = row(rana, "lala").locator('form[action$="/visits"] button')
    going.click()
    said = row(rana, "lala").locator("p.said")
    expect(said).to_have_text("No network. Nothing is lost: please tap again when it is back.")
    rana.context.set_offline(False)
    tap(rana, going)
    row_state(rana, "lala", "free")
    expect(going).to_have_count(0)
