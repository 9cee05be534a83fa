"""The outermost layer: a request, its stream and its end are in one library; nothing stays."""

import pytest
import sqlalchemy as sa
from werkzeug.test import Client

from humanshelf.tenancy import current_or_none, db, deployment, writing_control
from humanshelf.tenancy.everywhere import each_library
from humanshelf.tenancy.hosts import LibraryHosts
from humanshelf.tenancy.models import Library
from humanshelf.tenancy.scope import LibrarySwitch, kept, library

from .stage import ASTANA, BAKU, NAMES, Rack


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


def neutral(environ, start_response):
    start_response("404 NOT FOUND", [])
    return [f"nothing here, {current_or_none()}, {environ['humanshelf.library']}".encode()]


@pytest.fixture
def client(app, clock):
    closed = app.config["CLOSED"] = []

    @app.get("/")
    def title():
        return f"{db.session.get(Rack, 1).title}"

    @app.get("/where")
    def where():
        return str(current_or_none())

    @app.get("/stream")
    def stream():
        def steps():
            try:
                for _ in range(3):
                    with app.app_context():
                        line = db.session.get(Rack, 1).title + "\n"
                    yield line
            finally:
                closed.append(current_or_none())

        return app.response_class(steps())

    hosts = LibraryHosts(
        app.wsgi_app, app.extensions["humanshelf.tenancy"], "shelf.test", neutral, clock=clock
    )
    return Client(hosts)


def get(client, slug, path="/", **headers):
    return client.get(path, base_url=f"http://{slug}", headers=headers).text


def test_each_host_sees_its_own_library(client):
    assert [get(client, f"{name}.shelf.test") for name in ("baku", "astana", "baku")] == [
        "rack of baku",
        "rack of astana",
        "rack of baku",
    ]


def test_no_scope_stays_on_the_thread(client):
    assert get(client, "baku.shelf.test", "/where") == BAKU
    assert current_or_none() is None
    assert get(client, "shelf.test", "/where") == "None"


def test_the_bare_domain_has_no_library_even_if_the_thread_has(client):
    with library(BAKU):
        assert get(client, "shelf.test", "/where") == "None"
        assert get(client, "nobody.shelf.test") == "nothing here, None, None"


def test_two_streams_on_one_thread_stay_in_their_libraries(client, app):
    baku, astana = (
        client.get("/stream", base_url=f"http://{name}.shelf.test").response
        for name in ("baku", "astana")
    )
    lines = [step for _ in range(3) for step in (next(baku), next(astana))]
    assert lines == [b"rack of baku\n", b"rack of astana\n"] * 3
    assert current_or_none() is None


def test_an_abandoned_stream_is_closed_in_its_library(client, app):
    answer = client.get("/stream", base_url="http://baku.shelf.test", buffered=False)
    next(answer.response)
    answer.close()
    assert app.config["CLOSED"] == [BAKU]
    assert current_or_none() is None


@pytest.mark.parametrize("host", ["nobody.shelf.test", "x.baku.shelf.test", "other.test", "@"])
def test_an_unknown_host_gets_the_neutral_page(client, host):
    assert get(client, "shelf.test", Host=host) == "nothing here, None, None"


@pytest.mark.parametrize("state", ["invited", "suspended", "archived", "erasing", "tombstone"])
def test_a_library_that_is_not_active_cannot_be_told_from_none(client, app, state):
    with app.app_context(), writing_control() as session:
        session.execute(sa.update(Library).values(state=state))
    assert get(client, "baku.shelf.test") == "nothing here, None, None"


def test_other_headers_do_not_choose_the_library(client):
    headers = {"X-Forwarded-Host": "astana.shelf.test", "Forwarded": "host=astana.shelf.test"}
    assert get(client, "baku.shelf.test", **headers) == "rack of baku"
    assert get(client, "shelf.test", "/where", **headers) == "None"


def test_a_suspension_is_noticed_by_the_next_request(client, app):
    get(client, "baku.shelf.test")
    with app.app_context(), writing_control() as session:
        session.get(Library, BAKU).state = "suspended"
    assert get(client, "baku.shelf.test") == "nothing here, None, None"
    assert get(client, "astana.shelf.test") == "rack of astana"


def test_a_risen_epoch_lets_go_of_a_library_without_being_asked_for_it(client, app, clock):
    for uid, name in NAMES.items():
        get(client, f"{name}.shelf.test")
        with app.app_context(), library(uid):
            kept("floors")["rack"] = name
    with app.app_context(), writing_control() as session:
        session.get(Library, BAKU).epoch += 1
    clock.now = 2.0
    get(client, "nobody.shelf.test")
    deployment = app.extensions["humanshelf.tenancy"]
    assert list(deployment.stores._open) == [ASTANA]
    assert deployment.memory == {ASTANA: {"floors": {"rack": "astana"}}}


def test_each_library_has_its_turn_in_scope(app):
    with app.app_context(), writing_control() as session:
        session.add(Library(slug="draft"))
    seen = [
        (uid, slug, current_or_none(), db.session.get(Rack, 1).title)
        for uid, slug in each_library(app)
    ]
    assert seen == [
        (ASTANA, "astana", ASTANA, "rack of astana"),
        (BAKU, "baku", BAKU, "rack of baku"),
    ]
    assert current_or_none() is None


@pytest.mark.parametrize("end", ["break", "error"])
def test_a_round_that_ends_early_leaves_no_scope(app, end):
    def go():
        for _ in each_library(app):
            if end == "error":
                raise ZeroDivisionError
            break

    if end == "error":
        with pytest.raises(ZeroDivisionError):
            go()
    else:
        go()
    assert current_or_none() is None


def test_a_round_does_not_start_inside_a_library(app):
    with library(BAKU), pytest.raises(LibrarySwitch):
        next(each_library(app))


def test_the_store_of_a_library_is_named_by_its_uid_only(inside_app):
    names = {path.name for path in deployment().data.rglob("*")}
    assert not any(slug in name for slug in NAMES.values() for name in names)
