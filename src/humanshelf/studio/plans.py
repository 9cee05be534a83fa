"""The planner: numbers in a form, evenings played on the floor, what would help as pictures."""

from collections.abc import Mapping
from typing import Any

from flask import Response, abort, redirect, request, url_for

from humanshelf.access import csrf
from humanshelf.pages import answer, page
from humanshelf.pages.clock import now
from humanshelf.records.events import events_by_time
from humanshelf.records.floors import scene
from humanshelf.rehearsing.hall import Hall
from humanshelf.studio import halls, pictures, studio
from humanshelf.studio.numbers import numbers
from humanshelf.studio.slices import go_on


@studio.get("/studio/plan")
def plan() -> Response:
    """With an event's numbers to start from, or those of an earlier plan, or our own."""
    start = halls.as_typed(starting_hall())
    return plan_page({name: request.args.get(name, start[name])[:20] for name in halls.FIELDS})


@studio.post("/studio/plans")
def make_plan() -> Response:
    """The numbers become an address, under which the evenings are played."""
    typed = {name: request.form.get(name, "")[:20] for name in halls.FIELDS}
    hall, wrong = halls.read(typed)
    if hall is None:
        return plan_page(typed, wrong, status=422)
    numbers_of: dict[str, Any] = {**halls.as_typed(hall)}
    return redirect(url_for(".evenings", **numbers_of), 303)  # type: ignore[return-value]


@studio.get("/studio/plan/evenings")
def evenings() -> Response:
    typed = {name: request.args.get(name, "")[:20] for name in halls.FIELDS}
    hall, wrong = halls.read(typed)
    if hall is None:
        return plan_page(typed, wrong, status=422)
    played = go_on(hall)
    return answer(
        "studio/evenings.html",
        played=played,
        pictures=pictures,
        typed=typed,
        planned=numbers(halls.words(), typed),
        csrf=csrf.token(),
    )


def starting_hall() -> Hall:
    code = request.args.get("event")
    return halls.of_event(scene(code, now(), drafts=True) or abort(404)) if code else Hall()


def plan_page(
    typed: Mapping[str, str], wrong: Mapping[str, str] | None = None, status: int = 200
) -> Response:
    running, coming, _past = events_by_time(now(), private=True)
    fields = numbers(halls.words(), typed, wrong)
    return page(
        "studio/plan.html",
        status,
        fields=fields,
        wrong=[field for field in fields if field.wrong],
        events=running + coming,
        csrf=csrf.token(),
    )
