"""Who runs a library, and who runs the network."""

import sys

import click

from humanshelf.terminal import Refused, admin_link, application, inside, one_time_link

ROLES = ("coordinator", "librarian", "editor", "translator")


@click.group()
def staff() -> None:
    """The people who run a library."""


@staff.command()
@click.argument("slug")
@click.argument("name")
@click.option("--role", type=click.Choice(ROLES), default="librarian")
def link(slug: str, name: str, role: str) -> None:
    """A link that signs NAME in, once; makes the account if there is none.

    It is the way in for who lost the second factor too: no code is asked for.
    """
    click.echo(inside(slug, lambda: one_time_link(slug, name, role, noted=True)))


@click.group()
def network() -> None:
    """The people who run the network."""


@network.command()
@click.argument("name")
def admin(name: str) -> None:
    """A link that lets NAME in as network administrator, once; makes the account if there is none.

    Whoever is let in again chooses a new password, and sets a new second factor up.
    """
    click.echo(admin_link(name))


@network.command(hidden=True)
@click.argument("id")
def job(id: str) -> None:
    """Do a job that the network's door began; the passphrase comes on standard input."""
    from humanshelf.libraries import jobs
    from humanshelf.libraries.working import work
    from humanshelf.pages.clock import now

    app = application()
    found = jobs.read(app.config["HUMANSHELF"].data, id)
    if found is None:
        raise Refused("There is no such job.")
    if not work(app, found, sys.stdin.buffer.read().decode(), now()):
        raise SystemExit(1)
