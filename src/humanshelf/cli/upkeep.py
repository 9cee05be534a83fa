"""What is due from time to time: a new schema, and forgetting."""

import click

from humanshelf.terminal import Refused, application


@click.command()
@click.option("--library", "slug", help="Only this one.")
@click.option("--all", "everyone", is_flag=True, help="All of them, as without an option.")
@click.option("--jobs", type=click.IntRange(1, 64), default=1, show_default=True)
@click.option("--canary", help="The library that goes first.")
def migrate(slug: str | None, everyone: bool, jobs: int, canary: str | None) -> None:
    """Bring the control plane and the libraries to the newest schema, one library first."""
    from humanshelf.libraries.migrating import NoSuchSlug, UnderWay, migrate_all

    if slug and everyone:
        raise Refused("--library and --all do not go together.")
    try:
        report = migrate_all(application(), only=slug, canary=canary, jobs=jobs, say=click.echo)
    except NoSuchSlug as error:
        raise Refused(f"There is no library {str(error)!r} here that waits.") from None
    except UnderWay:
        raise Refused("Somebody else is migrating these libraries.") from None
    if report.left:
        click.echo(
            f"{len(report.left)} libraries were not tried, as the first one failed", err=True
        )
    if report.failed:
        raise SystemExit(1)


@click.command()
@click.option("--clock-is-right", is_flag=True, help="The machine's clock was looked at.")
def forget(clock_is_right: bool) -> None:
    """Erase now what is due to be forgotten.

    Where the clock jumped, what only the jump makes due waits for some hours: until the clock is
    set right, or somebody says that it is.
    """
    from humanshelf.libraries.forgetting import forget_by_the_clock
    from humanshelf.pages.clock import now

    gone = forget_by_the_clock(application(), now(), click.echo, clock_is_right)
    click.echo(f"{gone} rows forgotten")
