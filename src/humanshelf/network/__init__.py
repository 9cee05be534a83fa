"""The network's door, on the bare domain: libraries come, rest and leave; who may do that, and
what was done. It sees that a library exists and how it stands, never its content or people.

Whoever is not signed in here as a network admin is not told that there is a door.
"""

from flask import Blueprint

network = Blueprint("network", __name__, template_folder="templates")

from humanshelf.network import (  # noqa: E402, F401  (views register themselves)
    account,
    acts,
    admins,
    invitations,
    leaving,
    libraries,
    passkeys,
    signing,
)
