"""Where a library is run from: its team, an event's policy, and a planner for what is to come."""

from flask import Blueprint

studio = Blueprint("studio", __name__, template_folder="templates")

from humanshelf.studio import plans, policy, team  # noqa: E402, F401  (views register themselves)
