"""Alembic's way in to the control plane."""

from humanshelf.tenancy.migrate import run_env
from humanshelf.tenancy.models import Library

run_env(Library.metadata)
