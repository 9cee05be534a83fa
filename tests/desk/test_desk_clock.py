"""The machine's clock jumps, the night passes midnight, the summer ends: the floor stays true."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from cast import EVENT
from humanshelf.tenancy.types import EPOCH, MILLISECOND

COUNTED = re.compile(r'data-(?:left|over|since|clock-left|minutes)="(-\d+)')
NEXT = re.compile(r'name="seen" value="([^"]+)"')
NIGHTS = {
    "Asia/Baku": datetime(2026, 10, 24, 19, 0, tzinfo=UTC),
    "Asia/Almaty": datetime(2026, 10, 24, 18, 0, tzinfo=UTC),
    "Europe/Istanbul": datetime(2026, 10, 24, 20, 0, tzinfo=UTC),
    "Europe/Berlin": datetime(2026, 10, 24, 22, 0, tzinfo=UTC),
}
"""An hour or two before midnight there; in Berlin the night that has three o'clock twice."""


def pages(visitors):
    """All that is drawn now; nothing in it counts below nought."""
    for visitor, path in visitors:
        answer = visitor.get(path)
        assert answer.status_code == 200, (path, answer.status)
        assert COUNTED.findall(answer.text) == []
        yield answer.text


def cards_of(baku, count):
    readers = [baku.reader() for _ in range(count)]
    return [(one, one.card("deniz")) for one in readers]


@pytest.mark.parametrize("hours", [-2, 2])
def test_two_hours_forth_or_back_lose_no_card_and_no_order(baku, rana, clock, hours):
    visitors = []
    for _ in range(3):
        visitors += cards_of(baku, 1)
        clock.shift(1)
    desk = (rana, f"/desk/{EVENT}")
    *_, before = pages([*visitors, (baku.reader(), f"/board/{EVENT}"), desk])
    clock.shift(timedelta(hours=hours))
    *_, after = pages([*visitors, (baku.reader(), f"/board/{EVENT}"), desk])
    assert NEXT.findall(after)[:1] == NEXT.findall(before)[:1], "the first is the first"
    assert rana.tap("calls", book="deniz").status_code == 303
    assert rana.tap("readings", book="deniz").status_code == 303
    list(pages([*visitors, desk]))
    clock.shift(timedelta(hours=-hours))
    list(pages([*visitors, desk]))
    assert rana.tap("returns", book="deniz").status_code == 303
    numbers = [number for (number,) in baku.rows("SELECT number FROM step ORDER BY number")]
    assert numbers == list(range(1, len(numbers) + 1)), "steps go by number, not by clock"
    assert baku.floor().waited >= 0


@pytest.mark.parametrize("zone", NIGHTS)
def test_a_night_that_passes_midnight_is_one_event(baku, clock, zone):
    opens = NIGHTS[zone]
    clock.move_to(opens + timedelta(minutes=1))
    baku.change("UPDATE profile SET time_zone = ?", zone)
    baku.change(
        "UPDATE event SET opens = ?, closes = ?, edition = edition + 1 WHERE code = ?",
        *((at - EPOCH) // MILLISECOND for at in (opens, opens + timedelta(hours=6))),
        EVENT,
    )
    rana = baku.staff("librarian")
    visitors = [*cards_of(baku, 2), (rana, f"/desk/{EVENT}"), (baku.reader(), f"/board/{EVENT}")]
    for _hour in range(5):
        list(pages(visitors))
        assert rana.tap("calls", book="deniz").status_code in (303, 409)
        assert rana.tap("readings", book="deniz").status_code in (303, 409)
        clock.shift(timedelta(minutes=65))
        list(pages(visitors))
        assert rana.tap("returns", book="deniz").status_code in (303, 409)
    assert baku.floor().waited >= 0
    assert baku.rows("SELECT count(*) FROM card WHERE stage = 'returned'") == [(2,)]
