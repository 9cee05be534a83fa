"""The commands about keys: where they lie, under what, and new ones."""

import click

from humanshelf.cli.keeping import known
from humanshelf.config import Settings
from humanshelf.libraries import rotating
from humanshelf.media.sealed import Damaged
from humanshelf.start import claim
from humanshelf.tenancy import StoreBusy
from humanshelf.tenancy.everywhere import with_a_store
from humanshelf.tenancy.keys import KeyRefused, Keys, KeysMissing
from humanshelf.tenancy.scope import EXTENSION
from humanshelf.terminal import Refused, application, chosen, unlock, words


def where() -> None:
    settings = Settings.read()
    keys = Keys(settings.keys)
    try:
        sealed = keys.is_sealed
    except KeysMissing as error:
        raise Refused(f"{error}.") from None
    click.echo(f"The keys lie in {settings.keys}: the deployment's and {len(keys.uids())} others.")
    click.echo(f"The deployment's key is {'sealed under a passphrase' if sealed else 'bare'}.")
    disks = {path.stat().st_dev for path in (settings.keys, settings.data) if path.exists()}
    if not sealed and len(disks) == 1:
        click.echo(f"The data in {settings.data} are on the same disk: who has it can read all.")


def seal() -> None:
    settings = Settings.read()
    unlock(settings, asking=True)
    lock = claim(settings.data)
    keys = _opened(settings)
    keys.seal(chosen(words(new=True)))
    lock.close()
    click.echo(f"The deployment's key in {settings.keys} is sealed; the bare one was overwritten.")
    click.echo(
        "Copies of it that were made before open everything still: make them worthless with"
        " `humanshelf keys rotate --deployment`, and new copies with `humanshelf backup --keys`."
    )


def unseal() -> None:
    settings = Settings.read()
    unlock(settings, asking=True)
    lock = claim(settings.data)
    _opened(settings).seal(None)
    lock.close()
    click.echo(f"The deployment's key lies bare in {settings.keys}.")


def rotate(library: str | None, everyone: bool, deployment: bool) -> None:
    if sum((library is not None, everyone, deployment)) != 1:
        raise Refused("Say one of LIBRARY, --all and --deployment.")
    app = application()
    try:
        if deployment:
            rotating.rotate_deployment(app)
            click.echo("The deployment has a new key.")
        else:
            found = app.extensions[EXTENSION]
            uids = [known(app, library).uid] if library else with_a_store(found)
            rotating.rotate(app, uids)
            click.echo(f"{len(uids)} libraries have a new key.")
    except StoreBusy:
        raise Refused("Somebody else writes without a pause: try again.") from None
    except Damaged as error:
        raise Refused(f"A file is damaged, and can only be left out by hand: {error}.") from None
    except (KeysMissing, KeyRefused) as error:
        raise Refused(f"{error}.") from None
    except OSError as error:
        raise Refused(f"{error.filename or 'The disk'} cannot be used: {error.strerror}.") from None
    click.echo("Make new backups, and a new copy of the keys: old ones open with each other only.")


def _opened(settings: Settings) -> Keys:
    try:
        return Keys.open(settings.keys)
    except KeysMissing as error:
        raise Refused(f"{error}.") from None
