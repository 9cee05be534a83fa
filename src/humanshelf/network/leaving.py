"""A library leaves with everything, comes back from its bundle, or is erased with proof."""

from typing import Any

from flask import Response, abort, redirect, request, url_for
from flask_babel import gettext as _

from humanshelf import phrases
from humanshelf.access.marks import takes
from humanshelf.libraries import jobs, lives, slugs, waiting
from humanshelf.libraries.life import NEXT
from humanshelf.network import network, phrasing
from humanshelf.network.admins import proved
from humanshelf.network.door import library, me, show, typed
from humanshelf.pages.clock import now
from humanshelf.pages.sealed import hand_out
from humanshelf.tenancy import deployment
from humanshelf.tenancy.keys import new_uid
from humanshelf.tenancy.models import Library, State
from humanshelf.tenancy.passphrase import SHORTEST

BODY = 2 * 1024**3
"""The most that a bundle may hold, pictures and films with it."""


@network.get("/network/libraries/<name>/exports")
def export(name: str) -> Response:
    return export_page(_with_store(name))


@network.post("/network/libraries/<name>/exports")
def begin_export(name: str) -> Response:
    """The zip is sealed under the passphrase, which is kept nowhere. With a fresh code: all that
    a library holds is in it."""
    row, passphrase, reason = _with_store(name), _passphrase(), typed("reason", 1000)
    if len(passphrase) < SHORTEST:
        return export_page(row, 422, wrong_passphrase=phrases.short_passphrase(SHORTEST))
    if passphrase != request.form.get("again", ""):
        return export_page(row, 422, wrong_passphrase=_("The two are not the same."))
    if not reason:
        return export_page(row, 422, wrong=phrasing.no_reason())
    # A second tap of a form whose code was used finds its job.
    if not jobs.read(jobs.settings_here().data, request.form.get("job", "")) and not proved():
        return export_page(row, 422, wrong_code=phrasing.wrong_code())
    begun = begin("export", row.uid, passphrase, reason)
    assert begun is not None
    return begun


@network.get("/network/imports")
def bring() -> Response:
    return bring_page()


@network.post("/network/imports")
@takes(BODY)
def begin_import() -> Response:
    """A bundle from another deployment, or of this one's past."""
    file, slug, reason = request.files.get("file"), typed("slug", 60), typed("reason", 1000)
    told: dict[str, Any] = {"slug": slug, "typed": reason}
    if not file or not file.filename:
        return bring_page(422, wrong_file=_("Please choose a file."), **told)
    if slug:
        try:
            slugs.may_take(slug, now().date())
        except slugs.SlugTaken:
            return bring_page(
                422, wrong_slug=_("This address is not free. Choose another."), **told
            )
    return begin("import", new_uid(), _passphrase(), reason, slug, file) or bring_page(
        422, wrong=phrasing.no_reason(), **told
    )


@network.get("/network/libraries/<name>/erasure")
def erasure(name: str) -> Response:
    return erasure_page(_erasable(name))


@network.post("/network/libraries/<name>/erasure")
def begin_erasure(name: str) -> Response:
    """Its address typed, a reason, and a fresh code: what is gone is gone."""
    row, reason = _erasable(name), typed("reason", 1000)
    if typed("confirm", 60) != (row.slug or row.uid):
        said = _("This is not what stands there.")
        return erasure_page(row, 422, wrong_confirm=said, typed=reason)
    if not reason:
        return erasure_page(row, 422, wrong=phrasing.no_reason())
    if not proved():
        return erasure_page(row, 422, wrong_code=phrasing.wrong_code(), typed=reason)
    begun = begin("erase", row.uid, "", reason)
    assert begun is not None
    return begun


def begin(
    kind: str, uid: str, passphrase: str, reason: str, slug: str = "", sent: Any = None
) -> Response | None:
    """Begin the job under the id that its form was drawn with, and go where it is told of.

    None where nobody said why. Sent twice, there is one job.
    """
    id = request.form.get("job", "")
    try:
        jobs.folder(jobs.settings_here().data, id)
        told = lives.reason_of(reason)
        job = jobs.Job(id, kind, uid, me().name, told, now().isoformat(), slug)
        jobs.begin(jobs.settings_here(), job, passphrase, sent)
    except lives.NoReason:
        return None
    except LookupError:
        abort(404)
    except jobs.Begun:
        pass
    return redirect(url_for("network.job", id=id), 303)  # type: ignore[return-value]


@network.get("/network/jobs/<id>")
def job(id: str) -> Response:
    """How it stands; while it runs the page asks again by itself."""
    found = _standing(id)
    row = lives.library_named(found.result.get("uid", found.job.uid))
    return show("job", job=found.job, found=found, row=row, why_not=phrasing.failed(found.result))


@network.get("/network/jobs/<id>/file")
def job_file(id: str) -> Response:
    """The bundle, under a name that says nothing of the library."""
    found = _standing(id)
    if found.job.kind != "export" or found.state != "done":
        abort(404)
    answer = hand_out(waiting.opened(found.job) or abort(404), id, "application/zip")
    answer.headers["Content-Disposition"] = "attachment; filename=bundle.zip"
    return answer


@network.post("/network/jobs/<id>/removals")
def drop_job(id: str) -> Response:
    """What came of it is deleted here."""
    found = _standing(id)
    if found.state == "running":
        return redirect(url_for(".job", id=id), 303)  # type: ignore[return-value]
    jobs.drop(jobs.settings_here().data, id)
    return redirect(url_for(".libraries"), 303)  # type: ignore[return-value]


def _standing(id: str) -> jobs.Standing:
    return jobs.standing(jobs.settings_here().data, id, now()) or abort(404)


def _passphrase() -> str:
    return request.form.get("passphrase", "")[:1000]


def _with_store(name: str) -> Library:
    """A library that holds something."""
    row = library(name)
    return row if deployment().stores.exists(row.uid) else abort(404)


def _erasable(name: str) -> Library:
    """One that may be erased from where it stands; what was left half erased is, too."""
    row = library(name)
    return row if State.ERASING in {row.state, *NEXT[row.state]} else abort(404)


def export_page(row: Library, status: int = 200, **wrong: str) -> Response:
    kinds = ("wrong", "wrong_passphrase", "wrong_code")
    nothing = dict.fromkeys(kinds) | {"typed": typed("reason", 1000)}
    return show(
        "export", status, row=row, job=jobs.new_id(), shortest=SHORTEST, **{**nothing, **wrong}
    )


def bring_page(status: int = 200, **told: Any) -> Response:
    nothing = {"wrong": None, "wrong_file": None, "wrong_slug": None, "slug": "", "typed": ""}
    return show("import", status, job=jobs.new_id(), **nothing | told)


def erasure_page(row: Library, status: int = 200, **told: Any) -> Response:
    nothing = {"wrong": None, "wrong_confirm": None, "wrong_code": None, "typed": ""}
    return show("erasure", status, row=row, job=jobs.new_id(), **nothing | told)
