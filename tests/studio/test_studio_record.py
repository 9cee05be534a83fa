"""The record of an event: counted from the store, the same after the cards are forgotten."""

from datetime import timedelta
from secrets import token_bytes

import pytest

import fussy
from cast import EVENT
from humanshelf.libraries.forgetting import forget_everywhere

PAGE = f"/studio/events/{EVENT}/record"
CARDS, READ, WAITING, NEVER, MISSED = (
    "Cards given",
    "Readings",
    "Waiting now",
    "Never called",
    "Called and did not come",
)


def tally(person):
    main = person.main(PAGE)
    names, counts = (fussy.every(main, tag) for tag in ("dt", "dd"))
    return {fussy.text(n): int(fussy.text(c)) for n, c in zip(names, counts, strict=True)}


def say(house, *waited):
    event = house.rows("SELECT id FROM event WHERE code = ?", EVENT)[0][0]
    for minutes in waited:
        house.change(
            "INSERT INTO told (id, event_id, low, high, waited) VALUES (?, ?, 10, 20, ?)",
            token_bytes(16),
            event,
            minutes,
        )


@pytest.fixture
def evening(baku, rana):
    """One read, one called who did not come, one who left at once, two who wait."""
    cards = []
    for _reader in range(5):
        reader = baku.reader()
        cards.append((reader, reader.card("deniz")))
    reader, last = cards[-1]
    reader.post(f"{last}/departure")
    for step in ("calls", "readings", "returns", "calls", "no-shows"):
        rana.tap(step, book="deniz")


def test_it_says_what_was_lent_in_the_own_library_only(evening, samir, yerlan):
    assert tally(samir) == {CARDS: 5, READ: 1, WAITING: 2, NEVER: 1, MISSED: 1}
    assert tally(yerlan) == {CARDS: 0, READ: 0, NEVER: 0, MISSED: 0}


def test_once_closed_who_waits_was_never_called_and_it_stays_so_for_good(
    evening, samir, baku, stage, clock
):
    samir.tap("closures")
    closed = {CARDS: 5, READ: 1, NEVER: 3, MISSED: 1}
    assert tally(samir) == closed
    clock.move_to(baku.floor().closes + timedelta(hours=12))
    forget_everywhere(stage.app, baku.floor().closes + timedelta(hours=12))
    assert baku.count("card") == baku.count("step") == 0
    assert tally(baku.staff("coordinator")) == closed


def test_few_times_are_not_told_and_enough_are(samir, yerlan, baku):
    say(baku, 9, 10, 15, 20)
    assert "Too few to tell" in fussy.text(samir.main(PAGE))
    say(baku, 21)
    text = fussy.text(samir.main(PAGE))
    assert "off by 4 minutes on average" in text
    assert "Called inside that time: 3 of 5." in text
    assert "Called not later than its end: 4 of 5." in text
    widths = [rect.get("width") for rect in samir.main(PAGE).iter() if rect.tag.endswith("rect")]
    assert widths == ["20%", "60%", "20%"]
    assert "Too few to tell" in fussy.text(yerlan.main(PAGE))


def test_it_is_for_coordinators_and_of_events_that_are_there(rana, samir):
    assert rana.get(PAGE).status_code == 403
    assert samir.get("/studio/events/no-such/record").status_code == 404
    assert PAGE in samir.get(f"/desk/{EVENT}").text
    assert PAGE not in rana.get(f"/desk/{EVENT}").text
