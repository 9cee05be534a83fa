"""Seize: everything on the disk is carried away, after an event and half a day later.

Without the keys it shows nobody. With them it shows what the library keeps; never who a book is
outside, what people said, who asked, or any password or link; and twelve hours after the event no
reader either.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

from humanshelf.drills import attack, played, scene
from humanshelf.drills.finding import Finding
from humanshelf.drills.markers import (
    ASKER,
    GOING,
    SECRET,
    SHOWN,
    VAULT,
    WORDS,
    count_found,
    search,
)
from humanshelf.drills.played import Played, desk_of
from humanshelf.drills.stage import BrokenOff, Stage

LATER = scene.LASTS + 13
"""Hours: thirteen after the event's end."""


def drill(stage: Stage, readers: int = 6) -> Iterator[Finding]:
    event = played.set_up(stage)
    with stage.serving() as server:
        played.play(stage, server, event, readers)
        stage.tell("a backup while people read")
        back_up(stage, "during")
        scene.tap(desk_of(event), "returns", book=scene.code(2))
    counts = stage.inside(scene.LIBRARY, counted)
    yield from seized(stage, event)
    stage.tell("thirteen hours after the event's end")
    stage.later = LATER
    with stage.serving():
        back_up(stage, "after")
    yield from seized_later(stage, event)
    same = stage.inside(scene.LIBRARY, counted) == counts
    yield Finding("B2", "the counts of the event stay", same, f"{counts} readings")


def seized(stage: Stage, event: Played) -> Iterator[Finding]:
    """The disk as it lies there while the event lasts."""
    stage.tell("all files are searched, without the keys and with them")
    markers, kinds = event.markers, (VAULT, ASKER, SECRET, GOING, WORDS, SHOWN)
    files = attack.taken(stage.folder, [stage.keys])
    own = dict.fromkeys(attack.found_secrets(stage.keys), SECRET)
    hits = search(files, markers.needles(*kinds) | own)
    size = sum(map(len, files.values())) / 1e6
    looked = f"{markers.count(*kinds)} markers, {len(files)} files, {size:.1f} MB"
    yield Finding("B1", "without the keys the disk shows nobody", not hits, said(hits) or looked)
    plain = opened(stage)
    shown = markers.texts[SHOWN]
    found = count_found(plain, shown)
    yield Finding(
        "B1",
        "with the keys this attacker does see what the library keeps",
        found == len(shown),
        f"{found} of {len(shown)} of its words",
    )
    hits = search(plain | attack.taken(stage.folder), markers.needles(ASKER, SECRET, VAULT, WORDS))
    yield Finding(
        "B4",
        "no address, agent, referrer, wrong path or camera's note, even with the keys",
        ASKER not in hits,
        said(hits) or f"0 of {markers.count(ASKER)}",
    )
    yield Finding(
        "B8",
        "no password, link or cookie, even with the keys",
        SECRET not in hits,
        said(hits) or f"0 of {markers.count(SECRET)}",
    )
    yield Finding(
        "B1",
        "not who a book is outside, even with the keys",
        None if not markers.count(VAULT) else VAULT not in hits,
        said(hits) or f"0 of {markers.count(VAULT)}",
    )
    yield Finding(
        "B1",
        "not what people said, even with the keys",
        None if not markers.count(VAULT) else WORDS not in hits,
        said(hits) or f"0 of {markers.count(WORDS)}",
    )
    copies = {name: content for name, content in plain.items() if name.startswith("backups/")}
    hits = search(copies, markers.needles(GOING))
    yield Finding(
        "B2",
        "backups opened with the keys hold no card and no reader",
        bool(copies) and not hits,
        said(hits) or f"0 of {markers.count(GOING)} in {len(copies)} opened copies",
    )


def seized_later(stage: Stage, event: Played) -> Iterator[Finding]:
    """Thirteen hours after its end, with the keys: write-ahead log and free pages as well."""
    needles, plain = event.markers.needles(GOING), opened(stage)
    hits = search(plain | attack.taken(stage.folder), needles)
    yield Finding(
        "B2",
        "thirteen hours after the event no card and no reader, with the keys",
        bool(needles) and not hits,
        said(hits) or f"0 of {event.markers.count(GOING)}",
    )


def opened(stage: Stage) -> dict[str, bytes]:
    return attack.opened(attack.taken(stage.folder), stage.keys, stage.folder / "tmp")


def said(hits: Mapping[str, set[str]]) -> str:
    """Where something was found, by the files' own names."""
    places = [f"{kind} in {', '.join(sorted(names)[:3])}" for kind, names in sorted(hits.items())]
    return "; ".join(places)


def back_up(stage: Stage, name: str) -> Path:
    """What a network admin does every night."""
    target = stage.backups / name
    done = stage.command("backup", "--all", "--to", str(target))
    if done.returncode:
        raise BrokenOff(f"backup: {done.stderr.strip()}")
    return target


def counted() -> int:
    """Readings of the event, as its figures tell them."""
    from sqlalchemy import func, select

    from humanshelf.records.events import SeatRow
    from humanshelf.tenancy.db import db

    return int(db.session.scalar(select(func.sum(SeatRow.readings))) or 0)
