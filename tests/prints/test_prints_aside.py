"""A long document does not hold up the worker."""

import subprocess
import sys

UNDER_GEVENT = """
from gevent import monkey; monkey.patch_all()
import gevent, threading
from humanshelf.prints.aside import aside

asked = gevent.event.Event()
loop = gevent.get_hub().loop
watcher = loop.async_()
watcher.start(asked.set)
done = gevent.monkey.get_original("threading", "Event")()

def long():
    watcher.send()
    return done.wait(60)

setting = gevent.spawn(aside, long)
assert asked.wait(60), "the document never began"
done.set()
assert setting.get(timeout=60) is True
print("others went on")
"""


def test_other_greenlets_go_on_while_a_document_is_set():
    done = subprocess.run(
        [sys.executable, "-c", UNDER_GEVENT], capture_output=True, text=True, timeout=180
    )
    assert (done.stdout, done.stderr) == ("others went on\n", "")
