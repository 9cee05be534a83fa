"""``python -m humanshelf``."""

from humanshelf.cli import main

main()
