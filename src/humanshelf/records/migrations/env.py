"""Alembic's way in to a library's own store."""

from humanshelf.records import tables
from humanshelf.tenancy.migrate import run_env

run_env(tables.metadata)
