"""What is special about a staff view, besides for whom it is (:mod:`humanshelf.access.rights`)."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Request

View = TypeVar("View", bound=Callable[..., Any])


def stays_open(view: View) -> View:
    """A desk does not lock while its event runs."""
    view.stays_open = True  # type: ignore[attr-defined]
    return view


def before_factor(view: View) -> View:
    """Open to who has given the password, and the second factor not yet: there it is asked."""
    view.before_factor = True  # type: ignore[attr-defined]
    return view


def takes(size: int) -> Callable[[View], View]:
    """A view that takes in files: so many bytes may be sent to it. Only staff may send as much."""

    def mark(view: View) -> View:
        view.takes = size  # type: ignore[attr-defined]
        return view

    return mark


def receive(request: Request, view: Callable[..., Any], typed: int) -> None:
    """Let this request be as large as its view takes; of that so many bytes in its fields."""
    size: int | None = getattr(view, "takes", None)
    if size:
        # Not before it is known who sends: a stranger's gigabytes are not even read.
        request.max_content_length = size
        request.max_form_memory_size = min(size, typed)
