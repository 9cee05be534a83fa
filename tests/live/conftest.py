"""Streams in a test: opened, read frame by frame, and closed again."""

from collections.abc import Callable, Iterator

import gevent
import pytest


class Stream:
    """What a phone hears of one stream."""

    def __init__(self, visitor, path: str) -> None:
        self.answer = visitor.get(path)
        assert self.answer.status_code == 200, self.answer.status
        assert self.answer.mimetype == "text/event-stream"
        self._steps = iter(self.answer.response)
        self.closed = False

    def frame(self) -> dict[str, str]:
        """The next frame, field by field. Each field stands on one line."""
        step = next(self._steps)
        raw = step.decode() if isinstance(step, bytes) else step
        assert raw.endswith("\n\n")
        lines = raw[:-2].split("\n")
        assert "" not in lines, "more than one frame at once"
        pairs = [line.partition(": ")[::2] for line in lines]
        assert len(dict(pairs)) == len(pairs), "a field of more than one line"
        return dict(pairs)

    def message(self) -> str:
        """The next whole state, as HTML."""
        frame = self.frame()
        assert set(frame) == {"retry", "data"}, frame
        assert frame["data"].startswith("<main")
        return frame["data"]

    def close(self) -> None:
        """As the server closes it: once."""
        if not self.closed:
            self.closed = True
            self.answer.close()


@pytest.fixture
def listen(stage) -> Iterator[Callable[..., Stream]]:
    """Opens streams. At the end all are closed, and every watcher goes home."""
    opened = []

    def open_stream(visitor, path: str) -> Stream:
        opened.append(Stream(visitor, path))
        return opened[-1]

    yield open_stream
    for stream in opened:
        stream.close()
    hub = stage.app.extensions["humanshelf.live"]
    assert hub.open == 0
    settle(hub)
    assert hub.watchers == {}


def settle(hub) -> None:
    """Let the watchers look until they have nothing left to do."""
    for _ in range(20):
        for watcher in list(hub.watchers.values()):
            watcher.wake.set()
        gevent.sleep(0)


@pytest.fixture
def hub(stage):
    return stage.app.extensions["humanshelf.live"]
