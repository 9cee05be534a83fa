"""The ledger alone tells how a floor stands, and what was changed behind its back is found."""

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from humanshelf.lending.card import Card, Stage
from humanshelf.lending.floor import Floor
from humanshelf.lending.ground import Announcement, Phase
from humanshelf.lending.interpreter import Interpreter
from humanshelf.lending.ledger import check, rebuild
from humanshelf.lending.mistakes import Mistake
from humanshelf.lending.step import Actor
from lending.hall import BOOKS, aside, called, last, make_card, make_floor, minutes, reading

SUMS = ("phase", "announcement", "delay", "closes", "taken", "calls", "no_shows", "leavers")


def planned(**policy) -> Floor:
    """A floor before its event: three books, an interpreter, nobody yet."""
    floor = make_floor(3, phase=Phase.PLANNED, **policy)
    floor.interpreters = {"kk": Interpreter("kk", ("kk", "en"))}
    for book in BOOKS[:3]:
        seat = floor.shelf[book]
        floor.shelf[book] = replace(seat, own=replace(seat.own, languages=("en",)))
    return floor


def agree(floor: Floor, before: Floor | None = None) -> None:
    """What is built from the steps, on the floor as planned or as it is now, is the floor."""
    for settings in filter(None, (floor, before)):
        built = rebuild(settings, floor.steps)
        assert [getattr(built, name) for name in SUMS] == [getattr(floor, n) for n in SUMS]
        assert built.waited == pytest.approx(floor.waited)
        assert built.cards == floor.cards
        assert built.touched_cards == floor.touched_cards
        assert built.shelf == floor.shelf
        assert built.interpreters == floor.interpreters
    ended = [card for card in floor.touched_cards.values() if not card.open]
    assert check(floor, floor.steps, ended) == []


def played() -> Floor:
    """A short evening with one of each: read, missed, left, a break, an undo, an interpreter."""
    floor = planned()
    floor.enter(Phase.OPEN, at=minutes(0))
    reading(floor, "sailor", at=1)
    missed = aside(floor, "nurse", at=2)
    gone = make_card(floor, "farmer", at=3)
    floor.leave(gone, at=minutes(9))
    floor.come_back(missed, at=minutes(10))
    floor.rest("sailor", at=minutes(11))
    floor.finish("sailor", at=minutes(30))
    guest = make_card(floor, "farmer", at=31, talk="kk")
    floor.call("farmer", at=minutes(32), id=guest)
    floor.start("farmer", at=minutes(33))
    floor.finish("farmer", at=minutes(60))
    floor.retire("nurse", at=minutes(61))
    floor.undo(floor.last_step, at=minutes(62))
    return floor


def test_a_floor_on_which_nothing_happened_stands_as_planned():
    floor = planned()
    agree(floor)
    assert rebuild(floor, []).phase is Phase.PLANNED


def test_a_short_evening_is_built_again_from_its_steps():
    floor = played()
    agree(floor, planned())
    assert (floor.taken, floor.calls, floor.no_shows, floor.leavers) == (4, 3, 1, 1)


def test_what_concerns_the_whole_event_is_in_the_steps_too():
    floor = planned()
    floor.enter(Phase.OPEN, at=minutes(0))
    floor.announce("late", at=minutes(5))
    floor.add_minutes(10, at=minutes(6))
    floor.reschedule(minutes(260), at=minutes(7))
    floor.enter(Phase.LAST_CALL, at=minutes(8))
    agree(floor, planned())
    floor.undo(floor.last_step, at=minutes(9))
    floor.announce(None, at=minutes(10))
    agree(floor, planned())
    built = rebuild(planned(), floor.steps)
    assert (built.phase, built.announcement, built.delay) == (Phase.OPEN, None, 10)
    assert built.closes == minutes(260)


def test_an_interpreter_who_goes_takes_a_call_with_them_and_the_steps_say_so():
    floor = planned()
    floor.enter(Phase.OPEN, at=minutes(0))
    guest = make_card(floor, "farmer", at=31, talk="kk")
    floor.call("farmer", at=minutes(32), id=guest)
    floor.interpreter_leaves("kk", at=minutes(33))
    assert floor.steps[-1].verb == "off"
    agree(floor, planned())


@pytest.mark.parametrize("verb", ["call", "no_show", "leave", "take", "rejoin"])
def test_what_an_undoing_takes_back_is_not_counted(verb):
    floor = planned()
    floor.enter(Phase.OPEN, at=minutes(0))
    match verb:
        case "call":
            called(floor, at=4)
        case "no_show":
            aside(floor, at=4)
        case "take":
            make_card(floor, "sailor", at=4)
        case "leave" | "rejoin":
            id = make_card(floor, "sailor", at=4)
            floor.leave(id, at=minutes(9))
            if verb == "rejoin":
                floor.rejoin(last(floor, id), at=minutes(10))
    floor.undo(floor.last_step, at=minutes(12))
    agree(floor, planned())


def test_what_a_book_said_after_a_step_survives_its_undoing():
    floor = planned()
    floor.enter(Phase.OPEN, at=minutes(0))
    floor.retire("sailor", at=minutes(1))
    retired = floor.last_step
    floor.ask_help("sailor", at=minutes(2))
    floor.undo(retired, at=minutes(3))
    assert floor.shelf["sailor"].own.help == minutes(2)
    agree(floor, planned())


class Evening:
    """Verbs at random, refused or not, with time that passes. A seed plays the same again."""

    def __init__(self, seed: int) -> None:
        self.lot = random.Random(seed)
        self.floor = planned(misses=1)
        self.at = minutes(0)
        self.cards: dict[UUID, Card] = {}
        self.floor.enter(Phase.OPEN, at=self.at)

    def play(self, verbs: int) -> Floor:
        choices = (self.reader, self.reader, self.desk, self.desk, self.desk, self.event)
        for _ in range(verbs):
            self.at += timedelta(seconds=self.lot.randint(0, 90))
            copy = self.floor.copy()
            copy.touched_cards = dict(self.floor.touched_cards)
            try:
                self.lot.choice(choices)(copy)
            except Mistake:
                continue
            self.floor = copy
        return self.floor

    def card(self, floor: Floor) -> UUID:
        return self.lot.choice(list(floor.touched_cards) or [UUID(int=0)])

    def reader(self, floor: Floor) -> None:
        at, lot, id = self.at, self.lot, self.card(floor)
        wishes = tuple(lot.sample(BOOKS[:3], lot.randint(1, 2)))
        actions: list[Callable[[], object]] = [
            lambda: floor.take(
                UUID(int=lot.getrandbits(64)),
                wishes,
                at=at,
                group=lot.randint(1, 2),
                talk=lot.choice((None, None, "kk")),
            ),
            lambda: floor.change_wishes(id, wishes, at=at, group=1, hold_first=False),
            lambda: floor.split(id, UUID(int=lot.getrandbits(64)), 1, at=at, actor=Actor.READER),
            lambda: floor.pause(id, at=at),
            lambda: floor.come_back(id, at=at),
            lambda: floor.say_here(id, at=at),
            lambda: floor.leave(id, at=at),
            lambda: floor.rejoin(last(floor, id), at=at) if floor.touched_cards else None,
        ]
        lot.choices(actions, (9, 1, 1, 1, 2, 1, 1, 1))[0]()

    def desk(self, floor: Floor) -> None:
        at, book = self.at, self.lot.choice(BOOKS[:3])
        actions: list[Callable[[], object]] = [
            lambda: floor.call(book, at=at),
            lambda: floor.start(book, at=at),
            lambda: floor.finish(book, at=at),
            lambda: floor.no_show(book, at=at),
            lambda: floor.ring(book, at=at),
            lambda: floor.extend(book, at=at),
            lambda: floor.ask_more(book, self.lot.choice((Actor.READER, Actor.BOOK)), at=at),
            lambda: floor.rest(book, at=at),
            lambda: floor.resume(book, at=at),
            lambda: floor.retire(book, at=at),
            lambda: floor.arrive(book, at=at),
            lambda: floor.move(book, self.lot.choice("12345"), at=at),
            lambda: floor.feel(book, self.lot.randint(0, 2), at=at),
            lambda: floor.decline(book, self.card(floor), at=at),
            lambda: floor.undo(floor.last_step - self.lot.randint(0, 4), at=at),
        ]
        self.lot.choices(actions, (9, 7, 5, 3, 1, 1, 1, 1, 2, 1, 3, 1, 1, 1, 4))[0]()

    def event(self, floor: Floor) -> None:
        phases = (Phase.OPEN,) * 5 + tuple(Phase)
        actions: list[Callable[[], object]] = [
            lambda: floor.enter(self.lot.choice(phases), at=self.at),
            lambda: floor.announce(self.lot.choice(("late", None)), at=self.at),
            lambda: floor.add_minutes(self.lot.choice((5, -5)), at=self.at),
            lambda: floor.reschedule(self.at + timedelta(hours=3), at=self.at),
            lambda: floor.interpreter_leaves("kk", self.lot.random() < 0.5, at=self.at),
        ]
        self.lot.choice(actions)()


@pytest.mark.parametrize("seed", range(30))
def test_an_evening_at_random_is_built_again_from_its_steps(seed):
    floor = Evening(seed).play(250)
    assert len(floor.steps) > 60
    agree(floor, planned(misses=1))


def test_evenings_at_random_do_all_that_can_be_done():
    done = {step.verb for seed in range(30) for step in Evening(seed).play(250).steps}
    assert done >= {
        *("take", "wish", "split", "pause", "back", "here", "leave", "rejoin", "call", "start"),
        *("return", "no-show", "ring", "more", "rest", "resume", "retire", "arrive", "move"),
        *("own", "phase", "announce", "delay", "closes", "interpreter", "undo"),
    }


def spoil_card(floor: Floor) -> None:
    id = next(iter(floor.cards))
    floor.cards[id] = replace(floor.cards[id], wishes=("sailor",), group=2)


def lose_card(floor: Floor) -> None:
    del floor.cards[next(iter(floor.cards))]


def smuggle_card(floor: Floor) -> None:
    card = next(iter(floor.cards.values()))
    floor.cards[UUID(int=7)] = replace(card, id=UUID(int=7), number=999)


def spoil_seat(floor: Floor) -> None:
    floor.shelf["sailor"] = replace(floor.shelf["sailor"], readings=9)


def spoil_interpreter(floor: Floor) -> None:
    floor.interpreters["kk"] = replace(floor.interpreters["kk"], gone=True)


def spoil_counts(floor: Floor) -> None:
    floor.calls += 1
    floor.waited += 1


def spoil_event(floor: Floor) -> None:
    floor.phase, floor.announcement = Phase.CLOSED, Announcement("late", minutes(1))


def lose_step(floor: Floor) -> None:
    del floor.steps[3]


def lose_the_last_step(floor: Floor) -> None:
    floor.steps.pop()


@pytest.mark.parametrize(
    ("spoil", "found"),
    [
        (spoil_card, ["card {label} stands differently: wishes, group"]),
        (lose_card, ["card {label} is missing"]),
        (smuggle_card, ["card {word} 999 is in no step"]),
        (spoil_seat, ["seat sailor stands differently: readings"]),
        (spoil_interpreter, ["interpreter kk stands differently: gone"]),
        (spoil_counts, ["calls: 4, by its steps 3", "waited: 8.00 minutes, by its steps 7.00"]),
        (
            spoil_event,
            ["phase: closed, by its steps open", "announcement: late, by its steps nothing"],
        ),
    ],
)
def test_a_planted_fault_is_found_and_told_without_persons(spoil, found):
    floor = played()
    card = next(iter(floor.cards.values()))
    spoil(floor)
    told = check(floor, floor.steps)
    assert told == [line.format(label=card.label, word=card.word) for line in found]


def test_a_lost_step_is_found():
    floor = played()
    lose_step(floor)
    assert check(floor, floor.steps)[0] == "step 4 is missing"
    floor = played()
    lose_the_last_step(floor)
    count = floor.last_step
    first = check(floor, floor.steps)[0]
    assert first == f"the floor has come to step {count}, the ledger to {count - 1}"


def test_a_step_that_was_altered_is_found_by_what_stood_before_the_next():
    floor = played()
    at = next(n for n, step in enumerate(floor.steps) if step.verb == "call")
    step = floor.steps[at]
    assert step.card_after
    floor.steps[at] = replace(step, card_after=replace(step.card_after, stage=Stage.WAITING))
    told = check(floor, floor.steps)
    assert told == [f"step {at + 2}: card {step.subject} stood differently before it: stage"]


def test_a_card_that_nobody_gave_is_found():
    floor = played()
    at = next(n for n, step in enumerate(floor.steps) if step.verb == "take")
    label = floor.steps[at].subject
    floor.steps[at] = replace(floor.steps[at], verb="ring")
    told = check(floor, floor.steps)
    assert told == [f"step {at + 1}: card {label} was never given", "taken: 4, by its steps 3"]


def test_an_ended_card_is_looked_at_where_it_is_given():
    floor = played()
    ended = [card for card in floor.touched_cards.values() if not card.open]
    spoilt = [replace(ended[0], book="widow"), *ended[1:]]
    assert check(floor, floor.steps, spoilt) == [f"card {ended[0].label} stands differently: book"]
    assert check(floor, floor.steps, ended[1:]) == [f"card {ended[0].label} is missing"]
