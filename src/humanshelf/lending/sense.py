"""What an event's policy may be: bounds of each number, and what contradicts what.

Each contradiction has a name of a fixed set; the doors turn it into a sentence beside the field.
"""

from dataclasses import dataclass
from enum import StrEnum

from humanshelf.lending.policy import Policy

BOUNDS: dict[str, tuple[float, float]] = {
    "rounds": (0, 40),
    "seats": (1, 5),
    "wishes": (1, 3),
    "group": (1, 5),
    "open_cards": (0, 600),
    "rush": (10, 600),
    "loan": (10, 60),
    "changeover": (0, 30),
    "extension": (0, 30),
    "look_in": (0, 15),
    "ready": (0, 60),
    "rest_after": (0, 10),
    "rest": (0, 120),
    "book_readings": (0, 30),
    "reader_readings": (0, 10),
    "first_timers": (0, 240),
    "pauses": (0, 5),
    "pause": (5, 120),
    "regret": (0, 60),
    "interpreting": (1.0, 3.0),
    "interpreter_rest": (0, 10),
    "grace": (1, 30),
    "misses": (0, 3),
}
"""The least and the most of each number."""
TIMES = ("rounds", "seats", "loan", "changeover")
"""What the times and chairs of rounds follow from."""


class Clash(StrEnum):
    """In which way a number contradicts the event or another number."""

    OUT_OF_BOUNDS = "out-of-bounds"
    BEYOND_EVENT = "beyond-event"
    INTERPRETED_BEYOND_EVENT = "interpreted-beyond-event"
    ROUNDS_DO_NOT_FIT = "rounds-do-not-fit"
    SEATS_WITHOUT_ROUNDS = "seats-without-rounds"
    GROUP_BEYOND_SEATS = "group-beyond-seats"
    ROUNDS_RUN = "rounds-run"
    READY_BEYOND_CYCLE = "ready-beyond-cycle"
    GRACE_BEYOND_LOAN = "grace-beyond-loan"
    EXTENSION_BEYOND_LOAN = "extension-beyond-loan"
    EXTENSION_BEYOND_CHANGEOVER = "extension-beyond-changeover"
    LOOKS_OVERLAP = "looks-overlap"
    BREAK_NEVER_DUE = "break-never-due"
    BREAK_WITHOUT_MINUTES = "break-without-minutes"


@dataclass(frozen=True, slots=True)
class Contradiction:
    """One field's clash, with the most that would go together, where a number says it."""

    field: str
    clash: Clash
    limit: int | None = None


def rounds_that_fit(policy: Policy, length: int) -> int:
    """How many rounds fit into so many minutes; after the last one nobody changes seats."""
    return max(0, (length + policy.changeover) // policy.cycle)


def contradictions(
    policy: Policy, length: int, before: Policy | None = None, *, runs: bool = False
) -> list[Contradiction]:
    """All that does not go together in an event of so many minutes, the first for each field.

    ``before`` is the policy that stands; while the event ``runs``, the times of its rounds stay.
    """
    found = _bounds(policy) or [
        *_against_event(policy, length),
        *_against_rounds(policy, length),
        *_against_each_other(policy),
        *(_against_what_runs(policy, before) if runs and before else []),
    ]
    first: dict[str, Contradiction] = {}
    for one in found:
        first.setdefault(one.field, one)
    return list(first.values())


def _bounds(policy: Policy) -> list[Contradiction]:
    return [
        Contradiction(name, Clash.OUT_OF_BOUNDS)
        for name, (least, most) in BOUNDS.items()
        if not least <= getattr(policy, name) <= most
    ]


def _against_event(policy: Policy, length: int) -> list[Contradiction]:
    timed = ["loan", "pause", "first_timers", "regret"] + (["rest"] if policy.rest_after else [])
    found = [
        Contradiction(name, Clash.BEYOND_EVENT, length)
        for name in timed
        if getattr(policy, name) > length
    ]
    if policy.loan <= length < policy.loan * policy.interpreting:
        found.append(Contradiction("interpreting", Clash.INTERPRETED_BEYOND_EVENT))
    return found


def _against_rounds(policy: Policy, length: int) -> list[Contradiction]:
    found, fit = [], rounds_that_fit(policy, length)
    if policy.rounds > fit:
        found.append(Contradiction("rounds", Clash.ROUNDS_DO_NOT_FIT, fit))
    if policy.rounds and policy.extension > policy.changeover:
        late = Clash.EXTENSION_BEYOND_CHANGEOVER
        found.append(Contradiction("extension", late, policy.changeover))
    if policy.rounds and policy.group > policy.seats:
        found.append(Contradiction("group", Clash.GROUP_BEYOND_SEATS, policy.seats))
    if policy.seats > 1 and not policy.rounds:
        found.append(Contradiction("seats", Clash.SEATS_WITHOUT_ROUNDS, 1))
    return found


def _against_each_other(policy: Policy) -> list[Contradiction]:
    found = []
    if policy.ready > policy.cycle:
        found.append(Contradiction("ready", Clash.READY_BEYOND_CYCLE, policy.cycle))
    if policy.grace >= policy.loan:
        found.append(Contradiction("grace", Clash.GRACE_BEYOND_LOAN, policy.loan - 1))
    if policy.extension > policy.loan:
        found.append(Contradiction("extension", Clash.EXTENSION_BEYOND_LOAN, policy.loan))
    if 2 * policy.look_in > policy.loan:
        found.append(Contradiction("look_in", Clash.LOOKS_OVERLAP, policy.loan // 2))
    if 0 < policy.book_readings < policy.rest_after:
        found.append(Contradiction("rest_after", Clash.BREAK_NEVER_DUE, policy.book_readings))
    if policy.rest_after and not policy.rest:
        found.append(Contradiction("rest", Clash.BREAK_WITHOUT_MINUTES))
    return found


def _against_what_runs(policy: Policy, before: Policy) -> list[Contradiction]:
    """Readers were told when their round begins."""
    if not policy.rounds and not before.rounds:
        return []
    changed = [name for name in TIMES if getattr(policy, name) != getattr(before, name)]
    return [Contradiction(name, Clash.ROUNDS_RUN) for name in changed]
