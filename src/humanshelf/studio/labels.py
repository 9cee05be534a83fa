"""Labels to hang beside the exhibits: title, words, and a code with the address of its page."""

from flask import Response, request, url_for

from humanshelf.access import csrf
from humanshelf.pages import page
from humanshelf.records.exhibits import all_exhibits
from humanshelf.records.programme import shown_exhibit
from humanshelf.studio import studio
from humanshelf.studio.exhibits import languages


@studio.get("/studio/exhibition/labels")
def labels() -> Response:
    """Of what is published: the code on a label leads to a page that is there."""
    order, host = tuple(languages()), request.host_url.rstrip("/")
    rows = [row for row in all_exhibits() if row.published]
    shown = [shown_exhibit(row, order) for row in rows]
    return page(
        "studio/labels.html",
        labels=[(one, host + url_for("readers.exhibit", exhibit=one.code)) for one in shown],
        languages=order,
        sample=any(row.sample for row in rows),
        csrf=csrf.token(),
    )
