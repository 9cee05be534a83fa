"""Hiding a library and burning what is kept of its readers."""

import click

from humanshelf.cli.libraries import libraries
from humanshelf.cli.naming import named
from humanshelf.terminal import Refused


def _lockdown(verb: str, help: str, done: str, otherwise: str) -> None:
    @libraries.command(verb, help=help)
    @click.argument("library")
    def run(library: str) -> None:
        from humanshelf.libraries import lockdown
        from humanshelf.libraries.life import CONSOLE
        from humanshelf.pages.clock import now

        with named(library) as uid:
            changed = getattr(lockdown, verb)(uid, now(), CONSOLE)
        click.echo(f"{library}: {done if changed else otherwise}")


_lockdown(
    "hide",
    "Hide a library at once, as its own people would: every address of it is empty.",
    "hidden",
    "it was not to be seen before",
)
_lockdown("show", "Show a library again that has hidden itself.", "shown", "it was not hidden")


@libraries.command()
@click.argument("library")
@click.option("--event", help="Only of this event; without it, of all.")
@click.option("--yes", is_flag=True, help="It cannot be undone: say that you know.")
def burn(library: str, event: str | None, yes: bool) -> None:
    """Hide a library, and destroy what is kept of its readers."""
    from humanshelf.libraries import lockdown
    from humanshelf.libraries.life import CONSOLE
    from humanshelf.pages.clock import now
    from humanshelf.records.events import event_ids
    from humanshelf.tenancy import library as scope

    if not yes:
        raise Refused("This cannot be undone. Say that you know, with --yes.")
    with named(library) as uid:
        with scope(uid):
            known = event_ids()
        if event and event not in known:
            raise Refused(f"There is no event {event!r} in {library}.")
        done = lockdown.burn(uid, now(), CONSOLE, [known[event]] if event else None)
    click.echo(f"{library}: hidden; events emptied: {done.events}")
    if done.failed:
        raise Refused(
            f"Of {done.failed} events only the snapshots' keys could be destroyed: the store could"
            " not be written. Free the disk and give this command again, or erase the library."
        )
