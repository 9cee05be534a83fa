"""The librarian's desk: the floor at a glance, one tap a step, undo on every step."""

from flask import Blueprint

desk = Blueprint("desk", __name__, template_folder="templates")

from humanshelf.desk import (  # noqa: E402, F401  (views register themselves)
    backrooms,
    cards,
    floods,
    floor,
    interpreters,
    interviews,
    notes,
    paper,
    prints,
    rights,
    rounds,
    shelf,
    steps,
    tables,
    times,
)
