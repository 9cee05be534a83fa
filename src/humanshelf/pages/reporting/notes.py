"""How the figures of a report were made: the same for every report, printed with each."""

from flask_babel import gettext as _

from humanshelf.pages.reporting.sentences import SURE, share


def rounding(k: int) -> list[str]:
    """What is true of every figure, also of one that is never released."""
    return [
        _("Counts are rounded to five; percentages follow from the rounded counts."),
        _(
            "A dashed frame is a group that is not shown: fewer than %(num)s people, or one from "
            "which such a group could be worked out.",
            num=k,
        ),
        _("Where all gave the same answer, or nobody did, it is not shown either."),
    ]


def notes(k: int) -> list[str]:
    return [
        *rounding(k),
        _("Reports are compared before they are released, so that no two together tell of a few."),
        _("Answers to a question that was worded anew are never put together with earlier ones."),
        _("The %(sure)s range covers the true mean in 95 of 100 such studies.", sure=share(SURE)),
    ]
