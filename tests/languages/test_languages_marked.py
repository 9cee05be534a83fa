"""Every text is in the language that its element says, also where another stands in for one."""

import pytest

import fussy
from cast import EVENT
from humanshelf.front.neutral import BODY
from humanshelf.pages.language import OWN_NAMES
from languages import faults, walks
from languages.content import books, bundle, languages_of
from languages.reading import Read, glance, read
from languages.texts import catalogue

BAKU, NU = ("baku", "nu")
SPOKEN = [(slug, language) for slug in (BAKU, NU) for language in bundle(slug)["languages"]]


def known(slug: str) -> dict[str, set[str]]:
    """Texts of the library and of the catalogues, and the languages in which they read so."""
    found = {text: set(languages) for text, languages in languages_of(slug).items()}
    for language in set(bundle(slug)["languages"]) - {"en"}:
        for text in catalogue(language).texts:
            if not text.plural and "%(" not in text.id:
                found.setdefault(text.forms[0], set()).add(language)
                found.setdefault(text.id, set()).add("en")
    for language, name in OWN_NAMES.items():
        found[name] = {language}
    return found


def misnamed(page: list[Read], texts: dict[str, set[str]]) -> list[Read]:
    return [f for f in page if f.text in texts and f.language not in texts[f.text]]


@pytest.mark.parametrize(("slug", "language"), SPOKEN)
@pytest.mark.parametrize(
    "walk",
    [walks.readers, walks.staff, walks.surveys, walks.rounds, walks.network, walks.lockdown],
)
def test_every_text_is_in_the_language_that_it_is_said_to_be_in(stage, slug, language, walk):
    texts = known(slug)
    for visitor, path in walk(stage.houses[slug]):
        visitor.own_headers["Accept-Language"] = language
        page = read(glance(visitor, path))
        assert misnamed(page, texts) == [], path
        assert sum(found.text in texts for found in page) > 3, path


def test_a_text_in_the_wrong_language_is_found():
    page = read('<html lang="az"><p>Free now</p><p lang="en">Free now</p><p>Masalar</p></html>')
    assert [(f.text, f.language) for f in misnamed(page, known(BAKU))] == [("Free now", "az")]


def test_the_page_of_a_hidden_library_says_nothing_in_every_language():
    said = [f for f in read(BODY) if f.where in ("li", "title", "h1")]
    assert {f.language for f in said} == set(OWN_NAMES)
    for found in said:
        assert list(faults.of_wording(found.text, found.language, "title")) == []


def element(page, tag, **attributes):
    found = fussy.one(fussy.parsed(page), tag, **attributes)
    inner = list(found)
    return fussy.text(found), inner[0].get("lang") if inner else None


def lala(language):
    return next(book[language] for book in books(BAKU) if book["code"] == "lala")


def test_a_book_without_words_in_a_language_speaks_the_library_s_main_one(baku, leyla):
    baku.change(
        "DELETE FROM book_text WHERE language IN ('ru', 'en')"
        " AND book_id = (SELECT id FROM book WHERE code = 'lala')"
    )
    path = f"/events/{EVENT}/books/lala"
    for language in ("ru", "en"):
        page = leyla.get(f"{path}?lang={language}").text
        assert element(page, "h1") == (lala("az")["title"], "az")
        marked = [f for f in read(page) if f.text == lala("az")["blurb"]]
        assert [f.language for f in marked] == ["az"]
    for language in ("az", "tr"):
        page = leyla.get(f"{path}?lang={language}").text
        assert element(page, "h1") == (lala(language)["title"], None)


def test_without_the_main_language_the_next_of_the_library_s_stands_in(baku, leyla):
    baku.change(
        "DELETE FROM book_text WHERE language IN ('az', 'tr')"
        " AND book_id = (SELECT id FROM book WHERE code = 'lala')"
    )
    page = leyla.get(f"/events/{EVENT}/books/lala?lang=tr").text
    assert element(page, "h1") == (lala("ru")["title"], "ru")


def test_an_event_and_the_library_fall_back_too(baku, leyla):
    baku.change("DELETE FROM event_text WHERE language = 'tr'")
    baku.change("UPDATE profile SET texts = json_remove(texts, '$.tr')")
    wanted = languages_of(BAKU)
    for path in ("/", f"/events/{EVENT}"):
        page = read(leyla.get(f"{path}?lang=tr").text)
        said = [f for f in page if f.text in wanted]
        assert {f.language for f in said if "az" in wanted[f.text]} >= {"az"}
        assert misnamed(page, known(BAKU)) == []


def test_texts_in_the_page_s_language_carry_no_mark_of_their_own(leyla):
    page = fussy.parsed(leyla.get("/?lang=ru").text)
    marked = [e.get("lang") for e in page.iter("span") if e.get("lang")]
    assert marked == ["ru"]  # the switch, where the language of the page is no link
