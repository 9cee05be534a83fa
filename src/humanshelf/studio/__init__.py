"""Where a library is run from: its team, an event's record, rehearsals."""

from flask import Blueprint

studio = Blueprint("studio", __name__, template_folder="templates")

from humanshelf.studio import record, rehearsals, team  # noqa: E402, F401  (views register themselves)
