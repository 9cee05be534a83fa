"""What went wrong, said calmly in the reader's language; never a trace, never a bare code."""

from collections.abc import Callable
from functools import wraps
from traceback import format_tb
from typing import Any

from flask import Flask, Response, current_app, make_response, request
from flask_babel import gettext as _
from sqlalchemy.exc import NoResultFound
from werkzeug.exceptions import HTTPException, NotFound

from humanshelf import phrases
from humanshelf.access import rights
from humanshelf.access.admins import admin
from humanshelf.front.neutral import asked_for, neutral_page, unseen
from humanshelf.lending.mistakes import Mistake
from humanshelf.pages import answer, page
from humanshelf.pages.here import here
from humanshelf.tenancy import StoreBusy, StoreUnwritable, unwritable


def init_app(app: Flask) -> None:
    app.register_error_handler(HTTPException, calmly(refused))
    app.register_error_handler(Mistake, calmly(mistaken))
    app.register_error_handler(StoreUnwritable, calmly(unsaved))
    app.register_error_handler(Exception, failed)


def calmly(say: Callable[[Any], Response]) -> Callable[[Any], Response]:
    """Where not even the page of an error can be drawn, as the library's own words and languages
    cannot be read, the neutral one stands in for it."""

    @wraps(say)
    def told(error: Any) -> Response:
        try:
            return say(error)
        except Exception as unsaid:
            current_app.logger.error("unforeseen %s", whereabouts(unsaid))
            return neutral_page(getattr(error, "code", None) or 500)

    return told


def _say(code: int, title: str, text: str) -> Response:
    if here() is None and admin() is not None:
        return page("network/error.html", code, title=title, text=text, code=code)
    if here() is None or unseen(asked_for()):
        return neutral_page(code)
    return answer("error.html", status=code, title=title, text=text, code=code)


def refused(error: HTTPException) -> Response:
    if error.response is not None:
        return make_response(error.response)
    match error.code:
        case 404 | 410:
            title = _("Page not found")
            text = _(
                "This page never existed, or its time is over. "
                "Cards are erased after the event, so old links do not open."
            )
        case 403:
            title = _("This is not possible from here")
            text = _("Please open the page again and repeat your step there.")
        case 405:
            title = _("Page not found")
            text = _("Please open the page again and repeat your step there.")
        case 413 if _takes_files():
            title = _("This file is too large")
            text = _("Nothing was saved. Please choose a smaller file and try again.")
        case 413:
            title = _("This is too much text")
            text = _("Please write less and try again.")
        case 429:
            title = _("Too many attempts. Please wait a minute.")
            text = ""
        case _:
            title = _("Something went wrong. Please try again.")
            text = ""
    return _say(error.code or 500, title, text)


def _takes_files() -> bool:
    view = current_app.view_functions.get(request.endpoint or "")
    return getattr(view, "takes", None) is not None


def mistaken(mistake: Mistake) -> Response:
    """A refusal that no door has put in its place on the page."""
    return _say(409, phrases.refusal(mistake), "")


def unsaved(error: StoreUnwritable) -> Response:
    """The store is written by somebody else, or its disk is full or cannot be written: it will be
    again, without us. Pages that only read go on meanwhile."""
    if not isinstance(error, StoreBusy):
        current_app.logger.error("nothing can be saved: %s", error)
    if rights.ROUTES.get(request.endpoint or "") in rights.ROLES:
        title = _("We cannot save just now. Please go on with the paper sheet.")
    else:
        title = _("We cannot save just now. Please try again in a minute, or ask at the desk.")
    response = _say(503, title, "")
    response.headers["Retry-After"] = "5"
    return response


def whereabouts(error: BaseException | None) -> str:
    """The kind of an error, and the lines of code where it and its causes arose.

    Not its message: that may quote what a reader sent.
    """
    told = []
    while error is not None:
        told += [f"{type(error).__name__}\n", *format_tb(error.__traceback__)]
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return "".join(told)


def failed(error: Exception) -> Response:
    """Unforeseen. Where it happened goes to the log, without a word of the request."""
    if unsavable := unwritable(error):
        return calmly(unsaved)(unsavable)
    if isinstance(error, NoResultFound):
        return refused(NotFound())  # Another tap has erased it while this one was under way.
    current_app.logger.error("unforeseen %s", whereabouts(error))
    if current_app.testing and not isinstance(error, OSError):
        raise error
    try:
        return _say(500, _("Something went wrong. Please try again."), "")
    except Exception:
        return neutral_page(500)
