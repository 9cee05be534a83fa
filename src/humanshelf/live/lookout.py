"""Looks out for another worker's commit, as cheaply as it can be done."""

from datetime import UTC, datetime
from typing import Any

from gevent import get_hub
from gevent.event import Event

from humanshelf.pages.clock import now

POLL = 0.05
"""Seconds between two looks at the store's version; a commit of this very worker does not wait."""
NEVER = datetime.max.replace(tzinfo=UTC)


class Lookout:
    """Sets ``wake`` when the store has another version than was ``seen``, and at the ``alarm``.

    The look is taken in gevent's hub, where it may neither wait nor raise: a greenlet that woke
    twenty times a second for it would cost more than twice as much.
    """

    def __init__(self, connection: Any, wake: Event) -> None:
        self._ask, self._wake = connection.execute, wake
        self._timer: Any = get_hub().loop.timer(POLL, POLL)
        self.seen: int | None = None
        self.alarm = NEVER
        self._timer.start(self._look)

    def version(self) -> int:
        """Moves with every commit of another connection."""
        found: int = self._ask("PRAGMA data_version").fetchone()[0]
        return found

    def _look(self) -> None:
        try:
            quiet = self.version() == self.seen and now() < self.alarm
        except Exception:
            quiet = False  # Who is woken asks again, and meets the error where it is handled.
        if not quiet:
            self._wake.set()

    def close(self) -> None:
        self._timer.stop()
        self._timer.close()
