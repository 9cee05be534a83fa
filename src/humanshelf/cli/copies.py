"""Copies of libraries and of running events, and what is done with them."""

from pathlib import Path

import click

from humanshelf.cli.libraries import libraries

PASSPHRASE_FILE = click.option(
    "--passphrase-file", type=click.Path(path_type=Path), help="Its first line is the passphrase."
)


@click.command()
@click.option("--library", "slug", help="Only this one, into the file --to.")
@click.option("--all", "everyone", is_flag=True, help="All, into the folder --to.")
@click.option("--keys", is_flag=True, help="The keys instead, under a passphrase.")
@click.option("--to", "target", required=True, type=click.Path(path_type=Path))
@PASSPHRASE_FILE
def backup(
    slug: str | None, everyone: bool, keys: bool, target: Path, passphrase_file: Path | None
) -> None:
    """Copy libraries as they are now, each under its own secret; people's cards are left out.

    The secrets are in the keys folder, which is not in the backup: without it nothing of a backup
    can be read. Copy it apart, or with --keys.
    """
    from humanshelf.cli import keeping

    keeping.backup(slug, everyone, keys, target, passphrase_file)


@click.command()
@click.argument("source", type=click.Path(path_type=Path))
@click.option("--keys", is_flag=True, help="SOURCE is a copy of the keys.")
@click.option(
    "--old-keys", type=click.Path(path_type=Path), help="The folder of the keys of its time."
)
@PASSPHRASE_FILE
def restore(source: Path, keys: bool, old_keys: Path | None, passphrase_file: Path | None) -> None:
    """Bring libraries back from a backup, while nobody serves; what was erased since stays so."""
    from humanshelf.cli import keeping

    keeping.restore(source, keys, passphrase_file, old_keys)


@click.group()
def snapshot() -> None:
    """Snapshots of running events, which are made by themselves."""


@snapshot.command("list")
@click.argument("library")
def snapshots_of(library: str) -> None:
    """LIBRARY's events of which there is a snapshot, and when it was made."""
    from humanshelf.cli import keeping

    keeping.snapshots(library)


@snapshot.command("restore")
@click.argument("library")
@click.argument("event")
def restore_snapshot(library: str, event: str) -> None:
    """Put EVENT back into LIBRARY as it was a few minutes before, while nobody serves.

    If the library's store is lost, bring it back from a backup first. Cards and links that were
    handed out open again. Of an event that was forgotten no snapshot opens.
    """
    from humanshelf.cli import keeping

    keeping.restore_snapshot(library, event)


@libraries.command()
@click.argument("library")
@click.option("--to", "target", required=True, type=click.Path(path_type=Path))
@PASSPHRASE_FILE
def export(library: str, target: Path, passphrase_file: Path | None) -> None:
    """Write all of LIBRARY into one file, to be taken elsewhere."""
    from humanshelf.cli import keeping

    keeping.export(library, target, passphrase_file)


@libraries.command("import")
@click.argument("source", type=click.Path(path_type=Path))
@click.option("--slug", help="Another address than the one that it had.")
@PASSPHRASE_FILE
def import_(source: Path, slug: str | None, passphrase_file: Path | None) -> None:
    """Bring in the library of an export."""
    from humanshelf.cli import keeping

    keeping.bring(source, slug, passphrase_file)


@libraries.command()
@click.argument("library")
@click.option("--reason", prompt="Why")
@click.option("--yes", is_flag=True, help="Do not ask for the address to be typed.")
@click.option("--certificate", type=click.Path(path_type=Path), help="Where to write it, as JSON.")
def erase(library: str, reason: str, yes: bool, certificate: Path | None) -> None:
    """Erase LIBRARY for good, its old backups with it; prints a certificate."""
    from humanshelf.cli import keeping

    keeping.erase(library, reason, yes, certificate)
