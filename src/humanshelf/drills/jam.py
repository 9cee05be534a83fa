"""Jam: a bot wants all the cards. Without the code on site it gets none; with it no more than the
cap; two hundred phones behind one address all get theirs; and the desk takes the flood back."""

import re
import secrets
import threading
import time
from collections.abc import Iterator

from humanshelf.drills import scene
from humanshelf.drills.finding import Finding
from humanshelf.drills.played import expect
from humanshelf.drills.scene import EVENT, LIBRARY
from humanshelf.drills.stage import BrokenOff, Server, Stage
from humanshelf.drills.visitor import Visitor
from humanshelf.pages.clock import now

BOOKS, PHONES, TRIES = 40, 200, 60
FIELD = "entrance"
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
GIVEN_UP = 12
"""So often in a row the bot is refused before it goes away."""


def drill(stage: Stage, phones: int = PHONES) -> Iterator[Finding]:
    scene.set_up(stage, BOOKS)
    with stage.serving() as server:
        desk = scene.staff(stage, server.port)
        ask_for_code(desk)
        stage.tell(f"{phones} phones behind one address, and a bot without the code")
        yield from crowded(stage, server, code_of(stage), phones)
        stage.tell("the bot stands in the hall: it reads the code off the board")
        since = next_minute()
        honest = stage.inside(LIBRARY, open_cards)
        yield from flooded(stage, server, code_of(stage))
        yield from taken_back(stage, server, desk, honest, since)


def ask_for_code(studio: Visitor) -> None:
    """A card needs the code on the board."""
    page = f"/studio/events/{EVENT}/entrance"
    edition = re.search(r'name="edition" value="(\d+)"', studio.get(page).text)
    form = {"coded": "1", "hours": "0", "edition": edition[1] if edition else ""}
    expect(studio.staff_post(page, page, form).status, 303, "asking for a code")


def code_of(stage: Stage) -> str:
    """As the board shows it now."""
    from humanshelf.access import entrance
    from humanshelf.records.floors import scene as found

    def read() -> str:
        at = now()
        there = found(EVENT, at)
        shown = entrance.code(there.event, at) if there else None
        if shown is None:
            raise BrokenOff("the board shows no code")
        return shown

    return str(stage.inside(LIBRARY, read))


def crowded(stage: Stage, server: Server, code: str, phones: int) -> Iterator[Finding]:
    """Readers with the code all at once, the bot without it beside them."""
    got: list[bool] = []
    guesses = ["", *("".join(secrets.choice(LETTERS) for _ in range(8)) for _ in range(TRIES - 1))]
    bot = [taken(server, number, guess) for number, guess in enumerate(guesses[:10])]

    def come(part: range) -> None:
        got.extend(taken(server, number, code) for number in part)

    people = [threading.Thread(target=come, args=(range(n, phones, 8),)) for n in range(8)]
    for one in people:
        one.start()
    bot += [taken(server, number, guess) for number, guess in enumerate(guesses[10:])]
    for one in people:
        one.join()
    yield Finding(
        "B17",
        "a bot that has no code gets no card, whatever it tries",
        not any(bot),
        f"{sum(bot)} cards of {len(bot)} tries",
    )
    yield Finding(
        "B17",
        "phones behind one address all get a card meanwhile",
        sum(got) == phones,
        f"{sum(got)} of {phones}",
    )


def flooded(stage: Stage, server: Server, code: str) -> Iterator[Finding]:
    """The bot with the code, as a new phone each time, until it gives up."""
    most, refused, cards = stage.inside(LIBRARY, cap), 0, 0
    for number in range(most + GIVEN_UP + 1):
        if taken(server, number, code):
            cards, refused = cards + 1, 0
        else:
            refused += 1
        if refused == GIVEN_UP:
            break
    there = len(stage.inside(LIBRARY, open_cards))
    yield Finding(
        "B17",
        "a bot that has the code comes to the cap and no further",
        refused == GIVEN_UP and cards > 0 and there <= most,
        f"{cards} cards, {there} open, at most {most}",
    )


def taken_back(
    stage: Stage, server: Server, desk: Visitor, honest: set[str], since: int
) -> Iterator[Finding]:
    """Two taps, the page and its button, for what came since that minute; a third undoes it."""
    flood, code = stage.inside(LIBRARY, open_cards) - honest, code_of(stage)
    page = f"/desk/{EVENT}/floods"
    text = desk.get(f"{page}?minutes=60").text
    minutes = re.findall(r'name="minute" value="(\d+)"', text)
    drawn = re.search(r'name="drawn" value="([^"]+)"', text)
    bots = [minute for minute in minutes if int(minute) >= since]
    form = {"minute": bots, "drawn": drawn[1] if drawn else "", "renew": "1", "minutes": "60"}
    expect(desk.staff_post(page, page, form).status, 303, "taking back")
    left = stage.inside(LIBRARY, open_cards)
    yield Finding(
        "B17",
        "the desk takes the flood back in one step, and nobody else's card",
        not left & flood and honest <= left,
        f"{len(flood - left)} of {len(flood)} gone, {len(left & honest)} of {len(honest)} stay",
    )
    tries = [taken(server, number, code) for number in range(10)]
    yield Finding("B17", "the code of before lets nobody in", not any(tries), f"{sum(tries)} of 10")
    step = re.findall(r'name="step" value="(\d+)"', desk.get(f"/desk/{EVENT}").text)
    if not step:
        raise BrokenOff("nothing can be undone")
    place = f"/desk/{EVENT}"
    expect(desk.staff_post(place, f"{place}/reversals", {"step": step[0]}).status, 303, "undoing")
    again = stage.inside(LIBRARY, open_cards)
    yield Finding(
        "B17",
        "and one tap brings all of it back, if it was none",
        again == honest | flood,
        f"{len(again)} cards",
    )


def taken(server: Server, number: int, code: str) -> bool:
    """Whether a phone that nobody knows gets a card with this code."""
    phone = scene.reader(server.port)
    wish = scene.code(number % BOOKS + 1)
    phone.get(f"/events/{EVENT}/books/{wish}")
    form = {"wish": wish, "agree": "1", FIELD: code}
    answer = phone.post(f"/events/{EVENT}/cards", form)
    return answer.status == 303 and answer.location.startswith("/cards/")


def next_minute() -> int:
    """Wait for it, and say which it is, counted from 1970: the desk sees floods by the minute, and
    no honest card shall stand in the bot's."""
    passed = now().timestamp() // 60
    while now().timestamp() // 60 == passed:
        time.sleep(0.2)
    return int(passed) + 1


def open_cards() -> set[str]:
    from sqlalchemy import select

    from humanshelf.records.events import CardRow
    from humanshelf.tenancy.db import db

    gone = "returned", "left"
    return {id.hex for id in db.session.scalars(select(CardRow.id).where(~CardRow.stage.in_(gone)))}


def cap() -> int:
    from humanshelf.records.floors import scene as found

    there = found(EVENT, now())
    if there is None:
        raise BrokenOff("the event is not there")
    return int(there.floor.most_open)
