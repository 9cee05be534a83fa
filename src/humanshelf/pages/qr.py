"""QR codes as inline SVG, drawn in the colour of their surroundings."""

from collections.abc import Iterable, Iterator
from itertools import groupby

import segno
from markupsafe import Markup


def qr(text: str, label: str) -> Markup:
    """An ``svg`` element with an accessible name and no style of its own."""
    code = segno.make(text, micro=False, error="m")
    path = "".join(
        f"M{x} {y}h{n}v1h-{n}z"
        for y, row in enumerate(code.matrix_iter(border=2))
        for x, n in _runs(row)
    )
    size = code.symbol_size(border=2)[0]
    return Markup(
        '<svg class="qr" role="img" aria-label="{}" viewBox="0 0 {} {}" '
        'shape-rendering="crispEdges"><path fill="currentColor" d="{}"/></svg>'
    ).format(label, size, size, path)


def _runs(row: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Where dark runs begin in a row, and how long they are."""
    x = 0
    for dark, cells in groupby(row):
        length = len(list(cells))
        if dark:
            yield x, length
        x += length
