"""All open streams of one worker, by library."""

from pathlib import Path

import gevent
from flask import Flask

from humanshelf.libraries import streams
from humanshelf.live.listener import Listener
from humanshelf.live.watcher import Watcher
from humanshelf.tenancy.db import committed
from humanshelf.tenancy.hosts import let_go


class Full(Exception):
    """The worker holds as many streams as it may; the phone polls instead."""


class Hub:
    """Keeps a watcher for each library that somebody listens to, and counts the streams."""

    def __init__(self, app: Flask, cap: int) -> None:
        self.app, self.cap = app, cap
        self.open = 0
        self.closing = False
        self.watchers: dict[str, Watcher] = {}
        committed.connect(self._wake)
        let_go.connect(self._end)

    def _wake(self, uid: str) -> None:
        watcher = self.watchers.get(uid)
        if watcher:
            watcher.wake.set()

    def _end(self, uid: str) -> None:
        """The library is hidden, or is another than it was."""
        watcher = self.watchers.get(uid)
        if watcher:
            watcher.end()

    @property
    def full(self) -> bool:
        return self.open >= self.cap or self.closing

    def join(self, uid: str, listener: Listener, revision: int) -> None:
        """Listen from this revision on. Raises Full over the cap, or when the worker stops."""
        if self.full:
            raise Full
        self.open += 1
        watcher = self.watchers.get(uid)
        if watcher is None:
            watcher = self.watchers[uid] = Watcher(self.app, uid, self._idle)
            watcher.add(listener, revision)
            watcher.start()
        else:
            watcher.add(listener, revision)

    def leave(self, uid: str, listener: Listener) -> None:
        self.open -= 1
        watcher = self.watchers.get(uid)
        if watcher:
            watcher.remove(listener)

    def _idle(self, uid: str) -> None:
        watcher = self.watchers.pop(uid, None)
        if watcher and watcher.listeners:
            self.watchers[uid] = watcher
            watcher.start()

    def counts(self) -> dict[str, int]:
        """How many streams are open, by library."""
        watchers = list(self.watchers.items())
        return {uid: sum(map(len, one.listeners.values())) for uid, one in watchers}

    def keep_telling(self, data: Path, worker: int) -> None:
        """Tell the network how many there are, and nothing else of them, while the worker runs."""

        def run() -> None:
            while not self.closing:
                try:
                    streams.tell(data, worker, self.counts())
                except OSError as error:
                    self.app.logger.error("streams were not told: %s", type(error).__name__)
                gevent.sleep(streams.PAUSE)
            streams.forget(data, worker)

        gevent.spawn(run)

    def close(self) -> None:
        """End every stream: the worker was told to stop."""
        self.closing = True
        for watcher in list(self.watchers.values()):
            watcher.end()

    def close_with(self, worker: object) -> None:
        """Watch a gunicorn worker, and close when it is told to stop."""

        def watch() -> None:
            while getattr(worker, "alive", False):
                gevent.sleep(0.25)
            self.close()

        gevent.spawn(watch)
