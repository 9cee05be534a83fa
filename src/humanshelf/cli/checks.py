"""What can be checked: a floor against its ledger, the list of acts against itself."""

import click

from humanshelf.terminal import Refused, inside


@click.group()
def floor() -> None:
    """The floor of one event."""


@floor.command("check")
@click.argument("slug", metavar="LIBRARY")
@click.argument("event")
def check_floor(slug: str, event: str) -> None:
    """Build an event's floor again from its ledger, and tell where the two differ."""
    from humanshelf.pages.clock import now
    from humanshelf.records.ledger import checked

    found = inside(slug, lambda: checked(event, now()))
    if found is None:
        raise Refused(f"There is no event {event!r} in this library.")
    steps, differences = found
    for line in differences:
        click.echo(line)
    if differences:
        raise SystemExit(1)
    click.echo(f"the floor and its ledger agree: {steps} steps")


@click.group()
def activity() -> None:
    """What the team of a library did."""


@activity.command("check")
@click.argument("slug", metavar="LIBRARY")
@click.option("--noted", help="The check number that somebody wrote down on an earlier day.")
def check_activity(slug: str, noted: str | None) -> None:
    """Tell whether the list of acts is as it was noted: nothing changed, moved or taken away.

    That the newest acts were taken away only a number from earlier, --noted, can tell.
    """
    from humanshelf.records.activity import checked

    found = inside(slug, lambda: checked(noted))
    if found.broken:
        raise Refused(f"The list does not hold: {found.broken}.")
    click.echo(f"the list holds: {found.acts} acts, {found.older} from before it was sealed")
    click.echo(f"{found.struck} were about what is erased")
    click.echo(f"check number {found.head or '-'}")
