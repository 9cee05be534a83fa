"""The keys: how they are kept, and new ones."""

import click


@click.group()
def keys() -> None:
    """The keys: how they are kept, and new ones."""


@keys.command()
def where() -> None:
    """Say where the keys lie, and whether the deployment's own is sealed."""
    from humanshelf.cli import keyring

    keyring.where()


@keys.command()
def seal() -> None:
    """Let the deployment's key lie on the disk under a passphrase only, or under another."""
    from humanshelf.cli import keyring

    keyring.seal()


@keys.command()
def unseal() -> None:
    """Let the deployment's key lie bare on the disk again."""
    from humanshelf.cli import keyring

    keyring.unseal()


@keys.command()
@click.argument("library", required=False)
@click.option("--all", "everyone", is_flag=True, help="All libraries.")
@click.option("--deployment", is_flag=True, help="The deployment's own key.")
def rotate(library: str | None, everyone: bool, deployment: bool) -> None:
    """A new key for LIBRARY, for all, or of the deployment, while it is served.

    Cards, links, sessions and surveys go on. Backups that were made before open with a sealed
    copy of the old keys only: make new ones.
    """
    from humanshelf.cli import keyring

    keyring.rotate(library, everyone, deployment)
