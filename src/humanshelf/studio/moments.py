"""How the moments of a survey are called."""

from flask_babel import gettext as _

from humanshelf.impact.sheets import Moment


def moment_names() -> dict[str, str]:
    return {
        Moment.BASELINE.value: _("Before the reading"),
        Moment.ENDLINE.value: _("After the reading"),
        Moment.FOLLOW_UP.value: _("After a month"),
        Moment.CHECK_IN.value: _("The books’ day"),
        Moment.ALONE.value: _("On its own, by link"),
    }


def scoring_names() -> dict[str, str]:
    return {
        "mean": _("Counted as a mean"),
        "shares": _("Counted as shares"),
        "words": _("Read by a person"),
        "none": _("Not offered"),
    }
