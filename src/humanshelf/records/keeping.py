"""How long the library in force keeps what its events leave, within the product's bounds."""

from datetime import timedelta

from sqlalchemy import select

from humanshelf.records.profile import CONTACTS_KEPT_USUALLY, HOURS_KEPT, WORDS_KEPT, Profile
from humanshelf.tenancy.db import db


def kept_for() -> timedelta:
    """From the planned end of an event until its cards, steps and links go."""
    chosen = db.session.execute(select(Profile.hours_kept)).scalar()
    return timedelta(hours=chosen or HOURS_KEPT[1])


def words_kept_for() -> timedelta:
    """From an event's day until what people said of it goes; a quote that was released stays."""
    chosen = db.session.execute(select(Profile.words_kept)).scalar()
    return timedelta(days=chosen or WORDS_KEPT[1])


def contacts_kept_for() -> timedelta:
    """From a book's last event until what is sealed of it goes."""
    chosen = db.session.execute(select(Profile.contacts_kept)).scalar()
    return timedelta(days=chosen or CONTACTS_KEPT_USUALLY)
