"""The cast: two libraries, always on stage together, and the people in and before them.

Both come from their real bundles, with samples: the same event code "autumn", the same book codes
(deniz, kamran, lala, timur), and rows with equal ids on purpose, so that nothing passes by being
alone. The stage is set once and copied for each test; the clock stands at ``NOW``.
"""

import hashlib
import json
import re
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache, partial
from pathlib import Path
from typing import Any
from unittest.mock import patch
from uuid import UUID

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import Headers
from werkzeug.test import TestResponse

import fussy
from humanshelf.access.passwords import hash_password
from humanshelf.access.secrets import backroom_token
from humanshelf.app import create_app
from humanshelf.config import Settings
from humanshelf.lending.floor import Floor
from humanshelf.libraries.bundle import read
from humanshelf.libraries.onboarding import onboard
from humanshelf.live import Hub
from humanshelf.records import floors
from humanshelf.records.backrooms import renew, seeds
from humanshelf.records.staff import add_link, add_staff
from humanshelf.tenancy import Deployment, Keys, deployment, library, prepare, writing
from humanshelf.tenancy.hosts import Register
from humanshelf.tenancy.scope import EXTENSION
from humanshelf.tenancy.sqlcipher import Engines, connect
from humanshelf.tenancy.types import EPOCH, MILLISECOND

NOW = datetime(2026, 10, 17, 14, 3, 20, 123456, tzinfo=UTC)
"""A Saturday; 18:03 in Baku, 19:03 in Astana. The sample event opened half an hour ago."""
BUNDLES = Path(__file__).parents[1] / "tenants"
SLUGS = ("baku", "nu")
TEAM = {"librarian": "Rəna", "coordinator": "Samir"}
"""The same names in both libraries, with the same ids, stamps and passwords."""
STAFF = {role: UUID(int=number) for number, role in enumerate(TEAM, 1)}
PASSWORD = "bir dəfə quyuya"
ENGINES = Engines()
"""Kept over all tests, with the statements that they have compiled."""
EVENT, COMING, PAST = "autumn", "winter", "spring"
HTMX = {"HX-Request": "true"}


def settings_for(folder: Path, **changes: Any) -> Settings:
    chosen = {"scheme": "https", "origin_port": None} | changes
    return Settings(data=folder / "data", keys=folder / "keys", **chosen)


def set_the_stage(folder: Path) -> None:
    """Onboard both libraries, with a team each. Their rows get equal ids, in the same order."""
    settings = settings_for(folder)
    prepare(settings)
    app = create_app(settings)
    for slug in SLUGS:
        numbers = iter(range(100, 1000))
        with patch("humanshelf.records.library.uuid4", lambda n=numbers: UUID(int=next(n))):
            uid, _new = onboard(app, read(BUNDLES / slug), NOW, sample=True)
        with app.app_context(), library(uid), writing() as session:
            for role, name in TEAM.items():
                staff = add_staff(session, name, role, NOW.date())
                staff.id, staff.stamp, staff.password_hash = STAFF[role], role, hashed_password()
    with app.app_context():
        deployment().stores.dispose()
        deployment().control.dispose()


@cache
def hashed_password() -> str:
    return hash_password(PASSWORD)


@dataclass
class Stage:
    """The application, led to a copy of the furnished deployment, and what can be asked of it."""

    app: Flask
    folder: Path

    def open(self) -> None:
        """One app serves all tests, as a worker does: only what it holds of stores is new."""
        found = Deployment(self.folder / "data", Keys.open(self.folder / "keys"))
        found.stores._engines = ENGINES
        found.__dict__["control"] = ENGINES.make(
            partial(connect, found.data / "control.db", found.keys.derive_deployment("control"))
        )
        self.app.extensions[EXTENSION] = found
        self.app.extensions["humanshelf.live"] = Hub(self.app, cap=self.settings.streams)
        self.app.wsgi_app.register = Register(found, time.monotonic)
        with found.control.connect() as connection:
            rows = connection.exec_driver_sql("SELECT slug, uid FROM library").all()
        self.houses = {slug: House(self, slug, uid) for slug, uid in rows}

    def close(self) -> None:
        found = self.app.extensions[EXTENSION]
        found.stores.dispose()
        found.control.dispose()

    @property
    def settings(self) -> Settings:
        return self.app.config["HUMANSHELF"]

    def stranger(self, host: str) -> "Visitor":
        """Somebody at any host."""
        return Visitor(self.app, f"{self.settings.scheme}://{host}")


@dataclass
class House:
    """One of the two libraries."""

    stage: Stage
    slug: str
    uid: str

    @property
    def app(self) -> Flask:
        return self.stage.app

    @property
    def origin(self) -> str:
        return f"{self.stage.settings.scheme}://{self.slug}.localhost"

    def reader(self, **headers: str) -> "Visitor":
        """A browser that nobody knows, with its own cookies."""
        return Visitor(self.app, self.origin, headers, house=self)

    def staff(self, role: str) -> "Visitor":
        """Someone of the team, signed in by a one-time link."""
        person = self.reader()
        answer = person.post(f"/sign-in/{self.link(role)}")
        assert answer.status_code == 303
        return person

    def link(self, role: str, token: str | None = None, life: timedelta | None = None) -> str:
        """The token of a new one-time link."""
        token = token or f"link-of-{role}"
        with self.inside(), writing() as session:
            life = life if life is not None else timedelta(hours=24)
            add_link(session, STAFF[role], token, datetime.now(UTC) + life)
        return token

    def backroom(self, book: str, event: str = EVENT) -> str:
        """The token of a new link to a book's own page."""
        with self.inside():
            found = floors.scene(event, datetime.now(UTC))
            renew(found.event.id, book, backroom_token)
            return backroom_token(found.event.id, book, seeds(found.event.id)[book])

    @contextmanager
    def inside(self) -> Iterator[None]:
        with self.app.app_context(), library(self.uid):
            yield

    def floor(self, event: str = EVENT) -> Floor:
        """The floor as any other worker would read it."""
        with self.inside():
            found = floors.scene(event, datetime.now(UTC))
            return floors._load(floors.db.session(), found.event.id)

    def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        connection = self.app.extensions[EXTENSION].stores.watch_connection(self.uid)
        try:
            return connection.execute(query, values).fetchall()
        finally:
            connection.close()

    def change(self, statement: str, *values: Any) -> None:
        """A change behind the product's back, for what no door can bring about yet."""
        with self.inside(), writing() as session:
            session.connection().exec_driver_sql(statement, values)
        self.app.extensions[EXTENSION].memory.clear()

    def in_rounds(self, starts: float = 5, event: str = EVENT, **policy: Any) -> None:
        """The event is held in four rounds of 25 minutes, the first in so many minutes from now,
        with two chairs at each book; 5 minutes between."""
        usual = {"rounds": 4, "seats": 2, "loan": 25, "changeover": 5, "extension": 5}
        self.change(
            "UPDATE event SET policy = json_patch(policy, ?), opens = ?, edition = edition + 1 "
            "WHERE code = ?",
            json.dumps(usual | {"rest_after": 0} | policy),
            (later(starts) - EPOCH) // MILLISECOND,
            event,
        )

    def count(self, table: str) -> int:
        return self.rows(f"SELECT count(*) FROM {table}")[0][0]

    def tables(self) -> list[str]:
        return [
            name for (name,) in self.rows("SELECT name FROM sqlite_master WHERE type = 'table'")
        ]

    def checksum(self) -> str:
        """Of everything that the library's store holds."""
        connection = self.app.extensions[EXTENSION].stores.watch_connection(self.uid)
        try:
            digest = hashlib.sha256()
            names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            for (name,) in sorted(names.fetchall()):
                rows = connection.execute(f'SELECT * FROM "{name}"').fetchall()
                digest.update(repr((name, sorted(map(repr, rows)))).encode())
            return digest.hexdigest()
        finally:
            connection.close()


class Visitor(FlaskClient):
    """A browser: https, its own cookies, and a fussy eye on every answer."""

    def __init__(
        self,
        app: Flask,
        origin: str,
        headers: Mapping[str, str] | None = None,
        house: House | None = None,
    ) -> None:
        super().__init__(app, app.response_class, use_cookies=True)
        self.origin, self.house = origin, house
        self.own_headers = {"Sec-Fetch-Site": "same-origin", "Accept-Language": "en"}
        self.own_headers |= headers or {}

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        given = kwargs.pop("headers", None) or {}
        headers = self.own_headers | dict(given)
        kwargs["headers"] = Headers([(k, v) for k, v in headers.items() if v is not None])
        kwargs.setdefault("base_url", self.origin)
        answer = super().open(*args, **kwargs)
        fussy.check(answer, secure=self.application.config["HUMANSHELF"].scheme == "https")
        return answer

    # what a reader does

    def take(self, *wishes: str, event: str = EVENT, **fields: Any) -> TestResponse:
        """Tap "Take a queue card" with these wishes; a field that is None is not sent."""
        form = {"wish": list(wishes), "agree": "1"} | fields
        form = {name: value for name, value in form.items() if value is not None}
        return self.post(f"/events/{event}/cards", data=form)

    def card(self, *wishes: str, event: str = EVENT, **fields: Any) -> str:
        """Take a card, and return the address of its page."""
        answer = self.take(*(wishes or ("deniz",)), event=event, **fields)
        assert answer.status_code == 303, answer.text
        assert re.fullmatch(r"/cards/[\w-]{22}", answer.location), answer.location
        return answer.location

    def main(self, path: str) -> fussy.Element:
        """The main part of a page, to look into."""
        answer = self.get(path)
        assert answer.status_code == 200, answer.status
        return fussy.main(answer.text)

    # what the desk does

    def token(self, path: str | None = None) -> str:
        """The token of the staff's forms, as it stands on a page."""
        if path is None and "csrf" in self.__dict__:
            return self.csrf
        answer = self.get(path or f"/desk/{EVENT}")
        found = re.search(r'name="csrf_token" value="([^"]+)"', answer.text)
        assert found, answer.status
        self.csrf = found[1]
        return self.csrf

    def tap(
        self, noun: str, *, event: str = EVENT, headers: Any = None, **fields: Any
    ) -> TestResponse:
        """One tap at the desk, as its form sends it."""
        data = {"csrf_token": self.token()} | fields
        data = {name: value for name, value in data.items() if value is not None}
        return self.post(f"/desk/{event}/{noun}", data=data, headers=headers)


def label_of(answer: TestResponse) -> str:
    """The label on a card's page."""
    return fussy.text(fussy.one(fussy.main(answer.text), "h1"))


def later(minutes: float) -> datetime:
    return NOW + timedelta(minutes=minutes)
