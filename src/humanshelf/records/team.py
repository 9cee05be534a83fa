"""Changes of the team. A library is never without somebody who may see to it."""

from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from humanshelf.records import devices, erasures, vault
from humanshelf.records.staff import SignInLink, Staff

LEADS = "coordinator"


class Overtaken(Exception):
    """Somebody else has changed this role meanwhile."""


class LastCoordinator(Exception):
    """Without this account nobody could see to the library."""


def change_role(session: Session, id: UUID, role: str, was: str) -> Staff | None:
    """Another role than it was from now on; whoever is signed in with the account has to sign in
    again, and links that were made for the old role do not work.

    None if the account is gone. Raises :class:`LastCoordinator` and :class:`Overtaken`.
    """
    staff = session.get(Staff, id)
    if staff is None or staff.role == role:
        return staff
    if staff.role != was:
        raise Overtaken
    _keep_one(session, staff)
    staff.role = role
    if role != LEADS:
        vault.take_away(session, id, staff.since)
    devices.end_all(session, id)
    session.execute(delete(SignInLink).where(SignInLink.staff_id == id))
    return staff


def remove(session: Session, id: UUID) -> Staff | None:
    """The account with its devices, links and second factor. What it did stays, under its id."""
    staff = session.get(Staff, id)
    if staff is not None:
        _keep_one(session, staff)
        erasures.note(session, "staff", id, staff.since)
        vault.take_away(session, id, staff.since)
        session.delete(staff)
    return staff


def _keep_one(session: Session, staff: Staff) -> None:
    """Asked inside the write: two coordinators who leave at once come one after the other."""
    others = select(func.count()).where(Staff.role == LEADS, Staff.id != staff.id)
    if staff.role == LEADS and not session.execute(others).scalar_one():
        raise LastCoordinator
