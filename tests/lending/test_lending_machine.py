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
from humanshelf.lending.floor import Floor
from humanshelf.lending.forecast import forecast
from humanshelf.lending.ground import Phase
from humanshelf.lending.interpreter import Interpreter
from humanshelf.lending.mistakes import Mistake
from humanshelf.lending.seat import Own
from humanshelf.lending.step import Actor, Step
from lending.hall import BOOKS, as_it_stands, make_floor, minutes

DEEP = os.environ.get("LENDING_DEPTH") == "deep"
HARMLESS = ("ring", "here", "announce", "own", "more", "delay")
FIRM = ("split", "off")
INTERPRETERS = ("ayla", "oleg")
COUNTS = ("taken", "calls", "no_shows", "leavers", "waited")
OPEN_STAGES = {Stage.WAITING, Stage.PAUSED, Stage.CALLED, Stage.ASIDE, Stage.READING}

books = st.sampled_from(BOOKS[:2] * 3 + BOOKS[2:4])
"""Mostly one that stands on every floor."""
cards = st.integers(0, 40)
wishes = st.lists(st.sampled_from(BOOKS[:2]), min_size=1, max_size=2, unique=True).map(tuple)
wild_wishes = st.lists(books, max_size=4).map(tuple)
flags = st.booleans()

TALKS = (None, None, "az", "sign")
DRAWN = {
    "take": {"wishes": wishes, "hold": flags, "desk": flags, "talk": st.sampled_from(TALKS)},
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
    "void": {"minutes": st.sampled_from((0, 1, 5, 60))},
    "split": {"card": cards, "size": st.integers(0, 3)},
    "ask_help": {"book": books},
    "visit": {"book": books},
    "read_more": {"book": books, "more": st.integers(0, 2)},
    "decline": {"book": books, "card": cards, "yes": flags},
    "feel": {"book": books, "face": st.integers(0, 2)},
    "ask_more": {"book": books, "actor": st.sampled_from((Actor.READER, Actor.BOOK)), "yes": flags},
    "add_minutes": {"more": st.sampled_from((5, 10, -10))},
    "interpreter_leaves": {"code": st.sampled_from(INTERPRETERS), "gone": flags},
}
ARGUMENTS = {verb: st.fixed_dictionaries(drawn) for verb, drawn in DRAWN.items()}
OFTEN = {"take": 5, "serve": 8, "undo": 4, "no_show": 3, "come_back": 2, "rest": 2, "arrive": 2}
OFTEN |= {"void": 2}
FITS = {
    "come_back": (Stage.PAUSED, Stage.ASIDE),
    "say_here": (Stage.CALLED, Stage.ASIDE),
    "rejoin": (Stage.LEFT,),
}
VERBS = [verb for verb in DRAWN for _ in range(OFTEN.get(verb, 1))]


class Done:
    """What one step did: which card, book, interpreter and phase it touched, and what stood there
    before. ``counts`` are what a verb of one step changed besides."""

    def __init__(self, step: Step, counts: dict[str, float]) -> None:
        self.number, self.verb = step.number, step.verb
        self.cards = {UUID(step.card): step.card_before} if step.card else {}
        self.cards |= {card.id: card for card in step.cards_before}
        self.seats = {step.seat: step.seat_before} if step.seat else {}
        self.people = {step.interpreter: step.interpreter_before} if step.interpreter else {}
        self.phase = step.phase_before
        self.counts = counts
        self.undone = False

    def meets(self, other: "Done") -> bool:
        return bool(
            self.cards.keys() & other.cards.keys()
            or self.seats.keys() & other.seats.keys()
            or self.people.keys() & other.people.keys()
            or (self.phase and other.phase)
        )


class Event(RuleBasedStateMachine):
    @initialize(
        books=st.integers(2, 3),
        group_limit=st.integers(1, 3),
        open_cards=st.sampled_from((5, 600, 600)),
        misses=st.sampled_from((0, 1, 1, 2)),
        gate=st.booleans(),
        rest_after=st.sampled_from((0, 0, 2)),
        cards=st.lists(wishes, max_size=4),
    )
    def open(self, books, group_limit, open_cards, misses, gate, rest_after, cards) -> None:
        self.floor = make_floor(
            books,
            group_limit=group_limit,
            closes=120,
            open_cards=open_cards,
            misses=misses,
            gate=gate,
            rest_after=rest_after,
            interpreter_rest=2,
        )
        for seat in list(self.floor.shelf.values()):
            self.floor.shelf[seat.book] = replace(seat, own=Own(languages=("az", "ru")))
        for code in INTERPRETERS:
            self.floor.interpreters[code] = Interpreter(code, ("ru", "sign"))
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
        people = {c for c in floor.interpreters if floor.interpreters[c] != before.interpreters[c]}
        assert people <= floor.touched_interpreters.keys()
        moved = {book for book in floor.shelf if floor.shelf[book] != before.shelf[book]}
        assert moved <= floor.touched_seats.keys()
        for book, seat in floor.touched_seats.items():
            assert floor.shelf[book] == seat
        if not floor.new_steps:
            assert as_it_stands(floor) == as_it_stands(before)
            return
        steps = floor.new_steps
        assert steps == floor.steps[-len(steps) :]
        first = before.last_step + 1
        assert [step.number for step in steps] == list(range(first, floor.last_step + 1))
        touched = {id.hex for id in floor.touched_cards}
        assert frozenset().union(*(step.cards for step in steps)) == touched
        assert {step.seat for step in steps} - {None} == set(floor.touched_seats)
        assert {s.interpreter for s in steps} - {None} == set(floor.touched_interpreters)

    def step(self, verb, allowed: bool | None = None) -> bool:
        """A verb that leaves a step, to be undone perhaps."""
        before = self.floor
        went = self.act(verb, allowed)
        if went and self.floor.new_steps:
            one = len(self.floor.new_steps) == 1
            for step in self.floor.new_steps:
                changed = {n: getattr(self.floor, n) - getattr(before, n) for n in COUNTS}
                counts = changed if one or step.verb == "take" else dict.fromkeys(COUNTS, 0)
                self.done.append(Done(step, counts))
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

    def take(self, wishes, hold, desk, talk):
        self.take_a_card(wishes, 1, hold, Actor.DESK if desk else Actor.READER, talk)

    def take_anything(self, wishes, group):
        self.take_a_card(wishes, group, False, Actor.READER)

    def take_a_card(self, wishes, group, hold, actor, talk=None) -> None:
        id = UUID(int=len(self.cards) + 1)
        floor = self.floor
        allowed = (
            floor.phase is Phase.OPEN
            and self.minute < 120
            and (actor is Actor.DESK or self.open_cards() < floor.policy.open_cards)
            and self.may_wish(wishes, group)
        )
        self.step(
            lambda floor: floor.take(
                id, wishes, at=self.at, group=group, hold_first=hold, actor=actor, talk=talk
            ),
            self.unless_shut(allowed),
        )
        assert len({card.number for card in self.cards.values()}) == len(self.cards)

    def open_cards(self) -> int:
        return sum(card.open for card in self.cards.values())

    def unless_shut(self, allowed: bool) -> bool | None:
        """With a gate the model has no opinion on what goes: the tests of the gate have."""
        return None if allowed and self.floor.policy.gate else allowed

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
        went = self.step(
            lambda floor: floor.change_wishes(id, wishes, at=self.at, group=group, hold_first=hold),
            self.unless_shut(allowed),
        )
        if went:
            now = self.cards[id]
            kept = replace(
                now,
                wishes=card.wishes,
                group=card.group,
                talk=card.talk,
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
            and not card.void
            and card.misses <= self.floor.policy.misses
            and self.at < card.since + timedelta(minutes=10)
            and self.floor.phase is not Phase.CLOSED
        )
        self.step(lambda floor: floor.rejoin(card, at=self.at), allowed)
        if allowed:
            expected = replace(
                card, stage=Stage.WAITING, since=self.at, book=None, here=None, interpreter=None
            )
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
            and card.id.hex not in self.floor.shelf[book].own.declined
            and (card.talk != "sign" or self.somebody_interprets())
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
            and self.floor.shelf[book].own.limit != self.floor.shelf[book].readings
            and id.hex not in self.floor.shelf[book].own.declined
            and (card.talk != "sign" or self.somebody_interprets())
        )
        self.step(lambda floor: floor.call(book, at=self.at, id=id), allowed)
        if allowed:
            assert self.there(book).id == id

    def somebody_interprets(self) -> bool:
        sits = {card.interpreter for card in self.cards.values() if card.stage in SEATED}
        return any(
            not one.gone and one.code not in sits and (one.rest_until or self.at) <= self.at
            for one in self.floor.interpreters.values()
        )

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
        if book in self.floor.shelf and self.floor.policy.rest_after:
            seat = self.floor.shelf[book]
            wanted = wanted or seat.unrested + 1 >= self.floor.policy.rest_after
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
        here = any(not one.gone for one in self.floor.interpreters.values())
        waits = any(
            card.stage is Stage.WAITING
            and book in (card.wishes[:1] if card.hold_first else card.wishes)
            and card.id.hex not in self.floor.shelf[book].own.declined
            and (card.talk != "sign" or here)
            for card in self.cards.values()
            if book in self.floor.shelf
        )
        allowed = (
            there is not None
            and there.stage is Stage.READING
            and not there.extended
            and there.more_book is not False
            and not waits
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
        reads = seat is not None and (seat.done or seat.left(0) != 0)
        self.step(lambda floor: floor.arrive(book, at=self.at), reads)
        if seat is not None and seat.done and not self.there(book):
            assert self.free(book) is True

    def void(self, minutes):
        """All that were taken lately and never met: in one step, at their places until undone."""
        since = self.at - timedelta(minutes=minutes)
        flood = {
            id
            for id, card in self.cards.items()
            if card.stage is Stage.WAITING
            and card.since == card.joined >= since
            and not (card.paper or card.pauses or card.misses or card.back or card.earlier)
        }
        assert {card.id for card in self.floor.unseen(since)} == flood
        steps = self.floor.last_step
        went = self.step(lambda floor: floor.void(flood, at=self.at), bool(flood))
        if went:
            assert all(self.cards[id].void and self.stage(id) is Stage.LEFT for id in flood)
            assert self.floor.last_step == steps + 1

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
        allowed = done in live and done.verb not in FIRM and not overtaken and not crowded
        before, now = self.floor, as_it_stands(self.floor)
        offered = {s.number for a in Actor if (s := before.undoable(a))}
        latest = max((d.number for d in live if d is not done and d.verb not in FIRM), default=0)
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

    # what books, groups and interpreters do

    def split(self, id, size):
        card = self.cards.get(id)
        new = UUID(int=len(self.cards) + 1)
        allowed = (
            card is not None
            and card.stage in (Stage.WAITING, Stage.PAUSED)
            and 1 <= size < card.group
            and len(self.floor.cards) < self.floor.policy.open_cards
        )
        self.step(lambda floor: floor.split(id, new, size, at=self.at, actor=Actor.READER), allowed)
        if allowed:
            assert self.cards[new].joined == card.joined
            assert self.cards[new].group + self.cards[id].group == card.group

    def ask_help(self, book):
        self.step(lambda floor: floor.ask_help(book, at=self.at), book in self.floor.shelf)

    def visit(self, book):
        self.step(lambda floor: floor.visit(book, at=self.at), book in self.floor.shelf)

    def read_more(self, book, more):
        self.step(lambda floor: floor.read_more(book, more, at=self.at), book in self.floor.shelf)

    def decline(self, book, id, yes):
        self.step(lambda floor: floor.decline(book, id, yes, at=self.at), book in self.floor.shelf)
        named = self.floor.turns(self.at).get(book)
        assert not (yes and named and named.card.id == id)

    def feel(self, book, face):
        self.step(lambda floor: floor.feel(book, face, at=self.at), book in self.floor.shelf)

    def ask_more(self, book, actor, yes):
        there = self.there(book)
        reads = there is not None and there.stage is Stage.READING
        self.step(lambda floor: floor.ask_more(book, actor, yes, at=self.at), reads)

    def add_minutes(self, more):
        self.step(lambda floor: floor.add_minutes(more, at=self.at), True)

    def interpreter_leaves(self, code, gone):
        self.step(lambda floor: floor.interpreter_leaves(code, gone, at=self.at), True)
        called = (card for card in self.floor.cards.values() if card.stage is Stage.CALLED)
        assert not (gone and code in {card.interpreter for card in called})

    def put_back(self, now: dict, done: Done) -> dict:
        """How the floor stands with this one step put back."""
        cards, shelf = now["cards"], now["shelf"]
        for id, card in done.cards.items():
            current = cards.pop(id, None)
            if card is not None and card.open:
                if current is not None and current.stage is card.stage:
                    more = {"more_reader": current.more_reader, "more_book": current.more_book}
                    card = replace(card, here=current.here, **more)
                cards[id] = card
        for book, seat in done.seats.items():
            shelf[book] = replace(seat, own=shelf[book].own)
        now["interpreters"].update(done.people)
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
    def an_interpreter_sits_with_one_card_only_and_is_there_where_one_is_needed(self):
        seated = [card for card in self.floor.cards.values() if card.stage in SEATED]
        sits = [card.interpreter for card in seated if card.interpreter]
        assert len(sits) == len(set(sits))
        for card in seated:
            assert (card.talk == "sign") is (card.interpreter is not None)

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
        if not self.over() and not self.floor.policy.gate:
            named = {turn.card.id for turn in turns.values()}
            idle = [
                book
                for book, seat in self.floor.shelf.items()
                if self.free(book) and book not in turns and seat.left(0) != 0
            ]
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
                    unreachable=False,
                    instead=(),
                    moved=None,
                )
            )
        seats = [
            replace(seat, range=None, free_at=None, next=None, next_group=0, why=None, quiet=False)
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
