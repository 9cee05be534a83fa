"""The answer that stays open: server-sent events, each message whole state."""

import random
import re
import time
from collections.abc import Callable, Iterator

from flask import Response, current_app

from humanshelf.live.hub import Full, Hub
from humanshelf.live.listener import Draw, Listener, Watch
from humanshelf.pages import clock
from humanshelf.pages.here import here
from humanshelf.pages.language import language
from humanshelf.records.floors import Scene
from humanshelf.tenancy.scope import current

BEAT = 15.0
LIFE = (12 * 60, 18 * 60)
"""Seconds after which a stream ends and the phone comes again; at random, so not all at once."""


def stream(
    scene: Scene, watch: Watch, draw: Draw, stands: Callable[[], bool] | None = None
) -> Response:
    """Open a stream on this event. Sends the whole state first, then what changes.

    A full worker answers 503: the page then asks again by itself.
    """
    hub: Hub = current_app.extensions["humanshelf.live"]
    listener = Listener(scene.event.id, language(), watch, draw, stands)
    library = here()
    assert library is not None
    facts = watch(scene)
    if facts is None:
        return Response(status=204)
    listener.facts = facts
    listener.message = draw(scene, facts)
    uid = current()
    try:
        hub.join(uid, listener, scene.floor.revision)
    except Full:
        return Response(status=503, headers={"Retry-After": str(random.randint(8, 15))})
    zone = library.zone

    def messages() -> Iterator[bytes]:
        end = time.monotonic() + random.uniform(*LIFE)
        listener.ready.set()
        while not listener.ended and time.monotonic() < end:
            message = listener.take(BEAT)
            if message is not None:
                yield _frame(message)
            elif not listener.ended:
                yield f"event: beat\ndata: {clock.clock(clock.now(), zone)}\n\n".encode()
        yield _retry() + b"event: bye\ndata: bye\n\n"

    response = Response(messages(), mimetype="text/event-stream")
    # Not in the generator's own finally: one that was never begun would not run it.
    response.call_on_close(lambda: hub.leave(uid, listener))
    response.headers["Cache-Control"] = "no-store, no-transform"
    response.headers["X-Accel-Buffering"] = "no"
    return response


def _frame(html: str) -> bytes:
    # Only the spaces of the source: one that does not break between two words is text.
    line = " ".join(re.split(r"[ \t\r\n\f\v]+", html.strip()))
    return _retry() + b"data: " + line.encode() + b"\n\n"


def _retry() -> bytes:
    return b"retry: %d\n" % random.randint(500, 3000)
