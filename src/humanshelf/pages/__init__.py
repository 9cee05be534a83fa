"""How a page is answered: whole, or for htmx the block that changed, from the same template."""

import re
import secrets
from typing import Any

from flask import Response, current_app, g, make_response, render_template, request
from markupsafe import Markup

INDENT = re.compile(r"(<textarea\b.*?</textarea>)|\n\s+", re.DOTALL)
"""Blank lines and indentation of templates; those inside a textarea are somebody's text."""


def nonce() -> str:
    """The secret of this answer, which its own scripts carry."""
    if "nonce" not in g:
        g.nonce = secrets.token_urlsafe(16)
    found: str = g.nonce
    return found


def wants_fragment() -> bool:
    """Whether htmx asks, for the part of a page that it will swap."""
    return request.headers.get("HX-Request") == "true"


def page(template: str, status: int = 200, **context: Any) -> Response:
    """The whole page, without the indentation of its templates."""
    whole = render_template(template, **context)
    return make_response(INDENT.sub(lambda found: found[1] or "\n", whole), status)


def fragment(template: str, block: str, **context: Any) -> str:
    """One block of a page's template. What stands above the block there is unknown inside it.

    What all templates may use is gathered once per request: a watcher draws hundreds in one.
    """
    app = current_app
    if "backdrop" not in g:
        g.backdrop = {}
        app.update_template_context(g.backdrop)
    found = app.jinja_env.get_template(template)
    # scan: unescaped: drawn by templates, which have escaped.
    return Markup("".join(found.blocks[block](found.new_context(g.backdrop | context))))


def answer(template: str, status: int = 200, **context: Any) -> Response:
    """The page, or for htmx its ``main`` block, which is what every live page swaps."""
    if wants_fragment():
        return make_response(fragment(template, "main", **context), status)
    return page(template, status, **context)
