"""B13: of a picture nothing stays but its pixels, and what is no picture is refused at once."""

import struct
import time
import zipfile
import zlib
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from footage import photo
from humanshelf.media import pictures
from humanshelf.media.pictures import WIDTHS, check_single, encode
from humanshelf.media.refused import Refused, Why

SECRETS = (
    b"SECRET",
    b"Exif",
    b"EXIF",
    b"eXIf",
    b"ICCP",
    b"iCCP",
    b"XMP",
    b"xmpmeta",
    b"acsp",
    b"rdf:",
)
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def why(data: bytes) -> Why:
    with pytest.raises(Refused) as refused:
        encode(BytesIO(data))
    return refused.value.why


def markers(data: bytes) -> list[bytes]:
    return [mark for mark in SECRETS if mark in data]


def png(width: int, height: int) -> bytes:
    """The head of a PNG that says it is as large as that, and holds next to nothing."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(bytes(1000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_place_time_camera_and_profile_are_gone(kind):
    sent = photo(kind=kind)
    assert len(markers(sent)) >= 2, "the control: they were in there"
    for one in encode(BytesIO(sent)):
        assert markers(one.data) == []
        with Image.open(BytesIO(one.data)) as image:
            assert image.format == "WEBP"
            assert {"exif", "icc_profile", "xmp"} & set(image.info) == set()


def test_the_sizes_are_made_of_it_with_its_shape_and_none_is_made_larger():
    assert [(p.width, p.height) for p in encode(BytesIO(photo((2000, 1000))))] == [
        (240, 120), (640, 320), (1280, 640),
    ]  # fmt: skip
    assert [(p.width, p.height) for p in encode(BytesIO(photo((800, 400))))] == [
        (240, 120), (640, 320), (800, 400),
    ]  # fmt: skip
    assert [(p.width, p.height) for p in encode(BytesIO(photo((100, 300))))] == [(100, 300)]
    assert [(p.width, p.height) for p in encode(BytesIO(photo((1280, 10))))][-1] == (1280, 10)


def test_a_picture_that_lies_on_its_side_is_set_upright():
    small = encode(BytesIO(photo((800, 400), turned=6)))[0]
    assert small.width < small.height
    with Image.open(BytesIO(small.data)) as image:
        top, bottom = (image.getpixel((small.width // 2, y)) for y in (10, small.height - 10))
    assert top[0] > top[2], "the left half has become the upper one"
    assert bottom[2] > bottom[0]


def test_what_can_be_seen_through_lies_on_white():
    out = BytesIO()
    Image.new("RGBA", (50, 50), (0, 0, 0, 0)).save(out, "PNG")
    with Image.open(BytesIO(encode(BytesIO(out.getvalue()))[0].data)) as image:
        assert image.getpixel((25, 25)) == (255, 255, 255)


@pytest.mark.parametrize("mode", ["L", "P", "1", "CMYK", "LA", "I;16"])
def test_every_way_to_keep_colours_is_read(mode):
    out = BytesIO()
    image = Image.new("RGB", (60, 40), "#cc2222").convert(mode if mode != "I;16" else "L")
    image.save(out, "JPEG" if mode == "CMYK" else "PNG")
    assert [(p.width, p.height) for p in encode(BytesIO(out.getvalue()))] == [(60, 40)]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", Why.NO_PICTURE),
        (b"no picture at all", Why.NO_PICTURE),
        (SVG, Why.TWO_THINGS),
        (b"\xff\xd8\xff\xe0", Why.NO_PICTURE),
        (photo()[:900], Why.NO_PICTURE),
        (b"%PDF-1.4\n" + photo(), Why.TWO_THINGS),
        (photo() + b"<script>alert(1)</script>", Why.TWO_THINGS),
        (photo() + b"<?PHP system($_GET['c']);", Why.TWO_THINGS),
        (photo() + SVG, Why.TWO_THINGS),
    ],
)
def test_what_is_no_picture_or_more_than_one_is_refused(data, reason):
    assert why(data) is reason


def test_a_picture_with_an_archive_behind_it_is_refused():
    tail = BytesIO()
    with zipfile.ZipFile(tail, "w") as archive:
        archive.writestr("a.class", "code")
    assert why(photo() + tail.getvalue()) is Why.TWO_THINGS


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_something_long_behind_a_picture_is_found(kind):
    assert why(photo(kind=kind) + bytes(9000) + b"<html>" + bytes(9000)) is Why.TWO_THINGS


def test_letters_that_packed_pixels_spell_out_by_chance_are_no_markup():
    """In a large photograph any four letters come up sooner or later."""
    sent = bytearray(photo((3000, 2000)))
    middle = len(sent) // 2
    sent[middle : middle + 5] = b"<svg>"
    check_single(bytes(sent))


@pytest.mark.parametrize("kind", ["GIF", "BMP", "TIFF", "ICO"])
def test_other_kinds_stay_closed(kind):
    out = BytesIO()
    Image.new("RGB", (32, 32)).save(out, kind)
    assert why(out.getvalue()) is Why.NO_PICTURE


@pytest.mark.parametrize("kind", ["WEBP", "PNG"])
def test_a_picture_that_moves_is_refused(kind):
    out = BytesIO()
    frames = [Image.new("RGB", (40, 40), colour) for colour in ("red", "blue")]
    frames[0].save(out, kind, save_all=True, append_images=frames[1:], duration=100)
    assert why(out.getvalue()) is Why.MOVES


@pytest.mark.parametrize("size", [(50_000, 50_000), (10_000, 10_000), (5000, 5000), (30_000, 10)])
def test_a_bomb_is_refused_before_it_goes_off(size):
    began = time.process_time()
    assert why(png(*size)) is Why.TOO_MANY_PIXELS
    assert time.process_time() - began < 1


def test_a_file_that_is_too_large_is_refused_unread(monkeypatch):
    monkeypatch.setattr(pictures, "LARGEST", 1000)
    assert why(photo()) is Why.TOO_LARGE


@given(st.binary(max_size=3000), st.integers(0, 900))
@settings(max_examples=60, deadline=None)
def test_a_file_that_was_damaged_on_the_way_is_refused_or_read_and_nothing_else(noise, place):
    sent = photo((64, 64))
    try:
        made = encode(BytesIO(sent[:place] + noise + sent[place + len(noise) :]))
    except Refused:
        return
    assert all(one.width <= WIDTHS[-1] and markers(one.data) == [] for one in made)
