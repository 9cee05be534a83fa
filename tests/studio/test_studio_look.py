"""Colour and mark: every hue can be read, and a mark is a drawing and nothing else."""

import io
import re
from pathlib import Path

import pytest

import fussy
import humanshelf
from cast import HTMX
from humanshelf.libraries import logo
from humanshelf.pages import contrast
from studio.test_studio_library import LIBRARY, form

BASE = (Path(humanshelf.__file__).parent / "static/css/base.css").read_text()
SQUARE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 28 28">{}</svg>'
PATH = '<path d="M2 2h24v24H2z"/>'


@pytest.mark.parametrize("hue", contrast.HUES)
def test_every_hue_can_be_read_by_day_and_in_the_dark(hue):
    assert contrast.ratios(hue).worst >= 6.0 > contrast.NEEDED


def test_the_ratio_is_the_one_that_wcag_counts():
    assert contrast.ratio((1, 0, 0), (0, 0, 0)) == pytest.approx(21, abs=0.01)
    assert contrast.ratio((0.5, 0, 0), (0.5, 0, 0)) == 1


def test_the_numbers_are_those_of_the_style_sheet():
    told = dict(re.findall(r'\[data-hue="(\d+)"\] \{ --hue: \d+(?:; --chroma: ([.\d]+))? \}', BASE))
    assert {int(hue): float(chroma or 0.12) for hue, chroma in told.items()} == {
        hue: contrast.CHROMA.get(hue, contrast.FULL) for hue in contrast.HUES
    }
    assert f"--brand: oklch({str(contrast.LIGHT_FILL)[1:]} var(--chroma)" in BASE
    assert f"--fill: oklch({str(contrast.DARK_FILL)[1:]} var(--chroma)" in BASE
    assert "--on-fill: oklch(.99 .004 95)" in BASE
    assert "--brand: oklch(.79 .085 var(--hue))" in BASE
    assert "--stock: oklch(.235 .007 var(--hue))" in BASE


def test_a_chosen_hue_and_mark_are_on_the_readers_pages(samir, leyla):
    chosen = form(samir, "look", hue="150", mark="leaf")
    assert samir.post(f"{LIBRARY}/look", data=chosen).status_code == 303
    page = leyla.get("/").text
    assert 'data-hue="150"' in page
    assert logo.MARKS["leaf"] in page


@pytest.mark.parametrize("typed", [{"hue": "7"}, {"hue": "360"}, {"hue": ""}, {"mark": "none"}])
def test_what_is_not_offered_is_refused(samir, baku, typed):
    before = baku.checksum()
    assert samir.post(f"{LIBRARY}/look", data=form(samir, "look", **typed)).status_code == 422
    assert baku.checksum() == before


@pytest.mark.parametrize(
    ("file", "said"),
    [
        ("no svg", "no file of this kind"),
        (SQUARE.format("<script>alert(1)</script>"), "Only paths"),
        (SQUARE.format(PATH).replace("28 28", "64 64"), "Only paths"),
        (SQUARE.format('<path d="url(javascript:1)"/>'), "something else"),
        ("<!DOCTYPE svg [<!ENTITY a 'b'>]>" + SQUARE.format(PATH), "more than a mark"),
        (SQUARE.format(PATH * 400), "more than a mark"),
    ],
)
def test_a_mark_that_is_more_than_a_drawing_is_refused(samir, baku, file, said):
    before = baku.checksum()
    sent = form(samir, "look") | {"file": (io.BytesIO(file.encode()), "mark.svg")}
    answer = samir.post(f"{LIBRARY}/look", data=sent, content_type="multipart/form-data")
    assert answer.status_code == 422
    assert said in answer.text
    assert baku.checksum() == before


def test_a_drawn_mark_is_taken(samir, leyla):
    file = io.BytesIO(SQUARE.format(PATH).encode())
    sent = form(samir, "look") | {"file": (file, "mark.svg")}
    answer = samir.post(f"{LIBRARY}/look", data=sent, content_type="multipart/form-data")
    assert answer.status_code == 303
    assert 'd="M2 2h24v24H2z"' in leyla.get("/").text


def test_the_preview_says_the_ratios_in_words(samir):
    typed = form(samir, "look", hue="150")
    drawn = samir.post(f"{LIBRARY}/look/previews", data=typed, headers=HTMX).text
    assert 'data-hue="150"' in drawn
    assert f"{contrast.ratios(150).fill_light:.1f} to 1" in drawn
    assert fussy.parsed(drawn) is not None
