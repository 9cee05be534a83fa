"""Every public text is drawn as readers will see it while it is written, and nothing is saved."""

import pytest

import fussy
from exhibited import hung

HTMX = {"HX-Request": "true"}
TOLD = "<i>Typed</i> & not saved"
DRAWN = "&lt;i&gt;Typed&lt;/i&gt; &amp; not saved"
FORMS = {
    "/studio/library/privacy": ("/studio/library/privacy/previews", {"privacy-en": TOLD}),
    "/studio/exhibition/blank": ("/studio/previews/exhibit", {"caption-en": TOLD}),
    "/studio/practice?in=en": ("/studio/practice/previews", {"aim": TOLD}),
    "/studio/stories/bread?in=en": ("/studio/stories/bread/previews", {"text": TOLD}),
    "/studio/surveys/endline/questions": (
        "/studio/surveys/endline/questions/previews",
        {"kind": "text", "text-az": "Sual?", "text-en": TOLD},
    ),
}


@pytest.mark.parametrize("page", FORMS)
def test_what_is_typed_is_drawn_and_not_saved(samir, baku, page):
    address, typed = FORMS[page]
    drawn = fussy.one(samir.main(page), "form", **{"data-preview": address})
    form = fussy.fields(drawn) | typed
    before = baku.checksum()
    whole = samir.post(address, data=form)
    part = samir.post(address, data=form, headers=HTMX)
    assert (whole.status_code, part.status_code) == (200, 200)
    assert DRAWN in whole.text and DRAWN in part.text
    assert "<h1" not in part.text and "<form" not in part.text
    assert baku.checksum() == before


@pytest.mark.parametrize(
    ("page", "wrong"),
    [
        ("/studio/stories/bread", {"day": "yesterday"}),
        ("/studio/practice", {"started": "long ago"}),
        ("/studio/surveys/endline/questions", {"kind": "dance"}),
    ],
)
def test_what_cannot_be_drawn_is_said_at_its_field_and_stays_typed(samir, page, wrong):
    address, _typed = FORMS.get(page) or FORMS[f"{page}?in=en"]
    form = fussy.fields(fussy.one(samir.main(page), "form", **{"data-preview": address}))
    answer = samir.post(address, data=form | wrong)
    assert answer.status_code == 422
    assert fussy.alerts(answer)


def test_an_exhibit_is_drawn_whatever_is_typed_of_it(samir):
    typed = {"kind": "dragon", "minutes": "many", "link": "javascript:alert(1)", "title-en": TOLD}
    answer = samir.post("/studio/previews/exhibit", data={"csrf_token": samir.token()} | typed)
    assert answer.status_code == 200
    assert "javascript" not in answer.text


def test_an_exhibit_is_drawn_with_the_picture_that_it_has(samir):
    form = {"csrf_token": samir.token(), "exhibit": hung(samir), "title-en": TOLD}
    answer = samir.post("/studio/previews/exhibit", data=form)
    [picture] = fussy.main(answer.text).iter("img")
    assert samir.get(picture.get("src")).status_code == 200


def test_a_story_is_drawn_in_the_language_of_its_form(samir):
    form = fussy.fields(
        fussy.one(
            samir.main("/studio/stories/bread?in=ru"),
            "form",
            method="post",
            **{"data-preview": "/studio/stories/bread/previews"},
        )
    )
    answer = samir.post("/studio/stories/bread/previews", data=form | {"title": "Хлеб и соль"})
    assert "Хлеб и соль" in fussy.text(fussy.one(fussy.main(answer.text), "h1"))
