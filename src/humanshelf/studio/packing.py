"""A table carried by a form from its preview to the import: nothing is stored before somebody has
seen it. Packed, because a page must not touch its line breaks."""

import json
import zlib
from base64 import b64decode, b64encode
from binascii import Error

from flask import request
from flask_babel import gettext as _

from humanshelf.impact.table import LINES, NotText, Row, Table, TooManyLines, read

MOST = 16 * 1024 * 1024
"""Bytes that a packed table may unfold to."""


class Refused(ValueError):
    """With the sentence that says why."""


def table_sent(most: int, too_large: str) -> tuple[Table, bool]:
    """The table of this request: a file of so many bytes at most, or what the preview carries;
    and whether it was seen before. Raises :class:`Refused`."""
    if "rows" in request.form:
        carried = unpack(request.form["rows"])
        if carried is None:
            raise Refused(_("Please choose the file again."))
        return carried, True
    file = request.files.get("file")
    data = file.read(most + 1) if file else b""
    if len(data) > most:
        raise Refused(too_large)
    try:
        table = read(data)
    except NotText as error:
        said = _("There is no plain text in this file. Please save it as CSV first.")
        raise Refused(said) from error
    except TooManyLines as error:
        raise Refused(too_large) from error
    if not table.rows:
        raise Refused(_("There is nothing in this file."))
    return table, False


def pack(table: Table) -> str:
    rows = [[row.line, *row.cells] for row in table.rows]
    told = json.dumps([table.encoding, table.separator, table.unclosed, rows], ensure_ascii=False)
    return b64encode(zlib.compress(told.encode(), 9)).decode()


def unpack(sent: str) -> Table | None:
    """None for anything that :func:`pack` did not make."""
    try:
        folded = zlib.decompressobj()
        plain = folded.decompress(b64decode(sent, validate=True), MOST)
        encoding, separator, unclosed, rows = json.loads(plain)
        found = [Row(int(line), tuple(map(str, cells))) for line, *cells in rows]
        unclosed = None if unclosed is None else int(unclosed)
    except (Error, zlib.error, ValueError, TypeError, RecursionError):
        return None
    if not found or len(found) > LINES + 1:
        return None
    return Table(tuple(found), str(encoding), str(separator), unclosed)
