"""The answer that stays open: server-sent events, each message whole state."""

import random
import time
from collections.abc import Callable, Hashable, Iterator
from datetime import UTC, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

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
    if hub.full:  # Asked first: whom there is no room for must not cost a drawing.
        return _refused()
    listener = Listener(scene.event.id, language(), *_with_names(watch, draw), stands)
    library = here()
    assert library is not None
    facts = listener.watch(scene)
    if facts is None:
        return Response(status=204)
    listener.facts = facts
    listener.message = listener.draw(scene, facts)
    uid = current()
    try:
        hub.join(uid, listener, scene.floor.revision)
    except Full:
        return _refused()
    zone = library.zone

    def messages() -> Iterator[bytes]:
        end = time.monotonic() + random.uniform(*LIFE)
        listener.ready.set()
        while not listener.ended and time.monotonic() < end:
            message = listener.take(BEAT)
            if message is not None:
                yield _frame(message)
            elif not listener.ended:
                yield _beat(zone, int(clock.now().timestamp() // 60))
        yield _retry() + b"event: bye\ndata: bye\n\n"

    response = Response(messages(), mimetype="text/event-stream")
    # Not in the generator's own finally: one that was never begun would not run it.
    response.call_on_close(lambda: hub.leave(uid, listener))
    response.headers["Cache-Control"] = "no-store, no-transform"
    response.headers["X-Accel-Buffering"] = "no"
    return response


def _refused() -> Response:
    return Response(status=503, headers={"Retry-After": str(random.randint(8, 15))})


def _with_names(watch: Watch, draw: Draw) -> tuple[Watch, Draw]:
    """A book that is withdrawn goes from every page at once, be all else there as it was."""

    def watched(scene: Scene) -> Hashable | None:
        facts = watch(scene)
        return None if facts is None else (facts, scene.event.withheld)

    def drawn(scene: Scene, facts: Hashable) -> str:
        assert isinstance(facts, tuple)
        return draw(scene, facts[0])

    return watched, drawn


@lru_cache(maxsize=64)
def _beat(zone: ZoneInfo, minute: int) -> bytes:
    """The library's time, made once for all phones that are told within the same minute."""
    time = clock.clock(datetime.fromtimestamp(minute * 60, UTC), zone)
    return f"event: beat\ndata: {time}\n\n".encode()


def _frame(html: str) -> bytes:
    # Of bytes, so only the spaces of the source: one that does not break between two words is text.
    return _retry() + b"data: " + b" ".join(html.encode().split()) + b"\n\n"


def _retry() -> bytes:
    return b"retry: %d\n" % random.randint(500, 3000)
