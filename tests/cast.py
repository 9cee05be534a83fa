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
from functools import cache
from pathlib import Path
from typing import Any
from unittest.mock import patch
from uuid import UUID

import pyotp
from flask import Flask
from flask import session as session_cookie
from flask.testing import FlaskClient
from werkzeug.datastructures import Headers
from werkzeug.test import TestResponse

import fussy
from humanshelf.access import admins as door
from humanshelf.access import entrance
from humanshelf.access.passwords import hash_password
from humanshelf.access.secrets import backroom_token, fresh
from humanshelf.app import create_app
from humanshelf.config import Settings
from humanshelf.impact import instruments
from humanshelf.impact.hiding import USUAL
from humanshelf.impact.voices import Source, Who
from humanshelf.lending.floor import Floor
from humanshelf.libraries import lockdown
from humanshelf.libraries.bundle import read
from humanshelf.libraries.onboarding import onboard
from humanshelf.live import Hub
from humanshelf.pages import clock
from humanshelf.records import (
    admins,
    entrances,
    floors,
    passkeys,
    plans,
    preparing,
    publications,
    quotes,
    tables,
)
from humanshelf.records.backrooms import renew, seeds
from humanshelf.records.drafts import make
from humanshelf.records.feedback import Said, leave
from humanshelf.records.floors.loading import load
from humanshelf.records.passkeys import NetworkPasskey, StaffPasskey
from humanshelf.records.staff import add_link, add_staff, staff_named
from humanshelf.records.survey_changes import make_alone
from humanshelf.tenancy import (
    Deployment,
    Keys,
    deployment,
    library,
    prepare,
    writing,
    writing_control,
)
from humanshelf.tenancy.db import db
from humanshelf.tenancy.hosts import Register
from humanshelf.tenancy.scope import EXTENSION
from humanshelf.tenancy.sqlcipher import Engines
from humanshelf.tenancy.stores import control_engine
from humanshelf.tenancy.types import EPOCH, MILLISECOND

NOW = datetime(2026, 10, 17, 14, 3, 20, 123456, tzinfo=UTC)
"""A Saturday; 18:03 in Baku, 19:03 in Astana. The sample event opened half an hour ago."""
BUNDLES = Path(__file__).parents[1] / "tenants"
SLUGS = ("baku", "nu")
TEAM = {"librarian": "Rəna", "coordinator": "Samir"}
"""The same names in both libraries, with the same ids, stamps and passwords."""
STAFF = {role: UUID(int=number) for number, role in enumerate(TEAM, 1)}
COLLEAGUES = {"editor": ("Aynur", UUID(int=3)), "translator": ("Vüsal", UUID(int=4))}
"""Who comes to the team when a test asks for the role."""
PASSWORD = "bir dəfə quyuya"
FACTOR = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
"""The secret of every network admin's second factor."""
ENGINES = Engines()
"""Kept over all tests, with the statements that they have compiled."""
EVENT, COMING, PAST = "autumn", "winter", "spring"
HELP = {"az": "Kömək", "kk": "Көмек", "en": "Helping us"}
"""The name of a survey by link."""
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
                staff.id, staff.password_hash = STAFF[role], hashed_password()
    with app.app_context():
        deployment().stores.dispose()
        deployment().control.dispose()


def kept_passkey(session: Any, kind: Any, owner: UUID, host: str) -> str:
    secret = fresh().encode()
    made = kind(
        owner=owner, credential=secret, credential_key=secret, handle=secret, count=0, host=host,
        label="Telefon", since=NOW.date(),
    )  # fmt: skip
    passkeys.add(session, made, 99)
    return str(made.id.hex)


def code(steps: int = 0) -> str:
    """What the network admins' apps show now, or so many half minutes later."""
    return str(pyotp.TOTP(FACTOR).at(clock.now() + timedelta(seconds=30 * steps)))


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
        found.newest = tables.newest()
        found.stores._engines = ENGINES
        found.__dict__["control"] = control_engine(found.data, found.keys, ENGINES)
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

    def admin(self, name: str = "Aygün") -> "Visitor":
        """A network admin, signed in on the bare domain."""
        person = self.stranger("localhost")
        with self.app.app_context():
            with writing_control() as session:
                row = admins.admin_named(name) or admins.add_admin(session, name, NOW.date())
                row.password_hash = hashed_password()
                row.totp = door.sealed(row.id, FACTOR)
                row.last_step = 0
            id = row.id
            with self.app.test_request_context("/network", base_url=person.origin):
                door.enter(id, clock.now())
                dumped = self.app.session_interface.get_signing_serializer(self.app)
                cookie = dumped.dumps(dict(session_cookie))
        person.set_cookie("__Host-staff", cookie, domain="localhost", secure=True)
        return person

    def passkey(self, name: str = "Aygün") -> str:
        """The id of a passkey of this network admin's, on a device that is not here."""
        with self.app.app_context(), writing_control() as session:
            owner = admins.admin_named(name)
            return kept_passkey(session, NetworkPasskey, owner.id, "localhost")

    def control(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """What stands in the control plane; what is changed there is changed."""
        with self.app.extensions[EXTENSION].control.begin() as connection:
            found = connection.exec_driver_sql(query, values)
            return [tuple(row) for row in found] if found.returns_rows else []

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
        if role in COLLEAGUES:
            self.colleague(role)
        person = self.reader()
        answer = person.post(f"/sign-in/{self.link(role)}")
        assert answer.status_code == 303
        return person

    def colleague(self, role: str) -> UUID:
        """Their id, in the team from now on."""
        name, id = COLLEAGUES[role]
        with self.inside():
            if staff_named(name) is None:
                with writing() as session:
                    staff = add_staff(session, name, role, NOW.date())
                    staff.id, staff.password_hash = id, hashed_password()
        return id

    def link(
        self,
        role: str,
        token: str | None = None,
        life: timedelta | None = None,
        strong: bool = True,
    ) -> str:
        """The token of a new one-time link, as the command line makes them; or a weak one."""
        token = token or f"link-of-{role}"
        with self.inside(), writing() as session:
            life = life if life is not None else timedelta(hours=24)
            id = STAFF[role] if role in STAFF else COLLEAGUES[role][1]
            add_link(session, id, token, datetime.now(UTC) + life, strong)
        return token

    def passkey(self, role: str, host: str | None = None) -> str:
        """The id of a passkey of this role's, on a device that is not here; made at this host, or
        at another that the library had."""
        id = STAFF[role] if role in STAFF else COLLEAGUES[role][1]
        with self.inside(), writing() as session:
            return kept_passkey(session, StaffPasskey, id, host or f"{self.slug}.localhost")

    def switch(self, kind: str) -> str:
        """The token of a new link on paper: to hide, burn or show."""
        with self.inside(), writing_control() as session:
            return lockdown.make_links(session, self.uid)[kind]

    def backroom(self, book: str, event: str = EVENT) -> str:
        """The token of a new link to a book's own page."""
        with self.inside():
            found = floors.scene(event, datetime.now(UTC))
            renew(found.event.id, book, backroom_token)
            return backroom_token(found.event.id, book, seeds(found.event.id)[book])

    def survey_alone(self, days: float = 30) -> str:
        """The code of a new survey that stands alone."""
        with self.inside():
            asked = instruments.questions(instruments.ALONE)
            return make_alone(HELP, asked, datetime.now(UTC) + timedelta(days=days))

    def words(self, text: str = "It was good.", **more: Any) -> str:
        """Feedback of a reader that came in, by its id in addresses."""
        with self.inside():
            event = floors.scene(EVENT, datetime.now(UTC)).event
            usual = {"source": Source.READER, "who": Who.READER, "language": "en"}
            usual |= {"event_id": event.id, "day": NOW.date(), "text": text}
            return leave(Said(**usual | more)).hex()

    def quote(self, words: str | None = None, *out: int, released: bool = False) -> str:
        """A quote that a coordinator has made, by its id in addresses."""
        with self.inside():
            made = quotes.draft(bytes.fromhex(words or self.words()), out)
            if released:
                quotes.release(made)
            return made.hex()

    def report(self) -> str:
        """The code of a report that is released, on the past event."""
        with self.inside():
            event = self.rows("SELECT id FROM event WHERE code = ?", PAST)[0][0]
            made = make("event", [UUID(event)], USUAL)
            return publications.release(made, "coordinator", NOW.date())

    def invitation(self, event: str = COMING, most: int | None = None) -> str:
        """The token of an invitation to this event, which is private from now on."""
        with self.inside():
            found = floors.scene(event, datetime.now(UTC)).event
            rules = entrances.Rules(coded=found.coded, invited=True, reveals=found.reveals)
            with writing() as session:
                entrances.set_rules(session, found.id, rules, edition=found.edition)
                entrances.invite(session, found.id, token := fresh(), "friends", most, None)
            return token

    def coded(self, event: str = EVENT, *, printed: bool = False) -> None:
        """From now on a card of this event needs the code on site."""
        with self.inside():
            found = floors.scene(event, datetime.now(UTC)).event
            rules = entrances.Rules(coded=True, invited=found.invited, reveals=found.reveals)
            with writing() as session:
                entrances.set_rules(session, found.id, rules, edition=found.edition)
                entrances.set_printed(session, found.id, printed=printed)

    def shown(self, event: str = EVENT) -> str:
        """The code that this event's board shows now."""
        with self.inside():
            at = datetime.now(UTC)
            return entrance.code(floors.scene(event, at).event, at)

    def interpreter(self, name: str = "Ayla") -> str:
        """The code of an interpreter on the library's list."""
        with self.inside(), writing() as session:
            return plans.add_to_roster(session, name, ["az", "ru"]).code

    def template(self, name: str = "Evening") -> str:
        """The code of a template made from the coming event."""
        with self.inside(), writing() as session:
            event = preparing.real_event(COMING)
            return plans.keep_template(session, event, name).code

    @contextmanager
    def inside(self) -> Iterator[None]:
        with self.app.app_context(), library(self.uid):
            yield

    def floor(self, event: str = EVENT) -> Floor:
        """The floor as any other worker would read it."""
        with self.inside():
            found = floors.scene(event, datetime.now(UTC), drafts=True)
            return load(db.session(), found.event.id)

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

    def checksum(self, without: str = "") -> str:
        """Of everything that the library's store holds, one table perhaps aside."""
        connection = self.app.extensions[EXTENSION].stores.watch_connection(self.uid)
        try:
            digest = hashlib.sha256()
            names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            for (name,) in sorted(names.fetchall()):
                if name == without:
                    continue
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
        self.look(answer)
        return answer

    def look(self, answer: TestResponse) -> None:
        fussy.check(answer, secure=self.application.config["HUMANSHELF"].scheme == "https")

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
        answer = self.get(path or (f"/desk/{EVENT}" if self.house else "/network"))
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
