"""What the commands share: a deployment to work on, a library to work in, a refusal to end with."""

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import click

from humanshelf.config import Settings

if TYPE_CHECKING:
    from flask import Flask


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
    try:
        settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        prepare(settings)
    except (KeysMissing, KeyRefused) as error:
        raise Refused(str(error)) from None
    except OSError as error:
        raise Refused(
            f"{error.filename or settings.data} cannot be used: {error.strerror}."
        ) from None
    return create_app(settings)


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


def one_time_link(slug: str, name: str, role: str) -> str:
    """The address of a new one-time link, in the library in force."""
    from flask import current_app

    from humanshelf.access.secrets import fresh
    from humanshelf.pages.clock import now
    from humanshelf.records.staff import add_link, add_staff, staff_named
    from humanshelf.tenancy.db import writing

    token = fresh()
    with writing() as session:
        person = staff_named(name) or add_staff(session, name, role, now().date())
        add_link(session, person.id, token, now() + timedelta(hours=24))
    settings: Settings = current_app.config["HUMANSHELF"]
    return f"{settings.origin(slug)}/sign-in/{token}"
