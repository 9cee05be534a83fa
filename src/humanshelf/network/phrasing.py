"""The words of this door: states, verbs, acts, sizes, refusals."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from babel.units import format_unit
from flask_babel import format_date, get_locale, pgettext
from flask_babel import gettext as _

from humanshelf.tenancy.models import State

MARKS = {
    State.INVITED: "called",
    State.DRAFT: "late",
    State.ACTIVE: "free",
    State.SUSPENDED: "break",
    State.ARCHIVED: "shut",
    State.ERASING: "help",
    State.TOMBSTONE: "done",
}
"""The shape that each state has."""
LIFE = (State.INVITED, State.DRAFT, State.ACTIVE, State.SUSPENDED, State.ARCHIVED, State.TOMBSTONE)
"""The way of a library, as it is drawn."""


def state(which: str) -> str:
    return {
        State.INVITED: pgettext("library", "Invited"),
        State.DRAFT: pgettext("library", "Being set up"),
        State.ACTIVE: pgettext("library", "Open"),
        State.SUSPENDED: pgettext("library", "Hidden"),
        State.ARCHIVED: pgettext("library", "Archived"),
        State.ERASING: pgettext("library", "Being erased"),
        State.TOMBSTONE: pgettext("library", "Erased"),
    }[State(which)]


def means(which: str) -> str:
    """What a state means for those outside."""
    return {
        State.INVITED: _("The link has gone out. There is no address and no store yet."),
        State.DRAFT: _("Only its own team sees it. Everybody else meets the empty page."),
        State.ACTIVE: _("Readers, books and the team are let in."),
        State.SUSPENDED: _("Everybody meets the empty page. Everything is kept."),
        State.ARCHIVED: _("Nobody is let in. It can be exported, taken up again or erased."),
        State.ERASING: _("Everything that is kept of it is being destroyed."),
        State.TOMBSTONE: _("Nothing is left but this page."),
    }[State(which)]


def verb(which: str) -> str:
    return {
        "suspend": pgettext("button", "Hide"),
        "resume": pgettext("button", "Open again"),
        "archive": pgettext("button", "Archive"),
        "unarchive": pgettext("button", "Take up again"),
    }[which]


def will(which: str) -> str:
    """What a verb brings about."""
    return {
        "suspend": _("Everybody meets the empty page within seconds. Everything is kept."),
        "resume": _("Readers, books and the team are let in again."),
        "archive": _("For a library that rests. It stays closed, and everything is kept."),
        "unarchive": _("It becomes hidden, and can be opened again."),
    }[which]


def act(which: str) -> str:
    """What was done, as the audit tells it. A word that is not known is told as it is."""
    return {
        "invite": pgettext("act", "Invited"),
        "renew": _("New link to the invitation"),
        "withdraw": _("Invitation withdrawn"),
        "draft": _("Setting up begun"),
        "active": _("Opened"),
        "suspended": pgettext("act", "Hidden"),
        "archived": pgettext("act", "Archived"),
        "erasing": _("Erasing begun"),
        "erase-counted": _("Counted before erasing"),
        "tombstone": pgettext("act", "Erased"),
        "export": _("Exported"),
        "import": _("Imported"),
        "add-admin": _("Network administrator added"),
        "link-admin": _("Link for a network administrator"),
        "set-up-admin": _("Network administrator set up"),
        "remove-admin": _("Network administrator removed"),
        "add-passkey": _("Passkey added"),
        "remove-passkey": _("Passkey removed"),
        "renew-codes": _("Recovery codes renewed"),
        "passkey-copied": _("Passkey refused, perhaps a copy"),
    }.get(which, which)


def month(first: date) -> str:
    return format_date(first, "LLLL y", rebase=False)


def day(when: date) -> str:
    return format_date(when, "d MMM y", rebase=False)


def size(number: int) -> str:
    """In megabytes, rounded up: the smallest store is not nothing."""
    megabytes = -(-number // 100_000) / 10
    return str(format_unit(megabytes, "megabyte", "short", locale=get_locale()))


def no_reason() -> str:
    return _("Please say why, in a few words.")


def overtaken() -> str:
    return _("Somebody was faster. Nothing was changed by you. This is how it stands now.")


def wrong_code() -> str:
    return _("This code does not fit, or was used already. Please take the next one.")


def shown_once() -> str:
    return _("This invitation was made already, and its link was shown. Renew it for a new link.")


def letter(until: datetime) -> tuple[str, ...]:
    """Heading and sentences of an invitation on paper."""
    time = f"{format_date(until, 'd MMMM y', rebase=False)}, {until:%H:%M} UTC"
    return (
        _("You are invited to set up a workspace"),
        _("Open this address on a computer or a telephone, or scan the code."),
        _("It takes about five minutes. You can stop and go on later."),
        _("Please open it before: %(time)s", time=time),
        _("The link works once. Please give it to nobody else."),
    )


def job(kind: str) -> str:
    return {
        "export": pgettext("job", "Export"),
        "import": pgettext("job", "Import"),
        "erase": pgettext("job", "Erasing"),
    }[kind]


def failed(result: Mapping[str, Any]) -> str:
    """Why a job came to nothing."""
    return {
        "passphrase": _("The passphrase does not open this file."),
        "bundle": _("This file cannot be used: it is damaged, or was made by another version."),
        "here": _("This very library is here already, or was erased here."),
        "slug": _("This address is not free. Choose another."),
        "state": _("Its state does not allow this any more."),
        "space": _("There is not enough room on the disk. Nothing was changed."),
        "broken off": _("It was broken off. Please begin again."),
    }.get(result.get("why", ""), _("Something went wrong. Please try again."))


def certified(name: str) -> str:
    """What a line of the certificate is about. One that is not known is told as it is."""
    return {
        "uid": _("Number of the library"),
        "erased_on": _("Erased on"),
        "deleted": _("What was deleted"),
        "acts": _("Hash of all acts"),
    }.get(name, name)
