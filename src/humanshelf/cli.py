"""``humanshelf``: serve, bring libraries in and check them, let staff in, forget on time."""

import sys
from pathlib import Path
from typing import Any

import click

from humanshelf.config import PREFIX, home
from humanshelf.terminal import Refused, application, inside, one_time_link


def main() -> None:
    """The entry point. Serving needs gevent's patches before anything else is imported."""
    if sys.argv[1:2] == ["serve"]:
        from gevent import monkey

        monkey.patch_all()
    cli(prog_name="humanshelf")


def env(name: str) -> str:
    return PREFIX + name


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="humanshelf", message="%(version)s")
def cli() -> None:
    """The system that Human Library events run on."""


@cli.command()
@click.option("--host", envvar=env("HOST"), default="127.0.0.1", show_default=True)
@click.option("--port", envvar=env("PORT"), default=8000, type=click.IntRange(1, 65535))
@click.option(
    "--data", envvar=env("DATA"), type=click.Path(path_type=Path), default=home() / "instance"
)
@click.option("--base-domain", envvar=env("BASE_DOMAIN"), default="localhost", show_default=True)
@click.option("--tls-cert", envvar=env("TLS_CERT"), type=click.Path(path_type=Path))
@click.option("--tls-key", envvar=env("TLS_KEY"), type=click.Path(path_type=Path))
@click.option("--proxy", envvar=env("PROXY"), help="Address of the proxy that ends TLS.")
@click.option("--tenants", envvar=env("TENANTS"), type=click.Path(path_type=Path))
@click.option("--no-sample", envvar=env("NO_SAMPLE"), is_flag=True)
def serve(**options: Any) -> None:
    """Make what is missing, bring in the bundles, say what to open, and serve."""
    from humanshelf.start import serve as run

    run(**options)


@cli.group()
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
def list_() -> None:
    """Slug, state and schema revision of each library."""
    import sqlalchemy as sa

    from humanshelf.tenancy.db import db
    from humanshelf.tenancy.models import Library

    with application().app_context():
        for row in db.session.scalars(sa.select(Library).order_by(Library.slug)):
            click.echo(f"{row.slug}\t{row.state}\t{row.schema_revision}")


@libraries.command("clear-samples")
@click.argument("slug")
def clear_samples(slug: str) -> None:
    """Remove a library's sample events and books."""
    from humanshelf.libraries.onboarding import drop_samples

    gone = inside(slug, drop_samples)
    click.echo(f"{slug}: {gone} samples removed")


@cli.group()
def staff() -> None:
    """The people who run a library."""


@staff.command()
@click.argument("slug")
@click.argument("name")
@click.option("--role", type=click.Choice(["coordinator", "librarian"]), default="librarian")
def link(slug: str, name: str, role: str) -> None:
    """A link that signs NAME in, once; makes the account if there is none."""
    click.echo(inside(slug, lambda: one_time_link(slug, name, role)))


@cli.group()
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


@cli.command()
@click.option("--library", "slug", help="Start with the numbers of an event of this library.")
@click.option("--event", help="The code of that event.")
@click.option("--books", type=int, help="Books that sit at their tables.  [default: 10]")
@click.option("--hours", type=float, help="From opening to end.  [default: 4]")
@click.option("--readers", type=int, help="Readers expected.  [default: 60]")
@click.option("--loan", type=int, help="Minutes of a reading.  [default: 30]")
@click.option("--changeover", type=int, help="Minutes between two readings.  [default: 5]")
@click.option("--wishes", type=int, help="Books that a reader may choose.  [default: 3]")
@click.option("--rest-after", type=int, help="Readings after which a break is due.  [default: 3]")
@click.option("--rest", type=int, help="Minutes of a break.  [default: 15]")
@click.option("--book-readings", type=int, help="Most readings of a book.  [default: 6]")
@click.option("--interpreters", type=int, help="Interpreters who are there.  [default: 0]")
@click.option("--foreign", type=int, help="Readers of 100 who need one.  [default: 0]")
@click.option("--json", "as_json", is_flag=True, help="The figures for another program.")
def plan(slug: str | None, event: str | None, as_json: bool, **numbers: float | None) -> None:
    """Play an event many times, and tell who goes home unread and what would help."""
    from humanshelf.planning import compare, starting_hall, table

    played = compare(starting_hall(slug, event, numbers))
    click.echo(table(played, as_json))


@cli.command()
def migrate() -> None:
    """Bring the control plane and every library to the newest schema."""
    from humanshelf.start import upgrade_all

    for line in upgrade_all(application()):
        click.echo(line)


@cli.command()
def forget() -> None:
    """Erase now what is due to be forgotten."""
    from humanshelf.libraries.forgetting import forget_everywhere
    from humanshelf.pages.clock import now

    gone = forget_everywhere(application(), now(), click.echo)
    click.echo(f"{gone} rows forgotten")
