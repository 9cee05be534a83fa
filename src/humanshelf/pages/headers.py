"""The header set of every answer, errors and streams included."""

from flask import Flask, Response

from humanshelf.config import Settings
from humanshelf.pages import nonce


def init_app(app: Flask) -> None:
    settings: Settings = app.config["HUMANSHELF"]

    @app.after_request
    def guard(response: Response) -> Response:
        put = response.headers.setdefault
        put("Content-Security-Policy", policy(nonce()))
        put("Referrer-Policy", "same-origin")
        put("X-Content-Type-Options", "nosniff")
        put("X-Frame-Options", "DENY")
        put("Cross-Origin-Opener-Policy", "same-origin")
        put("Cross-Origin-Resource-Policy", "same-origin")
        put("Permissions-Policy", PERMISSIONS)
        put("X-Robots-Tag", "noindex, noarchive")
        put("Cache-Control", "no-store")
        if settings.scheme == "https":
            put("Strict-Transport-Security", STRICT)
        return response


STRICT = "max-age=31536000"
PERMISSIONS = (
    "camera=(), microphone=(), geolocation=(), payment=(), usb=(), "
    "screen-wake-lock=(self), autoplay=(self)"
)


def policy(nonce: str) -> str:
    """Nothing runs, loads or connects that this answer did not name; no ``unsafe-`` anything."""
    return (
        f"default-src 'none'; script-src 'nonce-{nonce}'; style-src 'self'; img-src 'self'; "
        "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types htmx"
    )
