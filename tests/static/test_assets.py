"""Assets may be kept for ever, because their address says what is in them."""

import gzip
import hashlib
from pathlib import Path

import pytest
from flask import Flask, render_template_string
from flask.testing import FlaskClient

from humanshelf import assets

SHEET = "b { color: var(--ə) }\n" * 40


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "static/css").mkdir(parents=True)
    (tmp_path / "static/css/base.css").write_text(SHEET, encoding="utf-8")
    (tmp_path / "static/live.js").write_text("let x\n")
    (tmp_path / "static/notes.toml").write_text("a = 1\n")
    (tmp_path / "secret.css").write_text("outside")
    return tmp_path / "static"


def make_app(folder: Path, *, debug: bool = False) -> Flask:
    app = Flask("assets-on-trial", static_folder=None)
    app.debug = debug
    assets.init_app(app, folder)
    return app


@pytest.fixture
def app(folder: Path) -> Flask:
    return make_app(folder)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def url_of(app: Flask, name: str) -> str:
    with app.app_context():
        return assets.asset(name)


def test_the_address_holds_a_hash_of_the_content(app):
    digest = hashlib.sha256(SHEET.encode()).hexdigest()[:16]
    assert url_of(app, "css/base.css") == f"/static/{digest}/css/base.css"


def test_templates_know_the_address(app):
    with app.app_context():
        shown = render_template_string("{{ asset('live.js') }}")
    assert shown == url_of(app, "live.js")


def test_a_template_that_names_an_unknown_file_fails(app):
    with app.app_context(), pytest.raises(KeyError):
        render_template_string("{{ asset('css/gone.css') }}")


def test_a_file_comes_whole_and_may_be_kept_for_ever(app, client):
    answer = client.get(url_of(app, "css/base.css"))
    assert answer.status_code == 200
    assert answer.text == SHEET
    assert answer.headers["Content-Type"] == "text/css; charset=utf-8"
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert "Content-Encoding" not in answer.headers
    assert "Set-Cookie" not in answer.headers


def test_a_script_is_text_in_utf_8(app, client):
    answer = client.get(url_of(app, "live.js"))
    assert answer.headers["Content-Type"] == "text/javascript; charset=utf-8"


@pytest.mark.parametrize("accepted", ["gzip", "br, gzip;q=0.5", "*"])
def test_it_comes_packed_to_those_who_accept_that(app, client, accepted):
    answer = client.get(url_of(app, "css/base.css"), headers={"Accept-Encoding": accepted})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert gzip.decompress(answer.data).decode() == SHEET
    assert int(answer.headers["Content-Length"]) == len(answer.data) < len(SHEET)


@pytest.mark.parametrize("accepted", ["identity", "gzip;q=0", "br"])
def test_it_comes_plain_to_those_who_do_not(app, client, accepted):
    answer = client.get(url_of(app, "css/base.css"), headers={"Accept-Encoding": accepted})
    assert "Content-Encoding" not in answer.headers
    assert answer.text == SHEET


def test_it_is_packed_once_and_alike_in_every_process(app, folder):
    first = app.extensions["assets"]["css/base.css"]
    assert app.extensions["assets"]["css/base.css"] is first
    assert assets.Assets(folder)["css/base.css"].packed == first.packed


@pytest.mark.parametrize("accepted", ["gzip", "identity"])
def test_who_has_it_already_gets_no_body(app, client, accepted):
    headers = {"Accept-Encoding": accepted}
    url = url_of(app, "css/base.css")
    tag = client.get(url, headers=headers).headers["ETag"]
    answer = client.get(url, headers={**headers, "If-None-Match": tag})
    assert (answer.status_code, answer.data) == (304, b"")
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"


def test_packed_and_plain_have_different_tags(app, client):
    url = url_of(app, "css/base.css")
    tags = {
        client.get(url, headers={"Accept-Encoding": accepted}).headers["ETag"]
        for accepted in ("gzip", "identity")
    }
    assert len(tags) == 2


@pytest.mark.parametrize(
    "path",
    [
        "/static/css/base.css",
        "/static/0000000000000000/css/base.css",
        "/static/{digest}/css/gone.css",
        "/static/{digest}/css",
        "/static/{digest}/notes.toml",
        "/static/{digest}/../secret.css",
        "/static/{digest}/css/../css/base.css",
        "/static/{digest}/%2e%2e/secret.css",
        "/static/{digest}/..%2fsecret.css",
        "/static/{digest}//css/base.css",
        "/static/{digest}/css/base.css%00",
        "/static/{digest}/{outside}",
    ],
)
def test_anything_else_is_not_there(app, client, folder, path):
    digest = app.extensions["assets"]["css/base.css"].digest
    answer = client.get(path.format(digest=digest, outside=folder.parent / "secret.css"))
    assert answer.status_code == 404
    assert "outside" not in answer.text


def test_the_secret_beside_the_folder_is_not_served_under_its_own_hash(client):
    digest = hashlib.sha256(b"outside").hexdigest()[:16]
    for path in ("../secret.css", "%2e%2e/secret.css", "..%2fsecret.css", "secret.css"):
        assert client.get(f"/static/{digest}/{path}").status_code == 404


def test_a_changed_file_keeps_its_address_until_the_process_ends(app, folder):
    before = url_of(app, "live.js")
    (folder / "live.js").write_text("let y\n")
    assert url_of(app, "live.js") == before


def test_whoever_works_on_a_file_sees_it_at_once(folder):
    app = make_app(folder, debug=True)
    before = url_of(app, "live.js")
    (folder / "live.js").write_text("let y\n")
    (folder / "new.js").write_text("let z\n")
    assert url_of(app, "live.js") != before
    assert app.test_client().get(url_of(app, "live.js")).text == "let y\n"
    assert app.test_client().get(url_of(app, "new.js")).text == "let z\n"


def test_flask_must_not_serve_the_folder_beside_us(folder):
    app = Flask("assets-on-trial", static_folder=str(folder))
    with pytest.raises(RuntimeError, match="static_folder=None"):
        assets.init_app(app)


def test_our_own_files_are_served():
    app = Flask("assets-on-trial", static_folder=None)
    assets.init_app(app)
    for name in ("css/base.css", "css/reader.css", "vendor/htmx-4.0.1.min.js"):
        assert app.test_client().get(url_of(app, name)).status_code == 200
