"""The readers' door: the shelf, the card. No account, no name, plain forms, live if it can be."""

from flask import Blueprint

readers = Blueprint("readers", __name__, template_folder="templates")

from humanshelf.readers import cards, shelf  # noqa: E402, F401  (views register themselves)
