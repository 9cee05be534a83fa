"""Crash: readers take and leave cards, desks call, start and return, and meanwhile a worker or the
whole server is killed, again and again. What was answered must be there, and nothing twice."""

import os
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from secrets import token_urlsafe
from typing import Any

from humanshelf.drills import scene
from humanshelf.drills.finding import Finding
from humanshelf.drills.scene import EVENT, LIBRARY
from humanshelf.drills.stage import Server, Stage, until
from humanshelf.drills.strain import Strain
from humanshelf.drills.visitor import CSRF, Answer, Visitor

ROUNDS = 20
LOAD = (5, 40)
"""So many acts are answered before each kill, at random."""
BOOKS, DESKS, PHONES = 8, 2, 3
QUIET = scene.code(BOOKS + 1)
"""The book that no desk calls for."""
BACK = 5.0
PATIENCE = 120.0
"""Seconds until a phone gives up: a server that stays away ends the drill."""
STEPS = {"calls": "call", "readings": "start", "returns": "return"}
"""What a desk taps, and the word under which the ledger keeps it."""


@dataclass
class Told:
    """What was answered as done. ``unsure`` were sent and not answered: they may be there or not.
    Each book belongs to one desk alone, so that its steps can be counted."""

    cards: dict[str, str] = field(default_factory=dict)
    quiet: set[str] = field(default_factory=set)
    left: set[str] = field(default_factory=set)
    steps: Counter[tuple[str, str]] = field(default_factory=Counter)
    unsure: Counter[tuple[str, str]] = field(default_factory=Counter)
    strange: Counter[int] = field(default_factory=Counter)

    def acts(self) -> int:
        return len(self.cards) + len(self.left) + sum(self.steps.values())


def drill(stage: Stage, rounds: int | None = None) -> Iterator[Finding]:
    rounds = ROUNDS if rounds is None else rounds
    scene.set_up(stage, BOOKS + 1)
    stage.inside(LIBRARY, without_limits)
    told, back, kinds = Told(), [], Counter[str]()
    begun, strain = time.monotonic(), Strain()
    server = stage.serve()
    start = (time.monotonic() - begun) / strain.so_far()
    with load(stage, server.port, told):
        for number in range(rounds):
            more = told.acts() + random.randint(*LOAD)
            until(lambda: told.acts() >= more, "readers and desks", 120)  # noqa: B023
            kind = "server" if number % 2 else "worker"
            kinds[kind] += 1
            strain = Strain()
            server, seconds = kill(stage, server, kind)
            back.append(seconds / strain.so_far())
            stage.tell(f"{kind} killed, back after {seconds:.1f} s; {len(told.cards)} cards")
    yield from compared(stage, server, told)
    killed = f"{kinds['worker']} workers and {kinds['server']} servers killed"
    middle = sorted(back)[len(back) // 2]
    told_so = f"{max(back):.1f} s at most, {middle:.1f} s in the middle; {killed}"
    yield Finding(
        "B18",
        f"back within {BACK:.0f} s of a machine of its own, or twice a quiet start",
        max(back) < max(BACK, 2 * start),
        f"{told_so}; a quiet start took {start:.1f} s",
    )
    server.stop()


def without_limits() -> None:
    """The load is more than a hall would bring: no rests, no last readings, no gate."""
    from humanshelf.lending.policy import Policy
    from humanshelf.records.policies import change_policy
    from humanshelf.records.preparing import real_event

    event = real_event(EVENT)
    assert event is not None
    wanted = Policy(open_cards=6000, gate=False, rest_after=0, book_readings=0, reader_readings=0)
    change_policy(event.id, wanted, edition=event.edition)


def kill(stage: Stage, server: Server, kind: str) -> tuple[Server, float]:
    """A worker, or all at once. The server that is there then, and after how many seconds it
    answers with all of its workers again."""
    workers, begun = set(server.workers()), time.monotonic()
    if kind == "worker":
        os.kill(random.choice(sorted(workers)), signal.SIGKILL)
        until(lambda: len(server.workers()) == 2 and set(server.workers()) != workers, "a worker")
        until(server.answers, "the server")
    else:
        server.kill()
        server.process.wait()
        server = stage.serve(port=server.port)
    return server, time.monotonic() - begun


@contextmanager
def load(stage: Stage, port: int, told: Told) -> Iterator[None]:
    """Phones and desks, until the block ends; each waits for its last answer."""
    over = threading.Event()
    desks = [scene.staff(stage, port, name=f"Desk {n}") for n in range(DESKS)]
    tokens = [CSRF.search(read(one, f"/desk/{EVENT}").text) for one in desks]
    pairs = [(one, found[1]) for one, found in zip(desks, tokens, strict=True) if found]
    with ThreadPoolExecutor(PHONES + DESKS) as hands:
        running = [hands.submit(phone, port, told, over) for _ in range(PHONES)]
        running += [hands.submit(desk, *one, n, told, over) for n, one in enumerate(pairs)]
        try:
            yield
        finally:
            over.set()
            for one in running:
                one.result()


def phone(port: int, told: Told, over: threading.Event) -> None:
    """One reader after another. Every third wishes for the book that no desk calls for, taps twice
    and leaves again: nobody else touches that card."""
    while not over.wait(random.uniform(0.05, 0.25)):
        key, visitor, stays = token_urlsafe(16), scene.reader(port), random.random() < 0.3
        wish = QUIET if stays else scene.code(random.randint(1, BOOKS))
        form = {"wish": [wish], "agree": "1", "reader": key}
        answer = insist(visitor, f"/events/{EVENT}/cards", form, told.unsure, ("take", key))
        if answer.status != 303:
            told.strange[answer.status] += 1
            continue
        told.cards[key] = answer.location
        if stays:
            told.quiet.add(key)
            insist(visitor, f"/events/{EVENT}/cards", form)
            if insist(visitor, f"{answer.location}/departure", {}).status == 303:
                told.left.add(key)


def desk(visitor: Visitor, token: str, number: int, told: Told, over: threading.Event) -> None:
    """A librarian with books of her own: calls, starts, returns, over and over."""
    mine = [scene.code(n) for n in range(1, BOOKS + 1) if n % DESKS == number]
    while not over.is_set():
        for book in mine:
            for noun, verb in STEPS.items():
                form = {"csrf_token": token, "book": book}
                path = f"/desk/{EVENT}/{noun}"
                answer = insist(visitor, path, form, told.unsure, (verb, book))
                if answer.status == 303 and answer.location == f"/desk/{EVENT}":
                    told.steps[verb, book] += 1
                elif answer.status != 409:
                    told.strange[answer.status] += 1


def insist(
    visitor: Visitor,
    path: str,
    form: Mapping[str, Any],
    unsure: Counter[tuple[str, str]] | None = None,
    what: tuple[str, str] = ("", ""),
) -> Answer:
    """Send a form until it is answered, as somebody does whose network stutters. Where an answer
    was lost on the way the act is ``unsure``: it may have been saved."""
    lost = False
    answers: list[Answer] = []

    def answered() -> bool:
        nonlocal lost
        try:
            answer = visitor.post(path, form)
        except OSError:
            if unsure is not None and not lost:
                unsure[what] += 1
            lost = True
            return False
        answers.append(answer)
        return answer.status != 503

    until(answered, "an answer to a form", PATIENCE)
    return answers[-1]


def read(visitor: Visitor, path: str) -> Answer:
    """A page, asked for until it is answered: a killed worker may have had its line."""
    answers: list[Answer] = []

    def answered() -> bool:
        with suppress(OSError):
            answers.append(visitor.get(path))
        return bool(answers)

    until(answered, "a page", PATIENCE)
    return answers[-1]


def compared(stage: Stage, server: Server, told: Told) -> Iterator[Finding]:
    """What was answered, beside what stands in the store and on the phones."""
    visitor = scene.reader(server.port)
    pages = {key: read(visitor, card) for key, card in told.cards.items()}
    gone = sum(page.status != 200 for page in pages.values())
    cards, quiet, left, steps, doubled, sound = stage.inside(LIBRARY, stored)
    back = len(told.left) - left
    lost = {one: told.steps[one] - steps[one] for one in told.steps}
    over = {one: steps[one] - told.steps[one] - told.unsure[one] for one in steps}
    steps_lost = sum(max(0, n) for n in lost.values())
    steps_double = sum(max(0, n) for n in over.values())
    lost_all = gone + back + steps_lost
    kept = f"{lost_all} of {told.acts()} acts lost"
    if lost_all:
        kept += f": {gone} cards, {back} departures, {steps_lost} steps of desks"
    yield Finding("B18", "what was answered is there", lost_all == 0, kept)
    # A card that was read before its reader heard of it is followed by another: no double.
    unsure = sum(n for (verb, _book), n in told.unsure.items() if verb == "take")
    again = max(0, quiet - len(told.quiet)) + steps_double + doubled
    again += max(0, cards - len(told.cards) - unsure)
    yield Finding("B18", "nothing is there twice", again == 0, f"{again} doubled")
    yield Finding("B18", "the store holds together", sound == "ok", sound)
    yield Finding("B18", "no answer is an error", not told.strange, f"{dict(told.strange)}")


def stored() -> tuple[int, int, int, Counter[tuple[str, str]], int, str]:
    """Cards, those for the quiet book, and those that left; steps by verb and book; calls of a card
    that was called or read already; what the check says."""
    from sqlalchemy import func, select, text

    from humanshelf.lending.card import Stage
    from humanshelf.records.events import CardRow, StepRow
    from humanshelf.tenancy.db import db

    counted = select(func.count()).select_from(CardRow)
    cards = db.session.execute(counted).scalar_one()
    wishes = db.session.scalars(select(CardRow.wishes))
    quiet = sum(list(wish) == [QUIET] for wish in wishes)
    left = db.session.execute(counted.where(CardRow.stage == Stage.LEFT)).scalar_one()
    steps: Counter[tuple[str, str]] = Counter()
    doubled, seated = 0, set()
    for step in db.session.scalars(select(StepRow).order_by(StepRow.number)):
        if step.verb in STEPS.values():
            steps[step.verb, step.seat or ""] += 1
        if step.verb == "call":
            doubled += step.card in seated
            seated.add(step.card)
        elif step.verb == "return":
            seated.discard(step.card)
    sound = db.session.execute(text("PRAGMA integrity_check")).scalar_one()
    return cards, quiet, left, steps, doubled, str(sound)
