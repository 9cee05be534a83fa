"""A whole event at random: every verb, by readers and desk, undo, and time that passes.

Beside the floor runs a model that is too simple to be wrong: a stage for each card, a state for
each book. LENDING_DEPTH=deep plays many more and longer events, new ones each time.
"""

import os
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from humanshelf.lending.card import SEATED, Card, Stage
from humanshelf.lending.facts import View, card_facts, next_change, seat_facts
from humanshelf.lending.floor import Floor, Phase
from humanshelf.lending.forecast import forecast
from humanshelf.lending.mistakes import Mistake
from humanshelf.lending.step import Actor
from lending.hall import BOOKS, as_it_stands, make_floor, minutes

DEEP = os.environ.get("LENDING_DEPTH") == "deep"
HARMLESS = ("ring", "here", "announce")
COUNTS = ("taken", "calls", "no_shows", "leavers", "waited")
OPEN_STAGES = {Stage.WAITING, Stage.PAUSED, Stage.CALLED, Stage.ASIDE, Stage.READING}

books = st.sampled_from(BOOKS[:2] * 3 + BOOKS[2:4])
"""Mostly one that stands on every floor."""
cards = st.integers(0, 40)
wishes = st.lists(st.sampled_from(BOOKS[:2]), min_size=1, max_size=2, unique=True).map(tuple)
wild_wishes = st.lists(books, max_size=4).map(tuple)
flags = st.booleans()

DRAWN = {
    "take": {"wishes": wishes, "hold": flags, "desk": flags},
    "take_anything": {"wishes": wild_wishes, "group": st.integers(0, 4)},
    "pause": {"card": cards},
    "come_back": {"card": cards},
    "say_here": {"card": cards},
    "leave": {"card": cards},
    "rejoin": {"card": cards},
    "change_wishes": {
        "card": cards,
        "wishes": wishes | wild_wishes,
        "group": st.sampled_from((1, 1, 0, 2)),
        "hold": flags,
    },
    "serve": {"book": st.sampled_from(BOOKS[:2])},
    "call_the_named": {"book": books},
    "call_this_one": {"book": books, "card": cards},
    "ring": {"book": books},
    "start": {"book": books},
    "finish": {"book": books},
    "no_show": {"book": books},
    "extend": {"book": books},
    "rest": {"book": books},
    "resume": {"book": books},
    "retire": {"book": books},
    "arrive": {"book": books},
    "move": {"book": books, "table": st.sampled_from("12345")},
    "enter": {"phase": st.sampled_from((Phase.OPEN,) * 5 + tuple(Phase))},
    "announce": {"kind": st.sampled_from(("late", None))},
    "undo": {"back": st.integers(0, 6)},
}
ARGUMENTS = {verb: st.fixed_dictionaries(drawn) for verb, drawn in DRAWN.items()}
OFTEN = {"take": 5, "serve": 8, "undo": 4, "no_show": 3, "come_back": 2, "rest": 2, "arrive": 2}
FITS = {
    "come_back": (Stage.PAUSED, Stage.ASIDE),
    "say_here": (Stage.CALLED, Stage.ASIDE),
    "rejoin": (Stage.LEFT,),
}
VERBS = [verb for verb in DRAWN for _ in range(OFTEN.get(verb, 1))]


class Done:
    """What one verb did: which cards, books and phase it touched, and what stood there before."""

    def __init__(self, before: Floor, after: Floor) -> None:
        self.number = after.last_step
        self.verb = after.new_steps[0].verb
        self.cards = {id: before.cards.get(id) for id in after.touched_cards}
        self.seats = {book: before.shelf[book] for book in after.touched_seats}
        self.phase = before.phase if self.verb == "phase" else None
        self.counts = {name: getattr(after, name) - getattr(before, name) for name in COUNTS}
        self.undone = False

    def meets(self, other: "Done") -> bool:
        return bool(
            self.cards.keys() & other.cards.keys()
            or self.seats.keys() & other.seats.keys()
            or (self.phase and other.phase)
        )


class Event(RuleBasedStateMachine):
    @initialize(
        books=st.integers(2, 3),
        group_limit=st.integers(1, 3),
        open_cards=st.sampled_from((5, 600, 600)),
        misses=st.sampled_from((0, 1, 1, 2)),
        cards=st.lists(wishes, max_size=4),
    )
    def open(self, books, group_limit, open_cards, misses, cards) -> None:
        self.floor = make_floor(
            books, group_limit=group_limit, open_cards=open_cards, misses=misses, closes=120
        )
        self.minute = 0.0
        self.cards: dict[UUID, Card] = {}
        self.done: list[Done] = []
        for wishes in cards:
            self.take_a_card(wishes, 1, False, Actor.READER)

    @property
    def at(self):
        return minutes(self.minute)

    def pick(self, number: int, fits: tuple[Stage, ...]) -> UUID:
        """A card: mostly one that fits or is open, sometimes one that has ended or never was."""
        fitting = [id for id, card in self.cards.items() if card.stage in fits]
        ids = list(self.cards if number % 5 == 0 else fitting or self.floor.cards)
        return ids[number % len(ids)] if ids else UUID(int=0)

    def stage(self, id: UUID) -> Stage:
        return self.cards[id].stage

    def there(self, book: str) -> Card | None:
        cards = [c for c in self.cards.values() if c.stage in SEATED and c.book == book]
        assert len(cards) < 2
        return cards[0] if cards else None

    def over(self) -> bool:
        return self.floor.phase in (Phase.PLANNED, Phase.CLOSED)

    def act(self, verb, allowed: bool | None) -> bool:
        """Run a verb as it is run in life: on a copy, kept only if nothing was refused.

        ``allowed`` is what the model expects; None if it has no opinion. Returns whether it went.
        """
        before, stood = self.floor, as_it_stands(self.floor)
        history = list(before.steps)
        floor = before.copy()
        assert (floor.touched_cards, floor.touched_seats) == ({}, {})
        assert floor.new_steps == []
        try:
            verb(floor)
        except Mistake:
            assert allowed is not True
            assert (as_it_stands(floor), floor.new_steps) == (stood, [])
            assert (floor.touched_cards, floor.touched_seats) == ({}, {})
            assert as_it_stands(before) == stood
            return False
        assert allowed is not False
        # The floor that others read is as it was.
        assert (as_it_stands(before), before.steps) == (stood, history)
        self.check_touched(before, floor)
        self.cards.update(floor.touched_cards)
        self.floor = floor
        return True

    def check_touched(self, before: Floor, floor: Floor) -> None:
        """What changed is noted, and nothing else is."""
        changed = {
            id
            for id in before.cards.keys() | floor.cards.keys()
            if before.cards.get(id) != floor.cards.get(id)
        }
        assert changed <= floor.touched_cards.keys()
        for id, card in floor.touched_cards.items():
            assert floor.cards.get(id) == (card if card.open else None)
        moved = {book for book in floor.shelf if floor.shelf[book] != before.shelf[book]}
        assert moved <= floor.touched_seats.keys()
        for book, seat in floor.touched_seats.items():
            assert floor.shelf[book] == seat
        assert len(floor.touched_cards) <= 1
        assert len(floor.touched_seats) <= 1
        if not floor.new_steps:
            assert as_it_stands(floor) == as_it_stands(before)
            return
        (step,) = floor.new_steps
        assert step == floor.steps[-1]
        assert step.number == before.last_step + 1 == floor.last_step
        assert {step.card} - {None} == {id.hex for id in floor.touched_cards}
        assert {step.seat} - {None} == set(floor.touched_seats)

    def step(self, verb, allowed: bool | None = None) -> bool:
        """A verb that leaves a step, to be undone perhaps."""
        before = self.floor
        went = self.act(verb, allowed)
        if went and self.floor.new_steps:
            self.done.append(Done(before, self.floor))
        return went

    # One rule for all verbs: hypothesis switches whole rules off in each run, and with many of
    # them few runs would come to a reading.

    @rule(
        verb=st.sampled_from(VERBS),
        later=st.sampled_from((0, 0, 0.25, 1, 3, 5, 10)),
        data=st.data(),
    )
    def somebody_acts(self, verb, later, data):
        self.minute += later
        drawn = dict(data.draw(ARGUMENTS[verb]))
        if "card" in drawn:
            drawn["id"] = self.pick(drawn.pop("card"), FITS.get(verb, ()))
        getattr(self, verb)(**drawn)

    # the reader

    def take(self, wishes, hold, desk):
        self.take_a_card(wishes, 1, hold, Actor.DESK if desk else Actor.READER)

    def take_anything(self, wishes, group):
        self.take_a_card(wishes, group, False, Actor.READER)

    def take_a_card(self, wishes, group, hold, actor) -> None:
        id = UUID(int=len(self.cards) + 1)
        floor = self.floor
        allowed = (
            floor.phase is Phase.OPEN
            and self.minute < 120
            and sum(card.open for card in self.cards.values()) < floor.policy.open_cards
            and self.may_wish(wishes, group)
        )
        self.step(
            lambda floor: floor.take(
                id, wishes, at=self.at, group=group, hold_first=hold, actor=actor
            ),
            allowed,
        )
        assert len({card.number for card in self.cards.values()}) == len(self.cards)

    def may_wish(self, wishes, group, keeping=()) -> bool:
        shelf = self.floor.shelf
        return (
            1 <= len(wishes) <= 3
            and len(set(wishes)) == len(wishes)
            and all(book in shelf and (not shelf[book].done or book in keeping) for book in wishes)
            and all(1 <= group <= shelf[book].group_limit for book in wishes)
        )

    def change_wishes(self, id, wishes, group, hold):
        card = self.cards.get(id)
        movable = card is not None and card.stage in (Stage.WAITING, Stage.PAUSED, Stage.ASIDE)
        allowed = movable and self.may_wish(wishes, group, card.wishes)
        self.step(
            lambda floor: floor.change_wishes(id, wishes, at=self.at, group=group, hold_first=hold),
            allowed,
        )
        if allowed:
            now = self.cards[id]
            kept = replace(
                now,
                wishes=card.wishes,
                group=card.group,
                hold_first=card.hold_first,
                promise_from=card.promise_from,
                promise_to=card.promise_to,
            )
            assert kept == card

    def card_verb(self, id, verb, outcomes: dict[Stage, Stage]) -> None:
        """A verb that leads from these stages to those, and from no other anywhere."""
        before = self.cards.get(id)
        allowed = before is not None and before.stage in outcomes
        self.step(verb, allowed)
        if allowed:
            assert self.stage(id) is outcomes[before.stage]
            longest = timedelta(minutes=self.floor.policy.pause)
            lost = max(timedelta(0), self.at - before.since - longest)
            away = before.stage is Stage.PAUSED and self.stage(id) is Stage.WAITING
            assert self.cards[id].joined == before.joined + (lost if away else timedelta(0))

    def pause(self, id):
        tired = id in self.cards and self.cards[id].pauses >= self.floor.policy.pauses
        goes = {} if tired else {Stage.WAITING: Stage.PAUSED}
        self.card_verb(id, lambda floor: floor.pause(id, at=self.at), goes)

    def come_back(self, id):
        missed = id in self.cards and self.stage(id) is Stage.ASIDE
        had = id in self.cards and self.cards[id].back
        self.card_verb(
            id,
            lambda floor: floor.come_back(id, at=self.at),
            {Stage.PAUSED: Stage.WAITING, Stage.ASIDE: Stage.WAITING},
        )
        if missed or had:
            assert self.cards[id].back or self.stage(id) is not Stage.WAITING

    def say_here(self, id):
        self.card_verb(
            id,
            lambda floor: floor.say_here(id, at=self.at),
            {
                Stage.WAITING: Stage.WAITING,
                Stage.CALLED: Stage.CALLED,
                Stage.ASIDE: Stage.WAITING,
            },
        )

    def leave(self, id):
        self.card_verb(
            id,
            lambda floor: floor.leave(id, at=self.at),
            {
                Stage.WAITING: Stage.LEFT,
                Stage.PAUSED: Stage.LEFT,
                Stage.CALLED: Stage.LEFT,
                Stage.ASIDE: Stage.LEFT,
                Stage.READING: Stage.RETURNED,
            },
        )

    def rejoin(self, id):
        card = self.cards.get(id)
        if card is None:
            return
        allowed = (
            card.stage is Stage.LEFT
            and card.misses <= self.floor.policy.misses
            and self.at < card.since + timedelta(minutes=10)
            and self.floor.phase is not Phase.CLOSED
        )
        self.step(lambda floor: floor.rejoin(card, at=self.at), allowed)
        if allowed:
            expected = replace(card, stage=Stage.WAITING, since=self.at, book=None, here=None)
            assert self.cards[id] == expected

    # the desk

    def free(self, book: str) -> bool:
        seat = self.floor.shelf.get(book)
        if seat is None or seat.done or self.there(book):
            return False
        return seat.rest_until is None or self.at >= seat.rest_until

    def callable_to(self, book: str) -> list[Card]:
        return [
            card
            for card in self.cards.values()
            if card.stage is Stage.WAITING
            and book in (card.wishes[:1] if card.hold_first else card.wishes)
        ]

    def serve(self, book):
        """Whatever comes next at this book: without it few events would come to a reading."""
        there = self.there(book)
        if there is None:
            self.call_the_named(book)
        elif there.stage is Stage.CALLED:
            self.start(book)
        else:
            self.finish(book)

    def call_the_named(self, book):
        turns = self.floor.turns(self.at)
        allowed = self.free(book) and not self.over() and book in turns
        self.step(lambda floor: floor.call(book, at=self.at), allowed)
        if allowed:
            called = self.there(book)
            assert called.id == turns[book].card.id
            assert (called.back, called.since) == (False, self.at)
            assert self.floor.shelf[book].resting is False

    def call_this_one(self, book, id):
        card = self.cards.get(id)
        allowed = (
            self.free(book)
            and not self.over()
            and card is not None
            and card.stage is Stage.WAITING
            and card.group <= self.floor.shelf[book].group_limit
        )
        self.step(lambda floor: floor.call(book, at=self.at, id=id), allowed)
        if allowed:
            assert self.there(book).id == id

    def book_verb(self, book, verb, stage: Stage, to: Stage | None) -> Card | None:
        there = self.there(book)
        allowed = there is not None and there.stage is stage
        self.step(verb, allowed)
        if not allowed:
            return None
        if to is not None:
            assert self.stage(there.id) is to
        return there

    def ring(self, book):
        self.book_verb(book, lambda floor: floor.ring(book, at=self.at), Stage.CALLED, Stage.CALLED)

    def start(self, book):
        self.book_verb(
            book, lambda floor: floor.start(book, at=self.at), Stage.CALLED, Stage.READING
        )

    def finish(self, book):
        wanted = book in self.floor.shelf and self.floor.shelf[book].rest_wanted
        ended = self.book_verb(
            book, lambda floor: floor.finish(book, at=self.at), Stage.READING, Stage.RETURNED
        )
        if ended:
            assert self.floor.shelf[book].resting is wanted

    def no_show(self, book):
        missed = self.book_verb(
            book, lambda floor: floor.no_show(book, at=self.at), Stage.CALLED, None
        )
        if missed:
            ended = missed.misses + 1 > self.floor.policy.misses
            assert self.stage(missed.id) is (Stage.LEFT if ended else Stage.ASIDE)

    def extend(self, book):
        there = self.there(book)
        allowed = (
            there is not None
            and there.stage is Stage.READING
            and not there.extended
            and not self.callable_to(book)
        )
        self.step(lambda floor: floor.extend(book, at=self.at), allowed)

    def rest(self, book):
        seat = self.floor.shelf.get(book)
        busy = self.there(book) is not None
        allowed = seat is not None and not seat.done and (busy or self.free(book))
        self.step(lambda floor: floor.rest(book, at=self.at), allowed)
        if allowed:
            now = self.floor.shelf[book]
            assert now.rest_wanted is (busy and not seat.rest_wanted)
            assert self.free(book) is False

    def resume(self, book):
        seat = self.floor.shelf.get(book)
        self.step(lambda floor: floor.resume(book, at=self.at), seat is not None and seat.resting)

    def retire(self, book):
        seat = self.floor.shelf.get(book)
        self.step(lambda floor: floor.retire(book, at=self.at), seat is not None and not seat.done)

    def arrive(self, book):
        seat = self.floor.shelf.get(book)
        self.step(lambda floor: floor.arrive(book, at=self.at), seat is not None)
        if seat is not None and seat.done and not self.there(book):
            assert self.free(book) is True

    def move(self, book, table):
        shelf = self.floor.shelf
        taken = any(seat.table == table and seat.book != book for seat in shelf.values())
        self.step(lambda floor: floor.move(book, table, at=self.at), book in shelf and not taken)

    def enter(self, phase):
        self.step(lambda floor: floor.enter(phase, at=self.at), True)
        assert self.floor.phase is phase

    def announce(self, kind):
        self.step(lambda floor: floor.announce(kind, at=self.at), True)

    def undo(self, back):
        """Undo a step; the harder the further back. The model knows what each one touched."""
        if back >= len(self.done):
            return
        done = self.done[-1 - back]
        live = [d for d in self.done if not d.undone and d.verb not in HARMLESS]
        overtaken = any(d.number > done.number and d.meets(done) for d in live)
        crowded = any(
            seat.table == other.table
            for seat in done.seats.values()
            for other in self.floor.shelf.values()
            if other.book != seat.book
        )
        allowed = done in live and not overtaken and not crowded
        before, now = self.floor, as_it_stands(self.floor)
        offered = {s.number for a in Actor if (s := before.undoable(a))}
        latest = max((d.number for d in live if d is not done), default=0)
        if allowed and done.number > latest:
            assert done.number in offered
        assert allowed or done.number not in offered
        if not self.act(lambda floor: floor.undo(done.number, at=self.at), allowed):
            return
        done.undone = True
        assert self.floor.steps[-1].reverses == done.number
        expected = self.put_back(now, done)
        after = as_it_stands(self.floor)
        assert abs(after.pop("waited") - expected.pop("waited")) < 1e-9
        assert after == expected

    def put_back(self, now: dict, done: Done) -> dict:
        """How the floor stands with this one step put back."""
        cards, shelf = now["cards"], now["shelf"]
        for id, card in done.cards.items():
            current = cards.pop(id, None)
            if card is not None:
                if current is not None and current.stage is card.stage:
                    card = replace(card, here=current.here)
                cards[id] = card
        shelf.update(done.seats)
        if done.phase:
            now["phase"] = done.phase
        for name in COUNTS:
            now[name] -= done.counts[name]
        if done.verb == "take":
            # The label is not given again, and the card has left.
            now["taken"] += 1
            now["leavers"] += 1
        return now

    # what always holds

    @invariant()
    def the_model_and_the_floor_agree(self):
        standing = {id: card for id, card in self.cards.items() if card.open}
        assert self.floor.cards == standing
        assert self.floor.taken == len(self.cards)
        ended = [card for card in self.cards.values() if not card.open]
        assert len(standing) + len(ended) == self.floor.taken

    @invariant()
    def a_book_has_at_most_one_card_and_a_card_only_its_book(self):
        there = [card.book for card in self.floor.cards.values() if card.stage in SEATED]
        assert len(there) == len(set(there))
        assert None not in there
        for card in self.floor.cards.values():
            assert card.stage in OPEN_STAGES
            assert (card.book is not None) is (card.stage in SEATED)
            assert (card.due is not None) is (card.stage is Stage.READING)

    @invariant()
    def seats_make_sense(self):
        tables = [seat.table for seat in self.floor.shelf.values()]
        assert len(tables) == len(set(tables))
        for seat in self.floor.shelf.values():
            assert (seat.rest_since is None) is (seat.rest_until is None)
            assert not (seat.rest_wanted and seat.resting)
            assert seat.rest_wanted <= (self.there(seat.book) is not None)

    @invariant()
    def counts_make_sense(self):
        floor = self.floor
        assert 0 <= floor.no_shows <= floor.calls
        assert floor.leavers == sum(
            card.stage is Stage.LEFT and card.misses <= floor.policy.misses
            for card in self.cards.values()
        )
        assert floor.waited > -1e-9

    @invariant()
    def no_card_is_named_twice(self):
        turns = self.floor.turns(self.at)
        assert len({turn.card.id for turn in turns.values()}) == len(turns)
        for book, turn in turns.items():
            assert self.free(book)
            assert turn.card.id in {card.id for card in self.callable_to(book)}
        if not self.over():
            named = {turn.card.id for turn in turns.values()}
            idle = [book for book in self.floor.shelf if self.free(book) and book not in turns]
            for book in idle:
                assert {card.id for card in self.callable_to(book)} <= named

    @invariant()
    def everything_can_be_shown(self):
        seen = self.shown(self.at)
        again = next_change(self.floor, self.at)
        if again is not None:
            assert again > self.at
            # Until then only what the forecast says may drift.
            assert self.shown(again - timedelta(microseconds=1)) == seen
        elif not self.floor.cards:
            assert self.shown(self.at + timedelta(hours=5)) == seen

    def shown(self, at) -> tuple:
        """Every fact of the latest cards and all seats but those that the forecast moves."""
        run = forecast(self.floor, at)
        cards = []
        for card in list(self.cards.values())[-6:]:
            facts = card_facts(self.floor, run, card, at)
            waits = facts.view in (View.WAITING, View.READY)
            assert (facts.place is None) or facts.place >= 1
            cards.append(
                replace(
                    facts,
                    view=View.WAITING if waits else facts.view,
                    place=None,
                    range=None,
                    wishes=(),
                )
            )
        seats = [
            replace(seat, range=None, free_at=None, next=None, next_group=0)
            for seat in seat_facts(self.floor, run, at)
        ]
        return self.floor.phase_at(at), cards, seats


Event.TestCase.settings = settings(
    max_examples=1000 if DEEP else 60,
    stateful_step_count=50 if DEEP else 40,
    deadline=None,
    derandomize=not DEEP,
    database=None,
    suppress_health_check=list(HealthCheck),
)
TestAWholeEvent = Event.TestCase
