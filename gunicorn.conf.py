"""The same server as ``humanshelf serve``, without bundles and samples."""

import os
import sys

from humanshelf.config import PREFIX
from humanshelf.libraries.lockdown import keep_room
from humanshelf.serving import SETTINGS, raise_file_limit
from humanshelf.start import Choice, check_safety, claim, upgrade_all
from humanshelf.terminal import Refused, application, close

locks = []
os.umask(0o077)


def on_starting(server):
    """Once, before any worker: keys, control plane and schemas as they must be."""
    try:
        app = application()
        locks.append(claim(choice.data))
        for line in upgrade_all(app):
            print(line)
        keep_room(choice.data)
    except Refused as refused:
        end(refused)
    close(app)


def end(refused):
    """One clear sentence, exit 1."""
    refused.show()
    sys.exit(refused.exit_code)


try:
    choice = Choice.of_environment(os.environ)
    check_safety(choice)
except Refused as refused:
    end(refused)
if choice.secure:
    os.environ.setdefault(PREFIX + "SCHEME", "https")
if not choice.proxy:
    os.environ.setdefault(PREFIX + "ORIGIN_PORT", str(choice.port))
raise_file_limit()
globals().update(SETTINGS | choice.options)
