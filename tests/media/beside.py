"""Run by a test in a process of its own, because monkey patching cannot be undone.

Heavy work waits, without letting go of its thread, until another greenlet has had its turn;
printed is whether it had, and that a refusal comes back as itself.
"""

from gevent import monkey

monkey.patch_all()

import gevent  # noqa: E402

from humanshelf.media.aside import aside  # noqa: E402
from humanshelf.media.refused import Refused, Why  # noqa: E402

served = monkey.get_original("_thread", "allocate_lock")()
served.acquire()


def heavy() -> bool:
    return bool(served.acquire(timeout=60))


def refused() -> None:
    raise Refused(Why.NO_PICTURE)


gevent.spawn(served.release)
print("served:", aside(heavy))
try:
    aside(refused)
except Refused as error:
    print("refused:", error.why.value)
