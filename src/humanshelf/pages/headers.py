"""The header set of every answer, errors and streams included.

A style sheet or script is no document: it opens no window and asks for no sensor, so the headers
about those stay away from it.
"""

from flask import Flask, Response, request

from humanshelf.config import Settings
from humanshelf.pages import nonce


def init_app(app: Flask) -> None:
    settings: Settings = app.config["HUMANSHELF"]

    @app.after_request
    def guard(response: Response) -> Response:
        put = response.headers.setdefault
        put("Referrer-Policy", "same-origin")
        put("X-Content-Type-Options", "nosniff")
        put("Cross-Origin-Resource-Policy", "same-origin")
        put("X-Robots-Tag", "noindex, noarchive")
        asset = request.blueprint == "assets" and request.method in ("GET", "HEAD")
        if asset and response.status_code in (200, 304):
            put("Content-Security-Policy", "default-src 'none'")
            return response
        put("Content-Security-Policy", policy(nonce()))
        put("X-Frame-Options", "DENY")
        put("Cross-Origin-Opener-Policy", "same-origin")
        put("Permissions-Policy", PERMISSIONS)
        put("Cache-Control", "no-store")
        if settings.scheme == "https":
            put("Strict-Transport-Security", STRICT)
        return response


STRICT = "max-age=31536000"
PERMISSIONS = (
    "camera=(), microphone=(), geolocation=(), payment=(), usb=(), "
    "screen-wake-lock=(self), autoplay=(self), "
    "publickey-credentials-get=(self), publickey-credentials-create=(self)"
)


def policy(nonce: str) -> str:
    """Nothing runs, loads or connects that this answer did not name; no ``unsafe-`` anything."""
    return (
        f"default-src 'none'; script-src 'nonce-{nonce}'; style-src 'self'; img-src 'self'; "
        "media-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; "
        "trusted-types htmx"
    )
