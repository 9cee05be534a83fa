"""Documents say what they were given, as text, to eyes and to a screen reader."""

import re
import socket
from io import BytesIO

import pytest
import typst
from PIL import Image

from humanshelf import prints
from humanshelf.prints.typesetter import FOLDER, as_json, typeset
from prints.trial import ALPHABETS, HOSTILE, languages, read, text_of, trial


@pytest.mark.parametrize("lang", ALPHABETS)
def test_every_letter_of_the_five_alphabets_is_read_back(lang):
    document = prints.pdf("trial", trial(ALPHABETS[lang], lang=lang))

    assert ALPHABETS[lang].replace(" ", "") in text_of(document).replace(" ", "")
    assert read(document).trailer["/Root"]["/Lang"] == lang


@pytest.mark.parametrize("lang", ALPHABETS)
def test_every_letter_stands_in_the_one_book_family(lang):
    fonts = {
        font["/BaseFont"].split("+")[1]
        for page in read(prints.pdf("trial", trial(ALPHABETS[lang]))).pages
        for font in (one.get_object() for one in page["/Resources"]["/Font"].values())
    }
    looks = ("Regular", "Bold", "Italic")
    assert fonts == {f"LibertinusSerif-{look}-Identity-H" for look in looks}


def test_the_document_is_tagged_titled_and_without_a_time_or_an_author():
    root = read(prints.pdf("trial", trial())).trailer["/Root"]
    about = read(prints.pdf("trial", trial())).metadata

    assert "/StructTreeRoot" in root
    assert root["/MarkInfo"]["/Marked"].value is True
    assert set(about) == {"/Title", "/Creator"}
    assert about["/Title"] == "Report"


def test_the_document_meets_the_standard_for_screen_readers():
    assert typeset("trial", trial(), pdf_standards=["ua-1"])
    with pytest.raises(RuntimeError, match="PDF/UA-1 error"):
        typst.compile(
            b"#image(bytes(\"<svg xmlns='http://www.w3.org/2000/svg'/>\"))",
            format="pdf",
            pdf_standards=["ua-1"],
        )


def test_the_same_words_give_the_same_bytes():
    assert prints.pdf("trial", trial()) == prints.pdf("trial", trial())


def test_pages_are_counted():
    document = prints.pdf("trial", trial("word\n\n" * 10))

    pages = len(read(document).pages)
    assert pages > 3
    assert f"{pages} / {pages}" in text_of(document)


@pytest.mark.parametrize("words", HOSTILE, ids=range(len(HOSTILE)))
def test_what_looks_like_markup_stays_text(words):
    document = prints.pdf("trial", trial(words))

    seen = re.sub(r"\s", "", text_of(document))
    for part in re.findall(r"[!-~]+", words):
        assert part in seen
    assert "/AF" not in read(document).trailer["/Root"]


def test_half_a_letter_becomes_a_question_mark():
    assert as_json({"a": "x\ud800"}) == '{"a": "x?"}'


def test_only_pictures_are_taken_as_bytes_and_only_numbers_that_are_some():
    with pytest.raises(TypeError, match="no use for a set"):
        as_json({"a": {1}})
    with pytest.raises(ValueError, match="not JSON compliant"):
        as_json({"a": float("nan")})


def test_a_part_in_another_language_is_marked():
    document = prints.pdf("trial", trial({"text": "тірі сөз", "lang": "kk"}, lang="ru"))

    assert set(languages(read(document).trailer["/Root"]["/StructTreeRoot"])) == {"ru", "kk"}
    assert read(document).trailer["/Root"]["/Lang"] == "ru"


def test_a_template_that_is_not_there_is_not_looked_for():
    for name in ("house", "../prints/trial", "/etc/passwd", "trial.typ", ""):
        with pytest.raises(LookupError, match="there is no template"):
            prints.pdf(name, trial())


def test_templates_read_nothing_but_each_other_and_ask_no_network(monkeypatch):
    used = [
        name
        for path in FOLDER.glob("*.typ")
        for name in re.findall(
            r'(?:#import|#include|read\(|image\(|plugin\()\s*"([^"]*)"',
            path.read_text(encoding="utf-8"),
        )
    ]
    assert set(used) == {"house.typ"}

    monkeypatch.setattr(socket, "socket", None)
    assert prints.pdf("trial", trial())


def test_a_template_cannot_reach_outside_its_folder(tmp_path, monkeypatch):
    (tmp_path / "inside").mkdir()
    (tmp_path / "secret.txt").write_text("secret")
    (tmp_path / "inside/nosy.typ").write_text('#read("../secret.txt")')
    monkeypatch.setattr("humanshelf.prints.typesetter.FOLDER", tmp_path / "inside")
    monkeypatch.setattr("humanshelf.prints.typesetter.TEMPLATES", {"nosy"})

    with pytest.raises(RuntimeError, match="escape|access denied"):
        prints.pdf("nosy", {})


def test_a_page_can_be_looked_at_while_a_template_is_made():
    pages = prints.pictures("trial", trial(), ppi=36)

    assert len(pages) == len(read(prints.pdf("trial", trial())).pages)
    assert Image.open(BytesIO(pages[0])).format == "PNG"
