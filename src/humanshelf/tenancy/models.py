"""The control plane: which libraries there are. Nothing here is about people or content."""

from datetime import UTC, date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from humanshelf.tenancy.db import Base
from humanshelf.tenancy.keys import new_uid
from humanshelf.tenancy.types import Moment


class State(StrEnum):
    INVITED = "invited"
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
    workers must let go of what they hold open of this library. Before a library has chosen its
    address, and once it is erased, it has no slug. ``hidden`` is the library's own doing, whatever
    its state, and its own to undo.
    """

    __tablename__ = "library"
    __bind_key__ = "control"

    uid: Mapped[str] = mapped_column(sa.String(16), primary_key=True, default=new_uid)
    slug: Mapped[str | None] = mapped_column(sa.String(40), unique=True)
    state: Mapped[State] = mapped_column(default=State.DRAFT)
    epoch: Mapped[int] = mapped_column(default=0)
    hidden: Mapped[bool] = mapped_column(default=False)
    schema_revision: Mapped[str | None] = mapped_column(sa.String(32))
    created_on: Mapped[date] = mapped_column(default=lambda: datetime.now(UTC).date())


class Invitation(Base):
    """A link that lets the first coordinator set a library up, until there is a password."""

    __tablename__ = "invitation"
    __bind_key__ = "control"

    token_hash: Mapped[bytes] = mapped_column(sa.LargeBinary, primary_key=True)
    library: Mapped[str] = mapped_column(sa.ForeignKey("library.uid", ondelete="CASCADE"))
    expires: Mapped[datetime] = mapped_column(Moment)


class Switch(Base):
    """A link on paper by which a library is hidden, emptied of its readers, or shown again, once.
    It stands here, as a hidden library is not opened to see whether somebody may open it."""

    __tablename__ = "switch"
    __bind_key__ = "control"

    token_hash: Mapped[bytes] = mapped_column(sa.LargeBinary, primary_key=True)
    library: Mapped[str] = mapped_column(sa.ForeignKey("library.uid", ondelete="CASCADE"))
    kind: Mapped[str]


class NetworkAct(Base):
    """What was done to a library as a whole, by whom and why. Libraries go by their uid here."""

    __tablename__ = "network_act"
    __bind_key__ = "control"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment)
    actor: Mapped[str]
    library: Mapped[str | None] = mapped_column(sa.String(16))
    act: Mapped[str]
    reason: Mapped[str]


class KeptSlug(Base):
    """An address that nobody may take yet, as its old cards and posters still lead there.

    Kept as its keyed hash: which library it was is nobody's to read.
    """

    __tablename__ = "kept_slug"
    __bind_key__ = "control"

    mac: Mapped[bytes] = mapped_column(sa.LargeBinary, primary_key=True)
    until: Mapped[date]
