"""Two libraries, always on stage together, whose rows have equal ids on purpose.

The models have a metadata of their own, so that the product's is not told of them.
"""

from pathlib import Path
from types import SimpleNamespace

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Mapped, mapped_column, relationship

from humanshelf import tenancy
from humanshelf.tenancy import db, deployment, library, writing, writing_control
from humanshelf.tenancy.models import Library, State

BAKU, ASTANA = "ba00000000000001", "a500000000000002"
NAMES = {BAKU: "baku", ASTANA: "astana"}


class OnStage(db.Model):
    __abstract__ = True
    metadata = sa.MetaData(info={"bind_key": None})


class Rack(OnStage):
    __tablename__ = "rack"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    slips: Mapped[list["Slip"]] = relationship(back_populates="rack")


class Slip(OnStage):
    __tablename__ = "slip"

    id: Mapped[int] = mapped_column(primary_key=True)
    label: Mapped[str]
    rack_id: Mapped[int | None] = mapped_column(sa.ForeignKey("rack.id"))
    rack: Mapped[Rack | None] = relationship(back_populates="slips")


def make_app(folder: Path) -> Flask:
    app = Flask("stage")
    app.config["HUMANSHELF"] = SimpleNamespace(data=folder / "data", keys=folder / "keys")
    tenancy.init_app(app)
    return app


def set_the_stage(folder: Path) -> None:
    tenancy.prepare(SimpleNamespace(data=folder / "data", keys=folder / "keys"))
    with make_app(folder).app_context():
        for uid, name in NAMES.items():
            furnish(uid, name)
        # Closed, so that the files are whole and may be copied.
        deployment().stores.dispose()
        deployment().control.dispose()


def furnish(uid: str, name: str) -> None:
    """Give a library its key, its store, its row in the control plane, and one rack."""
    deployment().keys.create(uid)
    deployment().stores.create(uid, OnStage.metadata.create_all)
    with writing_control() as session:
        session.add(Library(uid=uid, slug=name, state=State.ACTIVE))
    with library(uid), writing() as session:
        session.add(Rack(id=1, title=f"rack of {name}", slips=[Slip(id=1, label=name)]))
