"""What a figure says, as sentences. A change is never called an effect of one event."""

from typing import Any

from flask_babel import format_decimal, format_percent, ngettext
from flask_babel import gettext as _

from humanshelf.impact.moves import ENOUGH, Verdict

Figure = dict[str, Any]
SURE = 95


def number(value: float | None, digits: int = 1) -> str:
    """As the language writes it, with a real minus."""
    if value is None:
        return "–"
    return str(format_decimal(value, "0." + "0" * digits)).replace("-", "−")


def share(value: int) -> str:
    """62 %, or as the language puts the sign."""
    return str(format_percent(value / 100))


def people(n: int) -> str:
    return ngettext(
        "Rounded to five, %(num)s person answered.",
        "Rounded to five, %(num)s people answered.",
        n,
    )


def change(told: Figure) -> list[str]:
    """The change of the same people from before to after."""
    found, before, after = told["change"], told["before"], told["after"]
    if found is None:
        return []
    return [_moved(found, number(before["mean"]), number(after["mean"])), *_sized(found)]


def _moved(found: Figure, was: str, now: str) -> str:
    by = number(abs(found["mean"]))
    match found["verdict"]:
        case Verdict.UP:
            return _(
                "The mean answer was higher after: %(after)s, before %(before)s.",
                after=now,
                before=was,
            )
        case Verdict.DOWN:
            return _(
                "The mean answer was lower after: %(after)s, before %(before)s.",
                after=now,
                before=was,
            )
        case Verdict.SAME:
            return _("The mean answer was the same before and after: %(after)s.", after=now)
        case Verdict.ROSE:
            return _("The answers rose, by %(by)s on average.", by=by)
        case Verdict.FELL:
            return _("The answers fell, by %(by)s on average.", by=by)
    return _("No change could be told from chance.")


def later(told: Figure) -> list[str]:
    """What is left of it after a month."""
    found = told["change"]
    if found is None:
        return []
    by = number(found["mean"])
    match found["verdict"]:
        case Verdict.UP | Verdict.DOWN | Verdict.SAME:
            said = _("A month later the mean differed from before by %(by)s.", by=by)
        case Verdict.ROSE | Verdict.FELL:
            said = _("A month later a change was still there: %(by)s on average.", by=by)
        case _verdict:
            said = _("A month later no change could be told from chance.")
    return [said, *_sized(found)]


def contrast(told: Figure) -> list[str]:
    """The theme that was read beside one that was not, by the same people."""
    found = told["change"]
    if found is None:
        return []
    by = number(abs(found["mean"]))
    match found["verdict"]:
        case Verdict.UP | Verdict.ROSE:
            said = _("About the theme they read people answered higher, by %(by)s.", by=by)
        case Verdict.DOWN | Verdict.FELL:
            said = _("About the theme they read people answered lower, by %(by)s.", by=by)
        case Verdict.SAME:
            said = _("About both themes people answered the same on average.")
        case _verdict:
            said = _("No difference between the two themes could be told from chance.")
    return [people(told["n"]), said, *_sized(found)]


def score(told: Figure) -> list[str]:
    """All statements of one scale together."""
    found = told["change"]
    if found is None:
        return []
    if found["verdict"] == Verdict.UNTOLD:
        said = _("No change of their mean could be told from chance.")
    else:
        said = _("From before to after their mean moved by %(by)s.", by=number(found["mean"]))
    reverse = any(item["reverse"] for item in told["items"])
    turned = [_("A statement that says the contrary is counted from its other end.")]
    return [people(told["n"]), said, *_sized(found), *(turned if reverse else [])]


def kept_back(told: Figure) -> str:
    """Why there is nothing. The same words for too few and for all alike: which of the two it
    was would itself tell something."""
    if told["n"] == 0:
        return _("Nobody has answered this.")
    return _("Not shown: too few answered, or nearly all gave the same answer.")


def _sized(found: Figure) -> list[str]:
    """How exact that is, and how great; of one event nothing of the kind is said."""
    if not found["pooled"]:
        return []
    said = [
        _(
            "Mean change %(by)s; %(sure)s range %(low)s to %(high)s.",
            sure=share(SURE),
            by=number(found["mean"]),
            low=number(found["low"]),
            high=number(found["high"]),
        )
    ]
    if found["effect"] is not None:
        said.append(
            _(
                "Size of the change, in standard deviations of the single changes: "
                "%(effect)s; %(sure)s range %(low)s to %(high)s.",
                sure=share(SURE),
                effect=number(found["effect"], 2),
                low=number(found["effect_low"], 2),
                high=number(found["effect_high"], 2),
            )
        )
    if not found["enough"]:
        said.append(_("Fewer than %(num)s people: so few show only a great change.", num=ENOUGH))
    return said
