"""The token of staff forms, besides the origin check: a second lock on the same door."""

from flask import abort, request
from flask_wtf.csrf import generate_csrf, validate_csrf
from wtforms import ValidationError

from humanshelf.access.sessions import door_key

FIELD, HEADER = "csrf_token", "X-CSRFToken"


def token() -> str:
    """For the staff's forms and for htmx's header."""
    made: str = generate_csrf(secret_key=_secret())
    return made


def protect() -> None:
    """Refuse a staff form without its token."""
    sent = request.headers.get(HEADER) or request.form.get(FIELD)
    try:
        validate_csrf(sent, secret_key=_secret())
    except ValidationError:
        abort(403)


def _secret() -> bytes:
    return door_key("csrf")
