"""The library that answers: its profile, read once per worker and kept until it changes."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from flask import g

from humanshelf.records.profile import profile
from humanshelf.records.words import Words
from humanshelf.tenancy.scope import current_or_none, kept


@dataclass(frozen=True, slots=True)
class Here:
    """What every page needs of its library. ``languages[0]`` is the main language."""

    languages: list[str]
    zone: ZoneInfo
    vocabulary: str
    licence: str
    hue: int
    logo: str
    words: Words


def here() -> Here | None:
    """The library of this request; None on the bare domain."""
    if current_or_none() is None:
        return None
    if "here" not in g:
        memory = kept("here")
        if "library" not in memory:
            memory["library"] = _read()
        g.here = memory["library"]
    found: Here = g.here
    return found


def _read() -> Here:
    row = profile()
    return Here(
        languages=list(row.languages),
        zone=ZoneInfo(row.time_zone),
        vocabulary=row.vocabulary,
        licence=row.licence,
        hue=row.hue,
        logo=row.logo,
        words=Words(row.texts, tuple(row.languages)),
    )
