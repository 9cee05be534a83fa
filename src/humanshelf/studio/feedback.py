"""What people said: read by a coordinator, sorted by theme and tone, passed on, set aside."""

from collections.abc import Iterable

from flask import Response, redirect, request, url_for
from flask_babel import ngettext

from humanshelf.access import csrf
from humanshelf.access import vault as door
from humanshelf.access.acts import doing
from humanshelf.impact.telling import signs
from humanshelf.impact.voices import Source, State, Tone
from humanshelf.pages import page, voices
from humanshelf.pages.sent import binary
from humanshelf.records.events import all_events
from humanshelf.records.feedback import PAGE, FeedbackRow, amounts, inbox, theme_tally
from humanshelf.records.plain_words import lying
from humanshelf.records.sorting import set_aside, sort
from humanshelf.records.vault import ready
from humanshelf.studio import studio
from humanshelf.studio.entries import entry_or_404, masked, pen_names, themes
from humanshelf.studio.tallies import told


@studio.get("/studio/feedback")
def feedback() -> Response:
    return inbox_page()


@studio.post("/studio/feedback/<id>/themes")
def sort_feedback(id: str) -> Response:
    """Theme and tone, as this person reads it."""
    found, theme, tone = entry_or_404(id), request.form.get("theme", ""), request.form.get("tone")
    if tone not in list(Tone):
        return inbox_page(unsorted=found.id)
    with doing("sort-feedback", id[:8]):
        sort(found.id, theme if theme in themes() else None, Tone(tone))
    return back()


@studio.post("/studio/feedback/<id>/removals")
def set_feedback_aside(id: str) -> Response:
    """Out of sight, for everybody; with ``over`` back to where it was."""
    found, over = entry_or_404(id), bool(request.form.get("over"))
    with doing("set-feedback-aside", id[:8]):
        set_aside(found.id, over=over)
    return back(aside=None if over else found.id.hex())


def back(**more: str | None) -> Response:
    """To the list that the tap came from."""
    address = url_for(".feedback", state=chosen(State, "state"), source=chosen(Source, "source"))
    joint = "&" if "?" in address else "?"
    told = "".join(f"{joint}{name}={value}" for name, value in more.items() if value)
    return redirect(address + told, 303)  # type: ignore[return-value]


def chosen(kind: type[State] | type[Source], name: str) -> str | None:
    sent = request.values.get(name)
    return sent if sent in list(kind) else None


def inbox_page(unsorted: bytes | None = None) -> Response:
    state = State(chosen(State, "state") or State.NEW)
    source = chosen(Source, "source")
    sent = request.args.get("page", "")
    number = int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 5 else 0
    rows = inbox(state, Source(source) if source else None, number * PAGE)
    names = pen_names()
    came, vault = request.args.get("came", ""), door.opened()
    return page(
        "studio/feedback.html",
        422 if unsorted else 200,
        rows=rows,
        names=names,
        opened=vault,
        masked={row.id: masked(row, vault) for row, _ in rows if row.sealed},
        lying=lying() and not ready(),
        signs={row.id: kinds(row, names.values()) for row, _ in rows},
        events={one.code: one for one in all_events(private=True)},
        state=state,
        source=source,
        number=number,
        more=len(rows) == PAGE,
        amounts=amounts(state),
        states=list(State),
        sources=list(Source),
        tones=list(Tone),
        themes=themes(),
        tally=told(theme_tally()),
        unsorted=unsorted,
        aside=binary(request.args.get("aside")),
        came=ngettext("%(num)s comment came in.", "%(num)s comments came in.", int(came))
        if came.isascii() and came.isdigit() and len(came) < 6
        else None,
        voices=voices,
        csrf=csrf.token(),
    )


def kinds(row: FeedbackRow, names: Iterable[str]) -> list[str]:
    """What this text may tell too much of, each kind once."""
    return list(dict.fromkeys(signs(row.text, names).values()))
