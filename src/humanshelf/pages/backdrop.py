"""What every template may use: the library, the clock, the nonce, and how times are written."""

from datetime import datetime
from urllib.parse import urlencode

from flask import Flask, request, url_for
from flask_babel import format_date
from markupsafe import Markup

from humanshelf import phrases
from humanshelf.lending.forecast import Range
from humanshelf.pages import clock, nonce
from humanshelf.pages.here import here
from humanshelf.pages.language import PARAMETER, language
from humanshelf.pages.qr import qr
from humanshelf.pages.wording import wording


def init_app(app: Flask) -> None:
    app.jinja_env.globals.update(
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
        logo=drawn_logo,
        minutes_left=lambda moment: max(0, -int((clock.now() - moment).total_seconds() // 60)),
        minutes_since=lambda moment: max(0, int((clock.now() - moment).total_seconds() // 60)),
    )

    @app.context_processor
    def stage() -> dict[str, object]:
        shown = language()
        return {"here": here(), "language": shown, **wording(shown)}


def as_clock(moment: datetime) -> str:
    library = here()
    assert library is not None
    return clock.clock(moment, library.zone)


def as_zoned(moment: datetime) -> str:
    """With the library's offset, so that a script can show its wall clock."""
    library = here()
    zone = library.zone if library else None
    return moment.astimezone(zone).isoformat(timespec="seconds")


def as_span(span: Range) -> str:
    """18:05–18:20, an en dash and no spaces."""
    return f"{as_clock(span.earliest)}–{as_clock(span.latest)}"


def as_day(moment: datetime, pattern: str = "d MMMM y") -> str:
    library = here()
    assert library is not None
    return format_date(moment.astimezone(library.zone), pattern, rebase=False)


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
        return f"{url_for('readers.home')}?{urlencode({PARAMETER: code})}"
    # What stands in an address is text: given to url_for, "_external" would be an order.
    path = url_for(request.endpoint, **(request.view_args or {}))
    return f"{path}?{urlencode(request.args.to_dict() | {PARAMETER: code})}"
