"""The readers' door: the shelf, the card. No account, no name, plain forms, live if it can be."""

from flask import Blueprint

readers = Blueprint("readers", __name__, template_folder="templates")

from humanshelf.readers import (  # noqa: E402, F401  (views register themselves)
    alone,
    calendar,
    cards,
    exhibition,
    feedback,
    follow_up,
    forgetting,
    invitations,
    pieces,
    quotes,
    reports,
    shelf,
    surveys,
)
