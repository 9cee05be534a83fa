"""Staff at the door: who is signed in, whether the session still holds, and what to do if not."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from flask import Flask, Response, abort, current_app, redirect, request, session, url_for
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user

from humanshelf.access import csrf, rights, secrets
from humanshelf.access.marks import receive
from humanshelf.access.origin import SAFE
from humanshelf.access.sessions import LibrarySessions
from humanshelf.pages import clock
from humanshelf.records import devices, vault
from humanshelf.records.devices import Standing
from humanshelf.records.staff import Staff, folded
from humanshelf.tenancy import StoreUnwritable
from humanshelf.tenancy.db import writing
from humanshelf.tenancy.scope import current, current_or_none

IDLE = timedelta(minutes=15)
TYPED = 4 * 1024 * 1024
"""Bytes in a form's fields, where files may be sent: those go to a temporary file."""
SEEN = "seen"
"""When this browser was last used stands in its cookie: in the store, each look would write."""
FACTOR_NEEDED = frozenset({"coordinator"})
"""Roles that do not come in by a password alone."""
NETWORK_DOOR = "humanshelf.network_door"
"""The extension that says who comes in on the bare domain: None, or the answer to a stranger."""


class Manager(LoginManager):  # type: ignore[misc]
    """Flask-Login, without its second cookie, which would sign in without a session.

    Any site below the same domain can set a cookie of that name; looked at, it would be checked
    against a key that this deployment does not have.
    """

    def _load_user_from_remember_cookie(self, cookie: str) -> None:
        return None


manager = Manager()
# Flask-Login would hash the address and the agent into the session to recognise the browser.
# Neither is read here: what is not read cannot be stored.
manager.session_protection = None
manager._session_identifier_generator = lambda: "none"


class SignedIn(UserMixin):
    """Whoever the session is of. Its id names the library and the session; the rest is read from
    the library's store for each request, so that what was ended a moment ago is ended here."""

    def __init__(self, token: str, found: Standing) -> None:
        self.token, self.standing = token, found
        self.staff_id, self.name, self.role = found.staff_id, found.name, found.role

    def get_id(self) -> str:
        return f"{current()}.{self.token}"

    @property
    def proven(self) -> bool:
        """Whether nothing more is asked than the password, or it was answered."""
        found = self.standing
        asked = found.has_factor or self.role in FACTOR_NEEDED
        return found.strong or found.factor_at is not None or not asked


@manager.user_loader
def load(id: str) -> SignedIn | None:
    library, _, token = id.partition(".")
    found = devices.standing(token) if library == current() else None
    return SignedIn(token, found) if found else None


def init_app(app: Flask) -> None:
    app.session_interface = LibrarySessions()
    manager.init_app(app)
    app.before_request(keep_door)
    app.extensions.setdefault(NETWORK_DOOR, lambda: abort(404))
    app.jinja_env.globals.update(may=may, came_by_shell=came_by_shell)


def may(endpoint: str) -> bool:
    """Whether whoever is signed in may open this route: for menus, and for links to it."""
    return bool(current_user.is_authenticated) and rights.may(current_user.role, endpoint)


def is_here(endpoint: str) -> bool:
    """The same, for what a page of others shows to the team alone: with the second factor where one
    is asked for, and not behind the lock."""
    return may(endpoint) and current_user.proven and not current_user.standing.locked


def came_by_shell() -> bool:
    """Whether a link of the command line let somebody in who needs a second factor, and has not
    set one up since."""
    if not current_user.is_authenticated or current_user.role not in FACTOR_NEEDED:
        return False
    return current_user.standing.strong and current_user.standing.factor_at is None


def sign_in(staff: Staff, at: datetime, strong: bool = False, factor: bool = False) -> None:
    """Begin a session; the one that stood in this browser is over. ``factor`` says that a second
    factor was given along."""
    token = secrets.fresh()
    before = current_user.standing if current_user.is_authenticated else None
    with writing() as db:
        if before:
            devices.end(db, before.staff_id, before.device)
        devices.begin(db, staff.id, token, at, strong, factor)
    session.clear()
    login_user(load(f"{current()}.{token}"))
    session[SEEN] = int(at.timestamp())


def is_known(name: str) -> bool:
    """Whether this browser is signed in with this account, be it locked."""
    return bool(current_user.is_authenticated) and folded(current_user.name) == folded(name)


def unlock(at: datetime, factor: bool = False) -> bool:
    """Go on with the session that this browser has, unless its time is over.

    Its second factor stays entered: who takes a locked desk has the password to give. ``factor``
    says that one was given just now.
    """
    if _over(current_user.standing, at):
        return False
    given = {"factor_at": at} if factor else {}
    with writing() as db:
        devices.change(db, current_user.standing.device, locked=False, **given)
    session[SEEN] = int(at.timestamp())
    return True


def sign_out() -> None:
    """The session is over, in this browser and for whoever has copied its cookie."""
    if current_user.is_authenticated:
        with writing() as db:
            devices.end(db, current_user.staff_id, current_user.standing.device)
    logout_user()
    session.clear()


def lock() -> None:
    """Ask for the password before the next staff page, without forgetting who was here."""
    if current_user.is_authenticated:
        with writing() as db:
            devices.change(db, current_user.standing.device, locked=True)
            vault.close(db, current_user.standing.device)


def keep_door() -> Response | None:
    """Before a staff view: a session that holds, and a role that fits. Else the way to sign in."""
    view = current_app.view_functions.get(request.endpoint or "")
    audience = rights.ROUTES.get(request.endpoint or "", "")
    roles = rights.ROLES.get(audience)
    if roles is None or view is None:
        return None
    if audience == rights.NETWORK:
        if current_or_none() is not None:
            abort(404)
        let_in: Response | None = current_app.extensions[NETWORK_DOOR]()
        return let_in
    if not current_user.is_authenticated:
        return to_sign_in()
    if current_user.role not in roles:
        abort(403)
    if current_user.standing.locked or _expired(view):
        return to_sign_in()
    if not current_user.proven and not getattr(view, "before_factor", False):
        return to_factor()
    if request.method not in SAFE:
        receive(request, view, TYPED)
        csrf.protect()
        _note_step()
    return None


def _note_step() -> None:
    """When something was last done here, for the list of devices. Looking is not noted: to read
    a page never writes. Nor does it hold up what is done: to hide can be due on a full disk."""
    at, found = devices.roughly(clock.now()), current_user.standing
    if found.seen != at:
        with suppress(StoreUnwritable), writing() as db:
            devices.change(db, found.device, seen=at)


def _over(found: Standing, at: datetime) -> bool:
    return at - found.began >= devices.LONGEST


def _expired(view: Callable[..., Any]) -> bool:
    """Whether the password is due again.

    A desk that stays open is no sign that its librarian is there: it refreshes itself, and its
    buttons are in reach of the hall. The other staff pages stay locked behind it.
    """
    now = int(clock.now().timestamp())
    if _over(current_user.standing, clock.now()):
        return True
    open_desk = getattr(view, "stays_open", False)
    if now - session.get(SEEN, 0) >= IDLE.total_seconds():
        return not (open_desk and desk_is_open())
    by_itself = open_desk and request.method in SAFE
    if now - session.get(SEEN, 0) > 60 and not by_itself:
        session[SEEN] = now
    return False


def desk_is_open(event: str | None = None) -> bool:
    """Whether the desk asked for belongs to a running event; a door says how to tell."""
    asker = current_app.extensions.get("humanshelf.desk_is_open")
    return bool(asker and asker(event or (request.view_args or {}).get("event", "")))


def standing(event: str) -> Callable[[], bool]:
    """Whether this request's session would open this desk still: asked while its stream is open.

    Not asked of the cookie, which is as old as the stream: of the session, and of the clock.
    """
    id, role, seen = current_user.get_id(), current_user.role, session.get(SEEN, 0)

    def stands() -> bool:
        at, person = clock.now(), load(id)
        if person is None or person.role != role or person.standing.locked:
            return False
        if _over(person.standing, at):
            return False
        return int(at.timestamp()) - seen < IDLE.total_seconds() or desk_is_open(event)

    return stands


def fresh(minutes: int = 10) -> bool:
    """Whether it is sure who is here: asked before what cannot be taken back.

    The second factor was entered so lately, or the session began so lately where none is asked.
    """
    found = current_user.standing
    asked = found.has_factor or current_user.role in FACTOR_NEEDED
    sure = found.began if found.strong or not asked else None
    times = [at for at in (found.factor_at, sure) if at is not None]
    return bool(times) and clock.now() - max(times) < timedelta(minutes=minutes)


def to_confirm(back: str) -> Response:
    """To the page that asks for the code again and then goes on to ``back``."""
    return _lead(url_for("front.confirm", next=back))


def to_factor() -> Response:
    """To the code that is due after the password; to setting it up where there is none yet."""
    asks = "front.confirm" if current_user.standing.has_factor else "front.factor"
    return _lead(url_for(asks, next=_back()), url_for(asks))


def to_sign_in() -> Response:
    return _lead(url_for("front.sign_in", next=_back()), url_for("front.sign_in"))


def _back() -> str | None:
    return request.full_path.rstrip("?") if request.method == "GET" else None


def _lead(address: str, bare: str | None = None) -> Response:
    """A redirect that a browser follows, and that htmx follows as a whole page too."""
    if request.headers.get("HX-Request") or request.path.endswith("/live"):
        return Response(status=200, headers={"HX-Redirect": bare or address})
    return redirect(address, 303)  # type: ignore[return-value]
