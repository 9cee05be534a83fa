"""The control plane: which libraries there are. Nothing here is about people or content."""

from datetime import UTC, date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from humanshelf.tenancy.db import Base
from humanshelf.tenancy.keys import new_uid


class State(StrEnum):
    DRAFT = "draft"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    ARCHIVED = "archived"
    ERASING = "erasing"
    TOMBSTONE = "tombstone"


class Library(Base):
    """A partner library as the network knows it.

    The uid is random and never used again: it names the store, the keys and the logs, so that
    below the web address nothing tells which library it is. The epoch rises whenever other
    workers must let go of what they hold open of this library.
    """

    __tablename__ = "library"
    __bind_key__ = "control"

    uid: Mapped[str] = mapped_column(sa.String(16), primary_key=True, default=new_uid)
    slug: Mapped[str] = mapped_column(sa.String(40), unique=True)
    state: Mapped[State] = mapped_column(default=State.DRAFT)
    epoch: Mapped[int] = mapped_column(default=0)
    schema_revision: Mapped[str | None] = mapped_column(sa.String(32))
    created_on: Mapped[date] = mapped_column(default=lambda: datetime.now(UTC).date())
