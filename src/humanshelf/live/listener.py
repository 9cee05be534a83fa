"""One open stream: who listens, what they saw last, and the slot for what comes next."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from uuid import UUID

from gevent.event import Event

from humanshelf.records.floors import Scene

Watch = Callable[[Scene], Hashable | None]
Draw = Callable[[Scene, Hashable], str]


@dataclass(eq=False, slots=True)
class Listener:
    """A slot of one message: each message is whole state, so only the newest matters.

    ``watch`` says what of a scene is seen here, None when there is nothing left to see.
    ``stands`` says whether who listens may still: a session may end while its stream is open.
    """

    event_id: UUID
    language: str
    watch: Watch
    draw: Draw
    stands: Callable[[], bool] | None = None
    facts: Hashable | None = None
    message: str | None = None
    ended: bool = False
    ready: Event = field(default_factory=Event)

    def put(self, message: str) -> None:
        self.message = message
        self.ready.set()

    def end(self) -> None:
        self.ended = True
        self.ready.set()

    def take(self, patience: float) -> str | None:
        """The newest message, or None when none came in so many seconds."""
        self.ready.wait(patience)
        self.ready.clear()
        message, self.message = self.message, None
        return message
