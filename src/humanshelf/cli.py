"""``humanshelf``: serve, bring libraries in and check them, let staff in, forget on time."""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from humanshelf.config import PREFIX, home
from humanshelf.terminal import Refused, admin_link, application, inside, one_time_link

STATES = ("invited", "draft", "active", "suspended", "archived", "erasing", "tombstone")

ROLES = ("coordinator", "librarian", "editor", "translator")


def main() -> None:
    """The entry point. Serving needs gevent's patches before anything else is imported. Nothing
    that is made, copies for a backup too, is for others on this machine to read."""
    os.umask(0o077)
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
@click.option("--unlock", is_flag=True, help="Ask for the passphrase of the deployment's key.")
@click.option(
    "--show", envvar=env("SHOW"), is_flag=True, help="Say what to open where a log keeps it, too."
)
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


REASON = click.option("--reason", required=True, help="Why: it stands in the audit.")


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

        with _named(library) as uid, refusing():
            state = act(uid, verb, at=now(), actor=CONSOLE, reason=reason)
        click.echo(f"{library}: {state}")


_verb("suspend", "Hide a library: everybody meets the empty page, and everything is kept.")
_verb("resume", "Open a hidden library again.")
_verb("archive", "Put a hidden library to rest.")
_verb("unarchive", "Take an archived library up again: it becomes hidden.")


@libraries.command()
@click.argument("library")
def hide(library: str) -> None:
    """Hide a library at once, as its own people would: every address of it is empty."""
    from humanshelf.libraries import lockdown
    from humanshelf.libraries.life import CONSOLE
    from humanshelf.pages.clock import now

    with _named(library) as uid:
        done = lockdown.hide(uid, now(), CONSOLE)
    click.echo(f"{library}: {'hidden' if done else 'it was not to be seen before'}")


@libraries.command()
@click.argument("library")
def show(library: str) -> None:
    """Show a library again that has hidden itself."""
    from humanshelf.libraries import lockdown
    from humanshelf.libraries.life import CONSOLE
    from humanshelf.pages.clock import now

    with _named(library) as uid:
        done = lockdown.show(uid, now(), CONSOLE)
    click.echo(f"{library}: {'shown' if done else 'it was not hidden'}")


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
    with _named(library) as uid:
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


@contextmanager
def _named(name: str) -> Iterator[str]:
    """The uid of a library, inside an app context."""
    from humanshelf.libraries.lives import library_named
    from humanshelf.tenancy import StoreUnwritable

    with application().app_context():
        row = library_named(name)
        if row is None:
            raise Refused(f"There is no library {name!r} here.")
        try:
            yield row.uid
        except StoreUnwritable as error:
            raise Refused(f"It could not be done to its end: {error}. Try again.") from None


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


@contextmanager
def refusing() -> Iterator[None]:
    """What cannot be done is told in one sentence."""
    from humanshelf.libraries.life import NotFromHere
    from humanshelf.libraries.lives import NoReason

    try:
        yield
    except NoReason:
        raise Refused("Say why, with --reason.") from None
    except NotFromHere as error:
        raise Refused(f"This does not go: {error}.") from None


def told(reason: str) -> str:
    from humanshelf.libraries.lives import reason_of

    return reason_of(reason)


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


@cli.group()
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


@cli.group()
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


@cli.group()
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


PASSPHRASE_FILE = click.option(
    "--passphrase-file", type=click.Path(path_type=Path), help="Its first line is the passphrase."
)


@cli.command()
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
    from humanshelf import keeping

    keeping.backup(slug, everyone, keys, target, passphrase_file)


@cli.command()
@click.argument("source", type=click.Path(path_type=Path))
@click.option("--keys", is_flag=True, help="SOURCE is a copy of the keys.")
@click.option(
    "--old-keys", type=click.Path(path_type=Path), help="The folder of the keys of its time."
)
@PASSPHRASE_FILE
def restore(source: Path, keys: bool, old_keys: Path | None, passphrase_file: Path | None) -> None:
    """Bring libraries back from a backup, while nobody serves; what was erased since stays so."""
    from humanshelf import keeping

    keeping.restore(source, keys, passphrase_file, old_keys)


@cli.group()
def keys() -> None:
    """The keys: how they are kept, and new ones."""


@keys.command()
def where() -> None:
    """Say where the keys lie, and whether the deployment's own is sealed."""
    from humanshelf import keyring

    keyring.where()


@keys.command()
def seal() -> None:
    """Let the deployment's key lie on the disk under a passphrase only, or under another."""
    from humanshelf import keyring

    keyring.seal()


@keys.command()
def unseal() -> None:
    """Let the deployment's key lie bare on the disk again."""
    from humanshelf import keyring

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
    from humanshelf import keyring

    keyring.rotate(library, everyone, deployment)


@cli.group()
def snapshot() -> None:
    """Snapshots of running events, which are made by themselves."""


@snapshot.command("list")
@click.argument("library")
def snapshots_of(library: str) -> None:
    """LIBRARY's events of which there is a snapshot, and when it was made."""
    from humanshelf import keeping

    keeping.snapshots(library)


@snapshot.command("restore")
@click.argument("library")
@click.argument("event")
def restore_snapshot(library: str, event: str) -> None:
    """Put EVENT back into LIBRARY as it was a few minutes before, while nobody serves.

    If the library's store is lost, bring it back from a backup first. Cards and links that were
    handed out open again. Of an event that was forgotten no snapshot opens.
    """
    from humanshelf import keeping

    keeping.restore_snapshot(library, event)


@libraries.command()
@click.argument("library")
@click.option("--to", "target", required=True, type=click.Path(path_type=Path))
@PASSPHRASE_FILE
def export(library: str, target: Path, passphrase_file: Path | None) -> None:
    """Write all of LIBRARY into one file, to be taken elsewhere."""
    from humanshelf import keeping

    keeping.export(library, target, passphrase_file)


@libraries.command("import")
@click.argument("source", type=click.Path(path_type=Path))
@click.option("--slug", help="Another address than the one that it had.")
@PASSPHRASE_FILE
def import_(source: Path, slug: str | None, passphrase_file: Path | None) -> None:
    """Bring in the library of an export."""
    from humanshelf import keeping

    keeping.bring(source, slug, passphrase_file)


@libraries.command()
@click.argument("library")
@click.option("--reason", prompt="Why")
@click.option("--yes", is_flag=True, help="Do not ask for the address to be typed.")
@click.option("--certificate", type=click.Path(path_type=Path), help="Where to write it, as JSON.")
def erase(library: str, reason: str, yes: bool, certificate: Path | None) -> None:
    """Erase LIBRARY for good, its old backups with it; prints a certificate."""
    from humanshelf import keeping

    keeping.erase(library, reason, yes, certificate)


@cli.command()
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


DRILLS = ("seize", "raid", "crash", "storm", "restore", "jam", "erase", "full-disk", "all")


@cli.command()
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
