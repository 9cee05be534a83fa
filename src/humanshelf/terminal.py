"""What the commands share: a deployment to work on, a library to work in, a refusal to end with."""

import atexit
import sys
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from weakref import ref

import click

from humanshelf.config import Settings

if TYPE_CHECKING:
    from flask import Flask

    from humanshelf.tenancy.passphrase import Opener


class Refused(click.ClickException):
    """One clear sentence, exit 1."""

    exit_code = 1

    def show(self, file: Any = None) -> None:
        click.echo(f"Error: {self.message}", err=True)


def application() -> "Flask":
    """The app on the deployment that the environment names."""
    from humanshelf.app import create_app
    from humanshelf.tenancy import prepare
    from humanshelf.tenancy.keys import KeyRefused, KeysMissing

    try:
        settings = Settings.read()
    except ValueError as error:
        raise Refused(str(error)) from None
    unlock(settings)
    try:
        settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        prepare(settings, given)
    except (KeysMissing, KeyRefused) as error:
        raise Refused(str(error)) from None
    except OSError as error:
        raise Refused(
            f"{error.filename or settings.data} cannot be used: {error.strerror}."
        ) from None
    return closed_at_the_end(create_app(settings))


def closed_at_the_end(app: "Flask") -> "Flask":
    found = ref(app)

    def close_if_there() -> None:
        if app := found():
            close(app)

    atexit.register(close_if_there)
    return app


def close(app: "Flask") -> None:
    """Let go of every connection to a store: the last one to go clears up after the writers."""
    from humanshelf.tenancy import deployment
    from humanshelf.tenancy.db import db

    with app.app_context():
        found = deployment()
        db.session.remove()
        found.stores.dispose()
        found.control.dispose()


def unlock(settings: Settings, asking: bool = False) -> None:
    """See that the deployment's key opens, if there is one: with what the environment gives, or
    the words that are typed. ``asking``: a pipe may bring them, too."""
    from humanshelf.tenancy.keys import KeyRefused, Keys, KeysMissing
    from humanshelf.tenancy.passphrase import WrongPassphrase
    from humanshelf.tenancy.unlocking import Locked

    try:
        try:
            Keys.open(settings.keys)
        except Locked as locked:
            if not asking and not sys.stdin.isatty():
                raise Refused(str(locked)) from None
            Keys.unlock(settings.keys, words(new=False))
    except KeysMissing:
        return  # There is none yet, or that is told in another place.
    except WrongPassphrase:
        raise Refused("The deployment's key does not open with this passphrase.") from None
    except KeyRefused as error:
        raise Refused(str(error)) from None
    except OSError as error:
        raise Refused(f"{error.filename} cannot be used: {error.strerror}.") from None


def words(new: bool) -> str:
    """The passphrase of the deployment's key: from the terminal, unseen, or a pipe's first line."""
    from humanshelf.tenancy.unlocking import LONGEST, first_line

    if not sys.stdin.isatty():
        return first_line(sys.stdin.buffer.readline(LONGEST))
    asked: str = click.prompt(
        "Passphrase of the deployment's key", hide_input=True, confirmation_prompt=new
    )
    return asked


def given() -> "Opener | None":
    """Under what the environment gives a first key is sealed."""
    from humanshelf.tenancy import unlocking

    found = unlocking.given()
    return chosen(found) if found else None


def chosen(passphrase: str) -> "Opener":
    """What a new passphrase comes to."""
    from humanshelf.tenancy.passphrase import SHORTEST, Opener, TooShort

    try:
        return Opener.new(passphrase)
    except TooShort:
        raise Refused(f"A passphrase has at least {SHORTEST} signs.") from None


def inside(slug: str, work: Callable[[], Any]) -> Any:
    """Do something with one library in force."""
    from humanshelf.libraries.onboarding import find
    from humanshelf.tenancy import library

    app = application()
    with app.app_context():
        uid = find(slug)
    if uid is None:
        raise Refused(f"There is no library {slug!r} here.")
    with app.app_context(), library(uid):
        return work()


def one_time_link(slug: str, name: str, role: str, noted: bool = False) -> str:
    """The address of a new one-time link, in the library in force. ``noted``: where the team
    reads what was done."""
    from flask import current_app

    from humanshelf.access.secrets import fresh
    from humanshelf.pages.clock import now
    from humanshelf.records import activity
    from humanshelf.records.staff import add_link, add_staff, staff_named
    from humanshelf.tenancy.db import writing

    token = fresh()
    with writing() as session:
        person = staff_named(name) or add_staff(session, name, role, now().date())
        add_link(session, person.id, token, now() + timedelta(hours=24), strong=True)
        if noted:
            activity.note(session, now(), None, "make-link", person.id.hex)
    settings: Settings = current_app.config["HUMANSHELF"]
    return f"{settings.origin(slug)}/sign-in/{token}"


def admin_link(name: str) -> str:
    """The address of a new one-time link for a network admin."""
    from humanshelf.access.secrets import fresh
    from humanshelf.libraries.life import CONSOLE, note
    from humanshelf.pages.clock import now
    from humanshelf.records.admins import add_admin, add_link, admin_named
    from humanshelf.tenancy.db import writing_control

    name, at, token = " ".join(name.split()), now(), fresh()
    if not 2 <= len(name) <= 40 or not name.isprintable():
        raise Refused("A name has 2 to 40 letters.")
    app = application()
    with app.app_context():
        with writing_control() as session:
            known = admin_named(name)
            found = known or add_admin(session, name, at.date())
            add_link(session, found.id, token, at + timedelta(hours=24))
            act = "link-admin" if known else "add-admin"
            note(session, at=at, actor=CONSOLE, act=act, reason=found.name, library=None)
    settings: Settings = app.config["HUMANSHELF"]
    return f"{settings.bare_origin}/network/sign-in/{token}"
