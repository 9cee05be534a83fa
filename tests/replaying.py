"""Every form that a page holds, sent once, and sent ten times at the same moment.

Walks through the product (languages/walks.py) bring the states. Each form is filled in as somebody
would; what ten of it come to is held against what one comes to.
"""

import re
import shutil
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from threading import Barrier
from typing import Any
from xml.etree.ElementTree import Element

from PIL import Image
from werkzeug.exceptions import MethodNotAllowed

import fussy
from cast import House, Visitor

TIMES = 10
TYPED = {"number": "1", "date": "2026-12-12", "time": "16:00", "password": "bir dəfə quyuya"}
NAMED = {"name": "Ayla", "link": "https://example.org/27", "ends": "19:00", "starts": "20:00"}
NAMED |= {
    "slug": "ganja",
    "confirm": "baku",
    "person": "Ayla",
    "text": "Good.",
    "at": "19:00",
    "minutes": "30",
}
NAMED |= {"end": "", "until": "2026-12-12"}
COUNTERS = {"edition", "revision", "failures"}
"""What counts changes and tries: it may say ten where nothing else has changed."""
BY_CHANCE = re.compile(r"\$argon2id\S+|[\w-]{20,}|\b[0-9a-f]{8}\b|b['\"].+")
"""What is drawn anew with each sending: hashes, tokens, ids."""


@dataclass(frozen=True)
class Form:
    """A filled form, as pairs."""

    action: str
    endpoint: str
    fields: tuple[tuple[str, str], ...]
    files: tuple[str, ...]

    @property
    def kind(self) -> tuple[str, frozenset[str]]:
        """Two forms of a kind do the same to different things."""
        return self.endpoint, frozenset(name for name, _value in self.fields)


@dataclass
class Outcome:
    """How the tables stood, after one sending and after ten; and what was answered."""

    form: Form
    before: dict[str, Counter[tuple[str, ...]]]
    once: dict[str, Counter[tuple[str, ...]]]
    often: dict[str, Counter[tuple[str, ...]]]
    answers: list[tuple[int, str]] = field(default_factory=list)

    @property
    def effect(self) -> bool:
        return self.once != self.before

    def doubled(self) -> list[str]:
        """The tables in which ten came to something else than one."""
        return [name for name in self.once if self.once[name] != self.often[name]]


def forms_of(visitor: Visitor, html: str) -> Iterator[Form]:
    """One for each button with a name, and one for the others."""
    adapter = visitor.application.url_map.bind("", default_method="POST")
    for form in fussy.parsed(html).iter("form"):
        buttons = [b for b in form.iter("button") if b.get("type") != "button"]
        for button in {(b.get("name"), b.get("formaction")): b for b in buttons}.values():
            action = button.get("formaction") or form.get("action", "")
            pressed = [(button.get("name", ""), button.get("value", ""))]
            fields = (*filled(form), *(pressed if button.get("name") else []))
            files = [e.get("name", "") for e in form.iter("input") if e.get("type") == "file"]
            try:
                endpoint, _values = adapter.match(action.partition("?")[0])
            except MethodNotAllowed:
                continue  # A preview: it looks like a form and is none.
            yield Form(action, endpoint, fields, tuple(files))


def filled(form: Element) -> list[tuple[str, str]]:
    sent: list[tuple[str, str]] = []
    for one in form.iter():
        name, kind, value = one.get("name"), one.get("type", "text"), one.get("value", "")
        if not name or one.get("disabled") is not None or kind == "file" or one.tag == "button":
            continue
        if one.tag == "select":
            options = list(one.iter("option"))
            options.sort(key=lambda option: option.get("selected") is None)
            free = [o.get("value", "") for o in options if (name, o.get("value")) not in sent]
            sent.append((name, next(filter(None, free), "")))
        elif one.tag == "textarea":
            sent.append((name, one.text or NAMED.get(name, "Good.")))
        elif kind == "radio":
            if name not in dict(sent):
                sent.append((name, value))
        elif kind in ("hidden", "checkbox"):
            sent.append((name, value or "1" if kind == "checkbox" else value))
        else:
            sent.append((name, value or NAMED.get(name, TYPED.get(kind, "Ayla"))))
    return sent


def twin(visitor: Visitor) -> Visitor:
    """The same browser once more: as it stands, with its cookies."""
    made = Visitor(visitor.application, visitor.origin, visitor.own_headers, house=visitor.house)
    made._cookies = dict(visitor._cookies or {})
    return made


def send(visitor: Visitor, form: Form) -> tuple[int, str]:
    data: dict[str, Any] = {}
    for name, value in form.fields:
        data.setdefault(name, []).append(value)
    for name in form.files:
        data[name] = (BytesIO(picture()), "a.png")
    answer = visitor.post(form.action, data=data)
    answer.close()
    return answer.status_code, answer.headers.get("Location", "")


def picture() -> bytes:
    drawn = BytesIO()
    Image.new("RGB", (64, 64), (7, 40, 90)).save(drawn, "PNG")
    return drawn.getvalue()


@dataclass
class Replay:
    """Sends forms to a stage, and leaves it as it was."""

    house: House
    kept: Path

    def keep(self) -> None:
        self.house.stage.close()
        shutil.rmtree(self.kept, ignore_errors=True)
        shutil.copytree(self.house.stage.folder, self.kept)
        self.house.stage.open()

    def put_back(self, kept: Path | None = None) -> None:
        stage = self.house.stage
        stage.close()
        shutil.rmtree(stage.folder)
        shutil.copytree(kept or self.kept, stage.folder)
        stage.open()

    def tables(self) -> dict[str, Counter[tuple[str, ...]]]:
        """Every row of the library and of the control plane, but for what is by chance."""
        found = {name: self._rows(self.house.rows, name) for name in self.house.tables()}
        plane = self.house.stage.control
        names = plane("SELECT name FROM sqlite_master WHERE type = 'table'")
        return found | {f"control {name}": self._rows(plane, name) for (name,) in names}

    def _rows(self, ask: Any, table: str) -> Counter[tuple[str, ...]]:
        names = [name for _n, name, *_ in ask(f"PRAGMA table_info('{table}')")]
        wanted = ", ".join(f'"{name}"' for name in names if name not in COUNTERS)
        rows = ask(f'SELECT {wanted} FROM "{table}"')
        return Counter(tuple(BY_CHANCE.sub("*", repr(value)) for value in row) for row in rows)

    def once_and_often(self, visitor: Visitor, form: Form) -> Outcome:
        self.keep()
        before = self.tables()
        send(twin(visitor), form)
        once = self.tables()
        if once == before:
            return Outcome(form, before, once, once)
        self.put_back()
        gate = Barrier(TIMES)

        def go(hand: Visitor) -> tuple[int, str]:
            gate.wait()
            return send(hand, form)

        with ThreadPoolExecutor(TIMES) as hands:
            answers = list(hands.map(go, [twin(visitor) for _hand in range(TIMES)]))
        often = self.tables()
        self.put_back()
        return Outcome(form, before, once, often, answers)
