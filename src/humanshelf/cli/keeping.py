"""The commands that take libraries out of a deployment, bring them in, and erase them."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import click
import sqlalchemy as sa
from flask import Flask

from humanshelf.config import Settings
from humanshelf.libraries import backup as backups
from humanshelf.libraries import box, erasing, exporting, importing
from humanshelf.libraries import snapshots as stills
from humanshelf.libraries.life import CONSOLE, NotFromHere
from humanshelf.libraries.lives import NoReason, library_named, reason_of
from humanshelf.libraries.slugs import SlugTaken
from humanshelf.pages.clock import machine, now
from humanshelf.records.admins import shut_all_doors
from humanshelf.records.snapshots import CannotPutBack
from humanshelf.start import claim
from humanshelf.tenancy import StoreUnwritable, deployment, writing_control
from humanshelf.tenancy.everywhere import STORED
from humanshelf.tenancy.keys import Keys, KeysMissing
from humanshelf.tenancy.models import Library, State
from humanshelf.tenancy.passphrase import SHORTEST, TooShort, WrongPassphrase
from humanshelf.tenancy.sqlcipher import NotReadable
from humanshelf.tenancy.stores import NoSuchLibrary, control_path
from humanshelf.terminal import Refused, application, unlock

CONTROL = "control.db"


def backup(
    slug: str | None, everyone: bool, keys: bool, target: Path, passphrase_file: Path | None
) -> None:
    if sum((slug is not None, everyone, keys)) != 1:
        raise Refused("Say one of --library, --all and --keys.")
    app = application()
    with told():
        if keys:
            words = passphrase(passphrase_file, new=True)
            backups.keys_to(app.config["HUMANSHELF"].keys, target, words)
            click.echo(
                f"{target}: the keys. Whoever has it and the passphrase can read everything."
            )
        elif slug is not None:
            backups.back_up(app, known(app, slug).uid, target, now())
            click.echo(f"{target}: {slug}, without its secret")
        else:
            failed = backups.back_up_all(app, target, now(), click.echo)
            for uid in failed:
                click.echo(f"{uid} is not in the backup", err=True)
            if failed:
                raise SystemExit(1)


def restore(
    source: Path, keys: bool, passphrase_file: Path | None, old_keys: Path | None = None
) -> None:
    settings = Settings.read()
    if not keys:
        unlock(settings)
    if old_keys:
        unlock(replace(settings, keys=old_keys))
    if keys:
        with told():
            words = passphrase(passphrase_file, new=False)
            number = backups.keys_from(source, settings.keys, words)
        click.echo(f"{number} keys are back in {settings.keys}")
        return
    if not source.exists():
        raise Refused(f"There is no {source}.")
    lock = claim(settings.data)
    with told():
        old = Keys.open(old_keys) if old_keys else None
        if source.is_dir():
            _restore_all(source, settings, old)
        else:
            uid = backups.restore(application(), source, now(), CONSOLE, "restore", old)
            click.echo(f"{uid}: restored")
    lock.close()


def snapshots(name: str) -> None:
    app = application()
    for code, made in stills.listed(app, known(app, name).uid):
        click.echo(f"{code}\t{made}")


def restore_snapshot(name: str, code: str) -> None:
    with claim(Settings.read().data):
        app = application()
        try:
            made = stills.restore(app, known(app, name).uid, code, now(), CONSOLE)
        except (stills.NoSnapshot, CannotPutBack) as error:
            raise Refused(f"This is not possible: {error}.") from None
        except (NoSuchLibrary, NotReadable, sa.exc.DatabaseError):
            raise Refused(
                "The library's store is lost or damaged: bring it back from a backup first."
            ) from None
    click.echo(f"{code}: as it was at {machine(made)}")


def _restore_all(folder: Path, settings: Settings, old: Keys | None) -> None:
    """The libraries of a backup. Where the control plane is lost it comes from there too, and a
    library whose secret is no longer in the keys folder was erased since: it becomes that again."""
    lost = not any(settings.data.glob("control*.db")) and (folder / CONTROL).exists()
    if lost:
        place = control_path(settings.data, Keys.open(settings.keys).root())
        place.touch(mode=0o600)
        place.write_bytes((folder / CONTROL).read_bytes())
    app = application()
    if lost:
        with app.app_context(), writing_control() as session:
            shut_all_doors(session)
        click.echo(
            "Nobody is signed in to the network any more, and invitations are void: let admins in"
            " again with `humanshelf network admin NAME`."
        )
        for uid in _without_secret(app):
            erasing.erase(app, uid, CONSOLE, "erased after the backup", now(), lambda: None)
            click.echo(f"{uid}: was erased, and is")
    for path in sorted(folder.glob(f"*{backups.ENDING}")):
        try:
            backups.restore(app, path, now(), CONSOLE, "restore", old)
            click.echo(f"{path.stem}: restored")
        except backups.Erased as error:
            click.echo(f"{path.stem}: left out, {error}")


def _without_secret(app: Flask) -> list[str]:
    with app.app_context(), deployment().control.connect() as connection:
        uids = connection.execute(sa.select(Library.uid).where(Library.state.in_(STORED)))
        return [uid for uid in uids.scalars() if not deployment().keys.has(uid)]


def export(name: str, target: Path, passphrase_file: Path | None) -> None:
    app = application()
    row = known(app, name)
    with told():
        words = passphrase(passphrase_file, new=True)
        exporting.export(app, row.uid, words, target, now(), click.echo)


def bring(source: Path, slug: str | None, passphrase_file: Path | None) -> None:
    app = application()
    with told():
        words = passphrase(passphrase_file, new=False)
        uid = importing.bring(app, source, words, slug, at=now())
    click.echo(f"{uid}: imported")


def erase(name: str, reason: str, yes: bool, certificate: Path | None) -> None:
    app = application()
    row = known(app, name, State)
    if not yes and click.prompt(f"Type {name} to erase it for good") != name:
        raise Refused("That was another word: nothing was erased.")
    with told():
        done = erasing.erase(app, row.uid, CONSOLE, reason_of(reason), now())
        if certificate:
            certificate.write_text(done.as_json() + "\n", encoding="utf-8")
    click.echo(done.as_text())


def passphrase(file: Path | None, new: bool) -> str:
    if file is None:
        asked: str = click.prompt("Passphrase", hide_input=True, confirmation_prompt=new)
        return asked
    lines = file.read_text(encoding="utf-8").splitlines()
    return lines[0] if lines else ""


@contextmanager
def told() -> Iterator[None]:
    """What can go wrong, each in one sentence."""
    try:
        yield
    except TooShort:
        raise Refused(f"A passphrase has at least {SHORTEST} signs.") from None
    except WrongPassphrase:
        raise Refused("It does not open with this passphrase.") from None
    except box.BrokenBox as error:
        raise Refused(f"This file cannot be used: {error}.") from None
    except (backups.CannotRestore, importing.CannotImport, NotFromHere) as error:
        raise Refused(f"This is not possible: {error}.") from None
    except SlugTaken as error:
        raise Refused(f"Another address is needed (--slug): {error}.") from None
    except KeysMissing as error:
        raise Refused(f"{error}.") from None
    except NoReason:
        raise Refused("Say why.") from None
    except StoreUnwritable as error:
        raise Refused(f"The disk cannot be written: {error}. Nothing was changed.") from None
    except OSError as error:
        raise Refused(f"{error.filename or 'The disk'} cannot be used: {error.strerror}.") from None


def known(app: Flask, name: str, states: Iterable[State] = STORED) -> Library:
    with app.app_context():
        row = library_named(name)
    if row is None or row.state not in tuple(states):
        raise Refused(f"There is no library {name!r} here.")
    return row
