"""The least that could be done: gevent writes one ready message to every open connection.

python bench/bare.py PORT BYTES
"""

import sys

from gevent import monkey

monkey.patch_all()

from gevent.event import Event  # noqa: E402
from gevent.pywsgi import WSGIServer  # noqa: E402

port, size = int(sys.argv[1]), int(sys.argv[2])
message = b"data: <" + b"x" * (size - 10) + b"\n\n"
listeners: set[Event] = set()


def app(environ, start_response):
    if environ["REQUEST_METHOD"] == "POST":
        start_response("303 See Other", [("Content-Length", "0")])
        for listener in list(listeners):
            listener.set()
        return [b""]
    start_response("200 OK", [("Content-Type", "text/event-stream")])
    return stream()


def stream():
    ready = Event()
    listeners.add(ready)
    yield message
    while True:
        ready.wait()
        ready.clear()
        yield message


WSGIServer(("127.0.0.1", port), app, log=None).serve_forever()
