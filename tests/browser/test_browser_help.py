"""A book asks somebody over: the open desk turns its row red by itself and rings, softly."""

import subprocess
import sys

from playing import listening, row, row_state, step

ASK = """
from humanshelf.cli import inside
from humanshelf.pages.clock import now
from humanshelf.records.floors import changing, scene

def ask():
    found = scene("autumn", now())
    with changing(found.event.id) as change:
        change.floor.ask_help("lala", at=now())

inside("baku", ask)
"""
NOTE = "window.rings = []; addEventListener('ring', (e) => rings.push(e.detail), true)"


def test_a_desk_sees_and_hears_a_book_that_asks_somebody_over(server, librarian):
    rana = librarian("baku")
    listening(rana)
    rana.page.evaluate(NOTE)
    subprocess.run([sys.executable, "-c", ASK], env=server.environ, check=True)
    row_state(rana, "lala", "help")
    assert "Asks you over" in row(rana, "lala").inner_text()
    rana.page.wait_for_function("window.rings.length > 0")
    assert rana.page.evaluate("window.rings") == ["soft"]
    step(rana, "lala", "visits")
    row_state(rana, "lala", "free")
    assert rana.page.evaluate("window.rings") == ["soft"]
