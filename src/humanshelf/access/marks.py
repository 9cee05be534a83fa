"""Every route says for whom it is. A test reads all routes; an unmarked one fails it."""

from collections.abc import Callable
from typing import Any, TypeVar

View = TypeVar("View", bound=Callable[..., Any])

ANYONE = "anyone"
READERS = "readers"
BOOKS = "books"
LIBRARIANS = "librarians"
COORDINATORS = "coordinators"
AUDIENCES = frozenset({ANYONE, READERS, BOOKS, LIBRARIANS, COORDINATORS})
ROLES = {
    LIBRARIANS: frozenset({"librarian", "coordinator"}),
    COORDINATORS: frozenset({"coordinator"}),
}


def open_to(audience: str, *, stays_open: bool = False) -> Callable[[View], View]:
    """Mark a view with its audience.

    Staff audiences are asked for before the view runs (:mod:`humanshelf.access.doorkeeper`).
    ``stays_open`` is for the desk, which does not lock while its event runs.
    """
    if audience not in AUDIENCES:
        raise ValueError(audience)

    def mark(view: View) -> View:
        view.audience = audience  # type: ignore[attr-defined]
        view.stays_open = stays_open  # type: ignore[attr-defined]
        return view

    return mark
