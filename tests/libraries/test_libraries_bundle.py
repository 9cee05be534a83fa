"""Bundles: every fault is told once, with its file and line; the real ones have none."""

import shutil

import pytest

from cast import BUNDLES, SLUGS
from humanshelf.config import LANGUAGES
from humanshelf.libraries.bundle import read
from humanshelf.libraries.faults import BrokenBundle


@pytest.fixture
def bundle(tmp_path):
    return shutil.copytree(BUNDLES / "baku", tmp_path / "baku")


def faults(folder):
    with pytest.raises(BrokenBundle) as broken:
        read(folder)
    return [
        (str(fault.path.relative_to(folder)), fault.line, fault.text)
        for fault in broken.value.faults
    ]


@pytest.mark.parametrize("slug", SLUGS)
def test_the_real_bundles_are_whole(slug):
    bundle = read(BUNDLES / slug)
    assert bundle.slug == slug
    assert set(bundle.languages) <= set(LANGUAGES)
    assert [event["when"] for event in bundle.events].count("now") == 1
    assert len(bundle.books) == 8
    for book in bundle.books:
        assert set(book["texts"]) == set(bundle.languages)
        for text in book["texts"].values():
            assert 25 <= len(text["blurb"].split()) <= 70, (book["code"], text["blurb"])


def test_both_have_the_same_codes_on_purpose():
    codes = [{book["code"] for book in read(BUNDLES / slug).books} for slug in SLUGS]
    assert {"deniz", "kamran", "lala", "timur"} <= codes[0] & codes[1]


TENANT, BOOKS, EVENTS = "tenant.toml", "sample/books.toml", "sample/events.toml"
EXHIBITS = "sample/exhibits.toml"

BROKEN = [
    # file, what stands there, what is put there instead, the line it is told at, the words
    (
        TENANT,
        'slug = "baku"',
        'slug = "Bakı!"',
        "slug =",
        "slug: small letters, digits and hyphens, at most 40",
    ),
    (TENANT, 'slug = "baku"', "", None, "slug is missing"),
    (TENANT, 'slug = "baku"', 'slug = "www"', "slug =", "'www' is reserved"),
    (TENANT, 'slug = "baku"', 'slug = "xn--80ak6aa92e"', "slug =", "'xn--80ak6aa92e' is reserved"),
    (
        TENANT,
        '"az", "ru", "en", "tr"]',
        '"az", "ru", "en", "de"]',
        "languages =",
        "'de' is not one of az, kk, ru, en, tr",
    ),
    (
        TENANT,
        '"az", "ru", "en", "tr"]',
        '"az", "ru", "en", "tr", "az"]',
        "languages =",
        "a language stands there twice",
    ),
    (
        TENANT,
        '["az", "ru", "en", "tr"]',
        '"az"',
        "languages =",
        "languages must be a list of texts",
    ),
    (TENANT, '["az", "ru", "en", "tr"]', "[]", "languages =", "name at least one language"),
    (
        TENANT,
        "Asia/Baku",
        "Asia/Bakı",
        "time_zone =",
        "'Asia/Bakı' is not a time zone, as Asia/Baku is",
    ),
    (
        TENANT,
        "Asia/Baku",
        "../../etc/passwd",
        "time_zone =",
        "'../../etc/passwd' is not a time zone, as Asia/Baku is",
    ),
    (TENANT, '"public"', '"members"', "visibility =", "'members' is not enforced yet: only public"),
    (TENANT, '"Nar"', '"Nar 2"', '"Nar 2"', "'Nar 2': letters only, at most 8 of them"),
    (
        TENANT,
        '"Nar"',
        '"Narnarnarnar"',
        '"Narnarnarnar"',
        "'Narnarnarnar': letters only, at most 8 of them",
    ),
    (TENANT, '"Nar"', '"Limon"', "words =", "a label word stands there twice"),
    (
        TENANT,
        '"Human Library"',
        '"Menschenbibliothek"',
        "use =",
        "use is one of Human Library, Living Library",
    ),
    (TENANT, "hue = 15", "hue = 16", "hue =", "hue is a multiple of 15 from 0 to 345"),
    (TENANT, "hue = 15", "hue = true", "hue =", "hue is a multiple of 15 from 0 to 345"),
    (TENANT, "hue = 15", 'hue = "red"', "hue =", "hue is a multiple of 15 from 0 to 345"),
    (TENANT, "hue = 15", "hue = 360", "hue =", "hue is a multiple of 15 from 0 to 345"),
    (TENANT, 'tr = "Açık Raf"', "", "[name]", "the name in tr is missing"),
    (
        BOOKS,
        'code = "lala"',
        'code = "kamran"',
        'code = "kamran" -> last',
        "'kamran' stands there twice",
    ),
    (
        BOOKS,
        'code = "lala"',
        'code = "Lalə"',
        'code = "Lalə"',
        "code: small letters, digits and hyphens",
    ),
    (BOOKS, 'pen_name = "Lalə"', 'pen_name = "  "', 'pen_name = "  "', "pen_name is missing"),
    (BOOKS, "group_limit = 3", "group_limit = 6", "group_limit = 6", "group_limit is 1 to 5"),
    (BOOKS, "group_limit = 3", "group_limit = true", "group_limit = true", "group_limit is 1 to 5"),
    (BOOKS, 'title = "Tək ata"', 'title = ""', "[book.az]", "az.title is missing"),
    (BOOKS, "[book.tr]", "[book.de]", 'code = "kamran" -> before', "tr.title is missing"),
    (
        BOOKS,
        'languages = ["az", "ru"]',
        "languages = []",
        "languages = []",
        "name at least one language of the talk",
    ),
    (EVENTS, 'when = "now"', 'when = "soon"', "when =", "when is one of now, past, coming"),
    (
        EVENTS,
        'code = "spring"',
        'code = "autumn"',
        'code = "autumn" -> last',
        "'autumn' stands there twice",
    ),
    (
        EVENTS,
        'book = "nargiz"',
        'book = "aigerim"',
        'book = "aigerim"',
        "there is no book 'aigerim'",
    ),
    (
        EVENTS,
        'book = "nargiz"',
        'book = "kamran"',
        'book = "kamran" -> second',
        "'kamran' sits there twice",
    ),
    (EVENTS, 'table = "2"', 'table = "1"', 'table = "1" -> second', "table '1' is given twice"),
    (EVENTS, 'table = "2"', "", 'book = "nargiz" -> before', "table is missing"),
    (
        EXHIBITS,
        'kind = "film"',
        'kind = "play"',
        "kind =",
        "kind is one of photo, film, documentary, text, object",
    ),
    (EXHIBITS, 'room = "side"', 'room = "roof"', "room =", "room is one of hall, side"),
    (EXHIBITS, "minutes = 2", "minutes = 0", "minutes =", "minutes is 1 to 240"),
    (EXHIBITS, "minutes = 2", 'minutes = "2"', "minutes =", "minutes is 1 to 240"),
    (
        EXHIBITS,
        'themes = ["family", "displacement"]',
        'themes = ["love"]',
        "themes =",
        "there is no theme 'love'",
    ),
    (EXHIBITS, "starts = [40,", 'starts = ["40",', "starts =", "starts is a list of minutes"),
    (
        EXHIBITS,
        'film = "street.mp4"',
        'film = "none.mp4"',
        "film =",
        "there is no file 'none.mp4' in the folder media",
    ),
    (
        EXHIBITS,
        'picture = "street.webp"',
        'picture = "../books.toml"',
        "picture =",
        "there is no file '../books.toml' in the folder media",
    ),
    (
        EXHIBITS,
        'code = "window"',
        'code = "street"',
        'code = "street" -> second',
        "'street' stands there twice",
    ),
    (EVENTS, 'az = "Payız rəfi"', 'az = ""', "[event.title]", "title.az is missing"),
    ("texts/ru.toml", "strapline =", "strapling =", None, "strapline is missing"),
]


def line_of(path, marker):
    """The line of a marker, of its last one, or the line before it."""
    marker, _, step = marker.partition(" -> ")
    lines = [n for n, line in enumerate(path.read_text().splitlines(), 1) if marker in line]
    return {
        "": lines[0],
        "before": lines[0] - 1,
        "second": lines[min(1, len(lines) - 1)],
        "last": lines[-1],
    }[step]


@pytest.mark.parametrize(("name", "old", "new", "marker", "text"), BROKEN)
def test_a_fault_is_told_once_with_file_and_line(bundle, name, old, new, marker, text):
    path = bundle / name
    source = path.read_text(encoding="utf-8")
    assert old in source
    path.write_text(source.replace(old, new, 1), encoding="utf-8")

    found = [fault for fault in faults(bundle) if fault[2] == text]

    assert found == [(name, line_of(path, marker) if marker else 1, text)]


@pytest.mark.parametrize("logo", ["../../../etc/passwd", "brand/none.svg", "/etc/passwd", "brand"])
def test_a_logo_lies_in_the_bundle(bundle, logo):
    path = bundle / TENANT
    path.write_text(path.read_text().replace("brand/logo.svg", logo))
    with pytest.raises(BrokenBundle) as broken:
        read(bundle)
    assert [fault.text for fault in broken.value.faults] == ["the logo is missing"]


def test_all_faults_are_told_not_only_the_first(bundle):
    for name, old, new in (
        (TENANT, "hue = 15", "hue = 16"),
        (BOOKS, "group_limit = 3", "group_limit = 9"),
        (EVENTS, 'when = "past"', 'when = "gone"'),
    ):
        path = bundle / name
        path.write_text(path.read_text().replace(old, new, 1))
    assert {fault[0] for fault in faults(bundle)} == {TENANT, BOOKS, EVENTS}
    assert len(faults(bundle)) == 3


@pytest.mark.parametrize("name", [TENANT, BOOKS, EVENTS, "texts/az.toml"])
def test_what_is_no_toml_is_told_with_its_line(bundle, name):
    path = bundle / name
    lines = path.read_text().splitlines()
    lines.insert(4, "this = is = no toml")
    path.write_text("\n".join(lines))
    told = [fault for fault in faults(bundle) if fault[2].startswith("not TOML")]
    assert [fault[:2] for fault in told] == [(name, 5)]


@pytest.mark.parametrize("name", [TENANT, BOOKS, EVENTS, "texts/az.toml"])
def test_what_is_no_utf_8_is_told(bundle, name):
    (bundle / name).write_bytes(b"\xff\xfe\x00")
    assert (name, 1, "this file is not UTF-8") in faults(bundle)


@pytest.mark.parametrize("name", [TENANT, BOOKS, EVENTS, "texts/az.toml", "brand/logo.svg"])
def test_a_missing_file_is_told(bundle, name):
    (bundle / name).unlink()
    assert [fault for fault in faults(bundle) if fault[0] == name and "missing" in fault[2]]


def test_a_folder_that_is_no_bundle(tmp_path):
    assert faults(tmp_path) == [(TENANT, 1, "this file is missing")]


SHAPES = [
    (BOOKS, '[book]\ncode = "lala"\n'),
    (BOOKS, "book = 3\n"),
    (BOOKS, 'book = ["lala"]\n'),
    (EVENTS, '[event]\ncode = "autumn"\n'),
    (EVENTS, '[[event]]\ncode = "autumn"\nwhen = "now"\nseat = 3\n'),
    (EVENTS, '[[event]]\ncode = "autumn"\nwhen = "now"\nseat = ["lala"]\n'),
    (EVENTS, '[[event]]\ncode = "autumn"\nwhen = 3\ntitle = "no table"\n'),
    (EVENTS, '[[event]]\ncode = ["autumn"]\nwhen = "now"\n'),
    (TENANT, 'slug = 3\nname = "no table"\nbrand = 1\nvocabulary = []\nwords = [1]\n'),
    (TENANT, ""),
    (BOOKS, '[[book]]\ncode = "lala"\npen_name = 3\nlanguages = "az"\ngroup_limit = "x"\naz = 1\n'),
]


@pytest.mark.parametrize(("name", "source"), SHAPES)
def test_the_wrong_shape_is_a_fault_and_no_trace(bundle, name, source):
    (bundle / name).write_text(source)
    told = faults(bundle)
    assert told
    assert len(told) == len(set(told))


LOGOS = [
    (
        "<svg viewBox='0 0 28 28'><script>alert(1)</script></svg>",
        "only paths in a viewBox of 0 0 28 28",
    ),
    (
        "<svg viewBox='0 0 28 28'><path d='M0 0h9\" onload=\"x'/></svg>",
        "a path holds more than path data",
    ),
    ("<svg viewBox='0 0 9 9'><path d='M0 0h9'/></svg>", "only paths in a viewBox of 0 0 28 28"),
    ("<svg viewBox='0 0 28 28'></svg>", "only paths in a viewBox of 0 0 28 28"),
    ("<!DOCTYPE svg [<!ENTITY a 'b'>]><svg/>", "only <svg> with <path>, at most 4,000 characters"),
    ("<?xml-stylesheet href='x'?><svg/>", "only <svg> with <path>, at most 4,000 characters"),
    ("<svg><path></svg>", "not SVG"),
    ("x" * 5000, "only <svg> with <path>, at most 4,000 characters"),
    ("", "not SVG"),
]


@pytest.mark.parametrize(("source", "text"), LOGOS)
def test_a_logo_is_path_data_and_nothing_else(bundle, source, text):
    (bundle / "brand/logo.svg").write_text(source)
    assert [fault[::2] for fault in faults(bundle)] == [("brand/logo.svg", text)]


def test_a_logo_that_is_no_text(bundle):
    (bundle / "brand/logo.svg").write_bytes(b"\x89PNG\r\n\xff\xfe")
    assert [fault[0] for fault in faults(bundle)] == ["brand/logo.svg"]


def test_the_command_tells_faults_and_fails(bundle):
    from click.testing import CliRunner

    from humanshelf.cli import cli

    good = CliRunner().invoke(cli, ["libraries", "check", str(bundle)])
    assert (good.exit_code, good.output) == (0, f"{bundle}: good (baku, 8 sample books)\n")
    path = bundle / TENANT
    path.write_text(path.read_text().replace("hue = 15", "hue = 16"))
    broken = CliRunner().invoke(cli, ["libraries", "check", str(bundle), str(BUNDLES / "nu")])
    assert broken.exit_code == 1
    line = line_of(path, "hue =")
    assert f"{path}:{line}: hue is a multiple of 15 from 0 to 345\n" in broken.output
    assert "good (nu, 8 sample books)" in broken.output
