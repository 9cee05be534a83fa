"""Whatever is sent to whatever route: never a fault of ours, never sent back raw (B36).

``HYPOTHESIS_CASES`` asks for more cases than the suite has time for.
"""

import os
import re
from pathlib import Path
from shutil import copytree

import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_contract_routes import LAST, addresses, routes

from cast import EVENT, NOW, Stage

CASES = int(os.environ.get("HYPOTHESIS_CASES", 300))
RAW = "<x-raw onload=1 a='\">"
SOURCE = Path(__file__).parents[2] / "src/humanshelf"
NAMES = sorted(
    {
        name
        for path in SOURCE.rglob("*.html")
        for name in re.findall(r'\sname="([\w-]+)"', path.read_text(encoding="utf-8"))
    }
)
GUESSED = ("wish", "agree", "text", "title-az", "name-en", "languages", "file", "lang", "next")
UNSEEN = "\u202e\u2066\u200b\ufeff\u0000"
ODD = (
    *("", " ", "0", "-1", "1e9", "９", "99999999999999999999", "NaN", "null", "true", "[]", "{}"),
    *("2026-02-30", "25:61", "0000-00-00", "9999-12-31", "16:00", "deniz", "autumn", "az", "xx"),
    *("../../etc/passwd", "%00", "%", "%s%n", "{{7*7}}", "' OR 1=1 --", "\\", "//evil.example"),
    *(RAW, f"{UNSEEN}x", "\ud7ff", "é" * 300, "x" * 5000, "\r\nSet-Cookie: a=b", "😀", "İıß"),
    *("00000000-0000-0000-0000-000000000000", "f" * 32, "https://[", "https://a.b/" + "c" * 900),
)
VALUES = st.sampled_from(ODD) | st.text(st.characters(codec="utf-8"), max_size=12)
FIELDS = st.dictionaries(
    st.sampled_from(NAMES + list(GUESSED)) | st.text(st.characters(codec="utf-8"), max_size=6),
    st.lists(VALUES, min_size=1, max_size=3),
    max_size=8,
)
HEADER = st.text(st.characters(min_codepoint=32, max_codepoint=255), max_size=40)
HEADERS = st.dictionaries(
    st.sampled_from(
        ("Accept-Language", "Cookie", "HX-Request", "HX-Target", "HX-Current-URL", "Last-Event-ID")
        + ("If-None-Match", "Range", "Referer", "Origin", "Accept", "X-CSRFToken", "Content-Type")
    ),
    HEADER | st.sampled_from(("true", "bytes=9-1", "*", "multipart/form-data; boundary=")),
    max_size=2,
)
THEY_CHANGE_WHO_ASKS = {"front.sign_out", "front.lock", "front.use_one_time", "readers.forget"}


@pytest.fixture(scope="module")
def hall(product, furnished_stage, tmp_path_factory):
    """A library with something of everything, its addresses, and those who ask."""
    folder = tmp_path_factory.mktemp("fuzz") / "stage"
    copytree(furnished_stage, folder)
    stage = Stage(product, folder)
    with time_machine.travel(NOW, tick=False):
        stage.open()
        baku = stage.houses["baku"]
        leyla, samir = baku.reader(), baku.staff("coordinator")
        there = addresses(baku, leyla)
        token = samir.token(f"/desk/{EVENT}")
        yield baku, there, {"reader": leyla, "coordinator": samir}, token
        stage.close()


def endpoints(product):
    return sorted(set(routes(product)) - THEY_CHANGE_WHO_ASKS - set(LAST))


@given(data=st.data())
@settings(
    max_examples=CASES,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
def send_anything(product, hall, data):
    baku, there, people, token = hall
    endpoint = data.draw(st.sampled_from(endpoints(product)), "route")
    role = data.draw(st.sampled_from(sorted(people)), "who")
    method = data.draw(st.sampled_from((routes(product)[endpoint][1],) * 4 + ("PUT",)), "method")
    fields, query = data.draw(FIELDS, "form"), data.draw(FIELDS, "query")
    headers = data.draw(HEADERS, "headers")
    query["lang"] = [data.draw(st.sampled_from(("az", "kk", "ru", "en", "tr", RAW)), "language")]
    if method != "GET" and role == "coordinator":
        fields["csrf_token"] = [token]
    visitor = people[role]
    kept = visitor._cookies.copy()
    form = fields if method != "GET" else None
    answer = visitor.open(
        there[endpoint], method=method, query_string=query, data=form, headers=headers
    )
    text = answer.text if answer.mimetype == "text/html" else ""
    answer.close()
    visitor._cookies = kept
    assert answer.status_code < 500, (endpoint, answer.status)
    assert RAW not in text, endpoint
    assert "Set-Cookie: a=b" not in str(answer.headers)


def unseen(house):
    """Texts that hold a sign which turns lines around or hides between letters."""
    return [
        (table, value)
        for table in house.tables()
        for row in house.rows(f'SELECT * FROM "{table}"')
        for value in row
        if isinstance(value, str) and set(value) & set(UNSEEN)
    ]


def test_nothing_that_is_sent_makes_a_fault_comes_back_raw_or_hides_in_the_store(product, hall):
    baku = hall[0]
    before = baku.checksum()
    send_anything(product, hall)
    assert baku.checksum() != before, "some of it was saved"
    assert unseen(baku) == []


def test_the_control_a_hidden_sign_in_the_store_is_found(hall):
    baku = hall[0]
    baku.change("UPDATE roster SET name = ?", "Ay\u200bla")
    assert unseen(baku) == [("roster", "Ay\u200bla")]
    baku.change("UPDATE roster SET name = 'Ayla'")


def test_the_control_a_view_that_cannot_read_what_it_was_sent_is_found(hall, product, monkeypatch):
    baku, there, people, _ = hall

    def fail(**given):
        return f"{int(RAW)}"

    monkeypatch.setitem(product.view_functions, "readers.rules", fail)
    with pytest.raises(ValueError, match="invalid literal"):
        people["reader"].get(there["readers.rules"])
