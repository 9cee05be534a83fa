"""A thousand libraries from an earlier revision to the newest, by two processes and by one."""

import resource
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "bench")]

import sqlalchemy as sa  # noqa: E402  (the path comes first)
from alembic import command  # noqa: E402
from lives import deployed  # noqa: E402

from humanshelf.libraries.migrating import migrate_all  # noqa: E402
from humanshelf.records import tables  # noqa: E402
from humanshelf.tenancy.migrate import VERSION_TABLE, _config  # noqa: E402
from humanshelf.tenancy.models import Library  # noqa: E402
from humanshelf.tenancy.scope import EXTENSION  # noqa: E402
from humanshelf.tenancy.sqlcipher import rebuilding  # noqa: E402

EARLIER = "0011"


def earlier(connection: sa.Connection) -> None:
    config = _config(tables.MIGRATIONS)
    config.attributes.update(connection=connection, version_table=VERSION_TABLE)
    with rebuilding(connection):
        command.upgrade(config, EARLIER)


def cpu() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def once(folder: Path, number: int, jobs: int) -> tuple[float, float]:
    app = deployed(folder)
    found = app.extensions[EXTENSION]
    rows = []
    for n in range(number):
        uid = f"{n:016x}"
        found.keys.create(uid)
        found.stores.create(uid, earlier, EARLIER)  # From a template of that revision.
        rows.append({"uid": uid, "slug": f"l{n}", "state": "active", "schema_revision": EARLIER})
    with found.control.begin() as connection:
        connection.execute(sa.insert(Library), rows)
    found.stores.dispose()
    began, used = time.perf_counter(), cpu()
    report = migrate_all(app, jobs=jobs)
    took, used = time.perf_counter() - began, cpu() - used
    assert (len(report.moved), report.failed, report.left) == (number, [], [])
    return took, used


if __name__ == "__main__":
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    for jobs in (2, 1):
        with tempfile.TemporaryDirectory() as name:
            took, used = once(Path(name), number, jobs)
        print(
            f"{number} libraries, {jobs} jobs: {took:6.1f} s, CPU {used:6.1f} s,"
            f" {used / number * 1000:5.1f} ms each"
            + ("   to reach 90 s" if jobs == 2 else "   beside")
        )
