"""Films, poured into a new container: picture and sound as they are, and nothing beside them.

Titles, places, times, chapters, subtitles and a camera's own data track stay behind, and so do
the notes that an encoder leaves between the pictures.
"""

from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any, BinaryIO

import av
from av.bitstream import BitStreamFilterContext

from humanshelf.media.refused import Refused, Why

LARGEST = 200 * 1024 * 1024
"""Bytes of a file that is sent."""
LONGEST_SIDE = 4096
MP4, WEBM = "mp4", "webm"
TYPES = {MP4: "video/mp4", WEBM: "video/webm"}
DEMUXERS = {MP4: "mov", WEBM: "matroska"}
PLAYED = {
    MP4: ({"h264", "av1"}, {"aac", "mp3"}),
    WEBM: ({"vp8", "vp9", "av1"}, {"opus", "vorbis"}),
}
"""Pictures and sounds that telephones play, by container."""
BARE = {"h264": "filter_units=remove_types=6"}
"""Takes out what an encoder wrote about itself, or a camera about where it was."""


@dataclass(frozen=True, slots=True)
class Film:
    """What is known of a film that was poured over."""

    kind: str
    width: int
    height: int
    seconds: int


def remux(source: BinaryIO, target: BinaryIO) -> Film:
    """Pour the film into ``target``. Raises :class:`Refused`."""
    source.seek(0)
    kind = _kind(source.read(16))
    source.seek(0)
    try:
        with av.open(source, format=DEMUXERS[kind], metadata_errors="ignore") as film:
            return _poured(film, kind, target)
    except Refused:
        raise
    except Exception:
        # Whatever the demuxer stumbles over: it is no film that a phone could play.
        raise Refused(Why.NO_FILM) from None


def _kind(head: bytes) -> str:
    """By its first bytes, before any demuxer may guess: a playlist would send it to other files."""
    if head[4:8] == b"ftyp":
        return MP4
    if head[:4] == b"\x1a\x45\xdf\xa3":
        return WEBM
    raise Refused(Why.NO_FILM)


def _poured(film: Any, kind: str, target: BinaryIO) -> Film:
    picture, sound = _streams(film, kind)
    with ExitStack() as stack:
        out = stack.enter_context(
            av.open(target, "w", format=kind, container_options={"fflags": "+bitexact"})
        )
        into = {one.index: out.add_stream_from_template(one) for one in (picture, sound) if one}
        for stream in into.values():
            stream.metadata.clear()
        filters = {
            one.index: BitStreamFilterContext(BARE[one.codec_context.name], one, into[one.index])
            for one in (picture,)
            if one.codec_context.name in BARE
        }
        packets = 0
        for packet in film.demux([one for one in (picture, sound) if one]):
            if packet.dts is None:
                continue
            index = packet.stream.index
            for bare in filters[index].filter(packet) if index in filters else [packet]:
                bare.stream = into[index]
                out.mux(bare)
                packets += 1
        if not packets:
            raise Refused(Why.NO_FILM)
        seconds = round((film.duration or 0) / av.time_base)
        return Film(kind, picture.codec_context.width, picture.codec_context.height, seconds)


def _streams(film: Any, kind: str) -> tuple[Any, Any]:
    """The one picture and the one sound, if telephones play them, and the first picture is one."""
    if not film.streams.video:
        raise Refused(Why.NO_FILM)
    picture = film.streams.video[0]
    sound = film.streams.audio[0] if film.streams.audio else None
    pictures, sounds = PLAYED[kind]
    if picture.codec_context.name not in pictures:
        raise Refused(Why.OTHER_FILM)
    if sound is not None and sound.codec_context.name not in sounds:
        raise Refused(Why.OTHER_FILM)
    if max(picture.codec_context.width, picture.codec_context.height) > LONGEST_SIDE:
        raise Refused(Why.TOO_MANY_PIXELS)
    if next(film.decode(picture), None) is None:
        raise Refused(Why.NO_FILM)
    film.seek(0)
    return picture, sound
