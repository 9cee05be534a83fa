"""Every verb at every stage: where it leads, or the mistake that it is."""

from collections.abc import Callable

import pytest

from humanshelf.lending import mistakes
from humanshelf.lending.card import NEXT, Stage
from humanshelf.lending.floor import Floor
from lending.hall import AT_STAGE, BOOKS, as_it_stands, called, last, make_floor, minutes, reading

W, P, C, A, R, B, L = (
    Stage.WAITING,
    Stage.PAUSED,
    Stage.CALLED,
    Stage.ASIDE,
    Stage.READING,
    Stage.RETURNED,
    Stage.LEFT,
)
CANNOT, UNKNOWN = mistakes.CannotMove, mistakes.UnknownCard

CARD_VERBS: dict[str, Callable[[Floor, object], object]] = {
    "change wishes": lambda floor, id: floor.change_wishes(
        id, ("nurse",), at=minutes(1), group=1, hold_first=False
    ),
    "pause": lambda floor, id: floor.pause(id, at=minutes(1)),
    "come back": lambda floor, id: floor.come_back(id, at=minutes(1)),
    "say here": lambda floor, id: floor.say_here(id, at=minutes(1)),
    "leave": lambda floor, id: floor.leave(id, at=minutes(1)),
    "call": lambda floor, id: floor.call("nurse", at=minutes(1), id=id),
}
CARD_TABLE = {
    # one outcome for each stage: W, P, C, A, R, then the two at which a card has ended
    "change wishes": (W, P, CANNOT, A, CANNOT, UNKNOWN, UNKNOWN),
    "pause": (P, CANNOT, CANNOT, CANNOT, CANNOT, UNKNOWN, UNKNOWN),
    "come back": (CANNOT, W, CANNOT, W, CANNOT, UNKNOWN, UNKNOWN),
    "say here": (W, CANNOT, C, W, CANNOT, UNKNOWN, UNKNOWN),
    "leave": (L, L, L, L, B, UNKNOWN, UNKNOWN),
    "call": (C, CANNOT, mistakes.AlreadyCalled, CANNOT, mistakes.AlreadyCalled, UNKNOWN, UNKNOWN),
}


@pytest.mark.parametrize("stage", Stage)
@pytest.mark.parametrize("verb", CARD_VERBS)
def test_a_verb_on_a_card_leads_to_its_stage_or_is_the_named_mistake(verb, stage):
    floor = make_floor()
    id = AT_STAGE[stage](floor)
    before = as_it_stands(floor)
    outcome = CARD_TABLE[verb][list(Stage).index(stage)]

    if isinstance(outcome, Stage):
        CARD_VERBS[verb](floor, id)
        assert last(floor, id).stage is outcome
    else:
        with pytest.raises(outcome) as raised:
            CARD_VERBS[verb](floor, id)
        assert raised.type is outcome
        assert as_it_stands(floor) == before


BOOK_VERBS: dict[str, Callable[[Floor, str], object]] = {
    "call": lambda floor, book: floor.call(book, at=minutes(1)),
    "ring": lambda floor, book: floor.ring(book, at=minutes(1)),
    "start": lambda floor, book: floor.start(book, at=minutes(1)),
    "finish": lambda floor, book: floor.finish(book, at=minutes(1)),
    "no-show": lambda floor, book: floor.no_show(book, at=minutes(1)),
    "extend": lambda floor, book: floor.extend(book, at=minutes(1)),
    "rest": lambda floor, book: floor.rest(book, at=minutes(1)),
    "resume": lambda floor, book: floor.resume(book, at=minutes(1)),
    "retire": lambda floor, book: floor.retire(book, at=minutes(1)),
    "arrive": lambda floor, book: floor.arrive(book, at=minutes(1)),
    "move": lambda floor, book: floor.move(book, "9", at=minutes(1)),
}
AT_TABLE: dict[str, Callable[[Floor], object]] = {
    "free": lambda floor: None,
    "called": called,
    "reading": reading,
    "resting": lambda floor: floor.rest("sailor", at=minutes(0)),
    "done": lambda floor: floor.retire("sailor", at=minutes(0)),
}
NOBODY_CALLED, NOBODY_READS = mistakes.NobodyCalled, mistakes.NobodyReads
BUSY, RESTS, DONE = mistakes.BookIsBusy, mistakes.BookRests, mistakes.BookIsDone
NOT_RESTING = mistakes.NotResting
BOOK_TABLE = {
    # one outcome for each state: free, called, reading, resting, done
    "call": (mistakes.NobodyWaits, BUSY, BUSY, RESTS, DONE),
    "ring": (NOBODY_CALLED, "called", NOBODY_CALLED, NOBODY_CALLED, NOBODY_CALLED),
    "start": (NOBODY_CALLED, "reading", NOBODY_CALLED, NOBODY_CALLED, NOBODY_CALLED),
    "finish": (NOBODY_READS, NOBODY_READS, "free", NOBODY_READS, NOBODY_READS),
    "no-show": (NOBODY_CALLED, "free", NOBODY_CALLED, NOBODY_CALLED, NOBODY_CALLED),
    "extend": (NOBODY_READS, NOBODY_READS, "reading", NOBODY_READS, NOBODY_READS),
    "rest": ("resting", "called", "reading", RESTS, DONE),
    "resume": (NOT_RESTING, NOT_RESTING, NOT_RESTING, "free", NOT_RESTING),
    "retire": ("done", "called", "reading", "done", DONE),
    "arrive": ("free", "called", "reading", "resting", "free"),
    "move": ("free", "called", "reading", "resting", "done"),
}


def state_of(floor: Floor, book: str) -> str:
    there, seat = floor.seated.get(book), floor.seat(book)
    if there:
        return there.stage.value
    return "done" if seat.done else "resting" if seat.resting else "free"


@pytest.mark.parametrize("state", AT_TABLE)
@pytest.mark.parametrize("verb", BOOK_VERBS)
def test_a_verb_on_a_book_leads_to_its_state_or_is_the_named_mistake(verb, state):
    floor = make_floor()
    AT_TABLE[state](floor)
    before = as_it_stands(floor)
    outcome = BOOK_TABLE[verb][list(AT_TABLE).index(state)]

    if isinstance(outcome, str):
        BOOK_VERBS[verb](floor, "sailor")
        assert state_of(floor, "sailor") == outcome
    else:
        with pytest.raises(outcome) as raised:
            BOOK_VERBS[verb](floor, "sailor")
        assert raised.type is outcome
        assert as_it_stands(floor) == before
    assert state_of(floor, "nurse") == "free"


@pytest.mark.parametrize("verb", BOOK_VERBS)
def test_a_book_that_is_not_on_the_shelf_is_unknown_to_every_verb(verb):
    floor = make_floor()
    with pytest.raises(mistakes.UnknownBook):
        BOOK_VERBS[verb](floor, "nobody")


@pytest.mark.parametrize("stage", Stage)
@pytest.mark.parametrize("to", Stage)
def test_a_card_moves_along_the_table_of_stages_only(stage, to):
    floor = make_floor()
    card = last(floor, AT_STAGE[stage](floor))
    if to in NEXT[stage]:
        moved = card.move(to, at=minutes(3))
        assert (moved.stage, moved.since) == (to, minutes(3))
    else:
        with pytest.raises(mistakes.CannotMove) as raised:
            card.move(to, at=minutes(3))
        assert str(raised.value) == f"{card.label} is {stage}, cannot become {to}"


def test_whoever_is_called_twice_is_told_where_the_card_is():
    floor = make_floor()
    id = called(floor)
    with pytest.raises(mistakes.AlreadyCalled) as raised:
        floor.call("nurse", at=minutes(1), id=id)
    label = floor.card(id).label
    assert (raised.value.label, raised.value.table) == (label, "1")
    with pytest.raises(mistakes.BookIsBusy) as busy:
        floor.call("sailor", at=minutes(1))
    assert busy.value.label == label


def test_an_ended_card_is_no_longer_on_the_floor():
    floor = make_floor(books=len(BOOKS))
    ended = [AT_STAGE[B](floor), AT_STAGE[L](floor)]
    assert floor.cards == {}
    assert [last(floor, id).open for id in ended] == [False, False]
    assert floor.taken == 2
