"""The database as the rest of the product knows it: models, the session, and the turn to write."""

import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, ClassVar

import sqlalchemy as sa
from blinker import Signal
from flask import has_app_context
from sqlalchemy.orm import DeclarativeBase, registry

from humanshelf.tenancy import locks, scope, types
from humanshelf.tenancy.database import Database
from humanshelf.tenancy.database import scope as session_scope
from humanshelf.tenancy.session import PinnedSession, stamp_objects
from humanshelf.tenancy.sqlcipher import StoreBusy

PATIENCE = 5.0

# Sent after a library's write was committed, with its uid: live/ looks again at once.
committed = Signal()

_writing: ContextVar[bool] = ContextVar("writing", default=False)


class AlreadyWriting(RuntimeError):
    """A write was begun inside a write: the inner commit would be the outer's."""


class UnsavedChanges(RuntimeError):
    """Objects were changed before the write began; beginning it would forget the changes."""


NAMES = {
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
}


class Declarative(DeclarativeBase):
    __bind_key__: ClassVar[str | None]

    registry = registry(
        metadata=sa.MetaData(naming_convention=NAMES), type_annotation_map=types.ANNOTATIONS
    )


db = Database(
    model_class=Declarative,
    session_options={
        "class_": PinnedSession,
        "scopefunc": session_scope,
        "expire_on_commit": False,
    },
)

if TYPE_CHECKING:
    Base = Declarative
else:
    Base = db.Model

stamp_objects(Base)
scope.on_leaving.append(db.leave_library)


@contextmanager
def writing(patience: float = PATIENCE) -> Iterator[PinnedSession]:
    """One write transaction on the library in force: committed at the end, or undone.

    What was read before is forgotten and read again inside, where nobody else can write. Do
    nothing inside that waits for anything else. Raises StoreBusy when the turn does not come.
    """
    uid = scope.current()
    with _turn(uid, {}, patience) as session:
        yield session
    committed.send(uid)


def let_go() -> None:
    """Give back the line to the store before waiting for something else. A write keeps its own."""
    if has_app_context() and not _writing.get():
        session: Any = db.session()
        if not (session.new or session.dirty or session.deleted):
            session.rollback()


@contextmanager
def writing_control(patience: float = PATIENCE) -> Iterator[PinnedSession]:
    """One write transaction on the control plane."""
    control = db.metadatas["control"].tables["library"]
    with _turn("control", {"clause": control}, patience) as session:
        yield session


@contextmanager
def _turn(store: str, bind_arguments: dict[str, Any], patience: float) -> Iterator[PinnedSession]:
    if _writing.get():
        raise AlreadyWriting
    session: Any = db.session()
    if session.new or session.dirty or session.deleted:
        raise UnsavedChanges
    session.rollback()
    deadline = time.monotonic() + patience
    with locks.held(store, patience):
        mark = _writing.set(True)
        try:
            _begin(session, bind_arguments, deadline)
            yield session
            session.commit()
        except BaseException:
            session.rollback()
            raise
        finally:
            _writing.reset(mark)


def _begin(session: PinnedSession, bind_arguments: dict[str, Any], deadline: float) -> None:
    """Begin to write. Another process may be writing: try again until the deadline.

    The sleep is ours, not SQLite's, so that under gevent the other greenlets go on.
    """
    while True:
        try:
            session.connection(bind_arguments, execution_options={"writing": True})
            return
        except StoreBusy:
            session.rollback()
            if time.monotonic() >= deadline:
                raise
            time.sleep(random.uniform(0.001, 0.02))
