"""The end of a command, of the server and of each of its workers."""

import atexit
import os
import sys
from contextlib import suppress
from types import TracebackType


class Ending:
    """Ends the process at once when it is done.

    Python would take apart all that was ever imported, piece by piece, though it goes anyway: half
    a second of work, for which a worker that was told to stop may be killed on a crowded machine.
    What has to be closed is closed before, by :mod:`atexit`.
    """

    def __enter__(self) -> None:
        pass

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        code = error.code if isinstance(error, SystemExit) else None
        if not isinstance(code, int):
            return  # Something to be told before the end.
        atexit._run_exitfuncs()
        for told in (sys.stdout, sys.stderr):
            with suppress(OSError, ValueError):
                told.flush()
        os._exit(code)
