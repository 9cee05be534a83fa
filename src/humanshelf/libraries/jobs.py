"""What takes longer than a request may: export, import and erasing, each in a process of its own.

A worker that sealed and packed would keep every phone of its own waiting. The process is told the
passphrase on its standard input, and it stands nowhere else. What a job has come to lies in a
folder of its own, so that any worker can tell it, and goes after an hour, or when it is dropped.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from secrets import token_hex
from typing import Any

from flask import current_app

from humanshelf.config import PREFIX, Settings
from humanshelf.tenancy import deployment
from humanshelf.tenancy.unlocking import handed

FOLDER = "jobs"
LIFE = timedelta(hours=1)
LONGEST = timedelta(minutes=30)
EXPORTS = "exports"
"""Where bundles lie, under the uid of their library: with it they are erased."""
TOLD, ENDED = "told.json", "ended.json"
ID = re.compile("[0-9a-f]{32}")

_running: dict[str, subprocess.Popen[bytes]] = {}
"""Those of this worker, kept until they have ended: else they would stay in the system's table."""


class Begun(Exception):
    """This form was sent before: its job is there."""


@dataclass(frozen=True, slots=True)
class Job:
    """What is to be done, to which library, by whom and why. ``slug`` is a new address."""

    id: str
    kind: str
    uid: str
    actor: str
    reason: str
    began: str
    slug: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a job stands: ``running``, ``done``, or ``failed`` with the reason's name."""

    job: Job
    state: str
    result: dict[str, Any]
    size: int


def settings_here() -> Settings:
    """Of the deployment that answers here: the job's process works on the same."""
    settings: Settings = current_app.config["HUMANSHELF"]
    return replace(settings, data=deployment().data, keys=deployment().keys.folder)


def new_id() -> str:
    return token_hex(16)


def folder(data: Path, id: str) -> Path:
    """Where a job lies. Raises LookupError for what is no id."""
    if not ID.fullmatch(id):
        raise LookupError(id)
    return data / FOLDER / id


def begin(settings: Settings, job: Job, passphrase: str, sent: Any = None) -> None:
    """Start the job's process. ``sent`` is an uploaded file. Raises :class:`Begun`."""
    place = folder(settings.data, job.id)
    place.parent.mkdir(mode=0o700, exist_ok=True)
    try:
        place.mkdir(mode=0o700)
    except FileExistsError:
        raise Begun from None
    try:
        if sent is not None:
            file = bundle(settings.data, job)
            file.parent.mkdir(mode=0o700, exist_ok=True)
            sent.save(file)
            sent.close()
        _write(place / TOLD, asdict(job))
        _start(settings, job, passphrase)
    except BaseException:
        drop_bundle(settings.data, job)
        shutil.rmtree(place, ignore_errors=True)
        raise


def _start(settings: Settings, job: Job, passphrase: str) -> None:
    with handed(settings.keys) as (descriptors, told):
        process = subprocess.Popen(
            [sys.executable, "-m", "humanshelf", "network", "job", job.id],
            env={**os.environ, **_environ(settings), **told},
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=descriptors,
        )
    assert process.stdin
    with suppress(BrokenPipeError):
        process.stdin.write(passphrase.encode())
        process.stdin.close()
    _running[job.id] = process


def read(data: Path, id: str) -> Job | None:
    try:
        return Job(**json.loads((folder(data, id) / TOLD).read_text()))
    except (OSError, LookupError):
        return None


def standing(data: Path, id: str, at: datetime) -> Standing | None:
    """None where there is no such job, or no longer."""
    _reap()
    result = _ended(data, id)  # Before the job: whoever drops it takes first what says it was one.
    job = read(data, id)
    if job is None:
        return None
    size = 0
    for path in (data / EXPORTS).glob(f"{job.uid}-{id}*"):  # What is being written has an ending.
        with suppress(OSError):
            size += path.stat().st_size
    if result is not None:
        return Standing(job, result.pop("state"), result, size)
    gone = id in _running and _running[id].poll() is not None
    if gone or at - datetime.fromisoformat(job.began) > LONGEST:
        return Standing(job, "failed", {"why": "broken off"}, size)
    return Standing(job, "running", {}, size)


def _ended(data: Path, id: str) -> dict[str, Any] | None:
    try:
        result: dict[str, Any] = json.loads((folder(data, id) / ENDED).read_text())
    except (OSError, LookupError):
        return None
    return result


def end(data: Path, job: Job, state: str, **result: Any) -> None:
    """The job's own process says what came of it."""
    _write(folder(data, job.id) / ENDED, {"state": state, **result})


def drop(data: Path, id: str) -> None:
    """With everything that came of it."""
    job = read(data, id)
    if job is not None:
        drop_bundle(data, job)
        # First what says that there was one: half deleted it would look as if it was running.
        (folder(data, id) / TOLD).unlink(missing_ok=True)
        shutil.rmtree(folder(data, id), ignore_errors=True)


def bundle(data: Path, job: Job) -> Path:
    """The file that a job makes, sealed, or takes in."""
    return data / EXPORTS / f"{job.uid}-{job.id}.{'sealed' if job.kind == 'export' else 'zip'}"


def drop_bundle(data: Path, job: Job) -> None:
    for path in (data / EXPORTS).glob(f"{job.uid}-{job.id}*"):
        path.unlink(missing_ok=True)


def drop_of(data: Path, uid: str, but: str = "") -> None:
    """All of one library: it is being erased."""
    for place in (data / FOLDER).glob("*"):
        job = read(data, place.name)
        if job is not None and job.uid == uid and job.id != but:
            drop(data, job.id)


def drop_exports(data: Path, uid: str) -> None:
    """Those of one library that wait to be fetched: its key was changed."""
    for place in (data / FOLDER).glob("*"):
        job = read(data, place.name)
        ended = job is not None and job.kind == "export" and (place / ENDED).exists()
        if job is not None and ended and job.uid == uid:
            drop(data, job.id)


def sweep(data: Path, at: datetime) -> None:
    """Jobs that are past their time go."""
    for place in (data / FOLDER).glob("*"):
        job = read(data, place.name)
        if job is not None and at - datetime.fromisoformat(job.began) > LIFE:
            drop(data, job.id)


def _reap() -> None:
    for id in [id for id, process in _running.items() if process.poll() is not None]:
        if len(_running) > 20:  # The newest stay, so that one which broke off is told of.
            _running.pop(id)


def _write(path: Path, told: dict[str, Any]) -> None:
    """It appears whole."""
    making = path.with_suffix(".making")
    making.write_text(json.dumps(told))
    making.replace(path)


def _environ(settings: Settings) -> dict[str, str]:
    """The deployment that this one is, whatever the environment says by now."""
    return {
        f"{PREFIX}DATA": str(settings.data),
        f"{PREFIX}KEYS": str(settings.keys),
        f"{PREFIX}BASE_DOMAIN": settings.base_domain,
        f"{PREFIX}SCHEME": settings.scheme,
        f"{PREFIX}ORIGIN_PORT": str(settings.origin_port or ""),
    }
