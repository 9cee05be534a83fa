"""How fast readers may take cards: a bucket that fills with time, one for the whole event.

It knows of no phone and no address. Two hundred phones behind one address find it full when the
doors open; whoever invents phones empties it and waits like everybody else.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Self

from humanshelf.lending.mistakes import TooMany
from humanshelf.lending.policy import Policy, spent

HELD = 2
"""The bucket holds so many minutes' worth."""


@dataclass(frozen=True, slots=True)
class Rush:
    """So many cards could be taken at once at that moment; None: it is full."""

    left: float | None = None
    at: datetime | None = None

    def take(self, policy: Policy, at: datetime) -> Self:
        """After one card more. Raises TooMany."""
        most = float(policy.rush * HELD)
        if self.left is None or self.at is None or at < self.at:
            # A clock that was set back must not keep readers waiting until it has caught up.
            left = most
        else:
            left = min(most, self.left + spent(self.at, at) * policy.rush)
        if left < 1:
            raise TooMany
        return type(self)(left - 1, at)
