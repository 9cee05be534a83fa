"""The front door: sign-in and out, the way out, health. For whoever stands outside."""

from flask import Blueprint

front = Blueprint("front", __name__, template_folder="templates")

from humanshelf.front import (  # noqa: E402, F401  (views register themselves)
    account,
    exits,
    factor,
    invitations,
    lockdown,
    passkeys,
    signing,
)
