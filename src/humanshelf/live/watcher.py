"""Watches one library for one worker, while anybody listens there."""

import time
from collections import defaultdict
from collections.abc import Callable, Hashable
from contextlib import closing
from datetime import UTC, datetime
from functools import partial
from typing import TypeVar
from uuid import UUID

import gevent
from flask import Flask, g
from gevent.event import Event

from humanshelf.live.listener import Listener
from humanshelf.live.lookout import NEVER, POLL, Lookout
from humanshelf.pages.clock import now
from humanshelf.records.floors import Scene, scene_by_id
from humanshelf.tenancy.db import db
from humanshelf.tenancy.hosts import epoch_of
from humanshelf.tenancy.scope import library

CHECK = 2.0
"""Seconds between two looks at whether the library is served and staff may still listen."""
BREATH = 25
"""Messages drawn before other greenlets get a turn."""

Answer = TypeVar("Answer")
Work = list[tuple[Listener, Hashable, Scene]]


class Watcher:
    """Compares what each listener sees with what they saw, and draws what differs."""

    def __init__(self, app: Flask, uid: str, on_idle: Callable[[str], None]) -> None:
        self.app, self.uid, self.on_idle = app, uid, on_idle
        self.listeners: dict[UUID, set[Listener]] = defaultdict(set)
        self.wake = Event()
        self.due: dict[UUID, datetime | None] = {}
        self.revisions: dict[UUID, int] = {}

    def start(self) -> None:
        gevent.spawn(self._run)

    def add(self, listener: Listener, revision: int) -> None:
        """Look at an event that was not looked at yet, or not at this revision: what changed in
        between would be missed."""
        self.listeners[listener.event_id].add(listener)
        if self.revisions.get(listener.event_id) != revision:
            self.due[listener.event_id] = datetime.min.replace(tzinfo=UTC)
            self.wake.set()

    def remove(self, listener: Listener) -> None:
        self.listeners[listener.event_id].discard(listener)
        if not self.listeners[listener.event_id]:
            for memory in (self.listeners, self.due, self.revisions):
                memory.pop(listener.event_id, None)
            self.wake.set()

    def end(self) -> None:
        """End every stream. Their pages come again by themselves."""
        for listeners in self.listeners.values():
            for listener in listeners:
                listener.end()
        self.listeners.clear()
        self.wake.set()

    def _run(self) -> None:
        try:
            with self.app.app_context(), library(self.uid):
                stores = self.app.extensions["humanshelf.tenancy"].stores
                while self.listeners:  # Each time that the store has moved, from the new one on.
                    with (
                        # scan: unscoped-query: it asks for the data version alone.
                        closing(stores.watch_connection(self.uid)) as connection,
                        closing(Lookout(connection, self.wake)) as lookout,
                    ):
                        self._watch(lookout, partial(stores.has_moved, self.uid, connection))
        except Exception as error:
            # Better no stream than one that beats on and never tells of a change.
            self.app.logger.error("watching failed: %s", type(error).__name__)
            self.end()
        self.on_idle(self.uid)

    def _watch(self, lookout: Lookout, moved: Callable[[], bool]) -> None:
        checked = float("-inf")
        epoch = epoch_of(self.uid)
        while self.listeners and not moved():
            if time.monotonic() - checked >= CHECK:
                checked = time.monotonic()
                if epoch is None or epoch_of(self.uid) != epoch:
                    return self.end()
                self.turn_out()
            version = lookout.version()
            if version != lookout.seen:
                lookout.seen = version
                self.look(list(self.listeners))
            else:
                at = now()
                self.look([e for e in self.listeners if self._is_due(e, at)])
            lookout.alarm = min(filter(None, self.due.values()), default=NEVER)
            self.wake.wait(max(POLL, CHECK))
            self.wake.clear()

    def turn_out(self) -> None:
        """End the streams of those whose session does not hold any more."""
        for listener in [one for some in self.listeners.values() for one in some]:
            if listener.stands and not self._ask(listener.stands):
                listener.end()
        db.session.remove()

    def _is_due(self, event_id: UUID, at: datetime) -> bool:
        due = self.due.get(event_id)
        return due is not None and at >= due

    def look(self, events: list[UUID]) -> None:
        """Read each event once; draw for those whose facts changed."""
        work: Work = []
        for event_id in events:
            scene = scene_by_id(event_id, now())
            if scene is None:
                self.due[event_id] = None
                for listener in self.listeners.get(event_id, ()):
                    listener.end()
                continue
            self.due[event_id] = scene.next_change()
            self.revisions[event_id] = scene.floor.revision
            for listener in list(self.listeners.get(event_id, ())):
                facts = self._ask(listener.watch, scene)
                if facts is None:
                    listener.end()
                elif facts != listener.facts:
                    work.append((listener, facts, scene))
        db.session.rollback()
        self._draw(work)

    def _ask(self, question: Callable[..., Answer], *about: object) -> Answer | None:
        """One page that cannot be drawn must not silence the others: None, and its stream ends."""
        try:
            return question(*about)
        except Exception as error:
            self.app.logger.error("a stream failed: %s", type(error).__name__)
            return None

    def _draw(self, work: Work) -> None:
        by_language: dict[str, Work] = defaultdict(list)
        for item in work:
            by_language[item[0].language].append(item)
        drawn = 0
        for language, items in by_language.items():
            # A context of its own: a request's would borrow the watcher's, with all that is
            # remembered there, such as the language of those who were drawn first.
            with self.app.app_context(), self.app.test_request_context("/"):
                g.language = language
                for listener, facts, scene in items:
                    message = self._ask(listener.draw, scene, facts)
                    if message is None:
                        listener.end()
                        continue
                    listener.facts = facts
                    listener.put(message)
                    drawn += 1
                    if drawn % BREATH == 0:
                        gevent.sleep(0)
