"""Writes come from the library's own pages only, and staff's carry a token besides."""

import pytest

from cast import EVENT, Stage, Visitor, settings_for

SEND = {"wish": "deniz", "agree": "1"}
TAKE = f"/events/{EVENT}/cards"


@pytest.fixture(params=["https", "http"])
def visitor(request, stage, baku, monkeypatch):
    """A reader over https, or in development over http."""
    if request.param == "http":
        settings = settings_for(stage.folder, scheme="http", origin_port=8000)
        monkeypatch.setitem(stage.app.config, "HUMANSHELF", settings)
        from humanshelf.app import create_app

        app = create_app(settings)
        app.testing = True
        plain = Stage(app, stage.folder)
        plain.open()
        yield Visitor(app, "http://baku.localhost:8000", house=plain.houses["baku"])
        plain.close()
    else:
        yield Visitor(stage.app, baku.origin, house=baku)


def others(origin):
    scheme = origin.partition(":")[0]
    other = {"http": "https", "https": "http"}[scheme]
    return [
        origin.replace("baku", "nu"),
        origin.replace("baku.localhost", "localhost"),
        origin.replace("baku.localhost", "evil.example"),
        origin.replace("baku.localhost", "baku.localhost.evil.example"),
        origin.replace("baku.localhost", "baku.localhost:81"),
        origin.replace(f"{scheme}:", f"{other}:"),
        origin + "/",
        origin.upper(),
        "null",
        "",
        "\x7f",
    ]


def send(visitor, **headers):
    headers = {name.replace("_", "-"): value for name, value in headers.items()}
    before = visitor.house.checksum()
    answer = visitor.post(TAKE, data=SEND, headers={"Sec-Fetch-Site": None} | headers)
    if answer.status_code != 303:
        assert visitor.house.checksum() == before
    return answer.status_code


def test_its_own_pages_may_write(visitor):
    assert send(visitor, Sec_Fetch_Site="same-origin") == 303
    assert send(visitor, Origin=visitor.origin) == 303
    assert send(visitor, Sec_Fetch_Site="same-origin", Origin=visitor.origin) == 303


@pytest.mark.parametrize(
    "site",
    [
        "same-site",
        "cross-site",
        "none",
        "",
        "same-origin ",
        "SAME-ORIGIN",
    ],
)
def test_nobody_else_may_whatever_the_origin_says(visitor, site):
    assert send(visitor, Sec_Fetch_Site=site) == 403
    assert send(visitor, Sec_Fetch_Site=site, Origin=visitor.origin) == 403


def test_a_foreign_origin_may_not(visitor):
    assert {send(visitor, Origin=origin) for origin in others(visitor.origin)} == {403}


def test_who_does_not_say_may_not(visitor):
    assert send(visitor) == 403
    assert send(visitor, Referer=f"{visitor.origin}{TAKE}") == 403


def test_a_sibling_library_is_a_stranger(baku, nu, leyla):
    """The form stands on a page of Astana, the cookie is Baku's: browsers say same-site."""
    card = leyla.card("deniz")
    for headers in (
        {"Sec-Fetch-Site": "same-site", "Origin": nu.origin},
        {"Sec-Fetch-Site": None, "Origin": nu.origin},
    ):
        assert leyla.post(f"{card}/departure", headers=headers).status_code == 403
    assert baku.rows("SELECT stage FROM card") == [("waiting",)]


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_every_unsafe_method_is_asked(leyla, method):
    answer = getattr(leyla, method)("/", headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403


@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_reading_may_come_from_anywhere(leyla, method):
    headers = {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}
    assert getattr(leyla, method)(f"/events/{EVENT}", headers=headers).status_code == 200


# the token of staff forms


def test_a_tap_without_the_token_is_refused(rana, baku):
    rana.token()
    before = baku.checksum()
    for token in (None, "", "x", "\x00", "ə" * 50, "x" * 9000):
        assert rana.tap("closures", csrf_token=token).status_code == 403
    assert baku.checksum() == before


def test_a_token_of_somebody_else_is_refused(rana, dana, samir, baku):
    before = baku.checksum()
    for other in (dana, samir):
        assert rana.tap("closures", csrf_token=other.token()).status_code == 403
    assert baku.checksum() == before


def test_the_token_may_come_in_htmx_header(rana, baku):
    answer = rana.tap("closures", csrf_token=None, headers={"X-CSRFToken": rana.token()})
    assert answer.status_code == 303
    assert baku.rows("SELECT phase FROM event WHERE code='autumn'") == [("closed",)]


def test_the_token_alone_does_not_make_a_foreign_page_ours(rana, baku):
    before = baku.checksum()
    answer = rana.tap("closures", headers={"Sec-Fetch-Site": "same-site"})
    assert answer.status_code == 403
    assert baku.checksum() == before


@pytest.mark.parametrize("path", ["/sign-out", "/lock"])
def test_nobody_signs_or_locks_another_out(rana, path):
    assert rana.post(path).status_code == 403
    assert rana.post(path, data={"csrf_token": "x"}).status_code == 403
    assert rana.get(f"/desk/{EVENT}").status_code == 200


def test_a_token_works_as_long_as_its_session(rana, clock):
    rana.token()
    for _ in range(11):
        clock.shift(3600)
        assert rana.tap("announcements", kind="late").status_code == 303
