"""An event that runs late is not over while its readers are still there."""

from humanshelf.lending.ground import Phase
from humanshelf.records.events import OVERRUN
from humanshelf.records.floors import Scene


def over(found: Scene) -> bool:
    """Closed; or past its planned end with nobody left on the floor, or for longer than anybody
    stays. Who forgot to close it can still do so at the desk."""
    late = found.at - found.event.closes
    left = late >= OVERRUN or not found.floor.cards
    return found.floor.phase is Phase.CLOSED or (found.at >= found.event.closes and left)
