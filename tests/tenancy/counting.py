"""Run by a test: add one to a row, many times, beside another process that does the same."""

import sys
from pathlib import Path
from types import SimpleNamespace

import sqlalchemy as sa
from flask import Flask

from humanshelf import tenancy

data, keys, uid, times = sys.argv[1:]
app = Flask("counting")
app.config["HUMANSHELF"] = SimpleNamespace(data=Path(data), keys=Path(keys))
tenancy.init_app(app)
for _ in range(int(times)):
    with app.app_context(), tenancy.library(uid), tenancy.writing() as session:
        # Read and written apart, so that a lost turn would lose a count.
        number = int(session.scalar(sa.text("select text from note where id = 1")))
        changed = sa.text("update note set text = :text where id = 1")
        session.execute(changed, {"text": str(number + 1)})
print("counted")
