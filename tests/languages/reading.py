"""A page as it is read: every text on it with the language that it says it is in."""

from dataclasses import dataclass
from html.parser import HTMLParser

from flask.testing import FlaskClient

from cast import Visitor
from languages.templates import SILENT, SPEAKING

VOID = {"br", "hr", "img", "input", "link", "meta", "path"}


@dataclass(frozen=True, slots=True)
class Read:
    """A text, where it stands, and its language."""

    text: str
    language: str
    where: str


class Reader(HTMLParser):
    """Goes through a page; the language of a text is that of the nearest element that names one."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, str]] = [("", "")]
        self.found: list[Read] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        language = given.get("lang", self.open[-1][1])
        self.found += [
            Read(given[name].strip(), language, f"{tag} {name}")
            for name in sorted(SPEAKING.intersection(given))
            if given[name].strip()
        ]
        if tag not in VOID:
            self.open.append((tag, language))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        while len(self.open) > 1 and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        tag, language = self.open[-1]
        if data.strip() and tag not in SILENT:
            self.found.append(Read(data.strip(), language, tag))


def read(html: str) -> list[Read]:
    reader = Reader()
    reader.feed(html)
    reader.close()
    return reader.found


def glance(visitor: Visitor, path: str) -> str:
    """A page, without the fussy look that other tests give it."""
    answer = FlaskClient.open(visitor, path, base_url=visitor.origin, headers=visitor.own_headers)
    assert answer.mimetype == "text/html"
    assert answer.status_code in (200, 404), (path, answer.status)
    return answer.text
