"""Run by a test: hold a library's store until told to let go."""

import sys
from pathlib import Path

from humanshelf.tenancy.keys import Keys
from humanshelf.tenancy.stores import SqliteStores

data, keys, uid = sys.argv[1:]
held = SqliteStores(Path(data) / "libraries", Keys.open(Path(keys))).watch_connection(uid)
held.execute("begin exclusive")
print("held", flush=True)
input()
held.close()
