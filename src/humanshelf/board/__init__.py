"""The hall's screen: whose turn it is, what is free, what plays next door. Labels only."""

from flask import Blueprint

board = Blueprint("board", __name__, template_folder="templates")

from humanshelf.board import views  # noqa: E402, F401  (views register themselves)
