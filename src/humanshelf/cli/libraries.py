"""Partner libraries: bringing them in, seeing which there are, moving them on."""

import json
from pathlib import Path

import click

from humanshelf.cli.naming import REASON, named, refusing, told
from humanshelf.terminal import Refused, application, inside

STATES = ("invited", "draft", "active", "suspended", "archived", "erasing", "tombstone")


@click.group()
def libraries() -> None:
    """Partner libraries."""


@libraries.command()
@click.argument("folders", nargs=-1, required=True, type=click.Path(path_type=Path))
def check(folders: tuple[Path, ...]) -> None:
    """Check bundles; tell every fault with file and line."""
    from humanshelf.libraries.bundle import read
    from humanshelf.libraries.faults import BrokenBundle

    broken = False
    for folder in folders:
        try:
            bundle = read(folder)
        except BrokenBundle as error:
            broken = True
            click.echo(str(error), err=True)
        else:
            click.echo(f"{folder}: good ({bundle.slug}, {len(bundle.books)} sample books)")
    if broken:
        raise SystemExit(1)


@libraries.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--sample/--no-sample", default=False, help="With the bundle's sample books.")
def onboard(folder: Path, sample: bool) -> None:
    """Bring in a library from its bundle, or add what an earlier reading lacks."""
    from humanshelf.libraries.bundle import read
    from humanshelf.libraries.faults import BrokenBundle
    from humanshelf.libraries.onboarding import SlugTaken
    from humanshelf.libraries.onboarding import onboard as bring_in
    from humanshelf.pages.clock import now

    try:
        bundle = read(folder)
        uid, new = bring_in(application(), bundle, now(), sample)
    except (BrokenBundle, SlugTaken) as error:
        raise Refused(str(error)) from None
    click.echo(f"{bundle.slug}: {'onboarded' if new else 'was there already'} ({uid})")


@libraries.command("list")
@click.option("--search", default="", help="Only addresses that hold this text.")
@click.option("--state", type=click.Choice(STATES), help="Only libraries in this state.")
@click.option("--json", "as_json", is_flag=True, help="For another program.")
def list_(search: str, state: str | None, as_json: bool) -> None:
    """Each library's address, state, schema, bytes, last month with an event, open pages, since.

    Never content or people. What was erased is left out, unless its state is asked for.
    """
    from humanshelf.libraries.overview import STANDING, listed
    from humanshelf.pages.clock import now
    from humanshelf.tenancy.models import State

    app = application()
    with app.app_context():
        entries = listed(app, now(), search, (State(state),) if state else STANDING)
    told = [entry.figures() for entry in entries]
    if as_json:
        click.echo(json.dumps({"schema": 1, "libraries": told}, indent=1))
        return
    for one in told:
        row = [one["slug"] or one["uid"]]
        row += [one[name] for name in ("state", "schema", "size", "month", "streams", "created")]
        click.echo("\t".join("-" if part is None else str(part) for part in row))


@libraries.command()
@REASON
def invite(reason: str) -> None:
    """A link that lets somebody set a new library up, once, within 72 hours."""
    from humanshelf.libraries.invitations import invite as make
    from humanshelf.libraries.life import CONSOLE
    from humanshelf.pages.clock import now
    from humanshelf.tenancy.db import writing_control

    app = application()
    with app.app_context(), refusing(), writing_control() as session:
        uid, token = make(session, now(), CONSOLE, told(reason))
    click.echo(f"{uid}\n{app.config['HUMANSHELF'].bare_origin}/invitations/{token}")


def _verb(verb: str, help: str) -> None:
    @libraries.command(verb, help=help)
    @click.argument("library")
    @REASON
    def run(library: str, reason: str) -> None:
        from humanshelf.libraries.life import CONSOLE
        from humanshelf.libraries.lives import act
        from humanshelf.pages.clock import now

        with named(library) as uid, refusing():
            state = act(uid, verb, at=now(), actor=CONSOLE, reason=reason)
        click.echo(f"{library}: {state}")


_verb("suspend", "Hide a library: everybody meets the empty page, and everything is kept.")
_verb("resume", "Open a hidden library again.")
_verb("archive", "Put a hidden library to rest.")
_verb("unarchive", "Take an archived library up again: it becomes hidden.")


@libraries.command()
@click.argument("library", required=False)
def history(library: str | None) -> None:
    """What the network did, the newest first: time, act, library, actor, reason."""
    from humanshelf.libraries.lives import history as acts
    from humanshelf.libraries.lives import library_named, slugs
    from humanshelf.pages.clock import machine

    with application().app_context():
        row = library_named(library) if library else None
        if library and row is None:
            raise Refused(f"There is no library {library!r} here.")
        found = acts(row.uid if row else None)
        names = slugs([act.library for act in found])
        for act in found:
            name = names.get(act.library or "", act.library) or "-"
            click.echo(f"{machine(act.at)}\t{act.act}\t{name}\t{act.actor}\t{act.reason}")


@libraries.command("clear-samples")
@click.argument("slug")
def clear_samples(slug: str) -> None:
    """Remove a library's sample events and books."""
    from humanshelf.libraries.onboarding import drop_samples

    gone = inside(slug, drop_samples)
    click.echo(f"{slug}: {gone} samples removed")


@libraries.command()
@click.option("--year", type=int, help="Only reports on this year.")
@click.option("--json", "as_json", is_flag=True, help="The figures for another program.")
def totals(year: int | None, as_json: bool) -> None:
    """Sum up what libraries have released: rounded figures of public reports, and nothing else."""
    from humanshelf.libraries.totals import table, totals_of

    click.echo(table(totals_of(application(), year), as_json))
