"""The library's settings: saved for readers to see, refused where they do not hold, never lost."""

import re

import pytest

import fussy
from cast import EVENT, HTMX
from humanshelf.libraries.labels import USUAL
from humanshelf.records.keeping import contacts_kept_for, kept_for, words_kept_for
from humanshelf.records.profile import profile

LIBRARY = "/studio/library"
OPTIONS = ("names", "languages", "vocabulary", "clock", "look", "labels", "privacy", "keeping")


def edition(house):
    return house.rows("SELECT edition FROM profile")[0][0]


def form(person, part, **typed):
    """The form of this part as the page draws it, with some fields typed anew."""
    forms = fussy.main(person.get(f"{LIBRARY}/{part}").text).iter("form")
    fields = fussy.fields(next(one for one in forms if one.get("data-unsaved") is not None))
    return fields | {name.replace("__", "-"): value for name, value in typed.items()}


def save(person, part, **typed):
    return person.post(f"{LIBRARY}/{part}", data=form(person, part, **typed))


def test_what_is_saved_unchanged_stays_as_it_is(samir, baku):
    columns = "languages, time_zone, vocabulary, licence, hue, logo, words, hours_kept, exit_url"
    before = baku.rows(f"SELECT {columns} FROM profile")
    with baku.inside():
        words = profile().words
    for part in OPTIONS:
        if part == "vocabulary":  # the sample library has the licensed name without a reference
            continue
        lines = {"words": "\n".join(words)} if part == "labels" else {}
        answer = save(samir, part, **lines)
        assert (answer.status_code, answer.location) == (303, f"{LIBRARY}/{part}?saved=1"), part
    assert baku.rows(f"SELECT {columns} FROM profile") == before


def test_new_words_reach_readers_of_this_library_only(samir, leyla, aigul):
    before = aigul.get("/").text
    assert save(samir, "names", strapline__en="Come and <listen>").status_code == 303
    assert "Come and &lt;listen&gt;" in leyla.get("/?lang=en").text
    assert re.sub(r"nonce-?=?\"?[\w-]+", "", aigul.get("/").text) == re.sub(
        r"nonce-?=?\"?[\w-]+", "", before
    )


def test_every_worker_is_told_of_a_change(stage, samir, baku):
    (before,) = stage.control("SELECT epoch FROM library WHERE slug = 'baku'")
    save(samir, "names", strapline__en="New")
    (after,) = stage.control("SELECT epoch FROM library WHERE slug = 'baku'")
    assert after[0] == before[0] + 1


def test_the_name_in_the_main_language_is_needed_and_what_was_typed_stays(samir, baku):
    before = baku.checksum()
    answer = save(samir, "names", name__az="", strapline__en="Typed")
    assert answer.status_code == 422
    assert "Please give the name in the main language." in answer.text
    assert 'value="Typed"' in answer.text
    answer = save(samir, "names", place__en="x" * 201)
    assert answer.status_code == 422
    assert baku.checksum() == before


def test_of_two_who_change_the_library_the_second_is_shown_both(samir, baku):
    mine = form(samir, "names", strapline__en="Mine")
    assert save(samir, "names", strapline__en="Theirs").status_code == 303
    answer = samir.post(f"{LIBRARY}/names", data=mine)
    assert answer.status_code == 409
    assert 'value="Mine"' in answer.text
    assert "Theirs" in answer.text
    again = mine | {"edition": str(edition(baku))}
    assert samir.post(f"{LIBRARY}/names", data=again).status_code == 303
    with baku.inside():
        assert profile().texts["en"]["strapline"] == "Mine"


def test_what_is_not_translated_is_listed_and_falls_back(samir, leyla):
    save(samir, "names", strapline__tr="", welcome__tr="")
    page = fussy.text(fussy.main(samir.get(LIBRARY).text))
    assert "In one line: what happens here" in page
    heading = fussy.one(fussy.main(leyla.get("/?lang=tr").text), "h1")
    assert fussy.one(heading, "span").get("lang") == "az"


def test_a_language_that_goes_takes_no_text_with_it(samir, baku, leyla):
    with baku.inside():
        before = profile().texts
    answer = save(samir, "languages", place__ru="")
    assert answer.location == f"{LIBRARY}/languages?saved=1&gone=ru"
    page = samir.get(answer.location).text
    assert "Русский" in page
    with baku.inside():
        assert (profile().languages, profile().texts) == (["az", "en", "tr"], before)
    assert 'lang="ru"' not in leyla.get("/?lang=ru").text
    save(samir, "languages", place__ru="4")
    assert 'lang="ru"' in leyla.get("/?lang=ru").text


@pytest.mark.parametrize(
    "typed",
    [
        {"place__az": "", "place__ru": "", "place__en": "", "place__tr": ""},
        {"place__ru": "1"},
        {"place__ru": "9"},
        {"place__kk": "1", "place__az": "5"},  # it has no name yet
    ],
)
def test_languages_that_do_not_fit_are_refused(samir, baku, typed):
    before = baku.checksum()
    assert save(samir, "languages", **typed).status_code == 422
    assert baku.checksum() == before


def test_the_order_is_kept_and_the_first_is_the_main_one(samir, baku):
    save(samir, "languages", place__az="3", place__ru="1", place__en="2")
    with baku.inside():
        assert profile().languages == ["ru", "en", "az", "tr"]


def test_the_licensed_name_needs_its_reference(samir, baku):
    answer = save(samir, "vocabulary", use="Human Library", licence=" ")
    assert answer.status_code == 422
    assert save(samir, "vocabulary", use="Human Library", licence="HL-1").status_code == 303
    with baku.inside():
        assert (profile().vocabulary, profile().licence) == ("Human Library", "HL-1")
    assert save(samir, "vocabulary", use="Living Library", licence="HL-1").status_code == 303
    with baku.inside():
        assert (profile().vocabulary, profile().licence) == ("Living Library", "")
    assert save(samir, "vocabulary", use="Another Library").status_code == 422


def test_the_time_zone_is_one_that_there_is(samir, baku, leyla):
    assert save(samir, "clock", zone="Mars/Olympus").status_code == 422
    assert save(samir, "clock", zone="../../etc/passwd").status_code == 422
    assert save(samir, "clock", zone="Asia/Almaty").status_code == 303
    assert 'data-now="2026-10-17T19:03:20+05:00"' in leyla.get(f"/events/{EVENT}").text


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("\n".join(USUAL["az"][:23]), "at least 24"),
        ("\n".join([*USUAL["az"], "NAR"]), "twice"),
        ("\n".join([*USUAL["az"], "Uzunsözlər"]), "at most 8"),
        ("\n".join([*USUAL["az"], "N4r"]), "Letters only"),
    ],
)
def test_words_that_no_card_can_carry_are_refused(samir, words, said):
    answer = save(samir, "labels", words=words)
    assert answer.status_code == 422
    assert said in answer.text


def test_new_words_are_on_new_cards(samir, leyla, murad):
    before = leyla.card("deniz")
    label = fussy.text(fussy.one(fussy.main(leyla.get(before).text), "h1"))
    words = ["Zz" + chr(ord("a") + n) for n in range(26)]
    assert save(samir, "labels", words=",".join(words)).status_code == 303
    assert fussy.text(fussy.one(fussy.main(leyla.get(before).text), "h1")) == label
    fresh = murad.card("deniz")
    assert fussy.text(fussy.one(fussy.main(murad.get(fresh).text), "h1")).startswith("Zz")


def test_the_privacy_notice_is_the_products_with_the_librarys_own_words(samir, leyla):
    own = {"privacy__en": "We speak\nwith nobody.", "contact__en": "desk@example.org"}
    assert save(samir, "privacy", **own).status_code == 303
    page = fussy.text(fussy.main(leyla.get("/safety?lang=en").text))
    assert "You need no name, no account and no telephone number." in page
    assert "with nobody." in page
    assert "desk@example.org" in page
    book = fussy.main(leyla.get(f"/events/{EVENT}/books/deniz").text)
    assert [a.get("href") for a in book.iter("a") if "privacy" in a.get("href", "")] == [
        "/safety#privacy"
    ]


@pytest.mark.parametrize(
    "typed",
    [
        *({"hours": n} for n in ("0", "13", "-1", "x", "")),
        *({"days": n} for n in ("6", "91", "7.5")),
        *({"contacts": n} for n in ("6", "61", "")),
        {"way": "elsewhere"},
        {"way": "own", "exit": ""},
        *({"way": "own", "exit": a} for a in ("http://example.org", "javascript:alert(1)")),
        *({"way": "own", "exit": f"https://{a}"} for a in ("nu.localhost", "localhost./x")),
        {"way": "own", "exit": "//example.org"},
    ],
)
def test_nothing_is_kept_longer_than_the_product_keeps_it(samir, baku, typed):
    before = baku.checksum()
    assert save(samir, "keeping", **typed).status_code == 422
    assert baku.checksum() == before


def test_cards_go_and_readers_leave_as_the_library_chose(samir, baku, nu, leyla, aigul, stage):
    chosen = {"hours": "2", "days": "30", "contacts": "21"}
    chosen |= {"way": "own", "exit": "https://weather.example/"}
    assert save(samir, "keeping", **chosen).status_code == 303
    assert leyla.get("/leave").location == "https://weather.example/"
    leyla.post("/coming-back")
    assert aigul.get("/leave").location == stage.settings.exit_url
    assert "Cards are erased 2 hours after" in leyla.get("/?lang=en").text
    with baku.inside():
        assert (kept_for().total_seconds() / 3600, words_kept_for().days) == (2, 30)
        assert contacts_kept_for().days == 21
    with nu.inside():
        assert (kept_for().total_seconds() / 3600, words_kept_for().days) == (12, 90)
        assert contacts_kept_for().days == 14
    assert "go 21 days after the last event of their book" in fussy.text(samir.main("/studio/left"))


@pytest.mark.parametrize("language", ["az", "ru", "en", "tr"])
def test_the_way_out_speaks_the_language_of_whoever_leaves(samir, baku, language):
    assert save(samir, "keeping", way="encyclopaedia").status_code == 303
    answer = baku.reader(**{"Accept-Language": language}).get("/leave")
    assert answer.location == f"https://{language}.wikipedia.org/"
    assert form(samir, "keeping")["way"] == ["encyclopaedia"]
    assert save(samir, "keeping", way="usual").status_code == 303
    assert baku.rows("SELECT exit_url FROM profile") == [("",)]


def test_a_preview_draws_what_is_typed_and_saves_nothing(samir, baku):
    typed = form(samir, "names", strapline__en="Not yet", welcome__en="<script>")
    before = baku.checksum()
    whole = samir.post(f"{LIBRARY}/names/previews", data=typed)
    part = samir.post(f"{LIBRARY}/names/previews", data=typed, headers=HTMX)
    assert (whole.status_code, part.status_code) == (200, 200)
    assert "Not yet" in part.text and "&lt;script&gt;" in part.text
    assert "<form" not in part.text
    assert samir.post(f"{LIBRARY}/clock/previews", data=typed).status_code == 404
    assert baku.checksum() == before


def test_each_change_is_noted_without_its_content(samir, baku):
    save(samir, "names", strapline__en="New")
    (last,) = baku.rows("SELECT act, subject FROM act ORDER BY id DESC LIMIT 1")
    assert last == ("change-library", "names")


def test_an_unknown_part_is_not_there(samir):
    assert samir.get(f"{LIBRARY}/nothing").status_code == 404
