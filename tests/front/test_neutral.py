"""A host that is unknown, hidden or bare: alike for all, and nothing of any library is opened."""

import pytest

HOSTS = ("nobody.localhost", "localhost", "nu.baku.localhost", "xn--80ak6aa92e.localhost")


@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize(
    "path", ["/", "/events/autumn", "/cards/x", "/desk", "/studio/team", "/no"]
)
def test_a_host_without_library_answers_with_the_neutral_page(stage, host, path):
    answer = stage.stranger(host).get(path)
    assert answer.status_code == 404
    assert "<title>Nothing here</title>" in answer.text
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("host", HOSTS)
def test_nothing_can_be_sent_to_a_host_without_library(stage, host):
    visitor = stage.stranger(host)
    assert visitor.post("/events/autumn/cards", data={"agree": "1"}).status_code == 404
    assert visitor.post("/sign-in", data={"name": "Samir"}).status_code == 404


def test_a_hidden_library_cannot_be_told_from_one_that_never_was(stage, baku, leyla):
    card = leyla.card("deniz")
    with stage.app.extensions["humanshelf.tenancy"].control.begin() as connection:
        connection.exec_driver_sql("UPDATE library SET state='suspended' WHERE slug='baku'")
    stage.app.wsgi_app.register._until = 0

    for path in ("/", "/events/autumn", card, f"{card}/live", "/desk/autumn", "/healthz"):
        hidden = leyla.get(path)
        unknown = stage.stranger("nobody.localhost").get(path)
        assert (hidden.status, hidden.text) == (unknown.status, unknown.text)
        assert list(hidden.headers) == list(unknown.headers)


def test_an_unknown_and_a_hidden_host_are_turned_away_before_a_library_is_opened(
    stage, baku, leyla, monkeypatch
):
    """Neither the store nor the keys of any library are asked for; of one that is there, both."""
    opened = []
    found = stage.app.extensions["humanshelf.tenancy"]
    engine_for, derive = found.stores.engine_for, found.keys.derive
    monkeypatch.setattr(
        found.stores, "engine_for", lambda uid: (opened.append("store"), engine_for(uid))[1]
    )
    monkeypatch.setattr(
        found.keys, "derive", lambda uid, *more: (opened.append("key"), derive(uid, *more))[1]
    )
    assert leyla.get("/").status_code == 200
    assert set(opened) == {"store", "key"}, "the control: of a library that is there, both"
    with found.control.begin() as connection:
        connection.exec_driver_sql("UPDATE library SET state='suspended' WHERE slug='baku'")
    stage.app.wsgi_app.register._until = 0
    for host in ("baku.localhost", "nobody.localhost", "baku.localhost@nu.localhost", ""):
        opened.clear()
        visitor = stage.stranger("nobody.localhost")
        for method in ("GET", "POST"):
            answer = visitor.open(
                "/events/autumn", method=method, environ_overrides={"HTTP_HOST": host}
            )
            assert answer.status_code == 404
        assert opened == [], host


def test_health_says_nothing_about_any_library(stage, leyla):
    for visitor in (leyla, stage.stranger("localhost"), stage.stranger("nobody.localhost")):
        answer = visitor.get("/healthz")
        assert (answer.status_code, answer.text, answer.mimetype) == (200, "ok\n", "text/plain")
