"""What every template may use: the library, the clock, the nonce, and how times are written."""

from datetime import date, datetime
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from flask import Flask, current_app, request, url_for
from flask_babel import format_date
from markupsafe import Markup
from werkzeug.exceptions import HTTPException

from humanshelf import phrases
from humanshelf.lending.forecast import Range
from humanshelf.pages import clock, nonce
from humanshelf.pages.here import here
from humanshelf.pages.language import PARAMETER, language
from humanshelf.pages.prose import plainly, prose
from humanshelf.pages.qr import qr
from humanshelf.pages.sent import fresh_key
from humanshelf.pages.wording import wording

UTC = ZoneInfo("UTC")
MARK = "M3 5h10v3h12v16H3zm3 6v10h16V11z"
"""What stands on the bare domain in the place of a library's mark."""


def init_app(app: Flask) -> None:
    app.jinja_env.globals.update(
        fresh_key=fresh_key,
        bare_mark=lambda: MARK,
        nonce=nonce,
        phrases=phrases,
        qr=qr,
        switch_language=switch_language,
        now=clock.now,
    )
    app.jinja_env.filters.update(
        clock=as_clock,
        span=as_span,
        machine=clock.machine,
        zoned=as_zoned,
        day=as_day,
        inlang=in_language,
        prose=prose,
        plain=plainly,
        logo=drawn_logo,
        minutes_left=lambda moment: max(0, -int((clock.now() - moment).total_seconds() // 60)),
        minutes_since=lambda moment: max(0, int((clock.now() - moment).total_seconds() // 60)),
    )

    @app.context_processor
    def stage() -> dict[str, object]:
        shown = language()
        return {"here": here(), "language": shown, **wording(shown)}


def as_clock(moment: datetime) -> str:
    return clock.clock(moment, _zone())


def as_zoned(moment: datetime) -> str:
    """With the library's offset, so that a script can show its wall clock."""
    return moment.astimezone(_zone()).isoformat(timespec="seconds")


def _zone() -> ZoneInfo:
    """The library's; on the bare domain, which lies nowhere, UTC, and the pages there say so."""
    library = here()
    return library.zone if library else UTC


def as_span(span: Range) -> str:
    """18:05–18:20, an en dash and no spaces."""
    return f"{as_clock(span.earliest)}–{as_clock(span.latest)}"


def as_day(moment: date, pattern: str = "d MMMM y") -> str:
    """Of a moment, the day on the library's wall; a date stands for itself."""
    there = moment.astimezone(_zone()) if isinstance(moment, datetime) else moment
    return format_date(there, pattern, rebase=False)


def in_language(found: tuple[str, str], shown: str) -> Markup | str:
    """A text of the library's; marked with its language where that is not the page's."""
    text, its = found
    return text if its == shown else Markup('<span lang="{}">{}</span>').format(its, text)


def drawn_logo(path: str) -> Markup:
    """The library's mark in the colour of its surroundings. Only path data is stored."""
    return Markup(
        '<svg class="logo" viewBox="0 0 28 28" aria-hidden="true">'
        '<path fill="currentColor" d="{}"/></svg>'
    ).format(path)


def switch_language(code: str) -> str:
    """This page in another language; after a form, the page that the form stood on."""
    if request.method != "GET" or request.endpoint is None:
        back = url_for("readers.home") if here() else _readable()
        return f"{back}?{urlencode({PARAMETER: code})}"
    # What stands in an address is text: given to url_for, "_external" would be an order.
    path = url_for(request.endpoint, **(request.view_args or {}))
    return f"{path}?{urlencode(request.args.to_dict() | {PARAMETER: code})}"


def _readable() -> str:
    """Where this form stood, on the bare domain, or where the door is."""
    try:
        current_app.create_url_adapter(request).match(method="GET")  # type: ignore[union-attr]
    except HTTPException:
        return url_for("network.sign_in")
    return request.path
