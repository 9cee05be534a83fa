"""Practice card and stories: written by language, looked at, published, withdrawn, never lost."""

import re

import pytest

import fussy
from drafting import edition, publish, save, tap
from furnishing import MARKUP
from prints.trial import languages as languages_of
from prints.trial import read, text_of

PRACTICE, STORY = "/studio/practice", "/studio/stories/bread"
HOSTILE = MARKUP + ' #read("/etc/passwd") $x$ \\ [b] {{ 7 * 7 }}'
FILLED = {"scope": "local", "started": "2020", "ended": "", "videos": ""}


def test_a_draft_shows_to_nobody_before_it_is_published(baku, nu, samir, leyla, aigul):
    before = nu.checksum()
    made = tap(samir, "/studio/stories").location
    page = made.removeprefix("/studio")
    assert save(samir, made, title="A new story", text="One.\n\nTwo.").status_code == 303
    assert (leyla.get(page).status_code, leyla.get(f"{page}/pdf").status_code) == (404, 404)
    assert "A new story" not in leyla.get("/stories").text
    assert "A new story" in samir.get(f"{made}/preview").text

    assert publish(samir, made).status_code == 303

    assert fussy.text(fussy.one(leyla.main(page), "h1")) == "A new story"
    assert leyla.get(f"{page}/pdf").status_code == 200
    assert aigul.get(page).status_code == 404
    assert nu.checksum() == before


def test_work_on_a_draft_does_not_show_through(samir, leyla):
    shown = fussy.text(leyla.main("/stories/bread"))
    save(samir, STORY, title="Another title", text="x")
    assert fussy.text(leyla.main("/stories/bread")) == shown
    publish(samir, STORY)
    assert fussy.text(fussy.one(leyla.main("/stories/bread"), "h1")) == "Another title"


@pytest.mark.parametrize("path", [PRACTICE, STORY])
def test_withdrawn_is_not_there_and_comes_back_as_it_was(samir, leyla, path):
    page = path.removeprefix("/studio")
    shown = fussy.text(leyla.main(page))
    assert tap(samir, f"{path}/withdrawals").location == f"{path}?withdrawn=1"
    assert (leyla.get(page).status_code, leyla.get(f"{page}/pdf").status_code) == (404, 404)
    tap(samir, f"{path}/reversals")
    assert fussy.text(leyla.main(page)) == shown


def test_the_home_page_leads_to_what_is_published_only(samir, leyla):
    def ways():
        links = {a.get("href") for a in leyla.main("/").iter("a")}
        return links & {"/practice", "/stories"}

    assert ways() == {"/practice", "/stories"}
    tap(samir, f"{PRACTICE}/withdrawals")
    assert ways() == {"/stories"}
    for code in ("bread", "quiet"):
        tap(samir, f"/studio/stories/{code}/withdrawals")
    assert ways() == set()


def test_of_two_who_write_at_once_the_second_sees_both(samir, baku):
    other, seen = baku.staff("coordinator"), edition(samir, PRACTICE)
    assert save(samir, PRACTICE, seen, name="Mine", **FILLED).status_code == 303

    answer = save(other, PRACTICE, seen, name="Theirs", **FILLED | {"started": "2021"})

    assert answer.status_code == 409
    main = fussy.main(answer.text)
    assert next(e.get("value") for e in main.iter("input") if e.get("name") == "name") == "Theirs"
    kept = [fussy.text(e) for e in main.iter() if "kept" in (e.get("class") or "").split()]
    assert kept == ["Mine", "2020"]
    again = re.search(r'name="edition" value="(\d+)"', answer.text)[1]
    assert save(other, PRACTICE, again, name="Both", **FILLED).status_code == 303


def test_what_was_looked_at_is_what_is_published(samir, leyla):
    shown, seen = fussy.text(leyla.main("/stories/bread")), edition(samir, STORY)
    save(samir, STORY, title="Changed meanwhile", text="x")
    assert tap(samir, f"{STORY}/publications", edition=seen).status_code == 409
    assert fussy.text(leyla.main("/stories/bread")) == shown


@pytest.mark.parametrize(
    ("path", "field", "value"),
    [
        (PRACTICE, "started", "last May"),
        (PRACTICE, "ended", "2001"),
        (PRACTICE, "scope", "cosmic"),
        (PRACTICE, "videos", "2019 http://example.org"),
        (PRACTICE, "videos", "2019 https://example.org/" + "a" * 3000),
        (PRACTICE, "name", "a" * 121),
        (STORY, "day", "2026-02-30"),
        (STORY, "text", "a" * 20_001),
    ],
)
def test_a_wrong_field_is_named_and_nothing_typed_is_lost(baku, samir, path, field, value):
    seen, form = edition(samir, path), {"started": "2018", "aim": "kept", "contributor": "kept"}
    before = baku.checksum()
    answer = save(samir, path, seen, **form | {field: value})
    assert answer.status_code == 422
    assert [
        a.get("href") for a in fussy.main(answer.text).iter("a") if a.get("href")[0] == "#"
    ] == [f"#{field}", "#preview-heading"]
    assert "kept" in answer.text
    assert baku.checksum() == before


def test_a_piece_without_a_name_is_not_published(samir, leyla):
    made = tap(samir, "/studio/stories").location
    assert publish(samir, made).status_code == 422
    assert leyla.get(made.removeprefix("/studio")).status_code == 404


def test_parts_in_another_language_are_marked(leyla, aigul):
    turkish = leyla.main("/practice?lang=tr")
    marked = {e.get("lang") for e in turkish.iter() if e.get("lang")}
    assert marked == {"az"}
    assert {e.get("lang") for e in leyla.main("/practice?lang=az").iter() if e.get("lang")} == set()
    assert {
        e.get("lang") for e in aigul.main("/stories/bread?lang=en").iter() if e.get("lang")
    } == {"kk"}


def test_papers_are_in_the_language_asked_for_with_a_neutral_title(leyla, aigul):
    card = leyla.get("/practice/pdf?lang=tr")
    assert card.content_type == "application/pdf"
    assert card.headers["Content-Disposition"] == 'inline; filename="list.pdf"'
    found = read(card.data)
    assert found.trailer["/Root"]["/Lang"] == "tr"
    assert found.metadata["/Title"] == "Okuma listesi"
    assert set(languages_of(found.trailer["/Root"]["/StructTreeRoot"])) == {"az"}
    assert "İnsanların okunduğu akşam" in text_of(card.data)
    assert len(found.pages) in (1, 2)

    tale = aigul.get("/stories/bread/pdf?lang=kk").data
    assert "Екі тілдегі бір әңгіме" in text_of(tale)
    assert "4 Сапалы білім беру" in text_of(tale)


def test_a_form_gives_back_every_line_as_it_was_saved(samir):
    text = "One.\n\n- two\n  - three\n\n\nFour."
    save(samir, STORY, title="x", text=text)
    [area] = fussy.every(samir.main(f"{STORY}?in=en"), "textarea", name="text")
    assert area.text == text


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        (f"{STORY}?in=en", ["text"]),
        (PRACTICE, ["description", "aim", "designers", "change", "impact", "evaluation"]),
        ("/studio/exhibition/street", ["caption-az", "caption-ru", "caption-en", "caption-tr"]),
        ("/studio/books/kamran", ["blurb-az", "blurb-ru", "blurb-en", "blurb-tr"]),
        ("/studio/translations/ru", ["blurb"]),
        ("/studio/library/names", [f"{key}-{code}" for code in ("az", "ru", "en", "tr")
                                   for key in ("welcome", "exhibition")]),
        ("/studio/library/privacy", ["privacy-az", "privacy-ru", "privacy-en", "privacy-tr"]),
    ],
)  # fmt: skip
def test_long_fields_and_no_others_say_how_they_are_marked(samir, path, fields):
    main = samir.main(path)
    found = [
        e.get("name") for e in main.iter() if "marks" in (e.get("aria-describedby") or "").split()
    ]
    assert list(dict.fromkeys(found)) == fields
    [hint] = [e for e in main.iter() if e.get("id") == "marks"]
    codes = [code.text for code in hint.iter("code")]
    assert codes == ["*…*", "**…**", "[…](https://…)", "- …", "> …", "# …"]


def test_a_story_is_marked_on_its_page_in_the_preview_and_on_paper(samir, leyla):
    text = "# So\n\n**Two** of them:\n\n- [one](https://example.org/a)\n- *two*"
    shown = samir.post(
        f"{STORY}/previews",
        data={"csrf_token": samir.token(), "in": "en", "title": "x", "text": text},
        headers={"HX-Request": "true"},
    )
    save(samir, STORY, title="x", text=text)
    publish(samir, STORY)
    main = leyla.main("/stories/bread?lang=en")
    drawn = next(e for e in main.iter("div") if e.get("class") == "prose")
    marked = ["h2", "p", "strong", "ul", "li", "a", "li", "em"]
    assert [element.tag for element in drawn.iter()][1:] == marked
    previewed = shown.text.split('class="prose"')[1].split("</div>")[0]
    assert re.findall(r"<(\w+)", previewed) == ["h4", *marked[1:]]
    paper = text_of(leyla.get("/stories/bread/pdf?lang=en").data)
    assert "Two of them: – one" in paper
    assert "https://example.org/a" in paper
    assert "**" not in paper


def test_markup_in_every_field_stays_text(samir, leyla):
    words = dict.fromkeys(("name", "strategy", "organiser", "licence", "city", "country"), HOSTILE)
    long = dict.fromkeys(("description", "aim", "designers", "change", "impact"), HOSTILE)
    words["name"], words["city"], words["country"] = HOSTILE[:100], HOSTILE[:70], HOSTILE[:70]
    words["strategy"] = words["organiser"] = words["licence"] = HOSTILE[-150:]
    assert save(samir, PRACTICE, **words, **long, **FILLED).status_code == 303
    assert save(samir, STORY, title=HOSTILE[:100], text=HOSTILE, contributor=HOSTILE[-100:],
                day="2026-05-16", goal=["1", "17", "18", "x"]).status_code == 303  # fmt: skip
    for path in (PRACTICE, STORY):
        assert publish(samir, path).status_code == 303
        page = path.removeprefix("/studio")
        assert HOSTILE[-40:] in fussy.text(leyla.main(page))
        squeezed = "".join(text_of(leyla.get(f"{page}/pdf").data).split())
        assert "".join(HOSTILE[-40:].split()) in squeezed
    assert len(list(leyla.main("/stories/bread").iter("li"))) == 2


def test_somebodys_own_name_is_warned_of(samir):
    save(samir, STORY, title="x", text="y", contributor="a librarian")
    assert "somebody’s own name. Write a role" not in samir.get(f"{STORY}?in=en").text
    save(samir, STORY, title="x", text="y", contributor="Anna Berg")
    assert "looks like somebody’s own name" in samir.get(f"{STORY}?in=en").text


def test_a_published_story_is_not_removed_and_a_withdrawn_one_is(baku, samir, leyla):
    tap(samir, f"{STORY}/removals")
    assert leyla.get("/stories/bread").status_code == 200
    tap(samir, f"{STORY}/withdrawals")
    tap(samir, f"{STORY}/removals")
    assert samir.get(STORY).status_code == 404
    assert baku.rows("SELECT code FROM piece WHERE kind = 'story'") == [("quiet",)]


def test_a_quote_that_is_taken_back_leaves_the_story(baku, samir, leyla):
    baku.change(
        "INSERT INTO quote (id, day, language, texts, who, released) "
        "VALUES (x'0a', '2026-10-01', 'en', '{\"en\": \"We talked about bread.\"}', 'reader', 1)"
    )
    save(samir, STORY, title="With a quote", text="x", quote=["0a", "0b", "nonsense"])
    publish(samir, STORY)
    assert "We talked about bread." in leyla.get("/stories/bread").text
    assert "We talked about bread." in text_of(leyla.get("/stories/bread/pdf").data)
    baku.change("UPDATE quote SET released = 0")
    assert "We talked about bread." not in leyla.get("/stories/bread").text
    assert "We talked about bread." not in text_of(leyla.get("/stories/bread/pdf").data)


def test_samples_go_and_what_was_made_ones_own_stays(baku, samir, leyla):
    from humanshelf.libraries.onboarding import drop_samples

    save(samir, PRACTICE, name="Our own", **FILLED)
    with baku.inside():
        drop_samples()
    assert baku.rows("SELECT code FROM piece") == [("practice",)]
    assert leyla.get("/practice").status_code == 200
