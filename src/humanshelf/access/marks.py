"""What is special about a staff view, besides for whom it is (:mod:`humanshelf.access.rights`)."""

from collections.abc import Callable
from io import BytesIO
from threading import BoundedSemaphore
from typing import IO, Any, TypeVar

import flask

HELD = BoundedSemaphore(4)
"""So many requests of a worker hold files in memory at a time: each has some tens of megabytes."""
PATIENCE = 20.0
"""Seconds for which the next one waits."""

View = TypeVar("View", bound=Callable[..., Any])


def stays_open(view: View) -> View:
    """A desk does not lock while its event runs."""
    view.stays_open = True  # type: ignore[attr-defined]
    return view


def before_factor(view: View) -> View:
    """Open to who has given the password, and the second factor not yet: there it is asked."""
    view.before_factor = True  # type: ignore[attr-defined]
    return view


class Request(flask.Request):
    """A request whose files may be held in memory alone. Otherwise Werkzeug lays whatever is larger
    than half a megabyte into a temporary file, as it came."""

    in_memory = False

    def hold_in_memory(self) -> None:
        """Until it is answered. Where too many others are held, it is asked to come again."""
        if not HELD.acquire(timeout=PATIENCE):
            flask.abort(503)
        self.in_memory = True

    def close(self) -> None:
        super().close()
        if self.in_memory:
            self.in_memory = False
            HELD.release()

    def _get_file_stream(self, *args: Any, **told: Any) -> IO[bytes]:
        return BytesIO() if self.in_memory else super()._get_file_stream(*args, **told)


def takes(size: int, in_memory: bool = False) -> Callable[[View], View]:
    """A view that takes in files: so many bytes may be sent to it. Only staff may send as much.
    ``in_memory``: nothing of them may lie on the disk before it is sealed."""

    def mark(view: View) -> View:
        view.takes = size  # type: ignore[attr-defined]
        view.takes_in_memory = in_memory  # type: ignore[attr-defined]
        return view

    return mark


def receive(request: flask.Request, view: Callable[..., Any], typed: int) -> None:
    """Let this request be as large as its view takes; of that so many bytes in its fields."""
    size: int | None = getattr(view, "takes", None)
    if size:
        # Not before it is known who sends: a stranger's gigabytes are not even read.
        request.max_content_length = size
        request.max_form_memory_size = min(size, typed)
        if view.takes_in_memory:  # type: ignore[attr-defined]
            request.hold_in_memory()  # type: ignore[attr-defined]
