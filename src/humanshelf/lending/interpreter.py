"""An interpreter: a second person that a reading may need. The field says "dictionary"."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self


@dataclass(frozen=True, slots=True)
class Interpreter:
    """One interpreter of the event, by a code, with the languages between which they go.

    ``unrested`` counts readings since the last rest; a rest runs until ``rest_until``. ``gone``
    is set when they leave: a running reading goes on without them if it must, no new one begins.
    """

    code: str
    languages: tuple[str, ...]
    unrested: int = 0
    rest_until: datetime | None = None
    gone: bool = False

    def links(self, talk: str, book: tuple[str, ...]) -> bool:
        """Whether this person can stand between a reader's language and a book's."""
        return talk in self.languages and any(spoken in self.languages for spoken in book)

    def free(self, at: datetime) -> bool:
        """Here and not resting; whether they sit with somebody, the floor knows."""
        return not self.gone and (self.rest_until is None or at >= self.rest_until)

    def worked(self, *, at: datetime, rest_after: int, rest_until: datetime) -> Self:
        """After one reading more: a rest is due after so many."""
        if rest_after and self.unrested + 1 >= rest_after:
            return replace(self, unrested=0, rest_until=rest_until)
        return replace(self, unrested=self.unrested + 1, rest_until=None)
