"""A released report: its page, its table, its data, and its pages of paper."""

import csv
import io
import json
from io import BytesIO

import pytest
from pypdf import PdfReader

import answered
import fussy
import reporting
from cast import PAST
from exhibited import hung, tap
from humanshelf.impact.instruments import instruments
from humanshelf.impact.sheets import Item, Kind
from humanshelf.pages.reporting.names import Names
from humanshelf.pages.reporting.tables import as_csv
from humanshelf.records.counted import events_with, items, sheets
from impact.second import check


@pytest.fixture
def season(baku, nu):
    """The code of a report on three events in Baku, and of one in Astana, by library."""
    found = {}
    for house, readers in ((baku, (40, 60, 50)), (nu, (60,))):
        with house.inside():
            reporting.season(*readers)
            codes = (PAST, *(f"past{n}" for n in range(1, len(readers))))
            found[house.slug] = reporting.publish(*codes)
    return found


def test_every_figure_that_is_public_is_confirmed_from_the_raw_sheets(season, baku, leyla):
    told = json.loads(leyla.get(f"/reports/{season['baku']}/data").text)
    with baku.inside():
        events = events_with()
        raw = {event.id.hex: sheets(event.id) for event in events}
        asked = items(sheet for own in raw.values() for sheet in own)
    assert check(told, raw, asked) > 60
    assert told["schema"] == 1 and told["edition"] == 1 and told["day"] == "2026-10-17"


def test_the_data_say_nothing_of_the_books_check_in(baku, leyla):
    answered.books(baku)
    with baku.inside():
        reporting.season(40)
        code = reporting.publish(PAST)
    data = leyla.get(f"/reports/{code}/data").text
    assert "check-in" not in data
    told = {f"{i['key']}@{i['version']}" for a in json.loads(data)["answers"] for i in a["items"]}
    assert set(json.loads(data)["words"]) == told


def test_the_page_says_what_changed_with_a_table_to_every_picture(season, leyla):
    main = leyla.main(f"/reports/{season['baku']}")
    text = fussy.text(main)
    assert "The answers fell, by" in text and "95% range" in text
    assert "said “Yes”" in text
    assert "I came to ask about the war" in text
    for svg in main.iter():
        if svg.tag.endswith("svg"):
            assert svg.get("aria-hidden") == "true"
    tables = [table for table in main.iter() if table.tag.endswith("table")]
    assert len(tables) > 10
    for table in tables:
        assert any(cell.tag.endswith("caption") for cell in table.iter())
        heads = [cell for cell in table.iter() if cell.tag.endswith("th") and cell.get("scope")]
        assert len(heads) >= 3


def test_one_event_is_told_without_any_effect(season, aigul):
    text = fussy.text(aigul.main(f"/reports/{season['nu']}"))
    assert "One event cannot show an effect" in text
    assert "range" not in text.partition("How these figures were made")[0]


def test_a_quote_that_is_withdrawn_is_gone_from_a_report_that_is_out(season, baku, leyla):
    baku.change("UPDATE quote SET released = 0")
    assert "I came to ask about the war" not in leyla.get(f"/reports/{season['baku']}").text


@pytest.mark.parametrize(
    ("slug", "language"),
    [("baku", "az"), ("baku", "ru"), ("baku", "en"), ("baku", "tr"), ("nu", "kk")],
)
def test_the_papers_text_can_be_read_in_every_alphabet(season, baku, nu, slug, language):
    house = {"baku": baku, "nu": nu}[slug]
    reader = house.reader()
    answer = reader.get(f"/reports/{season[slug]}/document?lang={language}")
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="report.pdf"'
    paper = PdfReader(BytesIO(answer.data))
    text = squeezed("".join(page.extract_text() for page in paper.pages))
    assert paper.trailer["/Root"]["/Lang"] == language
    assert squeezed(reporting.QUOTE[language]) in text
    question = instruments()["satisfaction"].questions[0].texts[language]["text"]
    assert squeezed(question) in text


def squeezed(text):
    return "".join(text.split())


def test_the_table_opens_in_a_spreadsheet_and_computes_nothing(season, leyla):
    answer = leyla.get(f"/reports/{season['baku']}/table")
    assert answer.mimetype == "text/csv"
    assert answer.data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert rows[0] == ["part", "question", "moment", "group", "measure", "value", "in words"]
    assert {len(row) for row in rows} == {7}
    for row in rows:
        for cell in row:
            assert not cell.startswith(("=", "+", "@", "\t", "\r"))
            assert not cell.startswith("-") or float(cell) < 0
    scores = {row[6] for row in rows if row[0] == "score" and row[6]}
    assert len(scores) == 1 and scores <= set(instruments()["anxiety"].construct.values())


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "  =", "\n="])
def test_a_question_that_begins_like_a_formula_stays_a_text(start):
    item = Item("own.1", "v", Kind.SCALE, 1, 5)
    told = {
        "form": "later",
        "items": [{"key": item.key, "version": item.version, "kind": "scale"}],
        "moment": "follow-up",
        "option": "",
        "n": 20,
        "before": None,
        "after": None,
        "change": None,
    }
    words = {"own.1@v": {"en": {"text": f"{start}HYPERLINK(1)"}}}
    figures = {"lending": {}, "answers": [told], "words": words}
    table = as_csv(figures, Names(figures, "en", ("en",)))
    (_head, row) = csv.reader(io.StringIO(table[1:], newline=""))
    assert row[-1] == f"'{start}HYPERLINK(1)"


def test_names_of_files_and_titles_say_nothing(season, leyla):
    code = season["baku"]
    assert "<title>Reading list</title>" in leyla.get(f"/reports/{code}").text
    for path, name in (("table", "report.csv"), ("data", "report.json")):
        found = leyla.get(f"/reports/{code}/{path}").headers["Content-Disposition"]
        assert found == f'attachment; filename="{name}"'


# photographs


def hang(house, samir, **fields):
    """A photograph of the past event, published."""
    code = hung(samir, event=PAST, **fields)
    tap(samir, f"/studio/exhibition/{code}/publications")
    return code


def photos(visitor, code):
    found = visitor.main(f"/reports/{code}").iter()
    return [one.get("alt") for one in found if one.tag.endswith("img")]


def pictures_on_paper(visitor, code):
    paper = PdfReader(BytesIO(visitor.get(f"/reports/{code}/document").data))
    return sum(len(page.images) for page in paper.pages)


def test_a_report_shows_its_events_photographs_as_long_as_they_are_published(
    season, baku, nu, samir, leyla
):
    code = season["baku"]
    assert photos(leyla, code) == [] and pictures_on_paper(leyla, code) == 0
    hang_code = hang(baku, samir)
    assert len(photos(leyla, code)) == 1
    assert pictures_on_paper(leyla, code) == 1
    assert photos(nu.reader(), season["nu"]) == []

    tap(samir, f"/studio/exhibition/{hang_code}/withdrawals")
    assert photos(leyla, code) == [] and pictures_on_paper(leyla, code) == 0


def test_what_hangs_for_good_is_no_photograph_of_an_event(season, samir, leyla):
    code = hung(samir)
    tap(samir, f"/studio/exhibition/{code}/publications")
    assert photos(leyla, season["baku"]) == []
