"""The list of libraries, the page of one, and the four verbs."""

from flask import Response, current_app, redirect, request, url_for

from humanshelf import phrases
from humanshelf.libraries import invitations, lives, overview
from humanshelf.libraries.life import NEXT, NotFromHere
from humanshelf.network import network, phrasing
from humanshelf.network.door import epoch, library, me, show, typed
from humanshelf.pages.clock import now
from humanshelf.pages.sent import fresh_secret
from humanshelf.tenancy.models import Library, State


@network.get("/network")
def libraries() -> Response:
    """All that stand, or those in one state, or whose address holds a text."""
    search, wanted = request.args.get("q", "").strip()[:40], request.args.get("state", "")
    states = (State(wanted),) if wanted in list(State) else overview.STANDING
    page = max(0, min(request.args.get("page", 0, type=int), 10_000))
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    found = overview.listed(app, now(), search, states, page)
    counts = lives.counts()
    return show(
        "libraries",
        entries=found[: overview.PAGE],
        more=len(found) > overview.PAGE,
        number=page,
        search=search,
        wanted=wanted if len(states) == 1 else "",
        counts=counts,
        all=sum(counts.get(state, 0) for state in overview.STANDING),
        why=lives.why,
    )


@network.post("/network/searches")
def search() -> Response:
    """Leads to what was searched for: an address that can be kept."""
    return redirect(url_for(".libraries", q=typed("q", 40) or None), 303)  # type: ignore[return-value]


@network.get("/network/libraries/<name>")
def look_after(name: str) -> Response:
    return library_page(library(name))


@network.post("/network/libraries/<name>/states")
def change_state(name: str) -> Response:
    """Hide, open again, archive, take up again: as one saw it, with a reason."""
    row, verb, reason = library(name), request.form.get("verb", ""), typed("reason", 1000)
    if verb not in lives.VERBS:
        return library_page(row, 422, refused=phrases.unreadable(), typed=reason)
    try:
        lives.act(row.uid, verb, at=now(), actor=me().name, reason=reason, epoch=epoch())
    except lives.NoReason:
        return library_page(row, 422, wrong=phrasing.no_reason(), verb=verb)
    except (lives.Overtaken, NotFromHere):
        said = phrasing.overtaken()
        return library_page(library(name), 409, refused=said, typed=reason, verb=verb)
    return redirect(url_for(".look_after", name=name), 303)  # type: ignore[return-value]


def library_page(
    row: Library,
    status: int = 200,
    *,
    wrong: str | None = None,
    refused: str | None = None,
    typed: str = "",
    verb: str = "",
) -> Response:
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    at = now()
    [entry] = overview.entries(app, [row], at)
    return show(
        "library",
        status,
        entry=entry,
        verbs=lives.verbs_of(row.state),
        until=invitations.good_until(row.uid, at),
        erasable=State.ERASING in {row.state, *NEXT[row.state]},
        invited=row.state in invitations.BEFORE,
        acts=lives.history(row.uid),
        why=lives.why(row.uid),
        wrong=wrong,
        refused=refused,
        typed=typed,
        verb=verb,
        secret=fresh_secret(),
        origin=current_app.config["HUMANSHELF"].origin(row.slug) if row.slug else None,
    )
