"""Noting what the person at the door has done."""

from contextlib import AbstractContextManager
from uuid import UUID

from flask_login import current_user
from sqlalchemy.orm import Session

from humanshelf.pages.clock import now
from humanshelf.records import activity


def did(session: Session, act: str, subject: object = "") -> None:
    """Note this act of whoever is signed in, in the transaction that does it."""
    activity.note(session, now(), _actor(), act, str(subject))


def doing(act: str, subject: object = "") -> AbstractContextManager[None]:
    """Note this act in the write that is made inside: for what writes by itself."""
    return activity.noting(now(), _actor(), act, str(subject))


def _actor() -> UUID | None:
    return current_user.staff_id if current_user.is_authenticated else None
