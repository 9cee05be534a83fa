"""Events that are over, with what was lent, answered and said, put into a library's store.

``python -m reporting baku 40`` fills the past event, in the environment of a deployment.
"""

import random
import sys
from datetime import date, timedelta
from secrets import token_bytes
from uuid import uuid4

from sqlalchemy import select

from humanshelf.impact import instruments
from humanshelf.impact.hiding import USUAL
from humanshelf.impact.sheets import RATHER_NOT, Moment
from humanshelf.records.counted import events_with
from humanshelf.records.drafts import make
from humanshelf.records.events import Event, EventText, SeatRow, ToldRow
from humanshelf.records.feedback import FeedbackRow
from humanshelf.records.publications import release
from humanshelf.records.quotes import QuoteRow
from humanshelf.records.survey_rows import SheetRow
from humanshelf.records.surveys import keep
from humanshelf.records.themes import Theme
from humanshelf.tenancy.db import writing
from humanshelf.terminal import inside

KEYS = (
    *("warmth.read", "warmth.unread", "anxiety.ease", "anxiety.awkward", "anxiety.wrong"),
    *("closeness.picture", "satisfaction.event", "satisfaction.again", "heard.where"),
)
BEFORE = ("warmth.read", "anxiety.ease", "anxiety.awkward", "anxiety.wrong", "closeness.picture")
QUOTE = {
    "az": "Müharibədən soruşmağa gəldim, çörəkdən danışdıq.",
    "kk": "Соғыс туралы сұрауға келдім, нан туралы сөйлестік.",
    "ru": "Хотел спросить о войне, а говорили о хлебе.",
    "en": "I came to ask about the war and we talked about bread.",
    "tr": "Savaşı sormaya geldim, ekmekten konuştuk.",
}


def person(chance):
    """One reader's answers by moment; some skip a question, or would rather not say."""
    asked = {question.item.key: question.item for question in instruments.questions(KEYS)}
    first = {key: chance.randint(asked[key].low, asked[key].high) for key in BEFORE}
    after = {k: moved(asked[k], v, chance.choice([0, 0, 1, 2])) for k, v in first.items()}
    after["anxiety.awkward"] = moved(asked["anxiety.awkward"], first["anxiety.awkward"], -1)
    after |= {
        "warmth.unread": first["warmth.read"],
        "satisfaction.event": chance.choices(range(1, 6), [1, 1, 3, 7, 9])[0],
        "satisfaction.again": chance.choices(["yes", "perhaps", "no"], [7, 3, 2])[0],
        "heard.where": [o for o in asked["heard.where"].options if chance.random() < 0.4],
    }
    later = {"warmth.read": moved(asked["warmth.read"], first["warmth.read"], 1)}
    sheets = {Moment.BASELINE: first, Moment.ENDLINE: after}
    if chance.random() < 0.5:
        sheets[Moment.FOLLOW_UP] = later
    return {moment: holes(chance, asked, answers) for moment, answers in sheets.items()}


def moved(item, step, by):
    return min(item.high, max(item.low, step + by))


def holes(chance, asked, answers):
    kept = {}
    for key, answer in answers.items():
        draw = chance.random()
        if draw > 0.04:
            given = RATHER_NOT if draw > 0.98 else answer
            kept[f"{key} {asked[key].version}"] = given
    return dict(sorted(kept.items()))


def past_event(session, code="spring"):
    return session.scalars(select(Event).where(Event.code == code)).one()


def fill(session, event, readers, seed=1):
    """What so many readers leave behind when they have gone home."""
    chance = random.Random(seed)
    keep(session, instruments.questions(KEYS))
    event.phase, event.taken, event.uncalled = "closed", readers + 3, 3
    event.talks = {"ru": readers // 3, "az": readers - readers // 3}
    seats = session.scalars(select(SeatRow).where(SeatRow.event_id == event.id)).all()
    for number, seat in enumerate(seats):
        seat.readings = readers // len(seats) + (number < readers % len(seats))
        seat.cycle_sum = 33.0 * seat.readings
    for _ in range(readers):
        low = chance.randrange(0, 60, 5)
        told = {"low": low, "high": low + 10, "waited": max(0, low + chance.randint(-6, 16))}
        session.add(ToldRow(id=token_bytes(16), event_id=event.id, **told))
        pair = token_bytes(16)
        for moment, answers in person(chance).items():
            session.add(sheet(event, moment, pair, answers))
    themes = [*session.scalars(select(Theme.code).order_by(Theme.position)), None]
    for _ in range(readers):
        session.add(words(event, chance.choice(themes[:2]), chance.choice(["glad", "critical"])))


def quote(event):
    """Words that may stand in the event's report."""
    return QuoteRow(
        id=token_bytes(16),
        event_id=event.id,
        day=event.opens.date(),
        language="az",
        texts=QUOTE,
        who="reader",
        released=True,
    )


def sheet(event, moment, pair, answers):
    return SheetRow(
        id=token_bytes(16),
        event_id=event.id,
        moment=moment.value,
        pair=pair,
        done=True,
        apart=True,
        quotable=False,
        answers=answers,
    )


def words(event, theme, tone):
    return FeedbackRow(
        id=token_bytes(16),
        event_id=event.id,
        day=event.opens.date(),
        source="reader",
        who="reader",
        text="27",
        language="en",
        consent=False,
        theme=theme,
        tone=tone,
        state="kept",
    )


def another(session, code, days):
    """One more event that is over, with the seats of the past one."""
    past = past_event(session)
    event = Event(
        id=uuid4(),
        code=code,
        opens=past.opens - timedelta(days=days),
        closes=past.closes - timedelta(days=days),
        phase="closed",
        policy=past.policy,
        seed=past.seed,
        texts=[
            EventText(
                language=text.language,
                title=f"{text.title} {days}",
                place=text.place,
                room=text.room,
                side_room=text.side_room,
            )
            for text in past.texts
        ],
    )
    session.add(event)
    session.flush()
    for seat in session.scalars(select(SeatRow).where(SeatRow.event_id == past.id)).all():
        chosen = {"book": seat.book, "position": seat.position, "table_name": seat.table_name}
        session.add(
            SeatRow(
                event_id=event.id,
                group_limit=seat.group_limit,
                free_since=event.opens,
                own=seat.own,
                **chosen,
            )
        )
    session.flush()
    return event


def season(readers, *more):
    """The past event and others before it, each with so many readers."""
    with writing() as session:
        first = past_event(session)
        fill(session, first, readers)
        session.add(quote(first))
        for number, many in enumerate(more, 1):
            fill(session, another(session, f"past{number}", 14 * number), many, seed=number + 1)


def publish(*codes, k=USUAL):
    """The code of a report on these events, released as they stand."""
    ids = [event.id for event in events_with() if event.code in codes]
    made = make("event" if len(ids) == 1 else "series", ids, k)
    return release(made, "coordinator", date(2026, 10, 17))


if __name__ == "__main__":
    slug, *readers = sys.argv[1:]
    inside(slug, lambda: season(*map(int, readers)))
