"""What went wrong, said calmly in the reader's language; never a trace, never a bare code."""

from traceback import format_tb

from flask import Flask, Response, current_app, make_response
from flask_babel import gettext as _
from werkzeug.exceptions import HTTPException

from humanshelf import phrases
from humanshelf.lending.mistakes import Mistake
from humanshelf.pages import answer
from humanshelf.pages.here import here
from humanshelf.tenancy import StoreBusy


def init_app(app: Flask) -> None:
    app.register_error_handler(HTTPException, refused)
    app.register_error_handler(Mistake, mistaken)
    app.register_error_handler(StoreBusy, busy)
    app.register_error_handler(Exception, failed)


def _say(code: int, title: str, text: str) -> Response:
    if here() is None:
        from humanshelf.front.neutral import neutral_page

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


def mistaken(mistake: Mistake) -> Response:
    """A refusal that no door has put in its place on the page."""
    return _say(409, phrases.refusal(mistake), "")


def busy(error: StoreBusy) -> Response:
    response = _say(503, _("We cannot save just now. Please go on with the paper sheet."), "")
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
    current_app.logger.error("unforeseen %s", whereabouts(error))
    if current_app.testing and not isinstance(error, OSError):
        raise error
    try:
        return _say(500, _("Something went wrong. Please try again."), "")
    except Exception:
        from humanshelf.front.neutral import neutral_page

        return neutral_page(500)
