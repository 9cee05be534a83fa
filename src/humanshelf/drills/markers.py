"""Markers: strings that stand nowhere else in the world, put wherever people could be told from.

Where a marker is found, and in which wrapping, says what somebody could read who has the disk.
"""

import base64
import json
import re
import secrets
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from urllib.parse import quote
from zipfile import BadZipFile, ZipFile

VAULT = "vault"
"""Who a book is outside: readable for nobody without a coordinator's passphrase."""
ASKER = "asker"
"""Address, agent, referrer, paths that lead nowhere: stored by nobody, ever."""
SECRET = "secret"
"""Passwords, links, cookies: kept as hashes, if at all."""
GOING = "going"
"""Cards, who read whom, names of a day: gone twelve hours after the event."""
WORDS = "words"
"""What people wrote at an event: readable for nobody without a coordinator's passphrase either."""
SEALED = "sealed"
"""The same as it lies in the store: kept for ninety days, or until it is burnt."""
SHOWN = "shown"
"""What a library shows and keeps: pen names, texts, names of its staff."""

PACKED = re.compile(rb"\x78[\x01\x5e\x9c\xda]|\x1f\x8b\x08")
DEEPEST, MOST = 3, 1 << 22


@dataclass
class Markers:
    """The texts and the raw values by their kind."""

    texts: dict[str, list[str]] = field(default_factory=dict)
    values: dict[str, list[bytes]] = field(default_factory=dict)

    def make(self, kind: str, before: str = "", after: str = "") -> str:
        """A new text with a marker in it."""
        core = f"zq{secrets.token_hex(6)}"
        self.texts.setdefault(kind, []).append(core)
        return f"{before}{core}{after}"

    def note(self, kind: str, text: str) -> None:
        """A text that the product itself has made, as a token."""
        self.texts.setdefault(kind, []).append(text)

    def note_value(self, kind: str, value: bytes) -> None:
        self.values.setdefault(kind, []).append(value)

    def needles(self, *kinds: str) -> dict[bytes, str]:
        """All forms in which those of these kinds could stand, with the kind of each."""
        found = {}
        for kind in kinds:
            for text in self.texts.get(kind, []):
                found.update(dict.fromkeys(forms(text), kind))
            for value in self.values.get(kind, []):
                found.update(dict.fromkeys(forms_of_bytes(value), kind))
        return found

    def count(self, *kinds: str) -> int:
        return sum(len(made.get(kind, [])) for made in (self.texts, self.values) for kind in kinds)


def forms(text: str) -> set[bytes]:
    """A text as it may lie on a disk: plain, in capitals, UTF-16, for URLs, in JSON, in hex, and
    in base64 wherever it begins."""
    plain = text.encode()
    wide = [text.encode(order) for order in ("utf-16-le", "utf-16-be")]
    written = [
        text.upper().encode(),
        quote(text, safe="").encode(),
        json.dumps(text)[1:-1].encode(),
    ]
    return {*written, *wide, *forms_of_bytes(plain)}


def forms_of_bytes(value: bytes) -> set[bytes]:
    found = {value, value.hex().encode(), value.hex().upper().encode()}
    if len(value) == 16:
        whole = value.hex()
        parts = whole[:8], whole[8:12], whole[12:16], whole[16:20], whole[20:]
        found.add("-".join(parts).encode())
    for shift in range(3):
        made = base64.b64encode(b"\0" * shift + value)
        # Only those signs that nothing before or after has a part in.
        inner = made[-(-shift * 8 // 6) : (shift + len(value)) * 8 // 6]
        found |= {inner, inner.translate(bytes.maketrans(b"+/", b"-_"))}
    return found


def search(files: Mapping[str, bytes], needles: Mapping[bytes, str]) -> dict[str, set[str]]:
    """In which files, packed or not, what kinds were found: by the kind, the names."""
    hits: dict[str, set[str]] = {}
    for name, content in files.items():
        for layer in layers(content):
            for needle, kind in needles.items():
                if needle in layer:
                    hits.setdefault(kind, set()).add(name)
    return hits


def count_found(files: Mapping[str, bytes], texts: Iterable[str]) -> int:
    """How many of the texts stand anywhere in the files, in any form."""
    everything = [layer for content in files.values() for layer in layers(content)]
    return sum(any(form in layer for layer in everything for form in forms(text)) for text in texts)


def layers(content: bytes, depth: int = 0) -> Iterator[bytes]:
    """The content, and what is packed in it: members of a zip, streams of zlib and gzip."""
    yield content
    if depth == DEEPEST:
        return
    if content[:4] == b"PK\x03\x04":
        for member in members(content).values():
            yield from layers(member, depth + 1)
        return
    for start in PACKED.finditer(content):
        opened = zlib.decompressobj(wbits=47)
        try:
            inner = opened.decompress(content[start.start() : start.start() + MOST], MOST)
        except zlib.error:
            continue
        if len(inner) >= 8:
            yield from layers(inner, depth + 1)


def members(content: bytes) -> dict[str, bytes]:
    """Of a zip; of a broken one none."""
    try:
        with ZipFile(BytesIO(content)) as archive:
            return {name: archive.read(name) for name in archive.namelist()}
    except (BadZipFile, RuntimeError, NotImplementedError, EOFError, zlib.error):
        return {}
