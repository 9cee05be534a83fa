"""Where a library is run from: so far its team, and the links that let them in."""

from flask import Blueprint

studio = Blueprint("studio", __name__, template_folder="templates")

from humanshelf.studio import team  # noqa: E402, F401  (views register themselves)
