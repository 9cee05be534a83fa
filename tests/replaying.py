"""Every form that a page holds, sent once, and sent ten times at the same moment.

Walks through the product (languages/walks.py) bring the states. Each form is filled in as somebody
would; what ten of it come to is held against what one comes to.
"""

import re
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from threading import Barrier
from typing import Any
from xml.etree.ElementTree import Element

from PIL import Image
from werkzeug.exceptions import MethodNotAllowed
from werkzeug.test import TestResponse

import fussy
from cast import House, Visitor
from humanshelf.tenancy.scope import EXTENSION

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
COUNTERS = {"edition", "revision", "failures", "seen"}
"""What counts changes and tries, and when somebody was last here: no effect of a form."""
BY_CHANCE = re.compile(r"gone-[0-9a-f]+|\$argon2id\S+|[\w-]{20,}|\b[0-9a-f]{8,}\b|b['\"].+")
"""What is drawn anew with each sending: hashes, tokens, ids."""

LOG = re.compile("-(wal|shm)$")


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


Rows = dict[str, Counter[tuple[Any, ...]]]


@dataclass
class Outcome:
    """How the tables stood, after one sending and after ten; and what was answered."""

    form: Form
    before: Rows
    once: Rows
    often: Rows
    answers: list[tuple[int, str]] = field(default_factory=list)

    @property
    def effect(self) -> bool:
        return self.once != self.before

    def doubled(self) -> list[str]:
        """The tables in which ten came to something else than one."""
        return [name for name in self.once if self._moved(self.once, name) != self.of_ten(name)]

    def of_ten(self, name: str) -> tuple[list[str], list[str]]:
        return self._moved(self.often, name)

    def told(self) -> dict[str, Any]:
        """For whoever reads a failure: what one changed, and what ten did."""
        tables = self.doubled()
        return {name: (self._moved(self.once, name), self.of_ten(name)) for name in tables}

    def _moved(self, after: Rows, name: str) -> tuple[list[str], list[str]]:
        """What came and what went, but for what is by chance."""
        came, went = after[name] - self.before[name], self.before[name] - after[name]
        return plain(came), plain(went)


def plain(rows: Counter[tuple[Any, ...]]) -> list[str]:
    """These rows, but for what is by chance."""
    return sorted(" ".join(BY_CHANCE.sub("*", repr(one)) for one in row) for row in rows.elements())


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


class Hand(Visitor):
    """One of ten, who does not look closely: what is answered, the first one has looked at."""

    def look(self, answer: TestResponse) -> None:
        pass


def twin(visitor: Visitor, kind: type[Visitor] = Hand) -> Visitor:
    """The same browser once more: as it stands, with its cookies."""
    made = kind(visitor.application, visitor.origin, visitor.own_headers, house=visitor.house)
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
    columns: dict[str, dict[str, str]] = field(default_factory=dict)

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

    def tables(self) -> Rows:
        """Every row of the library and of the control plane."""
        found = self.house.app.extensions[EXTENSION]
        store = found.stores.watch_connection(self.house.uid)
        with closing(store), found.control.connect() as control:
            there = self._rows(lambda ask: store.execute(ask).fetchall(), "")
            there |= self._rows(lambda ask: control.exec_driver_sql(ask).all(), "control ")
        paths = [path for path in found.data.rglob("*") if not LOG.search(path.name)]
        return there | {"files": Counter((str(path.relative_to(found.data)),) for path in paths)}

    def _rows(self, ask: Callable[[str], Iterable[Any]], of: str) -> Rows:
        if of not in self.columns:
            names = [name for (name,) in ask("SELECT name FROM sqlite_master WHERE type = 'table'")]
            self.columns[of] = {
                table: ", ".join(
                    f'"{name}"'
                    for _n, name, *_ in ask(f"PRAGMA table_info('{table}')")
                    if name not in COUNTERS
                )
                for table in names
            }
        return {
            of + table: Counter(tuple(row) for row in ask(f'SELECT {columns} FROM "{table}"'))
            for table, columns in self.columns[of].items()
        }

    def once_and_often(self, visitor: Visitor, form: Form) -> Outcome:
        self.house = visitor.house or self.house
        self.keep()
        before = self.tables()
        send(twin(visitor, Visitor), form)
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
