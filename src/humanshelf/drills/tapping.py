"""A librarian's browser that taps without end."""

import asyncio
import time
from dataclasses import dataclass

from humanshelf.drills import scene
from humanshelf.drills.crash import BOOKS, STEPS
from humanshelf.drills.judging import Taps
from humanshelf.drills.phones import Heard, ask
from humanshelf.drills.scene import EVENT, LIBRARY
from humanshelf.drills.stage import BrokenOff, Stage
from humanshelf.drills.visitor import CSRF, Visitor

PATIENCE = 30.0
"""Seconds after which a tap that is not answered has failed."""
PAUSE = 0.4
CALLED = (scene.code(BOOKS - 1), scene.code(BOOKS))
"""The books that it calls for."""


@dataclass
class Desk:
    port: int
    cookies: dict[str, str]
    token: str

    @classmethod
    def of(cls, stage: Stage, port: int) -> "Desk":
        visitor: Visitor = scene.staff(stage, port)
        found = CSRF.search(visitor.get(f"/desk/{EVENT}").text)
        return cls(port, visitor.cookies, found[1] if found else "")

    async def tap(self, noun: str, **form: str) -> Heard:
        host, sent = scene.host(LIBRARY), {"csrf_token": self.token} | form
        return await ask(self.port, host, f"/desk/{EVENT}/{noun}", sent, self.cookies)

    async def announce(self, kind: str) -> float:
        """To all who wait. The seconds until it was taken; raises :class:`BrokenOff`."""
        answer = await self.tap("announcements", kind=kind)
        if answer.status != 303:
            raise BrokenOff(f"an announcement was not taken: {answer.status}")
        return answer.seconds

    async def tapping(self, taps: Taps) -> None:
        """Calls, starts and returns, book after book, as quickly as a librarian can."""
        while True:
            for book in CALLED:
                for noun in STEPS:
                    await self._counted(taps, noun, book=book)
                    await asyncio.sleep(PAUSE)

    async def _counted(self, taps: Taps, noun: str, **form: str) -> None:
        begun = time.monotonic()
        try:
            answer = await asyncio.wait_for(self.tap(noun, **form), PATIENCE)
        except (OSError, TimeoutError):
            taps.errors["no answer"] += 1
        else:
            taps.took.append(time.monotonic() - begun)
            if answer.status not in (303, 409):
                taps.errors[str(answer.status)] += 1
