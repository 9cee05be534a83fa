"""Sessions: a cookie signed with the library's own key, so that no other reads it.

On the bare domain, where network admins sign in, the key is the deployment's. Nobody else gets a
cookie there, and the answers to them do not tell that there could be one.
"""

from typing import Any

from flask import Flask, request
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import URLSafeTimedSerializer

from humanshelf.tenancy import deployment
from humanshelf.tenancy.scope import current_or_none, key

DOORS = ("/network", "/invitations")
"""Where on the bare domain somebody may get a session."""


def door_key(purpose: str) -> bytes:
    """Of the library in force, or on the bare domain of the deployment."""
    if current_or_none() is None:
        return deployment().keys.derive_deployment(purpose)
    return key(purpose)


class Ageless(URLSafeTimedSerializer):
    """The time that is signed with the cookie is not asked: the session's row in the store knows
    when it ends, and a cookie from the future is no forgery where the clock was set back."""

    def loads(self, s: str | bytes, *args: Any, **rest: Any) -> Any:
        return super().loads(s)


class LibrarySessions(SecureCookieSessionInterface):
    """Flask's own signed cookie, with a key for each library."""

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        if current_or_none() is None and not self._at_a_door(app):
            return None
        return Ageless(
            door_key("cookie"),
            salt=self.salt,
            serializer=self.serializer,
            signer_kwargs={"key_derivation": self.key_derivation, "digest_method": self._digest},
        )

    def _at_a_door(self, app: Flask) -> bool:
        known = self.get_cookie_name(app) in request.cookies
        return known or f"{request.path}/".startswith(tuple(f"{door}/" for door in DOORS))

    @staticmethod
    def _digest(data: bytes = b"") -> Any:
        import hashlib

        return hashlib.sha256(data)
