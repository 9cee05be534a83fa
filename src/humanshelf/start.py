"""Starting a deployment: check first, make what is missing, then serve. Nothing half made."""

import fcntl
import ipaddress
import os
import shlex
import shutil
import socket
import ssl
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import click
from flask import Flask
from gunicorn.app.base import BaseApplication

from humanshelf.app import create_app
from humanshelf.config import PREFIX, Settings, home
from humanshelf.libraries.bundle import Bundle, read
from humanshelf.libraries.faults import BrokenBundle
from humanshelf.libraries.forgetting import forget_by_the_clock
from humanshelf.libraries.importing import sweep
from humanshelf.libraries.lockdown import keep_room
from humanshelf.libraries.migrating import MISSING, UnderWay, migrate_all
from humanshelf.libraries.onboarding import SlugTaken, onboard
from humanshelf.libraries.rotating import finish
from humanshelf.pages.clock import now
from humanshelf.records.admins import all_admins
from humanshelf.records.events import events_by_time
from humanshelf.records.staff import anybody_signs_in
from humanshelf.serving import SETTINGS, raise_file_limit, workers
from humanshelf.tenancy import prepare
from humanshelf.tenancy.db import db
from humanshelf.tenancy.everywhere import each_library
from humanshelf.tenancy.keys import ROOT, KeyRefused, Keys, KeysMissing
from humanshelf.tenancy.passphrase import Opener
from humanshelf.tenancy.sqlcipher import NotReadable
from humanshelf.tenancy.stores import NoSuchLibrary
from humanshelf.terminal import (
    Refused,
    chosen,
    close,
    closed_at_the_end,
    given,
    one_time_link,
    unlock,
    words,
)

LOOPBACK = ("127.0.0.1", "localhost", "::1")
BUNDLES = "tenants"
COORDINATOR = "coordinator"
UNSAID = """
Humanshelf serves. What to open is said at a terminal only, as a log would keep it:
`humanshelf libraries list` tells the addresses, `humanshelf network admin NAME` and
`humanshelf staff link ADDRESS NAME --role coordinator` let the first people in."""


@dataclass(frozen=True)
class Choice:
    """What was asked for on the command line or by the environment."""

    host: str
    port: int
    data: Path
    base_domain: str
    tls_cert: Path | None
    tls_key: Path | None
    proxy: str | None
    tenants: Path | None
    no_sample: bool
    unlock: bool = False
    show: bool = False

    @classmethod
    def of_environment(cls, environ: Mapping[str, str]) -> "Choice":
        """For the Procfile, which has no command line; a platform names the port in PORT."""

        def path(name: str) -> Path | None:
            return Path(environ[PREFIX + name]) if environ.get(PREFIX + name) else None

        port = environ.get("PORT") or environ.get(PREFIX + "PORT") or "8000"
        if not (port.isascii() and port.isdigit()) or not 0 < int(port) < 65536:
            raise Refused(f"{port!r} is no port.")
        return cls(
            host=environ.get(PREFIX + "HOST") or "127.0.0.1",
            port=int(port),
            data=path("DATA") or home() / "instance",
            base_domain=environ.get(PREFIX + "BASE_DOMAIN") or "localhost",
            tls_cert=path("TLS_CERT"),
            tls_key=path("TLS_KEY"),
            proxy=environ.get(PREFIX + "PROXY"),
            tenants=None,
            no_sample=True,
        )

    @property
    def secure(self) -> bool:
        return self.tls_cert is not None or bool(self.proxy)

    @property
    def options(self) -> dict[str, Any]:
        """What gunicorn is told of it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        told: dict[str, Any] = {
            "bind": [f"{host}:{self.port}"],
            "workers": workers(),
            "forwarded_allow_ips": self.proxy or "",
        }
        if self.tls_cert:
            told |= {"certfile": str(self.tls_cert), "keyfile": str(self.tls_key)}
        return told


def serve(**options: Any) -> None:
    choice = Choice(**options)
    check_safety(choice)
    check_address(choice)
    settings = settle(choice)
    bundles = read_bundles(choice)
    lock = claim(settings.data)
    opener = unlocked(settings, choice.unlock)
    app = prepare_deployment(settings, bundles, sample=not choice.no_sample, opener=opener)
    lines = None
    if choice.show or sys.stdout.isatty():
        lines = [line for found in each_library(app) for line in what_to_open(settings, found[1])]
        lines += network_to_open(app, settings)
    close(app)  # No connection may be open when gunicorn forks.
    raise_file_limit()
    Server(choice, settings, lines).run()
    lock.close()


def check_safety(choice: Choice) -> None:
    """Cookies and sensors need TLS off loopback."""
    if choice.host not in LOOPBACK and not choice.secure:
        raise Refused(
            f"Off loopback ({choice.host}) people need TLS: give --tls-cert and --tls-key, or name"
            " the proxy that ends TLS with --proxy."
        )
    if (choice.tls_cert is None) != (choice.tls_key is None):
        raise Refused("--tls-cert and --tls-key belong together: give both or neither.")
    if choice.tls_cert and choice.tls_key:
        check_certificate(choice.tls_cert, choice.tls_key)
    try:
        ipaddress.ip_network(choice.proxy or "127.0.0.1")
    except ValueError:
        raise Refused(
            f"--proxy takes the proxy's address, for example 10.0.0.1, not {choice.proxy!r}."
        ) from None


def check_certificate(cert: Path, key: Path) -> None:
    """Read it as the workers will, or they would end one after the other."""
    for path in (cert, key):
        if not path.is_file() or not os.access(path, os.R_OK):
            raise Refused(f"The file {path} cannot be read.")
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(cert, key, password="")
    except OSError:
        raise Refused(
            f"{cert} and {key} are not a certificate and its key, in PEM and without a password."
        ) from None


def check_address(choice: Choice) -> None:
    """The address must be this machine's, and the port free."""
    family = socket.AF_INET6 if ":" in choice.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((choice.host, choice.port))
        except PermissionError:
            raise Refused(f"Port {choice.port} needs rights that this user has not.") from None
        except OSError as error:
            if error.errno in (98, 48):
                raise Refused(
                    f"Port {choice.port} is taken: end what uses it, or choose another with --port."
                ) from None
            raise Refused(f"{choice.host} is no address of this machine.") from None


def settle(choice: Choice) -> Settings:
    """The settings that workers will read from the environment too."""
    scheme = "https" if choice.secure else "http"
    port = None if choice.proxy else choice.port
    os.environ.update(
        {
            PREFIX + "DATA": str(choice.data.absolute()),
            PREFIX + "BASE_DOMAIN": choice.base_domain,
            PREFIX + "SCHEME": scheme,
        }
    )
    if port is not None:
        os.environ[PREFIX + "ORIGIN_PORT"] = str(port)
    try:
        return Settings.read()
    except ValueError as error:
        raise Refused(str(error)) from None


def claim(data: Path) -> IO[str]:
    """The data folder, writable and ours alone."""
    try:
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = (data / "lock").open("a")
    except OSError as error:
        raise Refused(f"The data folder {data} cannot be written: {error.strerror}.") from None
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        raise Refused(
            f"Another Humanshelf serves the data in {data}: stop it, or choose another with --data."
        ) from None
    return lock


def read_bundles(choice: Choice) -> list[Bundle]:
    """All bundles, read and checked before anything is made."""
    folder = choice.tenants or home() / BUNDLES
    if not folder.is_dir():
        if choice.tenants:
            raise Refused(f"There is no folder {folder}.")
        return []
    try:
        return [read(path) for path in sorted(folder.iterdir()) if (path / "tenant.toml").exists()]
    except BrokenBundle as error:
        raise Refused(f"A bundle is broken:\n{error}") from None


def unlocked(settings: Settings, asking: bool) -> Callable[[], Opener | None]:
    """The deployment's key opens. ``asking``: it must be sealed, a first one too, and the words
    are typed. Returns what has the opener of a first one."""
    first = not (settings.keys / ROOT).exists()
    unlock(settings, asking)
    if asking and not first and not Keys.open(settings.keys).is_sealed:
        raise Refused(
            f"The deployment's key lies bare in {settings.keys}: seal it first, with"
            " `humanshelf keys seal`."
        )
    return (lambda: given() or chosen(words(new=True))) if asking else given


def prepare_deployment(
    settings: Settings,
    bundles: list[Bundle],
    sample: bool,
    opener: Callable[[], Opener | None] = given,
) -> Flask:
    """Keys, stores and libraries as they must be before anybody is served."""
    try:
        prepare(settings, opener)
        app = create_app(settings)
        failed = upgrade_all(app)
        for bundle in bundles:
            if bundle.slug in failed:
                continue
            _uid, new = onboard(app, bundle, now(), sample)
            if new:
                click.echo(f"Library {bundle.slug}: made")
        keep_room(settings.data)
        forget_by_the_clock(app, now())
    except SlugTaken as error:
        raise Refused(f"A library cannot be brought in: {error}.") from None
    except (KeysMissing, KeyRefused, NotReadable) as error:
        raise Refused(str(error)) from None
    except NoSuchLibrary as error:
        raise Refused(f"The store of library {error} is not in {settings.data}.") from None
    except OSError as error:
        raise Refused(
            f"{error.filename or settings.data} cannot be used: {error.strerror}."
        ) from None
    return app


def upgrade_all(app: Flask) -> set[str]:
    """Each library's store to the newest revision. The slugs of those that could not be brought
    there: they are not served, and the others are. What was broken off is put in order first."""
    finish(app)
    sweep(app)
    try:
        report = migrate_all(app, halt=False, say=click.echo)
    except UnderWay:
        raise Refused("The libraries are being migrated: wait until that is done.") from None
    for one in report.failed:
        if one.fault == MISSING:
            raise NoSuchLibrary(one.uid)
        click.echo(f"Library {one.name} is not served: {one.fault}", err=True)
    return {one.name for one in report.failed}


def what_to_open(settings: Settings, slug: str) -> list[str]:
    """The addresses of the library in force: its home, its running events, and a way in, as long
    as nobody has a password there. A library with people of its own is theirs to open: no start
    makes an account in it, and no log holds a link to it."""
    origin = settings.origin(slug)
    lines = [f"{slug}: {origin}/"]
    for event in events_by_time(now())[0]:
        lines.append(f"  event  {origin}/events/{event.code}")
        lines.append(f"  board  {origin}/board/{event.code}")
    if not anybody_signs_in(db.session()):
        lines.append(f"  desk   {one_time_link(slug, COORDINATOR, 'coordinator')}  (works once)")
    return lines


def network_to_open(app: Flask, settings: Settings) -> list[str]:
    """The network's door and, while it knows nobody, the command that lets the first admin in: no
    start makes one."""
    lines = [f"network: {settings.bare_origin}/network"]
    with app.app_context():
        known = all_admins()
    if not known:
        lines.append(f"  admin  {' '.join([*_apart(settings), *_command()])} network admin NAME")
    return lines


def _apart(settings: Settings) -> list[str]:
    """What has to stand before a command so that it finds this deployment."""
    usual = Settings.read({})
    named = {
        "DATA": (settings.data, usual.data),
        "BASE_DOMAIN": (settings.base_domain, usual.base_domain),
        "SCHEME": (settings.scheme, usual.scheme),
        "ORIGIN_PORT": (settings.origin_port, usual.origin_port),
    }
    return [
        f"{PREFIX}{name}={shlex.quote(str(here or 0))}"
        for name, (here, elsewhere) in named.items()
        if here != elsewhere
    ]


def _command() -> list[str]:
    """The command as this start was given: by its name, or by the private Python that runs it."""
    if shutil.which("humanshelf"):
        return ["humanshelf"]
    return [shlex.quote(os.path.relpath(sys.executable)), "-m", "humanshelf"]


class Server(BaseApplication):  # type: ignore[misc]
    """gunicorn in this very process: what is imported already need not be again."""

    def __init__(self, choice: Choice, settings: Settings, lines: list[str] | None) -> None:
        self.choice, self.settings, self.lines = choice, settings, lines
        super().__init__()

    def load_config(self) -> None:
        for name, value in (SETTINGS | self.choice.options | {"when_ready": self.ready}).items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        return closed_at_the_end(create_app(self.settings))

    def ready(self, server: Any) -> None:
        if self.lines is None:
            click.echo(UNSAID)
        else:
            click.echo("\nHumanshelf serves. Open:\n")
            for line in self.lines:
                click.echo(f"  {line}")
        click.echo("\nCtrl-C ends it.")
        sys.stdout.flush()
