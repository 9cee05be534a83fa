"""The library that answers: its profile, read once per worker and kept until it changes."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from flask import g

from humanshelf.records.profile import Profile, profile
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
    hours_kept: int
    words_kept: int
    exit_url: str


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


def zone() -> ZoneInfo:
    """Of the library of this request, which is one."""
    library = here()
    assert library is not None
    return library.zone


def _read() -> Here:
    return drawn(profile())


def forget() -> None:
    """It has changed: this worker reads it again."""
    kept("here").clear()
    g.pop("here", None)


def drawn(row: Profile) -> Here:
    """The library as its profile tells of it; also of one that is not saved, for a preview."""
    return Here(
        languages=list(row.languages),
        zone=ZoneInfo(row.time_zone),
        vocabulary=row.vocabulary,
        licence=row.licence,
        hue=row.hue,
        logo=row.logo,
        words=Words(row.texts, tuple(row.languages)),
        hours_kept=row.hours_kept,
        words_kept=row.words_kept,
        exit_url=row.exit_url,
    )
