"""A new library from its bundle, and the samples that show it at work."""

from datetime import datetime, timedelta
from secrets import token_hex

import sqlalchemy as sa
from flask import Flask

from humanshelf.lending.ground import Phase
from humanshelf.lending.policy import Policy
from humanshelf.libraries import exhibits
from humanshelf.libraries.bundle import Bundle
from humanshelf.libraries.slugs import SlugTaken, may_take
from humanshelf.media.files import drop
from humanshelf.records import tables
from humanshelf.records.events import all_events
from humanshelf.records.exhibits import all_exhibits, sample_files
from humanshelf.records.library import add_book, add_event, all_books, clear_samples, set_profile
from humanshelf.records.pieces import add_pieces
from humanshelf.records.profile import Profile
from humanshelf.records.settings import GIVEN
from humanshelf.records.surveys import USUAL, new_row, usual_of
from humanshelf.records.themes import add_themes
from humanshelf.tenancy import deployment, library
from humanshelf.tenancy.db import db, writing, writing_control
from humanshelf.tenancy.keys import new_uid
from humanshelf.tenancy.models import Library, State

__all__ = ["SlugTaken", "add_samples", "drop_samples", "find", "onboard"]

HOURS = {"now": (-0.5, 6.0), "past": (-24 * 21, 4.0), "coming": (24 * 19, 4.0)}
"""When a sample event opens, in hours from now, and how long it lasts."""


def find(slug: str) -> str | None:
    """The uid of the library with this slug."""
    found: str | None = db.session.execute(
        sa.select(Library.uid).where(Library.slug == slug)
    ).scalar()
    return found


def onboard(app: Flask, bundle: Bundle, at: datetime, sample: bool) -> tuple[str, bool]:
    """The library of this bundle: made if new, else given what it lacks and left as it is.

    Returns its uid and whether it is new. A library that cannot be finished leaves nothing; one
    that was left half made, by a power cut, is finished.
    """
    with app.app_context():
        known = db.session.execute(
            sa.select(Library.uid, Library.state).where(Library.slug == bundle.slug)
        ).first()
    uid = known[0] if known else _create(app, bundle, at)
    new = known is None or known[1] == State.DRAFT
    try:
        if known and new:
            # scan: unscoped-query: a schema moves outside of any session.
            with app.app_context(), deployment().stores.engine_for(uid).connect() as connection:
                tables.upgrade(connection)
        with app.app_context(), library(uid):
            with writing() as session:
                set_profile(session, bundle, given=GIVEN)
            if sample:
                add_samples(bundle, at)
    except BaseException:
        if known is None:
            _forget(app, uid)
        raise
    if new:
        with app.app_context(), writing_control() as session:
            row = session.get_one(Library, uid)
            row.state, row.schema_revision = State.ACTIVE, tables.newest()
    return uid, new


def _create(app: Flask, bundle: Bundle, at: datetime) -> str:
    uid = new_uid()
    with app.app_context():
        may_take(bundle.slug, at.date())
        found = deployment()
        found.keys.create(uid)
        try:
            tables.make(uid)
            with writing_control() as session:
                may_take(bundle.slug, at.date())
                row = Library(uid=uid, slug=bundle.slug, state=State.DRAFT)
                row.schema_revision = tables.newest()
                session.add(row)
        except BaseException:
            found.stores.erase(uid)
            found.keys.destroy(uid)
            raise
    return uid


def _forget(app: Flask, uid: str) -> None:
    with app.app_context():
        with writing_control() as session:
            session.execute(sa.delete(Library).where(Library.uid == uid))
        deployment().stores.erase(uid)
        deployment().keys.destroy(uid)


def add_samples(bundle: Bundle, at: datetime) -> None:
    """The sample books and events that are missing; what is there stays as it is.

    Where samples were cleared they stay away.

    Events are dated from now. When the running one is over, or past its planned end, a new one
    takes its place, under the next free code.
    """
    hung = {exhibit.code for exhibit in all_exhibits()}
    away = db.session.get_one(Profile, 1).without_samples
    prepared = [] if away else exhibits.prepare(bundle, hung)
    with writing() as session:
        if session.get_one(Profile, 1).without_samples:
            return
        add_themes(session, bundle.themes, sample=True)
        add_pieces(session, bundle.pieces)
        there = {book.code for book in all_books()}
        for book in bundle.books:
            if book["code"] not in there:
                add_book(session, book, sample=True)
        exhibits.hang(session, prepared)
        events = {event.code: event for event in all_events(drafts=True, private=True)}
        for event in bundle.events:
            code = event["code"]
            if event["when"] == "now":
                code = _code_of_running(
                    code, {c: e.over(at, timedelta()) for c, e in events.items()}
                )
            if code not in events:
                opens, closes = _times(event["when"], at)
                phase = {"now": Phase.OPEN, "past": Phase.CLOSED}.get(event["when"], Phase.PLANNED)
                made = add_event(
                    session,
                    {**event, "code": code},
                    opens=opens,
                    closes=closes,
                    phase=phase,
                    policy=Policy(),
                    seed=token_hex(16),
                )
                if event["when"] == "now":
                    side = any(text["side_room"] for text in event["texts"].values())
                    exhibits.screen(session, bundle, made.id, opens, side)
                for moment in USUAL:
                    new_row(session, moment, usual_of(moment), on=True, event_id=made.id)


def _code_of_running(code: str, over: dict[str, bool]) -> str:
    """The code itself, or with a number when the earlier ones are over."""
    number, candidate = 1, code
    while over.get(candidate):
        number += 1
        candidate = f"{code}-{number}"
    return candidate


def _times(when: str, at: datetime) -> tuple[datetime, datetime]:
    start, length = HOURS[when]
    opens = at + timedelta(hours=start)
    opens -= timedelta(
        minutes=opens.minute % 15, seconds=opens.second, microseconds=opens.microsecond
    )
    return opens, opens + timedelta(hours=length)


def drop_samples() -> int:
    """All sample events with their cards, books and exhibits of the library in force. Returns how
    many events and books."""
    with writing() as session:
        files = sample_files(session)
        gone = clear_samples(session)
    drop(files)
    return gone
