"""Which language a page speaks: asked for, kept, wished by the browser, or the library's own."""

import pytest

import fussy
from humanshelf.pages.language import OWN_NAMES
from languages.reading import glance, read

COOKIE = "__Host-language"


def spoken(visitor, path="/", **headers):
    return fussy.parsed(visitor.get(path, headers=headers).text).get("lang")


@pytest.mark.parametrize(
    ("wished", "baku_speaks", "nu_speaks"),
    [
        ("az", "az", "kk"),
        ("az-Latn-AZ", "az", "kk"),
        ("kk", "az", "kk"),
        ("kk-KZ", "az", "kk"),
        ("kk-Cyrl-KZ", "az", "kk"),
        ("ru-KZ", "ru", "ru"),
        ("tr-TR,tr;q=0.9", "tr", "kk"),
        ("en-GB", "en", "en"),
        ("EN-us", "en", "en"),
        ("de-DE,de;q=0.9,ru;q=0.5", "ru", "ru"),
        ("tr,kk;q=0.9,ru;q=0.5", "tr", "kk"),
        ("ru;q=0.3,en;q=0.8", "en", "en"),
        ("de", "az", "kk"),
        ("*", "az", "kk"),
        ("kk,en;q=0", "az", "kk"),
        (None, "az", "kk"),
        ("", "az", "kk"),
        (";;q=x,, ru_RU;q=", "az", "kk"),
        ("x" * 3000, "az", "kk"),
    ],
)
def test_the_browser_s_wish_is_heard_where_the_library_speaks_it(
    baku, nu, wished, baku_speaks, nu_speaks
):
    assert spoken(baku.reader(**{"Accept-Language": wished})) == baku_speaks
    assert spoken(nu.reader(**{"Accept-Language": wished})) == nu_speaks


def test_a_choice_goes_before_the_wish_and_is_kept(leyla):
    assert spoken(leyla) == "en"
    assert spoken(leyla, "/?lang=ru") == "ru"
    assert spoken(leyla, "/rules") == "ru"
    assert spoken(leyla, "/rules?lang=tr") == "tr"
    assert spoken(leyla) == "tr"


def test_the_cookie_is_for_the_visit_and_this_library_only(leyla):
    answer = leyla.get("/?lang=ru")
    assert answer.headers.getlist("Set-Cookie") == [
        f"{COOKIE}=ru; Secure; HttpOnly; Path=/; SameSite=Lax"
    ]


@pytest.mark.parametrize("asked", ["kk", "de", "RU", "ru_RU", "", "ru ", "../ru", "ру"])
def test_a_language_that_the_library_does_not_speak_is_neither_spoken_nor_kept(leyla, asked):
    answer = leyla.get("/", query_string={"lang": asked})
    assert fussy.parsed(answer.text).get("lang") == "en"
    assert answer.headers.getlist("Set-Cookie") == []


@pytest.mark.parametrize("kept", ["kk", "de", "", "ru\x00", "x" * 500])
def test_a_cookie_that_names_another_language_is_passed_over(leyla, kept):
    assert spoken(leyla, Cookie=f"{COOKIE}={kept}") == "en"


def test_no_cookie_is_set_where_nothing_was_chosen(leyla):
    for path in ("/", "/rules", "/safety"):
        assert leyla.get(path).headers.getlist("Set-Cookie") == []


def test_one_library_s_choice_is_not_the_other_s(leyla, aigul):
    assert spoken(leyla, "/?lang=ru") == "ru"
    assert spoken(aigul) == "en"


def test_quick_exit_forgets_the_choice(leyla):
    leyla.get("/?lang=ru")
    leyla.get("/leave")
    assert spoken(leyla) == "en"


def test_refusals_are_told_in_the_chosen_language(leyla):
    leyla.get("/?lang=ru")
    assert spoken(leyla, "/no-such-page") == "ru"
    refused = leyla.take("deniz", "deniz")
    assert fussy.alerts(refused) == ["Одна и та же книга выбрана дважды. Выберите разные книги."]


def test_the_switch_names_each_language_in_itself(leyla, aigul):
    for visitor, languages in ((leyla, ["az", "ru", "en", "tr"]), (aigul, ["kk", "ru", "en"])):
        titles = [f for f in read(glance(visitor, "/")) if f.where == "abbr title"]
        assert [(f.text, f.language) for f in titles] == [
            (OWN_NAMES[code], code) for code in languages
        ]
