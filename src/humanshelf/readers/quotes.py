"""What readers, books and others said, as far as somebody has released it."""

from flask import Response

from humanshelf.pages import page, voices
from humanshelf.readers import readers
from humanshelf.records.quotes import released


@readers.get("/quotes")
def quotes() -> Response:
    return page("readers/quotes.html", quotes=released(), voices=voices)
