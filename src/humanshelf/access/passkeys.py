"""Passkeys of the team: one signs in, stands for a code, is added, is removed."""

from datetime import datetime
from uuid import UUID

from flask_login import current_user

from humanshelf.access import ceremony, guessing
from humanshelf.access.acts import did
from humanshelf.access.ceremony import Refused, WentBack
from humanshelf.records import devices
from humanshelf.records import passkeys as kept
from humanshelf.records.passkeys import StaffPasskey
from humanshelf.records.staff import Staff, staff_by_id
from humanshelf.tenancy.db import writing


def owner(sent: str, at: datetime) -> Staff | None:
    """Whose passkey this is, of whoever stands before the door; then it is used."""
    id = _entered(sent, at)
    return staff_by_id(id) if id else None


def enter(sent: str, at: datetime) -> bool:
    """Whether this is a passkey of whoever is signed in; then it is used, and the session has its
    second factor."""
    if _entered(sent, at, current_user.staff_id) is None:
        return False
    with writing() as session:
        devices.change(session, current_user.standing.device, factor_at=at)
    guessing.code_fitted(current_user.name)
    return True


def add(sent: str, label: str, at: datetime) -> bool:
    """Whether the account has this passkey from now on."""
    id = current_user.staff_id
    try:
        made = ceremony.added(id, sent, label, at)
    except Refused:
        return False
    with writing() as session:
        if not kept.add(session, made, ceremony.MOST):
            return False
        did(session, "add-passkey", id.hex)
    return True


def remove(id: UUID, at: datetime) -> bool:
    """Whether the account had it. Where else it is signed in that is over: a passkey is removed
    when its device is lost."""
    mine = current_user.staff_id
    with writing() as session:
        if not kept.remove(session, StaffPasskey, mine, id):
            return False
        kept.note_removed(session, id, at.date())
        devices.end_all(session, mine, but=current_user.standing.device)
        did(session, "remove-passkey", mine.hex)
    return True


def here() -> bool:
    """Whether whoever is signed in has one of this address."""
    return any(one.host == ceremony.host() for one in mine())


def mine() -> list[StaffPasskey]:
    return kept.passkeys_of(StaffPasskey, current_user.staff_id)


def _entered(sent: str, at: datetime, only: UUID | None = None) -> UUID | None:
    try:
        return ceremony.entered(sent, at, only)
    except WentBack as copied:
        with writing() as session:
            did(session, "passkey-copied", copied.owner.hex)
    except Refused:
        pass
    return None
