"""Sends what lies sealed, whole or in the part that was asked for: pictures and films of the
library in force, and exports.

Nothing of it is to be kept by the phone: whoever takes the phone away finds no picture on it. What
is asked for in parts, as a film is, is opened part by part.
"""

from flask import Response, abort, request

from humanshelf.media import films
from humanshelf.media.files import opened
from humanshelf.media.sealed import Sealed
from humanshelf.records.exhibits import ExhibitFile

KINDS = frozenset({"image/webp", *films.TYPES.values()})
"""What the product makes of all that it takes in."""


def send(file: ExhibitFile) -> Response:
    if file.type not in KINDS:  # A library that came from elsewhere may say anything.
        abort(404)
    return hand_out(opened(file.name) or abort(404), file.name, file.type)


def hand_out(sealed: Sealed, tag: str, kind: str) -> Response:
    """Opened piece by piece while it is sent. ``tag`` names this very content."""
    span = _asked(sealed.size, tag)
    if span is None:
        return Response(status=416, headers={"Content-Range": f"bytes */{sealed.size}"})
    start, end = span
    whole = (start, end) == (0, sealed.size) and not _ranged(tag)
    body = () if request.method == "HEAD" else sealed.read(start, end)
    response = Response(body, 200 if whole else 206, content_type=kind)
    response.content_length = end - start
    response.set_etag(tag)
    response.headers["Accept-Ranges"] = "bytes"
    if not whole:
        response.headers["Content-Range"] = f"bytes {start}-{end - 1}/{sealed.size}"
    return response


def _ranged(tag: str) -> bool:
    """Whether one part is asked for. A part of another version, or several, is answered whole."""
    wanted = request.range
    if wanted is None or wanted.units != "bytes" or len(wanted.ranges) != 1:
        return False
    return "If-Range" not in request.headers or request.if_range.etag == tag


def _asked(size: int, tag: str) -> tuple[int, int] | None:
    """From where to where; None if there is no such part."""
    if not _ranged(tag) or request.range is None:
        return 0, size
    first, _end = request.range.ranges[0]
    # The last so many bytes of a file that is shorter are all of it.
    return (0, size) if first < -size else request.range.range_for_length(size)
