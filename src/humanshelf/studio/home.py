"""The studio's first page: what is still to be set up, the next event, and the door to open."""

from dataclasses import dataclass

from flask import Response, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from humanshelf.access import csrf
from humanshelf.access.acts import did
from humanshelf.libraries import founding, life
from humanshelf.pages import page
from humanshelf.pages.clock import now
from humanshelf.pages.here import forget
from humanshelf.records.events import events_by_time
from humanshelf.records.profile import profile
from humanshelf.records.settings import DONE, mark
from humanshelf.records.vault import ready
from humanshelf.studio import setup, studio
from humanshelf.studio.parts.names import untranslated
from humanshelf.tenancy import current
from humanshelf.tenancy.db import writing, writing_control
from humanshelf.tenancy.models import Library, State

REHEARSAL = "rehearsal"
REASON = "set up"
ADVISED = 2
"""So many at the end of the list nobody is asked for for ever."""


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the checklist. ``how`` is done, skipped or open."""

    title: str
    address: str
    how: str


@studio.get("/studio")
def home() -> Response:
    return home_page()


@studio.post("/studio/opening")
def open_library() -> Response:
    """From draft to active: from now on readers find it. Open already, nothing changes."""
    missing = lacks()
    if missing and founding.state_of(current()) == State.DRAFT:
        return home_page(missing, 409)
    with writing_control() as session:
        row = session.get_one(Library, current())
        if row.state == State.DRAFT:
            actor = f"coordinator {current_user.staff_id.hex[:8]}"
            life.change(session, row, State.ACTIVE, at=now(), actor=actor, reason=REASON)
            opened = True
        else:
            opened = False
    if opened:
        forget()
        with writing() as session:
            did(session, "open-library")
    return redirect(url_for(".home", opened=1), 303)  # type: ignore[return-value]


def lacks() -> list[Item]:
    """What a library needs before readers may find it."""
    row = profile()
    known = setup.standing()
    needed = [
        Item(
            _("Name of the library"),
            url_for(".step", step="names"),
            DONE if row.text("name", row.languages[0])[0] else "open",
        ),
        *(
            Item(setup.titles()[step], url_for(".step", step=step), known.get(step, "open"))
            for step in ("languages", "privacy")
        ),
        Item(
            _("A second key for your account"),
            url_for("front.factor"),
            DONE if current_user.standing.has_factor else "open",
        ),
    ]
    return [item for item in needed if item.how != DONE]


def checklist() -> list[Item]:
    known, titles = setup.standing(), setup.titles()
    steps = [
        Item(titles[step], url_for(".step", step=step), known.get(step, "open"))
        for step in setup.STEPS
    ]
    rehearsed = profile().setup.get(REHEARSAL, "open")
    sealed = Item(_("Sealed contact details"), url_for(".vault"), DONE if ready() else "open")
    return [*steps, sealed, Item(_("A rehearsal"), url_for(".rehearsals"), rehearsed)]


def rehearsed() -> None:
    """The last line of the checklist: an evening was tried."""
    if profile().setup.get(REHEARSAL) != DONE:
        with writing() as session:
            mark(session, REHEARSAL, DONE)


def home_page(missing: list[Item] | None = None, status: int = 200) -> Response:
    items, row = checklist(), profile()
    running, coming, _past = events_by_time(now(), private=True)
    draft = founding.state_of(current()) == State.DRAFT
    return page(
        "studio/home.html",
        status,
        items=items,
        done=sum(item.how == DONE for item in items),
        following=setup.next_step(),
        unfinished=draft or any(item.how != DONE for item in items[:-ADVISED]),
        draft=draft,
        lacks=lacks() if draft else [],
        refused=bool(missing),
        opened="opened" in request.args and not draft,
        events=[*running, *coming][:3],
        lacking={code: len(keys) for code, keys in untranslated(row).items()},
        sample=any(event.sample for event in running),
        csrf=csrf.token(),
    )
