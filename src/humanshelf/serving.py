"""How gunicorn serves the app: the settings that both ``humanshelf serve`` and the Procfile use."""

import atexit
import gc
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import gevent
from gunicorn.glogging import Logger
from gunicorn.http.errors import NoMoreData
from gunicorn.workers.ggevent import GeventWorker

QUIET = ("Invalid request", "Error handling")
"""How the lines begin that would tell who asked, or for what."""


class ForgetfulLogger(Logger):
    """Logs what happens to the server, never who asked or for what.

    gunicorn would write the address of a malformed request, and the path and the error of a
    failed one; a path holds a reader's secret link. Such lines keep their kind, and say where in
    the code it happened.
    """

    def access(self, *args: Any, **kwargs: Any) -> None:
        """There is no access log."""

    def warning(self, msg: Any, *args: Any, **kwargs: Any) -> None:
        super().warning(*self._without_asker(msg, args), **kwargs)

    def error(self, msg: Any, *args: Any, **kwargs: Any) -> None:
        super().error(*self._without_asker(msg, args), **kwargs)

    def exception(self, msg: Any, *args: Any, **kwargs: Any) -> None:
        from humanshelf.errors import whereabouts

        if str(msg).startswith(QUIET):
            super().error("%s: %s", _kind(msg), whereabouts(sys.exception()))
        else:
            super().exception(msg, *args, **kwargs)

    def debug(self, msg: Any, *args: Any, **kwargs: Any) -> None:
        """Debug lines hold requests; there are none."""

    @staticmethod
    def _without_asker(msg: Any, args: tuple[Any, ...]) -> tuple[Any, ...]:
        return (_kind(msg),) if str(msg).startswith(QUIET) else (msg, *args)


def _kind(msg: Any) -> str:
    begin = next(begin for begin in QUIET if str(msg).startswith(begin))
    return f"{begin} (details are not logged)"


class Worker(GeventWorker):  # type: ignore[misc]
    """Ends at once when it is told to: a browser that only keeps a line open is not waited for."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.idle: set[Any] = set()

    @contextmanager
    def timeout_ctx(self) -> Iterator[None]:
        """Around the wait for a request."""
        if not self.alive:
            raise NoMoreData
        me = gevent.getcurrent()
        self.idle.add(me)
        try:
            with super().timeout_ctx():
                yield
        finally:
            self.idle.discard(me)

    def init_signals(self) -> None:
        """A terminal's Ctrl-C goes to all processes at once: the master alone tells its workers,
        or each would end twice and say so at length."""
        super().init_signals()
        signal.signal(signal.SIGINT, signal.SIG_IGN)

    def run(self) -> None:
        gevent.spawn(self.hang_up)
        super().run()

    def hang_up(self) -> None:
        while self.alive:
            gevent.sleep(0.25)
        gevent.killall(list(self.idle), NoMoreData, block=False)


def workers() -> int:
    """One per core that this process may use."""
    chosen = os.environ.get("HUMANSHELF_WORKERS", "")
    return int(chosen) if chosen.isdigit() and int(chosen) else len(os.sched_getaffinity(0))


def pre_fork(server: Any, worker: Any) -> None:
    """What is there by now stays for good. A collector that looked through it again and again
    would take time, and make each worker's copy of what they share its own."""
    if not gc.get_freeze_count():
        atexit.register(gc.unfreeze)  # Else the end takes things apart in an order of its own.
    gc.collect()
    gc.freeze()


def post_worker_init(worker: Any) -> None:
    """Let open streams end when the worker is told to stop; forget what is due to be forgotten."""
    import socket
    import ssl

    from gevent import get_hub

    from humanshelf.libraries.forgetting import keep_forgetting, keep_snapshots
    from humanshelf.pages.clock import now

    # Strangers who knock without TLS, or say nothing at all, are neither news nor kept waiting
    # for: until gunicorn takes a connection over, this is how long it may be silent.
    get_hub().NOT_ERROR += (ssl.SSLError, TimeoutError, ConnectionError)
    socket.setdefaulttimeout(HANDSHAKE)
    app = worker.wsgi
    hub = app.extensions["humanshelf.live"]
    hub.close_with(worker)
    hub.keep_telling(app.config["HUMANSHELF"].data, worker.pid)
    app.wsgi_app.keep_looking(app.logger)
    keep_forgetting(app, now)
    keep_snapshots(app, now)
    app.extensions["humanshelf.rehearsing"].serve(now)
    gc.freeze()


HANDSHAKE = 10.0
MEMORY = "/dev/shm"  # nosec B108  gunicorn makes a file of its own there
SETTINGS: dict[str, Any] = {
    "worker_class": "humanshelf.serving.Worker",
    "worker_connections": 8000,
    "graceful_timeout": 5,
    "timeout": 30,
    "keepalive": 15,
    "control_socket_disable": True,
    "logger_class": ForgetfulLogger,
    "accesslog": None,
    "loglevel": "warning",
    "pre_fork": pre_fork,
    "post_worker_init": post_worker_init,
    "limit_request_line": 2048,
    "limit_request_fields": 60,
    "limit_request_field_size": 4096,
    "forwarded_allow_ips": "",
    "forwarder_headers": "",
    "worker_tmp_dir": MEMORY if os.path.isdir(MEMORY) else None,
}


def raise_file_limit() -> None:
    """Each phone is an open file; ask for as many as the system allows."""
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = hard if hard != resource.RLIM_INFINITY else 65536
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
