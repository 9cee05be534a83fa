"""A change on a floor reaches phones, desks and boards.

A door opens a stream with two functions: one that says what its listener sees (facts, compared)
and one that draws them (sent only when they differ). One watcher per worker and library with
open streams sees a new revision, or the moment at which time alone changes something, reads
once, and sends to those whose facts changed. No stream holds a session or a transaction.
"""

from flask import Flask

from humanshelf.live.hub import Hub
from humanshelf.live.stream import stream

__all__ = ["Hub", "init_app", "stream"]


def init_app(app: Flask) -> None:
    hub = Hub(app, cap=app.config["HUMANSHELF"].streams)
    app.extensions["humanshelf.live"] = hub
