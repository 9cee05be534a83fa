"""New keys for what lies on the disk, while everybody goes on.

One moment decides: that in which the new ring takes the place of the old one in the keys folder.
Before it, what was made ready beside is rubbish; after it, what lies under the old key is. Broken
off anywhere, :func:`finish` puts it in order at the next start. A worker asks the ring at each
transaction where the store lies, so a write that waited meanwhile begins again at the new place.
"""

import shutil
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

from flask import Flask

from humanshelf.libraries import jobs
from humanshelf.libraries.draining import drain
from humanshelf.media import files
from humanshelf.records import tables
from humanshelf.tenancy.deployment import Deployment
from humanshelf.tenancy.everywhere import with_a_store
from humanshelf.tenancy.keys import (
    CARRIED,
    DEPLOYMENT_CARRIED,
    KeyRefused,
    KeysMissing,
    Ring,
    expand,
)
from humanshelf.tenancy.scope import EXTENSION
from humanshelf.tenancy.sqlcipher import unlink
from humanshelf.tenancy.stores import control_path

PATIENCE = 5.0
"""Seconds that others' writes may take before ours."""
Say = Callable[[str], None]


def quiet(step: str) -> None:
    """Nobody wants to be told the steps."""


def rotate(
    app: Flask,
    uids: Iterable[str],
    drain: Callable[[], None] = drain,
    step: Say = quiet,
) -> None:
    """A new secret for each of these libraries: for its store, its pictures and films.

    Links, sessions, surveys and factors go on. Raises StoreBusy, Damaged, KeysMissing; then the
    library that failed, and those after it, are as they were.
    """
    found: Deployment = app.extensions[EXTENSION]
    uids = list(uids)
    with found.keys_at_rest(turning=True):
        _finish(found, drain)
        turned: list[tuple[str, set[str]]] = []
        try:
            turned.extend((uid, _turn(found, uid, step)) for uid in uids)
        finally:
            if turned:
                drain()
                step("drained")
            for uid, moved in turned:
                _settle(found, uid, moved, step)


def rotate_deployment(app: Flask, drain: Callable[[], None] = drain, step: Say = quiet) -> None:
    """A new key of the deployment: for the control plane, and around the secret of each library.

    Kept addresses, and the factors and sessions of network admins go on. Raises StoreBusy.
    """
    found: Deployment = app.extensions[EXTENSION]
    with found.keys_at_rest(turning=True):
        _finish(found, drain)
        unlink(_beside(found))
        ring = found.keys.root().turned(DEPLOYMENT_CARRIED)
        step("begun")
        found.move_control(ring, PATIENCE)
        step("turned")
        _settle_deployment(found, drain, step)


def finish(app: Flask) -> None:
    """What was broken off, at the start, before anybody is served."""
    found: Deployment = app.extensions[EXTENSION]
    if unfinished(found):
        with found.keys_at_rest(turning=True):
            _finish(found, lambda: None)


def unfinished(found: Deployment) -> bool:
    """Whether something on the disk belongs to a rotation that did not end."""
    keys, stores = found.keys, found.stores
    return (
        keys.root().previous is not None
        or _beside(found).exists()
        or any(keys.ring(uid).previous for uid in _known(found))
        or any(_ahead(found, uid).exists() for uid in _known(found) if stores.exists(uid))
    )


def _finish(found: Deployment, drain: Callable[[], None]) -> None:
    if found.keys.root().previous is not None:
        _settle_deployment(found, drain, quiet)
    unlink(_beside(found))
    halfway = [uid for uid in _known(found) if found.keys.ring(uid).previous]
    if halfway:
        drain()
    for uid in halfway:
        _settle(found, uid, set(), quiet)
    for uid in _known(found):
        with suppress(FileNotFoundError):
            shutil.rmtree(_ahead(found, uid))


def _known(found: Deployment) -> list[str]:
    """The libraries of this deployment that have their secret: another's may lie there too."""
    return [uid for uid in with_a_store(found) if found.keys.has(uid)]


def _ahead(found: Deployment, uid: str) -> Path:
    """Where the library's next key would find its store."""
    return found.stores.room(uid, found.keys.ring(uid).generation + 1)


def _beside(found: Deployment) -> Path:
    """Where the deployment's next key would find the control plane."""
    return control_path(found.data, found.keys.root().turned(()))


def _turn(found: Deployment, uid: str, step: Say) -> set[str]:
    """The names of the pictures and films that have come along."""
    keys, stores = found.keys, found.stores
    was = keys.ring(uid)
    ring = was.turned(CARRIED)
    stores.room(uid, ring.generation).mkdir(mode=0o700)
    _move(found, uid, was, ring)
    step("files")
    with stores.unwritten(uid, PATIENCE):
        names = _move(found, uid, was, ring)
        new = stores.room(uid, ring.generation) / files.FOLDER
        for path in new.iterdir():
            if path.name not in names:  # Erased since it was moved.
                path.unlink()
        step("files again")
        stores.copy_under(uid, ring)
        step("store")
        keys.turn(uid, ring)
        step("turned")
    return names


def _settle(found: Deployment, uid: str, moved: set[str], step: Say) -> None:
    """Nothing is left under the old key."""
    keys, stores = found.keys, found.stores
    ring = keys.ring(uid)
    if ring.previous is None:
        return
    was = Ring(ring.previous, ring.generation - 1)
    left = _move(found, uid, was, ring)  # What was being taken in at the moment of the turn.
    for name in moved - left:  # And what was erased in it.
        (stores.room(uid, ring.generation) / files.FOLDER / name).unlink(missing_ok=True)
    step("files settled")
    old = stores.room(uid, was.generation)
    shutil.rmtree(old / files.FOLDER, ignore_errors=True)
    for path in old.glob("*.db*"):
        path.unlink(missing_ok=True)
    if was.generation:
        shutil.rmtree(old)
    step("old store gone")
    jobs.drop_exports(found.data, uid)
    keys.turn(uid, ring.settled())
    step("settled")


def _move(found: Deployment, uid: str, was: Ring, ring: Ring) -> set[str]:
    old, new = (found.stores.room(uid, one.generation) / files.FOLDER for one in (was, ring))
    return files.move(old, expand(was.secret, "media"), new, ring.key("media"))


def _settle_deployment(found: Deployment, drain: Callable[[], None], step: Say) -> None:
    keys = found.keys
    for again in (False, True):  # What was made in the moment of the turn is met the second time.
        if again:
            drain()
            step("drained")
        for uid in keys.uids():
            with suppress(KeysMissing, KeyRefused):  # Erased meanwhile; or never one of ours.
                keys.wrap_anew(uid)
        step("wrapped")
    found.stores.ready_template(tables.upgrade, tables.version(), anew=True)
    step("template")
    ring = keys.root()
    assert ring.previous is not None
    unlink(control_path(found.data, Ring(ring.previous, ring.generation - 1)))
    step("old control plane gone")
    keys.turn_root(ring.settled())
    step("settled")
