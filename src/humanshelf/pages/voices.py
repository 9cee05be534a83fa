"""Feedback in words: where it comes from, who speaks, in what tone, and what may tell too much."""

from flask_babel import gettext as _
from flask_babel import pgettext

from humanshelf.impact.telling import Sign
from humanshelf.impact.voices import Source, Tone, Who


def source(kind: str) -> str:
    return {
        Source.READER: pgettext("feedback", "From readers"),
        Source.BOOK: pgettext("feedback", "From books"),
        Source.INTERVIEW: pgettext("feedback", "Face to face"),
        Source.INDIRECT: pgettext("feedback", "From others whom it reached"),
        Source.ONLINE: pgettext("feedback", "From online comments"),
    }[Source(kind)]


def who(kind: str) -> str:
    """Whose words they are, as it stands under a quote."""
    return {
        Who.READER: pgettext("quote", "A reader"),
        Who.BOOK: pgettext("quote", "A human book"),
        Who.NEAR: pgettext("quote", "Somebody whom it reached"),
        Who.ONLINE: pgettext("quote", "A comment online"),
    }[Who(kind)]


def tone(kind: str) -> str:
    return {
        Tone.GLAD: pgettext("tone", "Glad"),
        Tone.MIXED: pgettext("tone", "Mixed"),
        Tone.CRITICAL: pgettext("tone", "Sad or critical"),
        Tone.NEUTRAL: pgettext("tone", "Neutral"),
    }[Tone(kind)]


def sign(kind: str) -> str:
    return {
        Sign.PEN_NAME: _("a book’s pen name"),
        Sign.MAIL: _("an e-mail address"),
        Sign.PHONE: _("a telephone number"),
        Sign.ACCOUNT: _("an account or a web address"),
        Sign.ADDRESS: _("a place where somebody lives"),
        Sign.NAME: _("a name"),
    }[Sign(kind)]
