"""Rows and the core: what a worker keeps of a floor is what any other worker reads."""

import pytest

from cast import EVENT, NOW, later
from humanshelf.lending.mistakes import Mistake
from humanshelf.pages import clock as reading
from humanshelf.records import floors
from humanshelf.records.floors import changes
from humanshelf.tenancy.scope import kept

EVENING = [
    ("calls", {"book": "deniz"}),
    ("rings", {"book": "deniz"}),
    ("readings", {"book": "deniz"}),
    ("breaks", {"book": "deniz"}),
    ("calls", {"book": "lala"}),
    ("no-shows", {"book": "lala"}),
    ("announcements", {"kind": "late"}),
    ("returns", {"book": "deniz"}),
    ("moves", {"book": "deniz", "table": "40"}),
    ("breaks", {"book": "deniz", "over": "1"}),
    ("closures", {"book": "timur"}),
    ("closures", {"book": "timur", "over": "1"}),
    ("announcements", {"kind": ""}),
    ("last-calls", {}),
    ("closures", {}),
    ("openings", {}),
]


def parts(floor):
    return {
        name: getattr(floor, name)
        for name in floor.__dataclass_fields__
        if name not in ("steps", "new_steps", "undone_steps", "touched_cards", "touched_seats")
    }


def remembered(house):
    """The floor as the worker that changed it has kept it, without reading it again."""
    with house.inside():
        (known,) = [k for k in kept("floors").values() if k.event.code == EVENT]
        return known.floor


def test_what_is_kept_after_a_change_is_what_another_worker_reads(baku, rana, leyla, murad, clock):
    leyla.card("deniz")
    clock.shift(61.0007)
    card = murad.card("lala", "deniz")
    for noun, sent in EVENING:
        clock.shift(61.0007)
        assert rana.tap(noun, **sent).status_code == 303, noun
        mine, theirs = remembered(baku), baku.floor()
        assert parts(mine) == parts(theirs), noun
        assert mine.steps == theirs.steps, noun
    murad.post(f"{card}/return")
    assert parts(remembered(baku)) == parts(baku.floor())


def test_the_clock_is_read_to_the_millisecond_as_it_is_stored(clock):
    assert NOW.microsecond == 123456
    assert reading.now() == NOW.replace(microsecond=123000)


def test_a_mistake_inside_a_change_leaves_the_store_as_it_was(baku, leyla):
    leyla.card("deniz")
    before = baku.checksum()
    with baku.inside():
        event_id = floors.scene(EVENT, NOW).event.id
        with pytest.raises(Mistake), floors.changing(event_id) as change:
            change.floor.call("deniz", at=NOW)
            raise Mistake
        assert floors.scene(EVENT, NOW).floor.seated == {}
    assert baku.checksum() == before


def test_an_error_while_saving_leaves_floor_and_memory_as_they_were(baku, leyla, monkeypatch):
    leyla.card("deniz")
    before = baku.checksum()
    with baku.inside():
        event_id = floors.scene(EVENT, NOW).event.id
        with monkeypatch.context() as broken:
            broken.setattr(changes, "_save", lambda change: 1 / 0)
            with pytest.raises(ZeroDivisionError), floors.changing(event_id) as change:
                change.floor.call("deniz", at=NOW)
        assert floors.scene(EVENT, NOW).floor.seated == {}
    assert baku.checksum() == before


def test_each_change_raises_the_revision_by_one(baku, rana, leyla):
    leyla.card("deniz")
    revisions = [baku.floor().revision]
    for noun in ("calls", "calls", "readings"):
        rana.tap(noun, book="deniz")
        revisions.append(baku.floor().revision)
    assert revisions == [1, 2, 2, 3]


def test_a_change_by_another_worker_is_seen_at_once(baku, leyla, stage):
    """Another process, with a memory of its own, writes; this one reads."""
    leyla.get(f"/events/{EVENT}")
    with baku.inside():
        before = floors.scene(EVENT, NOW).floor
    memory, stage.app.extensions["humanshelf.tenancy"].memory = (
        stage.app.extensions["humanshelf.tenancy"].memory,
        {},
    )
    leyla.card("deniz")
    stage.app.extensions["humanshelf.tenancy"].memory = memory
    with baku.inside():
        after = floors.scene(EVENT, NOW).floor
    assert (before.revision, after.revision) == (0, 1)
    assert len(after.cards) == 1


def test_the_forecast_is_run_again_after_five_seconds(baku):
    with baku.inside():
        first = floors.scene(EVENT, NOW).forecast
        assert floors.scene(EVENT, later(4.9 / 60)).forecast is first
        assert floors.scene(EVENT, later(5 / 60)).forecast is not first


def test_looking_at_a_page_costs_few_queries(baku, leyla, stage):
    """Literally counted: the same at one card and at three."""
    import sqlalchemy as sa

    counts = []
    for visitor in (leyla, baku.reader(), baku.reader()):
        card = visitor.card("deniz")
        visitor.get(card)
        asked = []
        engine = stage.app.extensions["humanshelf.tenancy"].stores.engine_for(baku.uid)

        def note(connection, cursor, statement, *rest, asked=asked):
            asked.append(statement)

        sa.event.listen(engine, "before_cursor_execute", note)
        visitor.get(card)
        sa.event.remove(engine, "before_cursor_execute", note)
        counts.append(len([s for s in asked if not s.startswith("BEGIN")]))
    assert counts == [1, 1, 1]
