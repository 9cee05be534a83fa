"""Starting points for the common kinds of event. They fill the form; nothing is saved."""

from collections.abc import Callable
from dataclasses import replace

from flask_babel import gettext as _

from humanshelf.lending.policy import Policy
from humanshelf.lending.sense import rounds_that_fit

ROUNDS = 4
ROUNDS_POLICY = Policy(rounds=ROUNDS, seats=2, group=2, loan=25, extension=5, rest_after=4)

MADE: dict[str, Callable[[int], Policy]] = {
    "usual": lambda length: Policy(),
    "crowd": lambda length: Policy(loan=20, extension=5, reader_readings=1, rest_after=4),
    "gentle": lambda length: Policy(changeover=10, rest_after=2, rest=20, book_readings=4),
    "rounds": lambda length: _rounds(length),
}


def _rounds(length: int) -> Policy:
    fit = min(ROUNDS, rounds_that_fit(ROUNDS_POLICY, length))
    return replace(ROUNDS_POLICY, rounds=fit, seats=2 if fit else 1)


def preset(name: str, length: int) -> Policy | None:
    return MADE[name](length) if name in MADE else None


def names() -> list[tuple[str, str]]:
    return [
        ("usual", _("A usual evening")),
        ("crowd", _("A crowd: short readings")),
        ("gentle", _("Much rest for the books")),
        ("rounds", _("Timed rounds")),
    ]
