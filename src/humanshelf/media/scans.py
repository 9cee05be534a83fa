"""A page of paper as somebody sends it: photographed, or as a PDF. Nothing of it touches the disk.

A photograph is made anew from its pixels, as large as writing on a sheet needs to be read. A PDF
stays as it is, and is never shown by us: it is only handed out.
"""

from io import BytesIO

from humanshelf.media import pictures
from humanshelf.media.aside import aside
from humanshelf.media.refused import Refused, Why

LARGEST = pictures.LARGEST
"""Bytes of a photograph that is sent."""
LARGEST_PDF = 4 * 1024 * 1024
PHOTO, PDF = "photo", "pdf"
TYPES = {PHOTO: ("image/webp", "webp"), PDF: ("application/pdf", "pdf")}
"""The type under which a page is handed out, and the ending of its name."""
QUALITY = 80
HEAD, END, TAIL = b"%PDF-", b"%%EOF", 2048


def scan(data: bytes) -> tuple[str, bytes]:
    """What kind of page it is by its content, and what is kept of it. Raises :class:`Refused`."""
    if data.startswith(HEAD):
        if len(data) > LARGEST_PDF:
            raise Refused(Why.TOO_LARGE)
        if END not in data[-TAIL:]:
            raise Refused(Why.NO_SCAN)
        return PDF, data
    if len(data) > LARGEST:
        raise Refused(Why.TOO_LARGE)
    try:
        return PHOTO, aside(_photo, data)
    except Refused as refused:
        told = refused.why is Why.TOO_MANY_PIXELS
        raise Refused(refused.why if told else Why.NO_SCAN) from None


def _photo(data: bytes) -> bytes:
    written = BytesIO()
    pictures.pixels(data).save(written, "WEBP", quality=QUALITY, method=4)
    return written.getvalue()
