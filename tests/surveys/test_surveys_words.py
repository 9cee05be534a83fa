"""Words from surveys reach who reads feedback, parted from the sheets that they stood in."""

import json
from datetime import timedelta
from uuid import UUID

import pytest
from sheets import ENDLINE, fill

from cast import EVENT, NOW
from humanshelf.impact.questions import Question, versioned
from humanshelf.impact.sheets import Item, Kind
from humanshelf.libraries.forgetting import forget_everywhere
from humanshelf.records.survey_words import take_words
from humanshelf.records.surveys import keep
from humanshelf.tenancy.db import writing

END = NOW.replace(hour=19, minute=30, second=0, microsecond=0)
DUE = END + timedelta(hours=12)
SAID = "source, who, text, language, consent, day, state, theme, tone, link, about"


def entries(house, columns="source, who, text, consent"):
    return house.rows(f"SELECT {columns} FROM feedback WHERE text LIKE 'W:%' ORDER BY text")


def write(visitor, text, **more):
    said = {"satisfaction.event": "5", "words.stays-words": text}
    fill(visitor, ENDLINE, said, **more)


@pytest.fixture
def evening(baku, nu, leyla, murad, aigul):
    """Two who write in Baku, one of whom may be quoted, and one in Kazakhstan."""
    write(leyla, "W: one", quotable="1")
    write(murad, "W: two")
    write(aigul, "W: үш", quotable="1")


def test_they_come_with_the_forgetting_and_not_before(stage, evening, baku, nu):
    forget_everywhere(stage.app, DUE - timedelta(seconds=1))
    assert entries(baku) == entries(nu) == []
    forget_everywhere(stage.app, DUE)
    assert entries(baku, SAID) == [
        ("reader", "reader", "W: one", "az", 1, "2026-10-17", "new", None, None, None, None),
        ("reader", "reader", "W: two", "az", 0, "2026-10-17", "new", None, None, None, None),
    ]
    assert entries(nu) == [("reader", "reader", "W: үш", 1)]
    assert nu.rows("SELECT language FROM feedback WHERE text LIKE 'W:%'") == [
        nu.rows("SELECT json_extract(languages, '$[0]') FROM profile")[0]
    ]


def test_they_move_once(stage, evening, baku):
    for hours in (0, 0, 1, 24, 24 * 61):
        forget_everywhere(stage.app, DUE + timedelta(hours=hours))
    assert [text for _source, _who, text, _consent in entries(baku)] == ["W: one", "W: two"]
    assert baku.rows("SELECT texts, quotable FROM sheet") == [(None, 0), (None, 0)]


def test_nothing_in_an_entry_leads_to_a_sheet(stage, evening, baku):
    columns = "id, pair, answers"
    known = {value for row in baku.rows(f"SELECT {columns} FROM sheet") for value in row}
    forget_everywhere(stage.app, DUE)
    known |= {value for row in baku.rows(f"SELECT {columns} FROM sheet") for value in row}
    for row in baku.rows("SELECT * FROM feedback WHERE text LIKE 'W:%'"):
        assert known.isdisjoint(row)
        assert len(row[0]) == 16
    linked = baku.rows("PRAGMA foreign_key_list(feedback)")
    assert {table for _id, _seq, table, *_rest in linked} == {"event", "book"}


def test_words_of_an_other_stay_in_their_sheet(stage, baku, leyla):
    """They are part of an answer; and a sheet that was begun only gives no words away."""
    write(leyla, "W: one")
    with baku.inside(), writing() as session:
        choice = Item("own.how", "", Kind.CHOICE, options=("bus", "other"))
        asked = versioned(Question(choice, {}))
        keep(session, [asked])
        event_id = UUID(baku.rows("SELECT event_id FROM sheet")[0][0])
        name = " ".join(asked.item.id)
        other = {"texts": {name: "W: tram"}, "quotable": True, "moment": "endline", "done": True}
        other["sealed"] = None
        (stays,) = baku.rows("SELECT texts FROM sheet")[0]
        begun = other | {"texts": json.loads(stays), "done": False}
        take_words(session, event_id, [other, begun])
        assert (other["texts"], other["quotable"]) == ({name: "W: tram"}, True)
        assert list(begun["texts"].values()) == ["W: one"]
    assert entries(baku) == []


def test_a_books_words_say_that_a_book_wrote_them(stage, baku, leyla):
    write(leyla, "W: one", quotable="1")
    baku.change("UPDATE sheet SET moment = 'check-in', quotable = 0")
    forget_everywhere(stage.app, DUE)
    assert entries(baku) == [("book", "book", "W: one", 0)]


def test_words_of_a_month_later_come_when_its_codes_end(stage, baku, leyla):
    write(leyla, "W: one")
    baku.change("INSERT INTO follow_up SELECT randomblob(16), event_id, pair FROM sheet")
    forget_everywhere(stage.app, DUE)
    texts = "SELECT json_object('words.stays ' || version, 'W: later')"
    texts += " FROM question WHERE key = 'words.stays'"
    baku.change(
        "INSERT INTO sheet SELECT randomblob(16), event_id, NULL, 'follow-up', pair, 1, 1, 1, "
        f"'{{}}', ({texts}), NULL FROM sheet"
    )
    forget_everywhere(stage.app, END + timedelta(days=60) - timedelta(seconds=1))
    assert len(entries(baku)) == 1
    for _again in range(2):
        forget_everywhere(stage.app, END + timedelta(days=60))
    assert entries(baku) == [("reader", "reader", "W: later", 1), ("reader", "reader", "W: one", 0)]


def test_words_of_a_rehearsal_never_move(stage, baku, leyla):
    write(leyla, "W: one", quotable="1")
    baku.change("UPDATE event SET rehearsal = '{}' WHERE code = ?", EVENT)
    with baku.inside(), writing() as session:
        event_id = UUID(baku.rows("SELECT event_id FROM sheet")[0][0])
        sheet = {"texts": {"words.stays 1": "W: one"}, "quotable": True, "done": True}
        take_words(session, event_id, [sheet])
        assert sheet["texts"] == {"words.stays 1": "W: one"}
    forget_everywhere(stage.app, DUE)
    assert entries(baku) == []
    assert baku.count("sheet") == 0


def test_the_inbox_says_when_they_come(samir):
    page = samir.get("/studio/feedback").text
    assert "Words from surveys come 12 hours after an event." in page
