"""Trying things out: an event that is only played, and bad days."""

from pathlib import Path

import click

DRILLS = ("seize", "raid", "crash", "storm", "restore", "jam", "erase", "full-disk", "all")


@click.command()
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


@click.command()
@click.argument("name", type=click.Choice(DRILLS))
@click.option("--json", "as_json", is_flag=True, help="What was found, for another program.")
@click.option("--keep", type=click.Path(path_type=Path), help="A folder to keep the stage in.")
def drill(name: str, as_json: bool, keep: Path | None) -> None:
    """Play an event in a folder of its own, do to it what a bad day would, say what was found.

    The real data is never touched. Ends with 1 if a promise was not kept.
    """
    from humanshelf.drills import running

    told = running.run(name, lambda line: click.echo(line, err=as_json), keep)
    if as_json:
        click.echo(running.as_json(told))
    if not told["good"]:
        raise SystemExit(1)
