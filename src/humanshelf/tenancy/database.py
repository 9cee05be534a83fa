"""Flask-SQLAlchemy without a default database.

Every road it has to "the" database leads to the library in force, or raises. Engines are made
when first used, so that none is shared across gunicorn's fork.
"""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from flask import Flask
from flask.globals import app_ctx
from flask_sqlalchemy import SQLAlchemy

from humanshelf.tenancy.deployment import deployment
from humanshelf.tenancy.scope import current, current_or_none


class Database(SQLAlchemy):
    def init_app(self, app: Flask) -> None:
        if app.config.get("SQLALCHEMY_DATABASE_URI") or app.config.get("SQLALCHEMY_BINDS"):
            raise RuntimeError("Humanshelf has no default database: remove SQLALCHEMY_* settings")
        app.extensions["sqlalchemy"] = self
        app.teardown_appcontext(self._teardown_session)

    @property
    def engines(self) -> Mapping[str | None, sa.Engine]:
        return {"control": deployment().control}

    @property
    def engine(self) -> sa.Engine:
        return deployment().stores.engine_for(current())

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"

    def leave_library(self) -> None:
        """Close the session of the library that is being left."""
        if app_ctx:
            self.session.remove()

    def _teardown_session(self, exc: BaseException | None) -> None:
        # Every session born in the dying app context, under whichever library: to remove only
        # the one in force now would leave the others, with their connections, to the next
        # context that gets the same address.
        dying = app_ctx._get_current_object()  # type: ignore[attr-defined]
        sessions: dict[Any, Any] = self.session.registry.registry
        for key in [key for key in list(sessions) if key[0] is dying]:
            sessions.pop(key).close()


def scope() -> tuple[Any, str | None]:
    return app_ctx._get_current_object(), current_or_none()  # type: ignore[attr-defined]
