"""Setting a library up, one step on each page: broken off anywhere, it goes on there.

What is done or skipped stands in the library's own store, so another device goes on as well.
"""

from datetime import timedelta
from functools import partial
from typing import Any

from flask import Response, abort, redirect, request, url_for
from flask_babel import gettext as _

from humanshelf.access import csrf, doorkeeper, secrets
from humanshelf.access.acts import did
from humanshelf.pages import page
from humanshelf.pages.clock import now
from humanshelf.records.firsts import any_event
from humanshelf.records.profile import Profile, profile
from humanshelf.records.settings import DONE, SKIPPED, mark
from humanshelf.records.staff import ROLES, add_link, add_staff, all_staff, staff_named
from humanshelf.studio import first, studio
from humanshelf.studio.library import form, save
from humanshelf.studio.parts import PARTS, Part, Typed
from humanshelf.tenancy.db import writing

SECOND, EVENT = "second", "event"
STEPS = ("names", "languages", "vocabulary", "clock", "look", "privacy", SECOND, EVENT)
LINK_LIFE = timedelta(hours=24)


def titles() -> dict[str, str]:
    known = {name: part.heading() for name, part in PARTS.items() if name in STEPS}
    return known | {SECOND: _("A second person"), EVENT: _("A first event")}


def standing() -> dict[str, str]:
    """How each step stands: done, skipped, or not there. What was done elsewhere is done."""
    found = {step: how for step, how in profile().setup.items() if step in STEPS}
    if len(all_staff()) > 1:
        found[SECOND] = DONE
    if any_event():
        found[EVENT] = DONE
    return found


def next_step(after: str | None = None) -> str | None:
    """The next one that nobody has looked at, from here on; then from the start."""
    known = standing()
    turn = STEPS.index(after) + 1 if after else 0
    return next((step for step in (*STEPS[turn:], *STEPS[:turn]) if step not in known), None)


@studio.get("/studio/setup")
def setup() -> Response:
    return redirect(onward(), 303)  # type: ignore[return-value]


@studio.get("/studio/setup/<step>")
def step(step: str) -> Response:
    if step == SECOND:
        return second_page()
    if step == EVENT:
        return event_page(Typed(first.filled(profile())))
    part, row = part_of(step), profile()
    return part_page(part, row, Typed(part.filled(row)))


@studio.post("/studio/setup/<step>")
def save_step(step: str) -> Response:
    if step == SECOND:
        return invite_second()
    if step == EVENT:
        return make_event()
    return save(part_of(step), partial(onward, step), part_page)


@studio.post("/studio/setup/<step>/skips")
def skip_step(step: str) -> Response:
    """Not now: it stays in the list, and the next one comes."""
    if step not in STEPS:
        abort(404)
    if step not in standing():
        with writing() as session:
            mark(session, step, SKIPPED)
            did(session, "skip-step", step)
    return redirect(onward(step), 303)  # type: ignore[return-value]


def onward(after: str | None = None) -> str:
    following = next_step(after)
    return url_for(".step", step=following) if following else url_for(".home")


def part_of(step: str) -> Part:
    return (PARTS.get(step) if step in STEPS else None) or abort(404)


def part_page(part: Part, row: Profile, typed: Typed, status: int = 200) -> Response:
    return show(part.name, status, **form(part, row, typed, status))


def show(step: str, status: int, **context: Any) -> Response:
    number = STEPS.index(step) + 1
    return page(
        "studio/setup.html",
        status,
        step=step,
        number=number,
        steps=STEPS,
        title=titles()[step],
        known=standing(),
        csrf=csrf.token(),
        **context,
    )


# a second person


def second_page(typed: Typed | None = None, link: str | None = None, status: int = 200) -> Response:
    typed = typed or Typed({"person": "", "role": "librarian"})
    return show(
        SECOND,
        status,
        fields=typed.fields,
        wrong=typed.wrong,
        labels={"person": _("Name"), "role": _("Role")},
        roles=[(role, name) for role, name in roles().items() if role in ROLES],
        link=link,
        then=onward(SECOND),
        edition="",
        kept=status != 200,
    )


def roles() -> dict[str, str]:
    return {
        "librarian": _("librarian"),
        "coordinator": _("coordinator"),
        "editor": _("editor"),
        "translator": _("translator"),
    }


def invite_second() -> Response:
    """A new account, and the link that lets its person in, shown once."""
    name = " ".join("".join(filter(str.isprintable, request.form.get("person", ""))).split())
    typed = Typed({"person": name[:80], "role": request.form.get("role", "")})
    if not 2 <= len(name) <= 40 or typed.fields["role"] not in ROLES:
        typed.wrong["person"] = _("A name has 2 to 40 letters.")
    elif staff_named(name) is not None:
        typed.wrong["person"] = _("Somebody has this name already.")
    if typed.wrong:
        return second_page(typed, status=422)
    if typed.fields["role"] in doorkeeper.FACTOR_NEEDED and not doorkeeper.fresh():
        return doorkeeper.to_confirm(url_for(".step", step=SECOND))
    token = secrets.fresh()
    with writing() as session:
        if staff_named(name) is not None:  # Two taps at once: the first has made it.
            typed.wrong["person"] = _("Somebody has this name already.")
            return second_page(typed, status=422)
        staff = add_staff(session, name, typed.fields["role"], now().date())
        add_link(session, staff.id, token, now() + LINK_LIFE)
        mark(session, SECOND, DONE)
        did(session, "add-person", staff.id.hex)
    address = request.host_url.rstrip("/") + url_for("front.one_time", token=token)
    return second_page(typed, link=address)


# a first event


def event_page(typed: Typed, status: int = 200) -> Response:
    labels = first.labels()
    return show(
        EVENT,
        status,
        fields=typed.fields,
        wrong={name: typed.wrong[name] for name in labels if name in typed.wrong},
        labels=labels,
        there=any_event(),
        edition="",
        kept=status != 200,
        **first.beside(),
    )


def make_event() -> Response:
    """The event with its shelf. A second tap finds it made: another is made in its own place."""
    row = profile()
    typed = first.read(request.form, row)
    if typed.wrong:
        return event_page(typed, 422)
    shelf = first.books(typed, row)
    with writing() as session:
        if not any_event():
            code = first.make(session, typed, session.get_one(Profile, 1), shelf)
            mark(session, EVENT, DONE)
            did(session, "make-event", code)
    return redirect(onward(EVENT), 303)  # type: ignore[return-value]
