"""Plays the rehearsals: a greenlet in each worker that knows of one, and none where there is none.

It needs no leader. The script follows from the event's seed, an act is due by the floor as it
stands and asked again inside its transaction: two workers at once do it once, and after a restart
each one finds what is left to do.
"""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

import gevent
from flask import Flask, current_app

from humanshelf.lending.mistakes import Mistake
from humanshelf.records.floors import changing, scene_by_id
from humanshelf.records.rehearsals import given, played, script_of
from humanshelf.rehearsing.acts import Act, Verb, due, perform
from humanshelf.rehearsing.script import Script
from humanshelf.tenancy import StoreBusy, library
from humanshelf.tenancy.everywhere import each_library
from humanshelf.tenancy.hosts import SERVED, epoch_of
from humanshelf.tenancy.scope import current, kept

PAUSE = 1.5
"""Seconds between two looks."""
EXTENSION = "humanshelf.rehearsing"
Clock = Callable[[], datetime]
Token = Callable[[UUID], str]
"""Makes a card's secret link of its id, under the library's key."""


class Prompter:
    """Knows the libraries in which something is rehearsed, and says each player's cue."""

    def __init__(self, app: Flask, token: Token) -> None:
        self.app, self.token = app, token
        self.clock: Clock | None = None
        self.libraries: set[str] = set()
        self.running = False

    def begin(self) -> None:
        """A rehearsal has begun in the library in force."""
        self.libraries.add(current())
        self._start()

    def serve(self, clock: Clock) -> None:
        """From now on this worker plays; what was begun before it started, too."""
        self.clock = clock
        gevent.spawn(self._find, clock)

    def _find(self, clock: Clock) -> None:
        try:
            for uid, _slug in each_library(self.app, SERVED):
                if played(clock()):
                    self.libraries.add(uid)
        except Exception as error:
            self.app.logger.error("rehearsals were not found: %s", type(error).__name__)
        self._start()

    def _start(self) -> None:
        if self.clock and self.libraries and not self.running:
            self.running = True
            gevent.spawn(self._run, self.clock)

    def _run(self, clock: Clock) -> None:
        while self.libraries:
            for uid in list(self.libraries):
                if not self._goes_on(uid, clock):
                    self.libraries.discard(uid)
            gevent.sleep(PAUSE)
        self.running = False

    def _goes_on(self, uid: str, clock: Clock) -> bool:
        """Whatever goes wrong in one library ends its rehearsals here, and nothing else."""
        try:
            return self.look(uid, clock())
        except StoreBusy:
            return True
        except Exception as error:
            self.app.logger.error("a rehearsal failed: %s", type(error).__name__)
            return False

    def look(self, uid: str, at: datetime) -> bool:
        """Play what is due in this library. Whether anything is rehearsed there still."""
        with self.app.app_context(), library(uid):
            if epoch_of(uid) is None:
                return False
            events = played(at)
            for memory in (kept("rehearsals"), kept("spent")):
                for gone in memory.keys() - set(events):
                    del memory[gone]
            for event_id in events:
                self._play(event_id, at)
            return bool(events)

    def _play(self, event_id: UUID, at: datetime) -> None:
        found = scene_by_id(event_id, at)
        if found is None:
            return
        script = script_of(found)
        spent: set[Act] = kept("spent").setdefault(event_id, set())
        for act in due(script, found.floor, at, given(event_id)):
            if act not in spent:
                self._try(event_id, script, act, at, spent)

    def _try(self, event_id: UUID, script: Script, act: Act, at: datetime, spent: set[Act]) -> None:
        """One act. What the floor refuses is no fault: as in a hall, who is refused a card goes
        home, and other taps may come too late. What fails otherwise is not tried again."""
        try:
            self._do(event_id, script, act, at)
        except Mistake:
            if act.verb is Verb.TAKE:
                spent.add(act)
        except StoreBusy:
            raise
        except Exception as error:
            self.app.logger.error("a rehearsal's act failed: %s", type(error).__name__)
            spent.add(act)

    def _do(self, event_id: UUID, script: Script, act: Act, at: datetime) -> None:
        with changing(event_id) as change:
            taken = {act.player.id} if act.player and change.gave(act.player.id) else set()
            if act not in due(script, change.floor, at, taken):
                return
            if act.verb is Verb.TAKE and act.player:
                change.hand_out(act.player.id, self.token(act.player.id))
            perform(script, act, change.floor, at)


def init_app(app: Flask, token: Token) -> None:
    app.extensions[EXTENSION] = Prompter(app, token)


def prompter() -> Prompter:
    found: Prompter = current_app.extensions[EXTENSION]
    return found
