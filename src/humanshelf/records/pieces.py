"""What a library tells of its work: its practice card and its stories, as drafts and as shown.

What readers see is a copy, made when somebody publishes: work on the draft does not show through.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import CheckConstraint, delete, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column
from sqlalchemy.types import JSON

from humanshelf.lending.mistakes import Overtaken
from humanshelf.tenancy.db import Base, db, writing

PRACTICE, STORY = "practice", "story"
"""The one practice card has its kind's name as code; a story's says nothing of its title."""


class Piece(Base):
    """``draft`` and ``shown``: facts without a language, and texts by language.

    ``shown`` outlives a withdrawal, so that it can be taken back. ``edition`` rises with every
    save: whoever saves over an edition that they have not seen is told.
    """

    __tablename__ = "piece"
    __table_args__ = (CheckConstraint("kind IN ('practice', 'story')", name="kind"),)

    kind: Mapped[str] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    draft: Mapped[dict[str, Any]] = mapped_column(JSON)
    shown: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    withdrawn: Mapped[bool] = mapped_column(default=False)
    edition: Mapped[int] = mapped_column(default=1)
    sample: Mapped[bool] = mapped_column(default=False)

    @property
    def public(self) -> bool:
        return self.shown is not None and not self.withdrawn


PUBLIC = (Piece.shown.is_not(None), ~Piece.withdrawn)


def empty(kind: str, code: str) -> Piece:
    """Nothing written yet: the practice card of a new library, before its first save."""
    draft: dict[str, Any] = {"facts": {}, "texts": {}}
    return Piece(kind=kind, code=code, draft=draft, withdrawn=False, edition=0, sample=False)


def find_piece(kind: str, code: str) -> Piece | None:
    return db.session.get(Piece, (kind, code))


def pieces(kind: str) -> list[Piece]:
    """Newest first, by the day that a story names; those without a day before all."""
    found = db.session.scalars(select(Piece).where(Piece.kind == kind).order_by(Piece.code))
    return sorted(found, key=lambda piece: piece.draft["facts"].get("day") or "9", reverse=True)


def published(kind: str) -> list[Piece]:
    return [piece for piece in pieces(kind) if piece.public]


def kinds_published() -> set[str]:
    """What the home page leads to."""
    return set(db.session.scalars(select(Piece.kind).where(*PUBLIC).distinct()))


def start_story(code: str) -> None:
    """An empty story; one that is there stays as it is."""
    with writing() as session:
        if session.scalars(select(Piece).where(Piece.code == code)).first() is None:
            new = empty(STORY, code)
            new.edition = 1
            session.add(new)


def save_draft(
    piece: Piece,
    language: str,
    texts: Mapping[str, str],
    facts: Mapping[str, Any],
    *,
    edition: int,
) -> None:
    """These words in this language, over the edition that their author has seen."""
    kind, code = piece.kind, piece.code
    with writing() as session:
        row = session.get(Piece, (kind, code))
        if row is None and kind == PRACTICE:
            row = empty(kind, code)
            session.add(row)
        if row is None or row.edition != edition:
            raise Overtaken
        kept = {name: text for name, text in texts.items() if text}
        row.draft = {"facts": dict(facts), "texts": {**row.draft["texts"], language: kept}}
        row.edition += 1
        # Whose words somebody has changed is theirs from now on, and stays when samples go.
        row.sample = False


def publish(kind: str, code: str, *, edition: int) -> None:
    """Readers see the draft from now on, as its editor has just seen it."""
    with writing() as session:
        row = session.get(Piece, (kind, code))
        if row is None or row.edition != edition:
            raise Overtaken
        row.shown, row.withdrawn = row.draft, False


def withdraw(kind: str, code: str, *, withdrawn: bool) -> None:
    """No reader sees it any more; or, taken back, they see it again as it was."""
    with writing() as session:
        chosen = update(Piece).where(Piece.kind == kind, Piece.code == code)
        chosen = chosen.where(Piece.shown.is_not(None))
        session.execute(chosen.values(withdrawn=withdrawn))


def remove_story(code: str) -> None:
    """A story that nobody sees is gone for good."""
    with writing() as session:
        hidden = Piece.shown.is_(None) | Piece.withdrawn
        session.execute(delete(Piece).where(Piece.kind == STORY, Piece.code == code, hidden))


def add_pieces(session: Session, told: list[dict[str, Any]]) -> None:
    """Samples that are not there yet, published."""
    there = {tuple(row) for row in session.execute(select(Piece.kind, Piece.code))}
    for one in told:
        if (one["kind"], one["code"]) not in there:
            text = {"facts": one["facts"], "texts": one["texts"]}
            key = {"kind": one["kind"], "code": one["code"]}
            session.add(Piece(**key, draft=text, shown=text, sample=True))
    session.flush()
