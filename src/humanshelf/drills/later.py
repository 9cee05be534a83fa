"""The product with its clock put forward: ``python -m humanshelf.drills.later HOURS serve …``.

Where time is read stands in one place, pages/clock.py; there it is so many hours later. The machine
has been up as much longer, so that the clock is believed.
"""

import datetime
import sys
import time
from collections.abc import Callable
from typing import Any

from humanshelf.cli import main

Put = Callable[[object, str, Any], None]


def put_forward(hours: float, put: Put = setattr) -> None:
    """``put`` is given an object, the name of a part of it, and what stands there from then on."""
    from humanshelf.pages import clock

    class Later(datetime.datetime):
        @classmethod
        def now(cls, tz: Any = None) -> Any:
            return datetime.datetime.now(tz) + datetime.timedelta(hours=hours)

    counted = time.clock_gettime
    put(clock, "datetime", Later)
    put(time, "clock_gettime", lambda which: counted(which) + hours * 3600)


if __name__ == "__main__":
    hours = float(sys.argv.pop(1))
    if sys.argv[1:2] == ["serve"]:
        from gevent import monkey

        monkey.patch_all()
    put_forward(hours)
    main()
