"""An event's policy, changed in its own write transaction."""

from dataclasses import asdict
from uuid import UUID

from sqlalchemy import update

from humanshelf.lending.mistakes import Overtaken
from humanshelf.lending.policy import Policy
from humanshelf.records.events import Event
from humanshelf.tenancy.db import writing


def change_policy(event_id: UUID, policy: Policy, *, edition: int) -> None:
    """Save it over the edition that its author has seen.

    Both numbers rise: with the edition every worker and stream reads the event anew, and with the
    revision a verb that is under way elsewhere does not go on with the floor it has kept. It is no
    step of the ledger: a floor is rebuilt from its steps under whatever policy stands.
    """
    seen = update(Event).where(Event.id == event_id, Event.edition == edition)
    with writing() as session:
        raised = {"edition": Event.edition + 1, "revision": Event.revision + 1}
        saved = session.execute(seen.values(policy=asdict(policy), **raised))
        if saved.rowcount != 1:  # type: ignore[attr-defined]
            raise Overtaken
