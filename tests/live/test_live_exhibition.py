"""In streams: what fits before a call follows the clock, the forecast and the studio; boards say
what plays, also where nobody waits."""

from datetime import timedelta
from uuid import UUID

from cast import EVENT, NOW, later
from exhibited import FILM, busy, tap
from humanshelf.records.floors import scene_by_id

NAME = "When the lights go on"
SIDE = f"/board/{EVENT}/live?room=side"
STARTS = NOW.replace(hour=14, minute=10, second=0, microsecond=0)
"""When the sample film starts next."""


def test_a_waiting_card_is_told_when_a_film_has_begun(baku, leyla, rana, listen, clock):
    busy(baku, rana)
    stream = listen(leyla, f"{leyla.card('deniz')}/live")
    assert "18:10–18:12" in stream.message()
    clock.move_to(later(6.9))
    message = stream.message()
    assert "18:10–18:12" not in message
    assert "18:20–18:22" in message


def test_a_waiting_card_is_told_when_its_turn_comes_near(baku, leyla, rana, listen):
    """The reading ends early: there is no time for a film any more."""
    busy(baku, rana, waiting=0)
    stream = listen(leyla, f"{leyla.card('deniz')}/live")
    assert NAME in stream.message()
    rana.tap("returns", book="deniz")
    assert NAME not in stream.message()


def test_what_the_studio_withdraws_leaves_every_phone(baku, leyla, rana, samir, listen):
    busy(baku, rana)
    stream = listen(leyla, f"{leyla.card('deniz')}/live")
    assert NAME in stream.message()
    tap(samir, f"/studio/exhibition/{FILM}/withdrawals")
    assert NAME not in stream.message()


def test_the_side_rooms_board_goes_on_with_nobody_on_the_floor(leyla, listen, clock):
    """It says which film runs from the second it starts, though nothing else has changed."""
    clock.move_to(STARTS - timedelta(seconds=1))
    stream = listen(leyla, SIDE)
    assert 'class="running"' not in stream.message()
    clock.move_to(STARTS)
    assert 'class="running"' in stream.message()


def test_time_is_looked_at_again_when_a_film_starts_or_ends(baku):
    event = UUID(baku.rows("SELECT id FROM event WHERE code = ?", EVENT)[0][0])
    with baku.inside():
        assert scene_by_id(event, NOW).next_change() == STARTS
        assert scene_by_id(event, STARTS).next_change() == STARTS.replace(minute=12)
