"""Readers who answer surveys over the wire, as their browsers would; what they said is kept here.

Nothing of the product reads the answers back: a report is checked against what was typed.
"""

import html
import http.client
import random
import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit

from humanshelf.impact.instruments import instruments
from humanshelf.impact.questions import NONE, OTHER
from humanshelf.impact.sheets import RATHER_NOT, Item, Kind

ASK = re.compile(r'<input type="hidden" name="ask" value="([^"]+)">')
HIDDEN = re.compile(r'<input type="hidden" name="([\w-]+)" value="([^"]*)">')
COOKIE = re.compile(r"([\w-]+)=([^;]*)")


def items() -> dict[tuple[str, str], Item]:
    """Every question of every instrument, by key and version."""
    return {one.item.id: one.item for each in instruments().values() for one in each.questions}


@dataclass(frozen=True)
class Told:
    """One sheet as it was typed."""

    moment: str
    pair: int
    answers: dict[tuple[str, str], Any]


@dataclass
class Browser:
    """A phone with cookies and without scripts."""

    origin: str
    language: str = "en"
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(self, method: str, path: str, form: list[tuple[str, str]] | None = None) -> str:
        """The page that the answer leads to."""
        return self.send(method, path, form).decode()

    def send(self, method: str, path: str, form: list[tuple[str, str]] | None = None) -> bytes:
        connection = http.client.HTTPConnection("127.0.0.1", urlsplit(self.origin).port, timeout=60)
        headers = {
            "Host": urlsplit(self.origin).netloc,
            "Origin": self.origin,
            "Sec-Fetch-Site": "same-origin",
            "Content-Type": "application/x-www-form-urlencoded",
            "Accept-Language": self.language,
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
        }
        connection.request(method, path, urlencode(form or []), headers)
        answer = connection.getresponse()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie" and (found := COOKIE.match(value)):
                self.cookies[found[1]] = found[2]
        body = answer.read()
        connection.close()
        assert answer.status in (200, 303), (answer.status, path, body[:400])
        return self.send("GET", answer.headers["Location"]) if answer.status == 303 else body

    def fill(self, path: str, moment: str, pair: int, chance: random.Random) -> Told:
        """Answer all pages of a survey; here and there a question is skipped."""
        answers: dict[tuple[str, str], Any] = {}
        page = self.ask("GET", path)
        known = items()
        while asked := ASK.findall(page):
            form = [(name, html.unescape(value)) for name, value in HIDDEN.findall(page)]
            for name in asked:
                key, _space, version = html.unescape(name).partition(" ")
                given = choose(known[key, version], chance, after=moment == "endline")
                if given is not None:
                    answers[key, version] = given
                    form.append((f"{key}.{version}", str(given)))
            last = 'name="go" value="send"' in page
            page = self.ask("POST", path, [*form, ("go", "send" if last else "next")])
            if last:
                break
        return Told(moment, pair, answers)


def choose(item: Item, chance: random.Random, *, after: bool) -> Any:
    draw = chance.random()
    if draw < 0.04 or item.kind is Kind.TEXT:
        return None
    if draw < 0.06:
        return RATHER_NOT
    if item.kind is Kind.SCALE:
        middle = (item.low + item.high) / 2 + (1 if after else 0)
        drawn = round(chance.gauss(middle, (item.high - item.low) / 4))
        return min(item.high, max(item.low, drawn))
    return chance.choice([option for option in item.options if option not in (OTHER, NONE)])
