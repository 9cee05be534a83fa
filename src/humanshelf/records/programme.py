"""The exhibition of an event as it is shown: plain values, read once per edition."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from humanshelf.lending.fitting import Piece, Play
from humanshelf.records.exhibits import FILM, PICTURE, Exhibit, ExhibitFile, Screening
from humanshelf.records.words import Words


@dataclass(frozen=True, slots=True)
class ShownFile:
    name: str
    type: str
    width: int
    height: int
    size: int


@dataclass(frozen=True, slots=True)
class ShownExhibit:
    """An exhibit with its words, the sizes of its picture (smallest first), and its film."""

    id: UUID
    code: str
    kind: str
    room: str
    minutes: int
    themes: tuple[str, ...]
    words: Words
    link: str
    pictures: tuple[ShownFile, ...]
    film: ShownFile | None


@dataclass(frozen=True, slots=True)
class ShownScreening:
    exhibit: str
    room: str
    starts: datetime
    ends: datetime


@dataclass(frozen=True, slots=True)
class Programme:
    """What is to be seen at one event."""

    exhibits: dict[str, ShownExhibit] = field(default_factory=dict)
    screenings: tuple[ShownScreening, ...] = ()
    plays: tuple[Play, ...] = ()
    pieces: tuple[Piece, ...] = ()

    def next_change(self, at: datetime) -> datetime | None:
        """When a film next starts or ends: what is shown of the programme changes then."""
        moments = [m for one in self.screenings for m in (one.starts, one.ends) if m > at]
        return min(moments, default=None)

    def next_in(self, room: str, at: datetime, most: int) -> tuple[ShownScreening, ...]:
        """What runs or comes next in a room."""
        found = [one for one in self.screenings if one.room == room and one.ends > at]
        return tuple(found[:most])


def programme(
    exhibits: Iterable[Exhibit], screenings: Iterable[Screening], order: tuple[str, ...]
) -> Programme:
    shown = {exhibit.id: shown_exhibit(exhibit, order) for exhibit in exhibits}
    times = tuple(
        ShownScreening(
            shown[one.exhibit_id].code,
            one.room,
            one.starts,
            one.starts + timedelta(minutes=one.minutes),
        )
        for one in screenings
        if one.exhibit_id in shown
    )
    known = {one.code: one for one in shown.values()}
    return Programme(known, times, _plays(known, times), _pieces(known, times))


def _plays(known: dict[str, ShownExhibit], times: tuple[ShownScreening, ...]) -> tuple[Play, ...]:
    """The screenings, as the rule of what fits takes them."""
    return tuple(
        Play(one.exhibit, one.room, one.starts, one.ends, known[one.exhibit].themes)
        for one in times
    )


def _pieces(known: dict[str, ShownExhibit], times: tuple[ShownScreening, ...]) -> tuple[Piece, ...]:
    """What can be seen at any time: all that is not shown at set times."""
    timed = {one.exhibit for one in times}
    return tuple(
        Piece(one.code, one.room, one.minutes, one.themes)
        for one in known.values()
        if one.code not in timed
    )


def shown_exhibit(exhibit: Exhibit, order: tuple[str, ...]) -> ShownExhibit:
    films = exhibit.of_kind(FILM)
    return ShownExhibit(
        id=exhibit.id,
        code=exhibit.code,
        kind=exhibit.kind,
        room=exhibit.room,
        minutes=exhibit.minutes,
        themes=tuple(exhibit.themes),
        words=Words(exhibit.texts, order),
        link=exhibit.link,
        pictures=tuple(shown_file(file) for file in exhibit.of_kind(PICTURE)),
        film=shown_file(films[0]) if films else None,
    )


def shown_file(file: ExhibitFile) -> ShownFile:
    return ShownFile(file.name, file.type, file.width, file.height, file.size)
