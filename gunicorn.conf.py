"""The same server as ``humanshelf serve``, without bundles and samples."""

import os

from humanshelf.serving import SETTINGS, raise_file_limit
from humanshelf.serving import workers as count


def on_starting(server):
    """Once, before any worker: keys, control plane and schemas as they must be."""
    from humanshelf.start import close, upgrade_all
    from humanshelf.terminal import application

    app = application()
    for line in upgrade_all(app):
        print(line)
    close(app)


raise_file_limit()
globals().update(SETTINGS)
host = os.environ.get("HUMANSHELF_HOST", "127.0.0.1")
port = os.environ.get("PORT") or os.environ.get("HUMANSHELF_PORT") or "8000"
bind = f"{host}:{port}"
workers = count()
