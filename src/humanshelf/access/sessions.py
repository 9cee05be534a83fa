"""Staff sessions: a cookie signed with the library's own key, so that no other reads it."""

from typing import Any

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import URLSafeTimedSerializer

from humanshelf.tenancy.scope import current_or_none, key


class LibrarySessions(SecureCookieSessionInterface):
    """Flask's own signed cookie, with a key for each library. Outside of one there is none."""

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        if current_or_none() is None:
            return None
        return URLSafeTimedSerializer(
            key("cookie"),
            salt=self.salt,
            serializer=self.serializer,
            signer_kwargs={"key_derivation": self.key_derivation, "digest_method": self._digest},
        )

    @staticmethod
    def _digest(data: bytes = b"") -> Any:
        import hashlib

        return hashlib.sha256(data)
