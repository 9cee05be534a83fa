"""Where a library is run from: its team, events' policies and records, plans, rehearsals."""

from flask import Blueprint

studio = Blueprint("studio", __name__, template_folder="templates")

from humanshelf.studio import (  # noqa: E402, F401  (views register themselves)
    plans,
    policy,
    record,
    rehearsals,
    team,
)
