"""Staff at the door: who is signed in, whether the session still holds, and what to do if not."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from flask import Flask, Response, abort, current_app, redirect, request, session, url_for
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user

from humanshelf.access import csrf, marks
from humanshelf.access.origin import SAFE
from humanshelf.access.sessions import LibrarySessions
from humanshelf.pages import clock
from humanshelf.records.staff import Staff, folded, staff_by_id
from humanshelf.tenancy.scope import current

IDLE = timedelta(minutes=15)
LONGEST = timedelta(hours=12)
SEEN, BEGAN, LOCKED = "seen", "began", "locked"


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
    """A staff account as the session knows it; its id names the library and the stamp."""

    def __init__(self, staff: Staff) -> None:
        self.staff_id, self.name, self.role, self.stamp = (
            staff.id,
            staff.name,
            staff.role,
            staff.stamp,
        )

    def get_id(self) -> str:
        return f"{current()}.{self.staff_id.hex}.{self.stamp}"


@manager.user_loader
def load(id: str) -> SignedIn | None:
    library, staff_id, stamp = id.split(".")
    staff = staff_by_id(UUID(hex=staff_id)) if library == current() else None
    return SignedIn(staff) if staff is not None and staff.stamp == stamp else None


def init_app(app: Flask) -> None:
    app.session_interface = LibrarySessions()
    manager.init_app(app)
    app.before_request(keep_door)


def sign_in(staff: Staff, at: datetime) -> None:
    """Begin a session; what stood in the old one is gone."""
    session.clear()
    login_user(SignedIn(staff))
    session[SEEN] = session[BEGAN] = int(at.timestamp())


def is_known(name: str) -> bool:
    """Whether this browser is signed in with this account, be it locked."""
    return bool(current_user.is_authenticated) and folded(current_user.name) == folded(name)


def sign_out() -> None:
    logout_user()
    session.clear()


def lock() -> None:
    """Ask for the password before the next staff page, without forgetting who was here."""
    session[LOCKED] = True


def keep_door() -> Response | None:
    """Before a staff view: a session that holds, and a role that fits. Else the way to sign in."""
    view = current_app.view_functions.get(request.endpoint or "")
    roles = marks.ROLES.get(getattr(view, "audience", ""))
    if roles is None or view is None:
        return None
    if not current_user.is_authenticated:
        return to_sign_in()
    if current_user.role not in roles:
        abort(403)
    if session.get(LOCKED) or _expired(view):
        return to_sign_in()
    if request.method not in SAFE:
        csrf.protect()
    return None


def _expired(view: Callable[..., Any]) -> bool:
    """Whether the password is due again.

    A desk that stays open is no sign that its librarian is there: it refreshes itself, and its
    buttons are in reach of the hall. The other staff pages stay locked behind it.
    """
    now = int(clock.now().timestamp())
    if now - session.get(BEGAN, 0) >= LONGEST.total_seconds():
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

    Not asked of the cookie, which is as old as the stream: of the account, and of the clock.
    """
    id, role = current_user.get_id(), current_user.role
    began, seen = session.get(BEGAN, 0), session.get(SEEN, 0)

    def stands() -> bool:
        at, person = int(clock.now().timestamp()), load(id)
        if at - began >= LONGEST.total_seconds() or person is None or person.role != role:
            return False
        return at - seen < IDLE.total_seconds() or desk_is_open(event)

    return stands


def to_sign_in() -> Response:
    """A redirect that a browser follows, and that htmx follows as a whole page too."""
    back = request.full_path.rstrip("?") if request.method == "GET" else None
    address = url_for("front.sign_in", next=back)
    if request.headers.get("HX-Request") or request.path.endswith("/live"):
        return Response(status=200, headers={"HX-Redirect": url_for("front.sign_in")})
    return redirect(address, 303)  # type: ignore[return-value]
