"""The product with its guards taken away: what the four desks' bench must then find.

Floors are read outside the write, saved without a second look, the steps are numbered anew when
they collide, and the unique index behind the rule is dropped. Never import this anywhere else.

    python bench/unguarded.py serve --data … (as `humanshelf serve`)
"""

import sys
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from gevent import monkey

monkey.patch_all()
sys.path.insert(0, str(Path(__file__).parents[1] / "src"))

import gevent  # noqa: E402
from sqlalchemy import text  # noqa: E402

from humanshelf.cli import cli  # noqa: E402
from humanshelf.desk import steps  # noqa: E402
from humanshelf.records.floors import changes  # noqa: E402
from humanshelf.records.floors.loading import EVENT_ROW, load  # noqa: E402
from humanshelf.tenancy.db import db, writing  # noqa: E402


@contextmanager
def unguarded(event_id):
    session = db.session()
    floor = load(session, event_id)
    session.rollback()
    change = changes.Change(event_id, floor, session)
    gevent.sleep(0.001)
    yield change
    if not floor.new_steps:
        return
    with writing() as session:
        session.execute(text("DROP INDEX IF EXISTS one_card_a_chair"))
        row = session.execute(EVENT_ROW, {"id": event_id}).one()
        floor.new_steps = [
            replace(step, number=row.last_step + n) for n, step in enumerate(floor.new_steps, 1)
        ]
        floor.last_step = row.last_step + len(floor.new_steps)
        floor.revision = row.revision
        change.session = session
        changes._save(change)


# Cards are taken under guard: only the race of the desks is of interest.
steps.changing = unguarded

if __name__ == "__main__":
    cli(prog_name="humanshelf")
