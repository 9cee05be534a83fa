"""An event's policy: all its rules of lending on one page, refused where they contradict."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import datetime

from flask import Response, abort, redirect, request, url_for
from flask_babel import gettext as _

from humanshelf.access import csrf
from humanshelf.access.acts import doing
from humanshelf.lending.floor import Floor
from humanshelf.lending.ground import Phase
from humanshelf.lending.mistakes import Overtaken
from humanshelf.lending.policy import Policy
from humanshelf.lending.sense import BOUNDS, contradictions
from humanshelf.pages import page
from humanshelf.pages.clock import now
from humanshelf.records.floors import Scene, scene
from humanshelf.records.policies import change_policy as save
from humanshelf.studio import presets, studio
from humanshelf.studio.clashes import between, sentences
from humanshelf.studio.numbers import decimal, numbers, told, whole
from humanshelf.studio.rules import groups


@studio.get("/studio/events/<event>/policy")
def policy(event: str) -> Response:
    """As it stands; with ``preset`` as a starting point would have it, not saved yet."""
    found = scene(event, now(), drafts=True) or abort(404)
    chosen = presets.preset(request.args.get("preset", ""), length_of(found.floor))
    return policy_page(found, as_typed(chosen or found.floor.policy), started=chosen is not None)


@studio.post("/studio/events/<event>/policy")
def change_policy(event: str) -> Response:
    found = scene(event, now(), drafts=True) or abort(404)
    typed = {name: request.form.get(name, "")[:20] for name in (*BOUNDS, "gate")}
    wanted, wrong = read(typed, found.floor, found.at)
    if wanted is None or wrong:
        return policy_page(found, typed, wrong, status=422)
    try:
        with doing("change-policy", event):
            save(found.event.id, wanted, edition=whole(request.form.get("edition", "")) or 0)
    except Overtaken:
        stands = scene(event, now(), drafts=True) or abort(404)
        if stands.floor.policy != wanted:  # Else it is what was sent, as by the first of two taps.
            return policy_page(found, typed, overtaken=True, status=409)
    return redirect(url_for(".policy", event=event, saved=1), 303)  # type: ignore[return-value]


def length_of(floor: Floor) -> int:
    """Minutes from opening to end, as it is planned now."""
    return int((floor.closes - floor.opens).total_seconds() // 60)


def as_typed(policy: Policy) -> dict[str, str]:
    values = asdict(policy)
    return {name: told(values[name]) for name in BOUNDS} | {"gate": "1" if policy.gate else ""}


def read(
    typed: Mapping[str, str], floor: Floor, at: datetime
) -> tuple[Policy | None, dict[str, str]]:
    """The policy that was typed, or what is wrong with it, field by field."""
    sent = {n: (decimal if n == "interpreting" else whole)(typed[n]) for n in BOUNDS}
    wrong = {name: between(*BOUNDS[name]) for name, value in sent.items() if value is None}
    if wrong:
        return None, wrong
    wanted = replace(Policy(gate=bool(typed["gate"])), **sent)  # type: ignore[arg-type]
    runs = floor.phase_at(at) in (Phase.OPEN, Phase.LAST_CALL)
    found = contradictions(wanted, length_of(floor), floor.policy, runs=runs)
    return wanted, sentences(found)


def policy_page(
    found: Scene,
    typed: Mapping[str, str],
    wrong: Mapping[str, str] | None = None,
    *,
    started: bool = False,
    overtaken: bool = False,
    status: int = 200,
) -> Response:
    parts = [(heading, numbers(words, typed, wrong)) for heading, words in groups()]
    return page(
        "studio/policy.html",
        status,
        event=found.event,
        opens=found.floor.opens,
        closes=found.floor.closes,
        sample=found.event.sample,
        parts=parts,
        wrong=[n for _heading, some in parts for n in some if n.wrong],
        gate=bool(typed["gate"]),
        presets=presets.names(),
        news=news(started=started, overtaken=overtaken),
        csrf=csrf.token(),
    )


def news(*, started: bool, overtaken: bool) -> str | None:
    """What happened, at the head of the page."""
    if overtaken:
        return _("Somebody else has saved these rules meanwhile. Yours are not saved yet.")
    if started:
        return _("A starting point. It is not saved yet.")
    return _("Saved. Cards, desk and board follow at once.") if "saved" in request.args else None
