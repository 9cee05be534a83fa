"""Network admins at the door of the bare domain: password, second factor or passkey, a session
that ends.

The cookie holds a random token, signed with the deployment's key and for the bare domain alone;
the control plane knows its hash. Deleted there, the session is over at once.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from flask import Response, current_app, g, redirect, request, session, url_for

from humanshelf.access import ceremony, csrf, factors, guessing, passwords, secrets
from humanshelf.access.ceremony import Refused, WentBack
from humanshelf.access.marks import receive
from humanshelf.access.origin import SAFE
from humanshelf.libraries.life import note
from humanshelf.pages import clock
from humanshelf.records import admins as records
from humanshelf.records.admins import NetworkAdmin
from humanshelf.tenancy import deployment
from humanshelf.tenancy.db import writing_control
from humanshelf.tenancy.keys import KeyRefused
from humanshelf.tenancy.scope import current_or_none

IDLE = timedelta(minutes=15)
LONGEST = timedelta(hours=8)
DOOR, SEEN = "door", "seen"
TYPED = 1024 * 1024
"""Bytes in a form's fields where a file is sent, which comes in pieces of 64 kB: more than two."""


@dataclass(frozen=True, slots=True)
class Admin:
    """Whoever is signed in, and by which session."""

    id: UUID
    name: str
    session: UUID


def admin() -> Admin | None:
    """The network admin who asks, while the session holds; nobody in a library."""
    if current_or_none() is not None:
        return None
    if "network_admin" not in g:
        g.network_admin = _load(clock.now())
    found: Admin | None = g.network_admin
    return found


def _load(at: datetime) -> Admin | None:
    token = session.get(DOOR)
    row = records.session_of(token) if isinstance(token, str) else None
    if row is None or at - row.began >= LONGEST:
        return None
    if at.timestamp() - session.get(SEEN, 0) >= IDLE.total_seconds():
        return None
    found = records.admin_by_id(row.admin)
    return Admin(found.id, found.name, row.id) if found else None


def keep_door() -> Response | None:
    """Before a view of the network's: somebody who is signed in, and a form of this very door."""
    if admin() is None:
        back = request.full_path.rstrip("?") if request.method == "GET" else None
        return redirect(url_for("network.sign_in", next=back), 303)  # type: ignore[return-value]
    now = int(clock.now().timestamp())
    if now - session[SEEN] > 60:
        session[SEEN] = now
    if request.method not in SAFE:
        receive(request, current_app.view_functions[request.endpoint or ""], TYPED)
        csrf.protect()
    return None


def enter(id: UUID, at: datetime) -> None:
    """Begin a session; what stood in the old one is gone."""
    token = secrets.fresh()
    with writing_control() as db:
        records.add_session(db, id, token, at, LONGEST)
    session.clear()
    session[DOOR], session[SEEN] = token, int(at.timestamp())
    g.pop("network_admin", None)


def leave() -> None:
    found = admin()
    if found:
        with writing_control() as db:
            records.end_session(db, found.id, found.session)
    session.clear()
    g.pop("network_admin", None)


def check(name: str, password: str, code: str, at: datetime) -> NetworkAdmin | None:
    """Name, password and code must fit together; which of them does not is never told."""
    found = records.admin_named(name)
    fits = passwords.verify(found.password_hash if found else None, password)
    if found is None or found.totp is None or not fits:
        return None
    return found if confirm(found.id, code, at) else None


def confirm(id: UUID, code: str, at: datetime) -> bool:
    """The second factor: a code of the app, or one from paper. Each works once."""
    found = records.admin_by_id(id)
    if found is None or found.totp is None:
        return False
    step = factors.step_of(opened(found.id, found.totp), code, at, found.last_step)
    with writing_control() as db:
        if step is not None:
            return records.take_step(db, id, step)
        return records.take_recovery(db, id, recovery_hash(id, code))


def by_passkey(sent: str, at: datetime, only: UUID | None = None) -> NetworkAdmin | None:
    """Whose passkey this is, password and code in one; of one person only if one is named."""
    try:
        found = records.admin_by_id(ceremony.entered(sent, at, only))
    except WentBack as copied:
        owner = records.admin_by_id(copied.owner)
        name = owner.name if owner else ""
        with writing_control() as db:
            note(db, at=at, actor=name, act="passkey-copied", reason=name, library=None)
        return None
    except Refused:
        return None
    return found if found and found.totp else None


def may_try(name: str, at: datetime) -> bool:
    """Count a try before it is looked at; False if it has to wait. As with the staff's brake,
    without any address: the wait grows with each wrong try."""
    return _counted(guessing.account(name), guessing.FREE_TRIES, at)


def may_try_passkey(at: datetime) -> bool:
    """The same for passkeys, which name nobody. They hold up no password, nor are held up."""
    return _counted(guessing.PASSKEYS, guessing.LIBRARY_TRIES, at)


def passkey_fitted() -> None:
    with writing_control() as db:
        records.release_brake(db, guessing.PASSKEYS)


def _counted(key: str, free: int, at: datetime) -> bool:
    with writing_control() as db:
        row = records.brake(db, key)
        failures = row.failures if row and at <= row.until + guessing.FORGET else 0
        if row and failures >= free and at < row.until:
            return False
        extra = max(0, min(failures + 1 - free, 10))
        wait = min(timedelta(seconds=15 * 2**extra), guessing.LONGEST)
        records.note_failure(db, key, failures + 1, at + wait)
    return True


def released(name: str) -> None:
    """The tries were none of guessing."""
    with writing_control() as db:
        records.release_brake(db, guessing.account(name))


def key() -> bytes:
    """The deployment's, under which the factors of its admins lie."""
    return deployment().keys.derive_deployment("factor")


def recovery_hash(id: UUID, code: str) -> bytes:
    return factors.hashed(key(), id.bytes, code)


def sealed(id: UUID, secret: str) -> bytes:
    """A factor's secret as it is stored, for this account alone."""
    return factors.seal(key(), id.bytes, secret)


def opened(id: UUID, box: bytes) -> str:
    """Raises :class:`KeyRefused` where it is another account's, or another deployment's."""
    secret = factors.unseal(key(), id.bytes, box)
    if secret is None:
        raise KeyRefused("a factor does not open under this deployment's key")
    return secret
