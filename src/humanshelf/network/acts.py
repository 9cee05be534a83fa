"""The network's own audit: who did what to which library, when and why."""

from flask import Response, request

from humanshelf.libraries import lives
from humanshelf.network import network
from humanshelf.network.door import show


@network.get("/network/acts")
def acts() -> Response:
    found = lives.history(before=request.args.get("before", type=int))
    return show(
        "acts",
        acts=found,
        slugs=lives.slugs([act.library for act in found]),
        before=found[-1].id if len(found) == lives.ACTS else None,
    )
