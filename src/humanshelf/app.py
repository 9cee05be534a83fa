"""The application, as a tour: settings, libraries apart, who is at the door, and the doors."""

from pathlib import Path

from flask import Flask
from jinja2 import StrictUndefined

from humanshelf import assets, errors, live, tenancy
from humanshelf.access import admins, doorkeeper, marks, origin, rights
from humanshelf.access.secrets import card_token
from humanshelf.backroom import backroom
from humanshelf.board import board
from humanshelf.config import Settings
from humanshelf.desk import desk
from humanshelf.front import exits, front, neutral
from humanshelf.libraries import prompter
from humanshelf.network import network
from humanshelf.pages import backdrop, headers, language
from humanshelf.readers import readers
from humanshelf.records import tables
from humanshelf.studio import studio
from humanshelf.tenancy.hosts import LibraryHosts
from humanshelf.tenancy.scope import EXTENSION

ROOT = Path(__file__).parent
DOORS = (front, readers, desk, board, backroom, studio, network)


def create_app(settings: Settings | None = None) -> Flask:
    """One deployment: many libraries, each apart from the others on its own subdomain."""
    app = Flask("humanshelf", static_folder=None, root_path=str(ROOT))
    app.request_class = marks.Request
    app.config.update(
        HUMANSHELF=settings or Settings.read(),
        MAX_CONTENT_LENGTH=64 * 1024,
        MAX_FORM_MEMORY_SIZE=64 * 1024,
        SESSION_COOKIE_NAME="__Host-staff",
        SESSION_COOKIE_SECURE=True,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        WTF_CSRF_CHECK_DEFAULT=False,
        WTF_CSRF_SSL_STRICT=False,
        WTF_CSRF_TIME_LIMIT=None,
    )
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True

    tenancy.init_app(app, tables.newest())
    app.before_request(exits.show_nothing)
    app.before_request(neutral.turn_away)
    app.before_request(origin.check_origin)
    app.extensions[doorkeeper.NETWORK_DOOR] = admins.keep_door
    doorkeeper.init_app(app)
    language.init_app(app, str(translations()))
    backdrop.init_app(app)
    assets.init_app(app)
    live.init_app(app)
    prompter.init_app(app, card_token)
    headers.init_app(app)
    errors.init_app(app)
    for door in DOORS:
        app.register_blueprint(door)
    rights.check(rule.endpoint for rule in app.url_map.iter_rules())
    app.wsgi_app = LibraryHosts(  # type: ignore[method-assign]
        app.wsgi_app,
        app.extensions[EXTENSION],
        app.config["HUMANSHELF"].base_domain,
        neutral.neutral_app(app.config["HUMANSHELF"].scheme == "https"),
        resting=neutral.resting_app(app.config["HUMANSHELF"].scheme == "https"),
    )
    return app


def translations() -> Path:
    """The catalogues: inside an installed package, beside ``src`` in a checkout."""
    packaged = ROOT / "translations"
    return packaged if packaged.is_dir() else ROOT.parents[1] / "translations"
