"""What a job's own process does, from its start to the word on how it ended."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from flask import Flask

from humanshelf.libraries import jobs
from humanshelf.libraries.box import BrokenBox
from humanshelf.libraries.erasing import erase
from humanshelf.libraries.exporting import export
from humanshelf.libraries.importing import AlreadyHere, CannotImport, bring
from humanshelf.libraries.jobs import Job
from humanshelf.libraries.life import NotFromHere, note
from humanshelf.libraries.slugs import SlugTaken
from humanshelf.tenancy.db import writing_control
from humanshelf.tenancy.passphrase import WrongPassphrase
from humanshelf.tenancy.scope import EXTENSION
from humanshelf.tenancy.sqlcipher import DiskFull, unwritable


def work(app: Flask, job: Job, passphrase: str, at: datetime) -> bool:
    """Do it, and say how it ended. Whatever goes wrong is told by a word."""
    data = _data(app)
    try:
        told = VERBS[job.kind](app, job, passphrase, at)
    except Exception as error:
        app.logger.error("a job failed: %s", type(error).__name__)
        jobs.drop_bundle(data, job)
        jobs.end(data, job, "failed", why=reason(error))
        return False
    jobs.end(data, job, "done", **told)
    return True


def reason(error: Exception) -> str:
    match error:
        case WrongPassphrase():
            return "passphrase"
        case SlugTaken():
            return "slug"
        case NotFromHere():
            return "state"
        case AlreadyHere():
            return "here"
        case BrokenBox() | CannotImport():
            return "bundle"
    return "space" if isinstance(unwritable(error), DiskFull) else "unforeseen"


def _export(app: Flask, job: Job, passphrase: str, at: datetime) -> dict[str, Any]:
    target = jobs.bundle(_data(app), job)
    target.parent.mkdir(mode=0o700, exist_ok=True)
    export(app, job.uid, passphrase, target, at, waiting=job)
    _note(app, job, job.uid, at)
    return {}


def _import(app: Flask, job: Job, passphrase: str, at: datetime) -> dict[str, Any]:
    bundle = jobs.bundle(_data(app), job)
    uid = bring(
        app, bundle, passphrase, job.slug or None, at=at, actor=job.actor, reason=job.reason
    )
    jobs.drop_bundle(_data(app), job)
    _note(app, job, uid, at)
    return {"uid": uid}


def _erase(app: Flask, job: Job, passphrase: str, at: datetime) -> dict[str, Any]:
    jobs.drop_of(_data(app), job.uid, but=job.id)
    found = erase(app, job.uid, job.actor, job.reason, at)
    deleted = ", ".join(f"{number} {name}" for name, number in found.deleted.items())
    return {
        "uid": found.uid,
        "erased_on": found.erased_on.isoformat(),
        "deleted": deleted or "0",
        "acts": found.acts,
    }


VERBS: dict[str, Callable[..., dict[str, Any]]] = {
    "export": _export,
    "import": _import,
    "erase": _erase,
}


def _note(app: Flask, job: Job, uid: str, at: datetime) -> None:
    with app.app_context(), writing_control() as session:
        note(session, at=at, actor=job.actor, act=job.kind, reason=job.reason, library=uid)


def _data(app: Flask) -> Path:
    data: Path = app.extensions[EXTENSION].data
    return data
