"""``humanshelf``: serve, bring libraries in and check them, let staff in, forget on time.

Commands import what they need when they run: serving needs gevent's patches before all else, and
nobody waits for what is not asked for.
"""

import os
import sys

import click

from humanshelf import __version__
from humanshelf.cli import (
    checks,
    copies,
    keys,
    libraries,
    lockdown,
    people,
    serving,
    trying,
    upkeep,
)
from humanshelf.ending import Ending

__all__ = ["cli", "lockdown", "main"]


def main() -> None:
    """The entry point. Serving needs gevent's patches before anything else is imported. Nothing
    that is made, copies for a backup too, is for others on this machine to read."""
    os.umask(0o077)
    if sys.argv[1:2] == ["serve"]:
        from gevent import monkey

        monkey.patch_all()
    with Ending():
        cli(prog_name="humanshelf")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, message="%(version)s")
def cli() -> None:
    """The system that Human Library events run on."""


for command in (
    serving.serve,
    libraries.libraries,
    people.staff,
    people.network,
    checks.floor,
    checks.activity,
    trying.plan,
    upkeep.migrate,
    copies.backup,
    copies.restore,
    keys.keys,
    copies.snapshot,
    upkeep.forget,
    trying.drill,
):
    cli.add_command(command)
