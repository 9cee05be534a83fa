"""Whatever people say, and wherever they say it, is shown as text."""

import io

import pytest

import fussy
from cast import EVENT
from furnishing import ATTRIBUTE, MARKUP, furnish
from humanshelf.impact.voices import Source

CORPUS = (
    MARKUP,
    ATTRIBUTE,
    "<svg onload=alert(1)> <style>*{}</style> javascript:alert(1) data-hx-get=/x",
    "\u202eevil\u202c zero\u200bwidth\u2066x",
)


@pytest.fixture
def hostile(baku):
    with baku.inside():
        furnish("hostile_words")


def harmless(answer, text):
    """The fussy client has looked for what runs; here nothing of it became part of the page."""
    assert answer.status_code in (200, 422)
    page = fussy.main(answer.text)
    for tag in ("img", "svg", "style", "script", "i", "iframe"):
        assert [e for e in page.iter(tag) if e.get("class") is None] == [], tag
    assert not [e for e in page.iter() if any(n.startswith(("hx-", "data-hx")) for n in e.attrib)]
    visible = "".join(c for c in text if c.isprintable())
    shown = fussy.text(page) + "".join(e.get("value", "") for e in page.iter())
    assert " ".join(visible.split()) in shown


@pytest.mark.parametrize("said", CORPUS)
def test_markup_is_text_on_every_page_that_it_comes_to(hostile, baku, leyla, samir, said):
    feedback = f"/events/{EVENT}/feedback"
    room = f"/backroom/{baku.backroom('deniz')}/feedback"
    desk = f"/desk/{EVENT}/interviews"
    staff = {"csrf_token": samir.token()}
    harmless(leyla.get(feedback), MARKUP)
    leyla.post(feedback, data={"text": said, "book": "deniz", "form": said, "consent": said})
    leyla.post(room, data={"text": said})
    told = samir.post(desk, data=staff | {"text": said, "who": "near", "language": said})
    harmless(samir.get(told.location), said)
    harmless(samir.get("/studio/feedback"), said)
    for (id,) in baku.rows("SELECT lower(hex(id)) FROM feedback"):
        harmless(samir.get(f"/studio/feedback/{id}"), ATTRIBUTE)
        samir.post(f"/studio/feedback/{id}/deliveries", data=staff | {"book": "deniz"})
        samir.post(f"/studio/feedback/{id}/consents", data=staff)
        samir.post(f"/studio/feedback/{id}/themes", data=staff | {"theme": said, "tone": "glad"})
        quote = samir.post(f"/studio/feedback/{id}/quotes", data=staff | {"out": said}).location
        words = {f"text-{lang}": said for lang in ("az", "ru", "tr")}
        samir.post(f"{quote}/texts", data=staff | words | {"who": "book"})
        samir.post(f"{quote}/releases", data=staff)
        harmless(samir.get(quote), said)
    harmless(samir.get("/studio/feedback?state=kept"), said)
    harmless(samir.get("/studio/quotes"), said)
    for language in ("en", "az"):
        harmless(baku.reader(**{"Accept-Language": language}).get("/quotes"), said)
    harmless(leyla.get(room), said)


@pytest.mark.parametrize("said", CORPUS)
def test_markup_in_a_file_or_a_refused_form_is_text_too(hostile, baku, samir, said):
    quoted = said.replace('"', '""')
    table = f'"comment{quoted}";link;"{quoted}"\n"{quoted}";"{quoted}";x\n'.encode()
    form = {"csrf_token": samir.token(), "file": (io.BytesIO(table), "a.csv")}
    preview = samir.post("/studio/imports", data=form, content_type="multipart/form-data")
    harmless(preview, said)
    sent = fussy.fields(fussy.one(fussy.main(preview.text), "form"))
    came = samir.post("/studio/imports", data=sent | {"do": "import", "event": said})
    assert came.location.endswith("came=1")
    harmless(samir.get(came.location), said)
    comment = {"csrf_token": samir.token(), "text": said, "link": said, "event": said}
    harmless(samir.post("/studio/comments", data=comment), said)
    assert baku.rows("SELECT DISTINCT source, link FROM feedback") == [(Source.ONLINE, None)]
