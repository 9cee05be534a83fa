"""What contradicts in a policy, as a sentence beside the field."""

from collections.abc import Iterable

from flask_babel import gettext as _

from humanshelf.lending.sense import BOUNDS, Clash, Contradiction
from humanshelf.studio.numbers import told


def sentences(found: Iterable[Contradiction]) -> dict[str, str]:
    return {one.field: sentence(one) for one in found}


def sentence(one: Contradiction) -> str:
    match one.clash:
        case Clash.OUT_OF_BOUNDS:
            return between(*BOUNDS[one.field])
        case Clash.BEYOND_EVENT:
            return _("Longer than the whole event. Its minutes: %(limit)s.", limit=one.limit)
        case Clash.INTERPRETED_BEYOND_EVENT:
            return _("A reading with an interpreter would not fit into the event.")
        case Clash.ROUNDS_DO_NOT_FIT:
            return _(
                "So many rounds do not fit into the event. At most: %(limit)s.", limit=one.limit
            )
        case Clash.SEATS_WITHOUT_ROUNDS:
            return _("More than one chair is possible in timed rounds only.")
        case Clash.GROUP_BEYOND_SEATS:
            return _("More people than chairs in a round. At most: %(limit)s.", limit=one.limit)
        case Clash.ROUNDS_RUN:
            return _("This cannot change while the event runs: readers know their rounds.")
        case Clash.READY_BEYOND_CYCLE:
            return _("Longer than a reading and the time after it. At most: %(limit)s.",
                     limit=one.limit)  # fmt: skip
        case Clash.GRACE_BEYOND_LOAN:
            return _("As long as a reading. At most: %(limit)s.", limit=one.limit)
        case Clash.EXTENSION_BEYOND_LOAN:
            return _("Longer than the reading itself. At most: %(limit)s.", limit=one.limit)
        case Clash.EXTENSION_BEYOND_CHANGEOVER:
            return _("The next round would have begun already. At most: %(limit)s.",
                     limit=one.limit)  # fmt: skip
        case Clash.LOOKS_OVERLAP:
            return _("More than half a reading. At most: %(limit)s.", limit=one.limit)
        case Clash.BREAK_NEVER_DUE:
            return _("A book would be done before its break. At most: %(limit)s.", limit=one.limit)
        case Clash.BREAK_WITHOUT_MINUTES:
            return _("A break needs some minutes.")


def between(least: float, most: float) -> str:
    """Also of what is no number at all."""
    return _("A number between %(least)s and %(most)s.", least=told(least), most=told(most))
