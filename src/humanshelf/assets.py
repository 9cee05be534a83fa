"""Style sheets and scripts, each under an address made from its content.

A browser may then keep a file for ever, and a page never meets another version of it. Only the
files that lie in static/ when asked for are known; an address is looked up among them and never
becomes a path, so that no address leads out of the folder.
"""

import gzip
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from flask import Blueprint, Flask, Response, abort, current_app, request

FOLDER = Path(__file__).parent / "static"
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml; charset=utf-8",
    ".png": "image/png",
}

VENDOR = ("vendor/htmx-4.0.1.min.js", "vendor/hx-sse-4.0.1.min.js", "vendor/hx-csp-4.0.1.min.js")
OWN = ("clock", "swap", "send", "attention", "live", "exit")
LIVE = (*VENDOR, *(f"js/{name}.js" for name in OWN))
BUNDLES = {
    "card.js": LIVE,
    "desk.js": (*LIVE, "js/desk.js"),
    "board.js": (*LIVE, "js/board.js"),
    "plan.js": (*VENDOR, "js/swap.js", "js/plan.js"),
    "preview.js": (VENDOR[0], VENDOR[2], "js/preview.js"),
    "card.css": ("css/base.css", "css/reader.css"),
}
"""Files that a page needs together, sent as one: on a phone each request costs its round trip."""

blueprint = Blueprint("assets", __name__)


@dataclass(frozen=True, slots=True)
class Asset:
    name: str
    type: str
    digest: str
    plain: bytes
    packed: bytes | None

    @classmethod
    def read(cls, name: str, paths: Sequence[Path]) -> "Asset":
        plain = b"\n".join(path.read_bytes() for path in paths)
        kind = Path(name).suffix
        # Without a time in it the packed file is the same in every process, and so is its tag.
        packed = gzip.compress(plain, 9, mtime=0) if kind != ".png" else None
        return cls(name, TYPES[kind], hashlib.sha256(plain).hexdigest()[:16], plain, packed)

    @property
    def url(self) -> str:
        return f"/static/{self.digest}/{self.name}"

    def answer(self, *, packed: bool) -> Response:
        body = self.packed if packed and self.packed else self.plain
        response = Response(body, content_type=self.type)
        if body is self.packed:
            response.content_encoding = "gzip"
        response.set_etag(f"{self.digest}-gzip" if body is self.packed else self.digest)
        response.vary.add("Accept-Encoding")
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response


class Assets:
    """The files of one folder: read once, or again at each look while somebody works on them."""

    def __init__(self, folder: Path, *, read_again: bool = False) -> None:
        self._folder, self._read_again = folder, read_again
        self._paths = self._look()
        self._read: dict[str, Asset] = {}

    def __getitem__(self, name: str) -> Asset:
        if self._read_again:
            return Asset.read(name, self._look()[name])
        if name not in self._read:
            self._read[name] = Asset.read(name, self._paths[name])
        return self._read[name]

    def _look(self) -> dict[str, list[Path]]:
        files = {
            path.relative_to(self._folder).as_posix(): [path]
            for path in self._folder.rglob("*")
            if path.suffix in TYPES and path.is_file()
        }
        bundles = {
            name: [path for part in parts for path in files[part]]
            for name, parts in BUNDLES.items()
            if all(part in files for part in parts)
        }
        return files | bundles


def init_app(app: Flask, folder: Path = FOLDER) -> None:
    if app.has_static_folder:
        raise RuntimeError("Flask serves static files itself: create it with static_folder=None")
    app.extensions["assets"] = Assets(folder, read_again=app.debug)
    app.jinja_env.globals["asset"] = asset
    app.register_blueprint(blueprint)


def asset(name: str) -> str:
    """The address of a file in static/, for example asset("css/base.css")."""
    assets: Assets = current_app.extensions["assets"]
    return assets[name].url


@blueprint.get("/static/<digest>/<path:name>", merge_slashes=False)
def show(digest: str, name: str) -> Response:
    try:
        found: Asset = current_app.extensions["assets"][name]
    except KeyError:
        abort(404)
    if digest != found.digest:
        abort(404)
    response = found.answer(packed=request.accept_encodings.quality("gzip") > 0)
    response.make_conditional(request)
    return response
