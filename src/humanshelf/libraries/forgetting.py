"""Forgets on time, with no cron: at the start, and every few minutes while the server runs."""

import random
from collections.abc import Callable
from datetime import datetime

import gevent
from flask import Flask

from humanshelf.records.retention import forget
from humanshelf.tenancy.everywhere import HOLDING, each_library

PAUSE = 600


def forget_everywhere(
    app: Flask, at: datetime, say: Callable[[str], None] = lambda line: None
) -> int:
    """Cards, steps and links of events that ended long enough ago, in every library."""
    gone = 0
    for _uid, slug in each_library(app, HOLDING):
        count = forget(at)
        if count:
            say(f"{slug}: {count}")
        gone += count
    return gone


def keep_forgetting(app: Flask, clock: Callable[[], datetime]) -> None:
    """In this worker, beside its requests. Every worker does: any of them may be the last."""

    def run() -> None:
        while True:
            gevent.sleep(random.uniform(0.5, 1.5) * PAUSE)
            try:
                forget_everywhere(app, clock())
            except Exception as error:
                app.logger.error("forgetting failed: %s", type(error).__name__)

    gevent.spawn(run)
