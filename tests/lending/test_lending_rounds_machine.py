"""A whole event in rounds at random: every verb, the bell, undo, double taps, and time that passes.

LENDING_DEPTH=deep plays many more and longer events, new ones each time.
"""

import os
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from humanshelf.lending.bell import Sitting
from humanshelf.lending.card import SEATED, Card, Stage
from humanshelf.lending.facts import card_facts, next_change, round_facts, seat_facts
from humanshelf.lending.ground import Phase
from humanshelf.lending.interpreter import Interpreter
from humanshelf.lending.ledger import check
from humanshelf.lending.mistakes import Mistake
from humanshelf.lending.rounds import may_fill
from humanshelf.lending.seat import Own
from humanshelf.lending.step import Actor
from lending.hall import BOOKS, as_it_stands, make_floor, minutes

DEEP = os.environ.get("LENDING_DEPTH") == "deep"
ROUNDS, LOAN, CHANGE = 4, 20, 5

books = st.sampled_from(BOOKS[:3])
cards = st.integers(0, 40)
wishes = st.lists(books, min_size=1, max_size=3, unique=True).map(tuple)
perhaps = st.one_of(st.just(()), wishes)
DRAWN = {
    "take": {
        "wishes": wishes,
        "then": perhaps,
        "group": st.sampled_from((1, 1, 1, 2, 3)),
        "talk": st.sampled_from((None, None, "az", "sign")),
        "earlier": st.sampled_from((0, 0, 1)),
    },
    "ring_the_bell": {},
    "tap": {
        "which": st.sampled_from(("gather", "begin", "end")),
        "round": st.integers(1, 5) | st.none(),
    },
    "call": {"book": books},
    "call_this_one": {"book": books, "card": cards},
    "start": {"card": cards},
    "finish": {"card": cards},
    "no_show": {"card": cards},
    "ring": {"card": cards},
    "wish_then": {"card": cards, "wishes": perhaps},
    "change_wishes": {"card": cards, "wishes": wishes},
    "pause": {"card": cards},
    "come_back": {"card": cards},
    "say_here": {"card": cards},
    "leave": {"card": cards},
    "split": {"card": cards},
    "rest": {"book": books},
    "resume": {"book": books},
    "retire": {"book": books},
    "arrive": {"book": books},
    "decline": {"book": books, "card": cards},
    "read_more": {"book": books, "more": st.integers(0, 2)},
    "feel": {"book": books, "face": st.integers(0, 2)},
    "enter": {"phase": st.sampled_from((Phase.OPEN,) * 4 + tuple(Phase))},
    "reschedule": {"closes": st.sampled_from((60, 100, 120, 200))},
    "add_minutes": {"more": st.sampled_from((5, -10))},
    "interpreter_leaves": {"gone": st.booleans()},
    "undo": {"back": st.integers(0, 4)},
    "undo_last": {},
}
ARGUMENTS = {verb: st.fixed_dictionaries(drawn) for verb, drawn in DRAWN.items()}
OFTEN = {"take": 6, "ring_the_bell": 8, "call": 3, "no_show": 3, "wish_then": 2, "undo_last": 2}
VERBS = [verb for verb in DRAWN for _ in range(OFTEN.get(verb, 1))]
NEXT = {Sitting.AHEAD: "gather", Sitting.GATHERING: "begin", Sitting.RUNNING: "end"}


class Rounds(RuleBasedStateMachine):
    @initialize(
        seats=st.integers(1, 3),
        group_limit=st.sampled_from((1, 2, 3, 3)),
        gate=st.booleans(),
        misses=st.sampled_from((0, 1, 1)),
        rest_after=st.sampled_from((0, 0, 2)),
        reader_readings=st.sampled_from((0, 2)),
        book_readings=st.sampled_from((0, 0, 2)),
        early=st.lists(wishes, max_size=8),
    )
    def open(
        self, seats, group_limit, gate, misses, rest_after, reader_readings, book_readings, early
    ) -> None:
        self.floor = make_floor(
            3,
            group_limit=group_limit,
            closes=ROUNDS * (LOAN + CHANGE),
            gate=gate,
            rounds=ROUNDS,
            seats=seats,
            loan=LOAN,
            changeover=CHANGE,
            extension=5,
            misses=misses,
            rest_after=rest_after,
            reader_readings=reader_readings,
            book_readings=book_readings,
        )
        for seat in list(self.floor.shelf.values()):
            self.floor.shelf[seat.book] = replace(seat, own=Own(languages=("az", "ru")))
        self.floor.interpreters["ayla"] = Interpreter("ayla", ("ru", "sign"))
        self.first = self.floor.copy()
        self.minute = 0.0
        self.cards: dict[UUID, Card] = {}
        for wished in early:
            self.take(wished, (), 1, None, 0)

    @property
    def at(self):
        return minutes(self.minute)

    def act(self, verb) -> bool:
        """Run a verb on a copy, kept only if nothing was refused."""
        before, stood = self.floor, as_it_stands(self.floor)
        floor = before.copy()
        try:
            verb(floor)
        except Mistake:
            assert (as_it_stands(floor), floor.bell, floor.new_steps) == (stood, before.bell, [])
            return False
        assert as_it_stands(before) == stood
        self.cards.update(floor.touched_cards)
        self.floor = floor
        return True

    def pick(self, number: int) -> UUID:
        ids = list(self.cards if number % 5 == 0 else self.floor.cards)
        return ids[number % len(ids)] if ids else UUID(int=0)

    @rule(
        verb=st.sampled_from(VERBS),
        later=st.sampled_from((0, 0, 0.25, 1, 5, 12)),
        data=st.data(),
    )
    def somebody_acts(self, verb, later, data):
        self.minute += later
        drawn = dict(data.draw(ARGUMENTS[verb]))
        if "card" in drawn:
            drawn["id"] = self.pick(drawn.pop("card"))
        getattr(self, verb)(**drawn)

    def take(self, wishes, then, group, talk, earlier):
        id = UUID(int=len(self.cards) + 1)
        self.act(
            lambda floor: floor.take(
                id, wishes, at=self.at, group=group, then=then, talk=talk, earlier=earlier
            )
        )

    def ring_the_bell(self):
        """The desk's big tap that comes next."""
        which = NEXT.get(self.floor.sitting)
        if which is None:
            return
        number = self.floor.round + (which == "gather")
        before = {card.id: card for card in self.floor.cards.values()}
        if not self.tap(which, number):
            assert which == "gather"
            return
        assert self.floor.round == number
        # A second tap, at this desk or another, changes nothing.
        settled = as_it_stands(self.floor)
        self.tap(which, number)
        assert as_it_stands(self.floor) == settled
        if which == "gather":
            self.check_gathered()
        elif which == "begin":
            assert not [c for c in self.floor.cards.values() if c.stage is Stage.CALLED]
        else:
            assert not [c for c in self.floor.cards.values() if c.stage in SEATED]
            for id, card in before.items():
                if card.stage is Stage.READING:
                    most = self.floor.policy.reader_readings
                    goes_on = card.then and (not most or card.earlier + 1 < most)
                    now = self.cards[id]
                    assert now.stage is (Stage.WAITING if goes_on else Stage.RETURNED)
                    if goes_on:
                        assert (now.wishes, now.then) == (card.then, ())
                        assert (now.earlier, now.label) == (card.earlier + 1, card.label)

    def check_gathered(self):
        """Nobody reads twice before somebody who could have that chair."""
        floor = self.floor
        called = [card for card in floor.cards.values() if card.stage is Stage.CALLED]
        for card in floor.cards.values():
            if card.stage is not Stage.WAITING or card.group > 1 or card.talk == "sign":
                continue
            for other in called:
                if other.earlier > card.earlier and other.book in card.accepts:
                    assert not floor.suits(card, other.book)
            for book in card.accepts:
                # No chair stays empty while somebody who waits would take it.
                assert book not in floor.free_books(self.at) or not floor.suits(card, book)

    def tap(self, which, round):
        return self.act(lambda floor: getattr(floor, which)(round, at=self.at))

    def call(self, book):
        self.act(lambda floor: floor.call(book, at=self.at))

    def call_this_one(self, book, id):
        self.act(lambda floor: floor.call(book, at=self.at, id=id))

    def at_chair(self, verb, id):
        card = self.cards.get(id)
        book = card.book if card and card.book else "sailor"
        self.act(lambda floor: getattr(floor, verb)(book, at=self.at, id=id))

    def start(self, id):
        self.at_chair("start", id)

    def finish(self, id):
        self.at_chair("finish", id)

    def no_show(self, id):
        self.at_chair("no_show", id)

    def ring(self, id):
        self.at_chair("ring", id)

    def wish_then(self, id, wishes):
        self.act(lambda floor: floor.wish_then(id, wishes, at=self.at))

    def change_wishes(self, id, wishes):
        group = self.cards[id].group if id in self.cards else 1
        self.act(
            lambda floor: floor.change_wishes(id, wishes, at=self.at, group=group, hold_first=False)
        )

    def pause(self, id):
        self.act(lambda floor: floor.pause(id, at=self.at))

    def come_back(self, id):
        self.act(lambda floor: floor.come_back(id, at=self.at))

    def say_here(self, id):
        self.act(lambda floor: floor.say_here(id, at=self.at))

    def leave(self, id):
        self.act(lambda floor: floor.leave(id, at=self.at))

    def split(self, id):
        new = UUID(int=len(self.cards) + 1)
        self.act(lambda floor: floor.split(id, new, 1, at=self.at, actor=Actor.READER))

    def rest(self, book):
        self.act(lambda floor: floor.rest(book, at=self.at))

    def resume(self, book):
        self.act(lambda floor: floor.resume(book, at=self.at))

    def retire(self, book):
        self.act(lambda floor: floor.retire(book, at=self.at))

    def arrive(self, book):
        self.act(lambda floor: floor.arrive(book, at=self.at))

    def decline(self, book, id):
        self.act(lambda floor: floor.decline(book, id, at=self.at))

    def read_more(self, book, more):
        self.act(lambda floor: floor.read_more(book, more, at=self.at))

    def feel(self, book, face):
        assert self.act(lambda floor: floor.feel(book, face, at=self.at))

    def enter(self, phase):
        self.act(lambda floor: floor.enter(phase, at=self.at))

    def reschedule(self, closes):
        self.act(lambda floor: floor.reschedule(minutes(closes), at=self.at))

    def add_minutes(self, more):
        self.act(lambda floor: floor.add_minutes(more, at=self.at))

    def interpreter_leaves(self, gone):
        self.act(lambda floor: floor.interpreter_leaves("ayla", gone, at=self.at))

    def undo(self, back):
        self.act(lambda floor: floor.undo(floor.last_step - back, at=self.at))

    def undo_last(self):
        """What the desk offers goes back, and a bell with everything that it moved."""
        step = self.floor.undoable()
        if step is None:
            return
        assert self.act(lambda floor: floor.undo(step.number, at=self.at))
        if step.bell_before is not None:
            assert self.floor.bell == step.bell_before
        if step.card_before is not None:
            assert self.cards[step.card_before.id].stage is step.card_before.stage

    # what always holds

    @invariant()
    def no_chair_has_two_cards_and_no_book_more_people_than_chairs(self):
        for book, seat in self.floor.shelf.items():
            there = self.floor.at_book(book)
            assert len({card.place for card in there}) == len(there)
            assert sum(card.group for card in there) <= min(
                self.floor.policy.seats, seat.group_limit
            )
            for card in there:
                assert 0 <= card.place < self.floor.policy.seats
                assert card.group <= seat.group_limit

    @invariant()
    def cards_make_sense(self):
        standing = {id: card for id, card in self.cards.items() if card.open}
        assert self.floor.cards == standing
        assert self.floor.taken == len(self.cards)
        for card in standing.values():
            assert (card.book is not None) is (card.stage in SEATED)
            assert (card.due is not None) is (card.stage is Stage.READING)
            assert card.stage in SEATED or (card.place, card.interpreter) == (0, None)
        if not self.floor.bell.on:
            assert not [c for c in standing.values() if c.stage in SEATED]
        if self.floor.sitting is not Sitting.RUNNING:
            assert not [c for c in standing.values() if c.stage is Stage.READING]

    @invariant()
    def an_interpreter_sits_with_one_card_only(self):
        sits = [c.interpreter for c in self.floor.cards.values() if c.interpreter]
        assert len(sits) == len(set(sits))
        for card in self.floor.cards.values():
            if card.stage in SEATED:
                assert (card.talk == "sign") is (card.interpreter is not None)

    @invariant()
    def the_ledger_tells_it_all(self):
        ended = [card for card in self.cards.values() if not card.open]
        assert check(self.floor, self.floor.steps, ended) == []

    @invariant()
    def the_plan_fits_the_chairs(self):
        floor, plan = self.floor, self.floor.plan(self.at)
        used: dict[tuple[str, int], int] = {}
        helped: set[tuple[str, int]] = set()
        for id, place in plan.places.items():
            card = floor.cards[id]
            assert floor.suits(card, place.book)
            key = place.book, place.round
            used[key] = used.get(key, 0) + card.group
            if place.helper:
                assert (place.helper, place.round) not in helped
                helped.add((place.helper, place.round))
        for (book, number), people in used.items():
            assert people <= plan.free[book][number]
        for book, turn in floor.turns(self.at).items():
            assert may_fill(floor, self.at)
            assert floor.copy().call(book, at=self.at).id == turn.card.id

    @invariant()
    def everything_can_be_shown(self):
        seen = self.shown(self.at)
        again = next_change(self.floor, self.at)
        if again is None:
            assert self.shown(self.at + timedelta(hours=5)) == seen
        else:
            assert again > self.at
            assert self.shown(again - timedelta(microseconds=1)) == seen

    def shown(self, at) -> tuple:
        """Every fact in rounds: no forecast drifts between two moments of the timetable."""
        run = self.floor.forecast(at)
        cards = [card_facts(self.floor, run, card, at) for card in list(self.cards.values())[-6:]]
        # Which of two waits longer does not change, but when a seat is due may be drawn anew.
        return (
            self.floor.phase_at(at),
            cards,
            seat_facts(self.floor, run, at),
            round_facts(self.floor, at),
        )


Rounds.TestCase.settings = settings(
    max_examples=1000 if DEEP else 40,
    stateful_step_count=50 if DEEP else 40,
    deadline=None,
    derandomize=not DEEP,
    database=None,
    suppress_health_check=list(HealthCheck),
)
TestAnEventInRounds = Rounds.TestCase
