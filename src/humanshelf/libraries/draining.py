"""The wait between taking something away and deleting it, for those who had begun with it."""

import time

from humanshelf.tenancy.hosts import LOOK, Register


def drain() -> None:
    """Until every worker knows that a library or a key is another, and has ended what it had begun
    before. Each looks every so often whether the control plane was written, and reads it in any
    case after so long, should the file's time stamp not tell; a key it asks for anew each time it
    begins, and in that time a page or a save has ended."""
    time.sleep(Register.LIFETIME + LOOK)
