"""What a stranger, or a sibling site, can put into a browser's request without being let in."""

import pytest

import fussy
from cast import EVENT


@pytest.mark.parametrize("value", ["a|b", "x", f"{'f' * 128}|{'0' * 128}", "|", ""])
@pytest.mark.parametrize("path", ["/sign-in", "/desk", f"/desk/{EVENT}", "/studio/team"])
def test_flask_logins_second_cookie_is_not_looked_at(leyla, path, value):
    """A sibling site can plant it, as it may for any name that does not begin with __Host-."""
    before = leyla.get(path)
    leyla.set_cookie("remember_token", value, domain="baku.localhost")
    after = leyla.get(path)
    assert (after.status, after.location) == (before.status, before.location)
    assert after.status_code < 500


@pytest.mark.parametrize(
    "name", ["staff", "session", "reader", "__Secure-staff", "__host-staff", "__Host-Staff"]
)
def test_a_session_under_any_other_name_is_none(rana, leyla, name):
    session = rana.get_cookie("__Host-staff", domain="baku.localhost").value
    leyla.set_cookie(name, session, domain="baku.localhost")
    assert leyla.get(f"/desk/{EVENT}").status_code == 303


ODD = [
    "_external=1&_scheme=javascript",
    "_external=1",
    "_scheme=javascript",
    "_anchor=x",
    "_method=DELETE",
    "endpoint=front.leave",
    "self=1&values=2&code=x&token=y",
    "lang=zz&lang=ru",
    "talk=%22%3E%3Cscript%3E&room=%00",
    "_host=evil.example&url=//evil.example",
]


@pytest.mark.parametrize("query", ODD)
@pytest.mark.parametrize("path", ["/", f"/events/{EVENT}", "/sign-in", "/rules"])
def test_no_word_in_an_address_turns_the_language_links_elsewhere(leyla, path, query):
    answer = leyla.get(f"{path}?{query}")
    assert answer.status_code == 200
    links = fussy.every(fussy.parsed(answer.text), "a", hreflang="ru")
    assert links
    for link in links:
        assert link.get("href").startswith(f"{path}?")
        assert "#" not in link.get("href")
