#!/usr/bin/env python3
"""Maintainers: draw the pictures and the film of the sample exhibition anew.

    .venv/bin/python tools/drawings.py

All of it is original and nobody is shown. A film of two minutes: lights go on in a street.
"""

from collections.abc import Callable
from pathlib import Path
from random import Random

import av
from PIL import Image, ImageDraw

ROOT = Path(__file__).parents[1]
SIZE = (1280, 960)
INK, PAPER, SAND, SKY, CLAY, LEAF, NIGHT = (
    "#23262f", "#f4efe4", "#e2c79b", "#b9d0d8", "#b5573c", "#5c7a53", "#2b3350",
)  # fmt: skip
Pen = ImageDraw.ImageDraw


def window(pen: Pen) -> None:
    pen.rectangle((0, 0, 1280, 960), SAND)
    pen.rectangle((320, 120, 960, 760), INK)
    for x, y in ((345, 145), (650, 145), (345, 450), (650, 450)):
        pen.rectangle((x, y, x + 285, y + 285), SKY)
    pen.rectangle((260, 760, 1020, 810), CLAY)
    pen.polygon(((560, 760), (590, 640), (690, 640), (720, 760)), CLAY)
    for lean in (-90, -30, 40, 95):
        pen.line((640, 640, 640 + lean, 470), LEAF, 18)
        pen.ellipse((600 + lean, 430, 680 + lean, 510), LEAF)


def kettle(pen: Pen) -> None:
    pen.rectangle((0, 0, 1280, 960), PAPER)
    pen.rectangle((0, 720, 1280, 960), CLAY)
    pen.ellipse((380, 320, 860, 800), INK)
    pen.polygon(((830, 470), (1040, 360), (1070, 410), (850, 620)), INK)
    pen.arc((420, 160, 820, 520), 190, 350, INK, 34)
    pen.ellipse((590, 270, 650, 330), CLAY)
    for x in (1040, 1100, 1160):
        pen.arc((x - 40, 120, x + 40, 330), 100, 260, SKY, 16)


def stairs(pen: Pen) -> None:
    pen.rectangle((0, 0, 1280, 960), SKY)
    for step in range(8):
        pen.rectangle((120 + step * 130, 860 - step * 95, 1280, 960), PAPER if step % 2 else SAND)
    pen.line((120, 700, 1150, -50), INK, 16)
    for step in range(8):
        pen.line((150 + step * 130, 680 - step * 95, 150 + step * 130, 860 - step * 95), INK, 8)


def boat(pen: Pen) -> None:
    pen.rectangle((0, 0, 1280, 960), PAPER)
    pen.ellipse((880, 120, 1080, 320), CLAY)
    pen.rectangle((0, 600, 1280, 960), SKY)
    pen.polygon(((320, 600), (900, 600), (800, 730), (420, 730)), INK)
    pen.line((600, 600, 600, 170), INK, 14)
    pen.polygon(((620, 190), (620, 560), (860, 560)), SAND)
    for y in (780, 840, 900):
        pen.line((y - 600, y, y + 200, y), PAPER, 8)


def chairs(pen: Pen) -> None:
    pen.rectangle((0, 0, 1280, 960), LEAF)
    pen.rectangle((0, 740, 1280, 960), SAND)
    for x, turn in ((300, 1), (980, -1)):
        pen.rectangle((x - 110, 520, x + 110, 560), INK)
        back = x - 110 * turn
        pen.rectangle((min(back, back + 30 * turn), 240, max(back, back + 30 * turn), 540), INK)
        for leg in (-105, 80):
            pen.rectangle((x + leg, 560, x + leg + 25, 800), INK)
    pen.rectangle((520, 500, 760, 530), PAPER)
    pen.rectangle((628, 530, 652, 800), PAPER)
    pen.ellipse((600, 440, 680, 500), CLAY)


def letters(pen: Pen) -> None:
    pen.rectangle((0, 0, 1280, 960), SAND)
    chance = Random(7)
    for row in range(4):
        for column in range(4):
            x, y = 130 + column * 270, 110 + row * 200
            pen.rectangle((x, y, x + 220, y + 140), PAPER, INK, 5)
            fold = chance.randint(60, 90)
            pen.line((x, y, x + 110, y + fold, x + 220, y), INK, 5)
            pen.ellipse((x + 92, y + fold - 18, x + 128, y + fold + 18), CLAY)


def street(pen: Pen, lit: int) -> None:
    """A film's picture, half as large: so many windows are lit."""
    pen.rectangle((0, 0, 640, 360), NIGHT)
    pen.ellipse((520, 30, 570, 80), PAPER)
    chance = Random(3)
    for house in range(6):
        x, top = house * 106 + 6, chance.randint(90, 190)
        pen.rectangle((x, top, x + 94, 310), INK)
        for y in range(top + 16, 280, 40):
            for column in (14, 56):
                on = (house * 7 + y // 4 + column) % 24 < lit
                pen.rectangle((x + column, y, x + column + 24, y + 24), SAND if on else NIGHT)
    pen.rectangle((0, 310, 640, 360), CLAY)


def still(name: str, draw: Callable[[Pen], None], where: Path) -> None:
    fine = Image.new("RGB", SIZE)
    draw(ImageDraw.Draw(fine))
    where.mkdir(parents=True, exist_ok=True)
    fine.save(where / f"{name}.webp", quality=60, method=6)


def film(path: Path, seconds: int = 120, rate: int = 4) -> None:
    with av.open(str(path), "w", container_options={"fflags": "+bitexact"}) as out:
        stream = out.add_stream("libx264", rate=rate, options={"crf": "28", "preset": "veryslow"})
        stream.width, stream.height, stream.pix_fmt = 640, 360, "yuv420p"
        for number in range(seconds * rate):
            picture = Image.new("RGB", (640, 360))
            street(ImageDraw.Draw(picture), number * 24 // (seconds * rate) + 1)
            for packet in stream.encode(av.VideoFrame.from_image(picture)):
                out.mux(packet)
        for packet in stream.encode():
            out.mux(packet)


def main() -> None:
    stills = {f.__name__: f for f in (window, kettle, stairs, boat, chairs, letters)}
    hung = {"baku": ("window", "kettle", "boat", "chairs"), "nu": ("stairs", "chairs", "letters")}
    for slug, names in hung.items():
        where = ROOT / "tenants" / slug / "sample" / "media"
        for name in names:
            still(name, stills[name], where)
        poster = Image.new("RGB", (640, 360))
        street(ImageDraw.Draw(poster), 12)
        poster.save(where / "street.webp", quality=70, method=6)
        film(where / "street.mp4")


if __name__ == "__main__":
    main()
