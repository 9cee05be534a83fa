"""A marker is found in whatever wrapping, and nothing else is."""

import base64
import gzip
import io
import os
import zipfile
import zlib
from urllib.parse import quote

import pytest

from humanshelf.drills.markers import Markers, search

RAW = bytes(range(200, 216))


def zipped(content, method=zipfile.ZIP_DEFLATED):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        archive.writestr("inner", content)
    return file.getvalue()


WRAPPINGS = {
    "plain": lambda text: text.encode(),
    "capitals": lambda text: text.upper().encode(),
    "UTF-16, little": lambda text: text.encode("utf-16-le"),
    "UTF-16, big": lambda text: text.encode("utf-16-be"),
    "hex": lambda text: text.encode().hex().encode(),
    "HEX": lambda text: text.encode().hex().upper().encode(),
    "URL": lambda text: quote(f"Ləman {text}").encode(),
    "base64": lambda text: base64.b64encode(text.encode()),
    "base64, begun before": lambda text: base64.b64encode(b"x" + text.encode() + b"y"),
    "base64, begun earlier": lambda text: base64.urlsafe_b64encode(b"xy" + text.encode() + b"z"),
    "zlib": lambda text: zlib.compress(b"before " + text.encode() * 3),
    "gzip": lambda text: gzip.compress(text.encode()),
    "zip": lambda text: zipped(text.encode()),
    "zip in a zip": lambda text: zipped(zipped(text.encode())),
    "base64 in gzip": lambda text: gzip.compress(base64.b64encode(b"x" + text.encode())),
}


@pytest.fixture
def markers():
    found = Markers()
    found.make("one", "Ləman ")
    found.make("other")
    found.note_value("one", RAW)
    return found


@pytest.mark.parametrize("wrapping", WRAPPINGS)
def test_a_text_is_found_in_every_wrapping(markers, wrapping):
    wrapped = WRAPPINGS[wrapping](markers.texts["one"][0])
    noise = os.urandom(999)
    content = wrapped if wrapping.startswith("zip") else noise + wrapped + noise
    files = {"holds": content, "does not": noise}
    assert search(files, markers.needles("one", "other")) == {"one": {"holds"}}


@pytest.mark.parametrize(
    "wrapped",
    [
        RAW,
        RAW.hex().encode(),
        RAW.hex().upper().encode(),
        b"c8c9cacb-cccd-cecf-d0d1-d2d3d4d5d6d7",
        base64.b64encode(RAW),
        base64.urlsafe_b64encode(b"ab" + RAW + b"c"),
    ],
)
def test_a_raw_value_is_found_in_every_wrapping(markers, wrapped):
    assert search({"a": b"x " + wrapped + b" y"}, markers.needles("one")) == {"one": {"a"}}


def test_noise_holds_nothing(markers):
    assert search({"a": os.urandom(2_000_000)}, markers.needles("one", "other")) == {}


def test_two_markers_are_never_alike():
    found = Markers()
    assert len({found.make("one") for _ in range(500)}) == found.count("one") == 500
