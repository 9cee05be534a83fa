"""The sample exhibition of a bundle: read and checked, and hung up."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Protocol
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from humanshelf.libraries.faults import Checked
from humanshelf.media.files import keep_film, keep_picture
from humanshelf.media.films import TYPES
from humanshelf.records.exhibits import FILM, KINDS, LONGEST, PICTURE, ROOMS, Exhibit, Screening
from humanshelf.records.hanging import add_exhibit

CODE = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?")
TEXTS = ("title", "caption", "credit", "alt")


class Told(Protocol):
    """What of a bundle the exhibition needs to know."""

    languages: list[str]
    themes: list[dict[str, Any]]
    exhibits: list[dict[str, Any]]


def exhibits(found: Checked | None, bundle: Told) -> list[dict[str, Any]]:
    """A library need not have any. ``starts``: minutes after the running event opened."""
    themes = {theme["code"] for theme in bundle.themes}
    read: list[dict[str, Any]] = []
    for entry in found.entries("exhibit") if found else ():
        code = entry.text("code", CODE, "small letters, digits and hyphens")
        entry.expect(code not in [e["code"] for e in read], "code", f"{code!r} stands there twice")
        kind, room, minutes = entry.text("kind"), entry.text("room"), entry.get("minutes")
        entry.expect(kind in KINDS, "kind", f"kind is one of {', '.join(KINDS)}")
        entry.expect(room in ROOMS, "room", f"room is one of {', '.join(ROOMS)}")
        fits = type(minutes) is int and 1 <= minutes <= LONGEST
        entry.expect(fits, "minutes", f"minutes is 1 to {LONGEST}")
        for theme in entry.strings("themes"):
            entry.expect(theme in themes, "themes", f"there is no theme {theme!r}")
        read.append(
            {
                "code": code,
                "kind": kind,
                "room": room,
                "minutes": minutes,
                "themes": entry.strings("themes"),
                "starts": _starts(entry),
                "picture": _file(entry, "picture"),
                "film": _file(entry, "film"),
                "texts": {
                    language: {key: entry.inner(language, key) for key in TEXTS}
                    for language in bundle.languages
                },
            }
        )
    return read


def _starts(entry: Checked) -> list[int]:
    starts = entry.get("starts", [])
    fits = isinstance(starts, list) and all(type(one) is int for one in starts)
    entry.expect(fits, "starts", "starts is a list of minutes")
    return starts if fits else []


def _file(entry: Checked, key: str) -> Path | None:
    """A picture or film, which lies in the folder media beside the file that names it."""
    name = entry.get(key)
    if name is None:
        return None
    path = entry.path.parent / "media" / str(name)
    there = Path(str(name)).name == name and path.is_file()
    entry.expect(there, key, f"there is no file {name!r} in the folder media")
    return path if there else None


Prepared = list[tuple[dict[str, Any], list[dict[str, Any]]]]


def prepare(bundle: Told, there: set[str]) -> Prepared:
    """The exhibits that are missing, with their files taken in: not inside a write."""
    return [
        (one, list(_files(one["picture"], one["film"])))
        for one in bundle.exhibits
        if one["code"] not in there
    ]


def hang(session: Session, prepared: Prepared) -> None:
    """For good, published: whichever event runs shows them."""
    for told, files in prepared:
        known = {k: told[k] for k in ("code", "kind", "room", "minutes", "themes", "texts")}
        add_exhibit(session, known | {"published": True, "sample": True}, files)


def screen(session: Session, bundle: Told, event_id: UUID, opens: datetime, side: bool) -> None:
    """The films of the samples, at their times in this event."""
    ids = {e.code: e.id for e in session.query(Exhibit).where(Exhibit.sample)}
    session.add_all(
        Screening(
            id=uuid4(),
            event_id=event_id,
            exhibit_id=ids[told["code"]],
            room=told["room"] if side else "hall",
            starts=opens + timedelta(minutes=after),
            minutes=told["minutes"],
        )
        for told in bundle.exhibits
        for after in told["starts"]
        if told["code"] in ids
    )


def _files(picture: Path | None, film: Path | None) -> Iterator[dict[str, Any]]:
    if picture:
        with picture.open("rb") as source:
            yield from picture_files(keep_picture(source))
    if film:
        with film.open("rb") as source:
            yield film_file(keep_film(source))


def picture_files(kept: list[tuple[str, Any]]) -> Iterator[dict[str, Any]]:
    """The rows of a picture that was taken in."""
    for name, one in kept:
        size = {"width": one.width, "height": one.height, "size": len(one.data)}
        yield {"name": name, "kind": PICTURE, "type": "image/webp", **size}


def film_file(kept: tuple[str, Any, int]) -> dict[str, Any]:
    """The row of a film that was taken in."""
    name, film, size = kept
    shown = {"width": film.width, "height": film.height, "size": size}
    return {"name": name, "kind": FILM, "type": TYPES[film.kind], **shown}
