"""Pictures, made anew from their pixels: nothing else of the file that was sent is kept.

Place, time, camera, colour profile and whatever somebody hid behind the picture stay behind.
"""

import re
from dataclasses import dataclass
from io import BytesIO
from typing import BinaryIO
from zipfile import is_zipfile

from PIL import Image, ImageOps

from humanshelf.media.refused import Refused, Why

LARGEST = 12 * 1024 * 1024
"""Bytes of a file that is sent."""
WIDTHS = (240, 640, 1280)
MOST_PIXELS = {"JPEG": 60_000_000, "MPO": 60_000_000}
"""A JPEG is made smaller while it is decoded; others are decoded whole."""
MOST_WHOLE = 24_000_000
LONGEST_SIDE = 16_000
KINDS = ("JPEG", "PNG", "WEBP")
"""What is opened at all; an SVG is a document and a GIF a film, both stay closed."""
QUALITY = {240: 55, 640: 68}
FOREIGN = re.compile(rb"<(?:script|html|svg|\?php|!doctype)[\s>/]|%PDF-", re.IGNORECASE)
"""Marks of a file that wants to be two things at once."""
EDGE = 4096
"""So many bytes at both ends of a file are where programs look for what it is."""


@dataclass(frozen=True, slots=True)
class Picture:
    """One size of a picture, as WebP."""

    width: int
    height: int
    data: bytes


def encode(source: BinaryIO) -> list[Picture]:
    """The picture in each size that it is large enough for, the smallest first.

    Raises :class:`Refused`. The number of pixels is looked at before any of them is decoded.
    """
    data = source.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise Refused(Why.TOO_LARGE)
    check_single(data)
    return _sizes(pixels(data))


def check_single(data: bytes) -> None:
    """Refuse what is a picture and something else besides."""
    # Not in its midst: packed pixels of a large photograph spell out any four letters by chance.
    edges = (data[:EDGE], data[-EDGE:], _behind(data))
    if any(FOREIGN.search(edge) for edge in edges) or is_zipfile(BytesIO(data)):
        raise Refused(Why.TWO_THINGS)


def _behind(data: bytes) -> bytes:
    """What follows the picture in its file."""
    if data[:4] == b"RIFF":
        return data[8 + int.from_bytes(data[4:8], "little") :]
    ends = (data.rfind(b"\xff\xd9") + 2, data.rfind(b"IEND") + 8)
    jpeg = data[:2] == b"\xff\xd8"
    return data[ends[0] if jpeg else ends[1] :]


def pixels(data: bytes) -> Image.Image:
    """Upright, in RGB, and with nothing but its pixels, none of its sides longer than twice the
    largest width. Raises :class:`Refused`."""
    try:
        with Image.open(BytesIO(data), formats=KINDS) as image:
            most = MOST_PIXELS.get(image.format or "", MOST_WHOLE)
            if image.width * image.height > most or max(image.size) > LONGEST_SIDE:
                raise Refused(Why.TOO_MANY_PIXELS)
            # A telephone's JPEG may hold a second view of the same; only the first is read.
            if image.format in ("PNG", "WEBP") and getattr(image, "is_animated", False):
                raise Refused(Why.MOVES)
            image.draft("RGB", (2 * WIDTHS[-1], 2 * WIDTHS[-1]))
            image.thumbnail((2 * WIDTHS[-1], 2 * WIDTHS[-1]))
            return _on_paper(ImageOps.exif_transpose(image))
    except Refused:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Refused(Why.TOO_MANY_PIXELS) from None
    except Exception:
        # Whatever a decoder stumbles over: it is no picture that a phone could show.
        raise Refused(Why.NO_PICTURE) from None


def _on_paper(image: Image.Image) -> Image.Image:
    """What can be seen through lies on white. A new image carries nothing of the old one's file."""
    seen_through = image.convert("RGBA") if image.has_transparency_data else None
    paper = Image.new("RGB", image.size, "white")
    if seen_through is not None:
        paper.paste(seen_through, mask=seen_through.getchannel("A"))
    else:
        paper.paste(image.convert("RGB"))
    return paper


def _sizes(image: Image.Image) -> list[Picture]:
    widths = [width for width in WIDTHS if width < image.width]
    if len(widths) < len(WIDTHS):
        widths.append(image.width)
    return [_written(image, width) for width in widths]


def _written(image: Image.Image, width: int) -> Picture:
    height = max(1, round(image.height * width / image.width))
    small = image
    if width < image.width:
        small = image.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3.0)
    out = BytesIO()
    small.save(out, "WEBP", quality=QUALITY.get(width, 74), method=4)
    return Picture(small.width, small.height, out.getvalue())
