"""Unsafe requests must come from the library's own pages; a sibling library is a stranger.

Browsers say so in Sec-Fetch-Site; older ones in Origin. A request that says neither is refused:
SameSite cookies do not keep one subdomain from another (research/safety.md, finding 5).
"""

from flask import abort, request

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def check_origin() -> None:
    """Refuse a write that did not start on this very host."""
    if request.method in SAFE:
        return
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        if site != "same-origin":
            abort(403)
    elif request.headers.get("Origin") != request.host_url.rstrip("/"):
        abort(403)
