"""A session that belongs to one library from birth to death.

A session that asked at each query which library is in force would answer from its identity map
with another library's object: their rows have equal ids. So the session is pinned, every object
carries the library it came from, and a stranger's object is refused at the door.
"""

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from flask_sqlalchemy.session import Session
from sqlalchemy import event
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.sql import visitors

from humanshelf.tenancy.scope import NoLibrary, ScopeError, WrongLibrary, current_or_none

STAMP = "_library"


class PinnedSession(Session):
    def __init__(self, db: Any, **options: Any) -> None:
        super().__init__(db, **options)
        self.library = current_or_none()
        self._engine: sa.Engine | None = None

    def get_bind(
        self, mapper: Any = None, clause: Any = None, bind: Any = None, **kwargs: Any
    ) -> sa.Engine | sa.Connection:
        if is_control(mapper, clause):
            control: sa.Engine = self._db.engines["control"]
            return control
        self.check_scope()
        if self._engine is None:
            # Kept, not asked for again: an engine evicted and made anew in the middle of a
            # transaction would give it a second connection, which waits for the first.
            self._engine = self._db.engine
        if bind is not None and bind.engine is not self._engine:
            raise WrongLibrary("a session works on its own library's store only")
        return self._engine

    def check_scope(self) -> None:
        inside = current_or_none()
        if inside is None or self.library is None:
            raise NoLibrary("a library's data was touched with no library in force")
        if inside != self.library:
            raise WrongLibrary(f"a session of {self.library} was used under {inside}")

    def check_owner(self, instance: object) -> None:
        if is_control(type(instance)):
            return
        if self.library is None:
            raise NoLibrary("a library's object was offered with no library in force")
        owner = instance.__dict__.get(STAMP)
        if owner != self.library:
            kind = type(instance).__name__
            raise WrongLibrary(f"a {kind} of {owner} was offered to a session of {self.library}")

    def get(self, entity: Any, ident: Any, **options: Any) -> Any:
        # What the identity map holds is answered without asking for a bind.
        if not is_control(entity):
            self.check_scope()
        return super().get(entity, ident, **options)

    def merge(self, instance: Any, **options: Any) -> Any:
        self._check_merged(instance)
        return super().merge(instance, **options)

    def merge_all(self, instances: Iterable[Any], **options: Any) -> Any:
        instances = list(instances)
        for instance in instances:
            self._check_merged(instance)
        return super().merge_all(instances, **options)

    def _check_merged(self, instance: Any) -> None:
        self.check_owner(instance)
        state = sa.inspect(instance)
        for related, *_ in state.mapper.cascade_iterator("merge", state):
            self.check_owner(related)

    def bulk_save_objects(self, *args: Any, **options: Any) -> None:
        # It goes around the attach event, and so around the check of the owner.
        raise ScopeError("bulk_save_objects is not offered: use add_all or a Core insert")


def is_control(mapper: Any = None, clause: Any = None) -> bool:
    """Whether this is about the control plane alone. What is in doubt belongs to a library."""
    if mapper is not None:
        tables = [sa.inspect(mapper).local_table]
    elif clause is not None:
        tables = [part for part in visitors.iterate(clause) if isinstance(part, sa.Table)]
    else:
        tables = []
    return bool(tables) and all(_is_control_table(table) for table in tables)


def _is_control_table(table: Any) -> bool:
    metadata = getattr(table, "metadata", None)
    return metadata is not None and metadata.info.get("bind_key") == "control"


def stamp_objects(base: type[DeclarativeBase]) -> None:
    """Let every object know from birth or loading whose it is."""

    @event.listens_for(base, "init", propagate=True)
    def born(instance: Any, args: Any, kwargs: Any) -> None:
        instance.__dict__[STAMP] = current_or_none()

    @event.listens_for(base, "load", propagate=True)
    def loaded(instance: Any, context: Any) -> None:
        instance.__dict__[STAMP] = context.session.library

    @event.listens_for(PinnedSession, "before_attach")
    def attached(session: PinnedSession, instance: Any) -> None:
        session.check_owner(instance)
