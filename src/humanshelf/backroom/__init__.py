"""The human books' own door: a secret link, no account, no name; and never a reason asked."""

from flask import Blueprint

backroom = Blueprint("backroom", __name__, template_folder="templates")

from humanshelf.backroom import (  # noqa: E402, F401  (views register themselves)
    check_in,
    feedback,
    room,
    wants,
)
