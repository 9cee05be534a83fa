"""Where a library is run from: its team and the links that let them in, an event's record."""

from flask import Blueprint

studio = Blueprint("studio", __name__, template_folder="templates")

from humanshelf.studio import record, team  # noqa: E402, F401  (views register themselves)
