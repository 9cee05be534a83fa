"""Figures of a story: chosen from a released report, drawn in each language, gone with it."""

import re

import pytest

import fussy
import reporting
from cast import PAST
from drafting import publish, save, tap
from furnishing import MARKUP
from prints.trial import text_of

STORY = "/studio/stories/bread"


@pytest.fixture
def report(baku):
    """Of two evenings in Baku, released."""
    with baku.inside():
        reporting.season(60, 40)
        return reporting.publish(PAST, "past1")


def offered(staff, path=STORY):
    """Key and sentence of each figure that the form offers."""
    labels = fussy.main(staff.get(f"{path}?in=en").text).iter("label")
    found = [(label.find("input"), label.find("span/b")) for label in labels]
    return {
        box.get("value"): fussy.text(said)
        for box, said in found
        if box is not None and box.get("name") == "figure"
    }


def choose(staff, figures, path=STORY):
    save(staff, path, title="With figures", text="x", figure=figures)
    publish(staff, path)


def drawn(reader, language, path="/stories/bread"):
    return [fussy.text(e) for e in reader.main(f"{path}?lang={language}").iter("dd")]


def by_key(figures, ending):
    return next(key for key in figures if key.endswith(ending))


def test_a_form_offers_what_a_report_shows_as_readers_will_see_it(samir, report):
    found = offered(samir)
    kinds = [key.removeprefix(f"{report} ") for key in found]
    assert kinds[:3] == ["cards", "readings", "wait"]
    assert found[f"{report} cards"] == "105"
    assert re.fullmatch(r"\d\d% said “Yes”\.", found[by_key(found, "|said|yes")])
    moved = r"The answers fell, by \d\.\d on average\. Mean change −\d\.\d; 95% range .*\."
    assert re.fullmatch(moved, found[by_key(found, "|change")])
    assert "answered 4 or more" in found[by_key(found, "|agreed")]


def test_nothing_is_offered_without_a_report(samir, yerlan, report):
    assert offered(yerlan) == {}
    assert "Figures from released reports" not in yerlan.get(STORY).text
    tap(samir, f"/studio/reports/{report}/withdrawals")
    assert offered(samir) == {}


def test_a_figure_that_the_report_hides_is_not_offered(samir, baku):
    with baku.inside():
        reporting.season(6)
        reporting.publish(PAST)
    assert offered(samir) == {}


def test_chosen_figures_are_drawn_in_the_language_of_the_page(samir, leyla, report, baku):
    yes = by_key(offered(samir), "|said|yes")
    choose(samir, [f"{report} cards", yes])

    percent = re.search(r"\d\d", drawn(leyla, "en")[1])[0]
    assert drawn(leyla, "az") == ["105", f"{percent}% belə dedi: “Bəli”."]
    for language in ("az", "ru"):
        paper = text_of(leyla.get(f"/stories/bread/pdf?lang={language}").data)
        assert " ".join(drawn(leyla, language)[1].split()) in " ".join(paper.split())
    stored = baku.rows("SELECT json_extract(shown, '$.facts.figures') FROM piece "
                       "WHERE code = 'bread'")  # fmt: skip
    assert stored == [(f'["{report} cards","{yes}"]',)]


def test_in_the_other_library_they_are_kazakh(yerlan, aigul, nu):
    with nu.inside():
        reporting.season(60, 40)
        reporting.publish(PAST, "past1")
    found = offered(yerlan)
    choose(yerlan, [by_key(found, "|said|yes"), by_key(found, "|endline|change")])
    changed, said = drawn(aigul, "kk")
    assert re.fullmatch(r"\d\d% былай деді: «Иә»\.", said)
    assert changed.startswith("Жауаптар төмендеді, орта есеппен: ")
    paper = " ".join(text_of(aigul.get("/stories/bread/pdf?lang=kk").data).split())
    assert said in paper


def test_a_story_leads_to_the_report_of_its_figures(samir, leyla, report):
    choose(samir, [f"{report} readings"])
    links = [a.get("href") for a in leyla.main("/stories/bread").iter("a")]
    assert f"/reports/{report}" in links


def test_a_withdrawn_report_takes_its_figures_along_and_brings_them_back(samir, leyla, report):
    sentence = offered(samir)[by_key(offered(samir), "|said|yes")]
    choose(samir, list(offered(samir)))
    assert sentence in drawn(leyla, "en")

    tap(samir, f"/studio/reports/{report}/withdrawals")
    assert drawn(leyla, "en") == []
    assert f"/reports/{report}" not in leyla.get("/stories/bread").text
    assert "said “Yes”" not in text_of(leyla.get("/stories/bread/pdf?lang=en").data)
    tap(samir, f"/studio/reports/{report}/returns")
    assert sentence in drawn(leyla, "en")


def test_what_no_report_of_the_library_shows_is_not_kept(samir, leyla, baku, nu, report):
    with nu.inside():
        reporting.season(60)
        foreign = reporting.publish(PAST)
    hostile = ["", " ", report, f"{report} ", f"{report} nothing", f"{foreign} cards",
               f"{report} cards ", f"{report}  cards", f"{report} {MARKUP}", "../ cards",
               f"{report} heard.where", "x" * 5000]  # fmt: skip
    choose(samir, hostile)
    assert drawn(leyla, "en") == []
    assert baku.rows("SELECT json_extract(draft, '$.facts.figures') FROM piece "
                     "WHERE code = 'bread'") == [("[]",)]  # fmt: skip


def test_what_was_ticked_is_not_lost_with_a_wrong_field(samir, report):
    answer = save(samir, STORY, title="x", text="y", day="no day", figure=[f"{report} cards"])
    assert answer.status_code == 422
    boxes = [e for e in fussy.main(answer.text).iter("input") if e.get("name") == "figure"]
    assert [e.get("value") for e in boxes if e.get("checked") is not None] == [f"{report} cards"]


def test_figures_of_made_up_readers_mark_the_story(samir, leyla, report, baku):
    choose(samir, [f"{report} cards"])
    baku.change("UPDATE publication SET sample = 0")
    assert "Sample data" not in leyla.get("/stories/bread?lang=en").text
    baku.change("UPDATE publication SET sample = 1")
    assert "Sample data" in leyla.get("/stories/bread?lang=en").text
