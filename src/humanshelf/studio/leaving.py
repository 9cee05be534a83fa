"""A library takes along everything that it holds, whenever it wants, and asks nobody for it."""

from flask import Response, abort, redirect, request, url_for
from flask_babel import gettext as _

from humanshelf import phrases
from humanshelf.access import csrf, doorkeeper
from humanshelf.access.acts import did
from humanshelf.libraries import jobs, waiting
from humanshelf.pages import page
from humanshelf.pages.clock import now
from humanshelf.pages.sealed import hand_out
from humanshelf.studio import studio
from humanshelf.tenancy import current
from humanshelf.tenancy.db import writing
from humanshelf.tenancy.passphrase import SHORTEST

ACTOR, REASON = "coordinator", "asked for by the library itself"
"""As the network's audit tells it, which knows no names of a library's staff."""


@studio.get("/studio/library/exports")
def export() -> Response:
    if not doorkeeper.fresh():
        return doorkeeper.to_confirm(url_for(".export"))
    return export_page()


@studio.post("/studio/library/exports")
def begin_export() -> Response:
    """One file, sealed under a passphrase that is kept nowhere. Sent twice, it is made once."""
    if not doorkeeper.fresh():
        return doorkeeper.to_confirm(url_for(".export"))
    passphrase = request.form.get("passphrase", "")[:1000]
    if len(passphrase) < SHORTEST:
        return export_page(phrases.short_passphrase(SHORTEST), 422)
    if passphrase != request.form.get("again", ""):
        return export_page(_("The two are not the same."), 422)
    id, settings = request.form.get("job", ""), jobs.settings_here()
    job = jobs.Job(id, "export", current(), ACTOR, REASON, now().isoformat())
    try:
        jobs.begin(settings, job, passphrase)
    except LookupError:
        abort(404)
    except jobs.Begun:
        pass
    else:
        with writing() as session:
            did(session, "export-library")
    return redirect(url_for(".exported", job=id), 303)  # type: ignore[return-value]


@studio.get("/studio/library/exports/<job>")
def exported(job: str) -> Response:
    """How it stands; while it runs the page asks again by itself."""
    found = own(job)
    return page("studio/exported.html", job=job, state=found.state, csrf=csrf.token())


@studio.get("/studio/library/exports/<job>/file")
def export_file(job: str) -> Response:
    found = own(job)
    if found.state != "done":
        abort(404)
    answer = hand_out(waiting.opened(found.job) or abort(404), job, "application/zip")
    answer.headers["Content-Disposition"] = "attachment; filename=bundle.zip"
    return answer


@studio.post("/studio/library/exports/<job>/removals")
def drop_export(job: str) -> Response:
    """The file is deleted here; while it is being made, it is not."""
    if own(job).state == "running":
        return redirect(url_for(".exported", job=job), 303)  # type: ignore[return-value]
    jobs.drop(jobs.settings_here().data, job)
    return redirect(url_for(".library"), 303)  # type: ignore[return-value]


def own(id: str) -> jobs.Standing:
    """An export of this library; another's is as unknown as one that never was."""
    found = jobs.standing(jobs.settings_here().data, id, now())
    ours = found is not None and found.job.uid == current() and found.job.kind == "export"
    return found if found is not None and ours else abort(404)


def export_page(wrong: str | None = None, status: int = 200) -> Response:
    return page(
        "studio/export.html",
        status,
        job=jobs.new_id(),
        shortest=SHORTEST,
        wrong=wrong,
        csrf=csrf.token(),
    )
