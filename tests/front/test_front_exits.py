"""The quick exit and what stands behind it: which pages carry it, and what the browser keeps."""

from itertools import chain

import html5lib
import pytest

import fussy
from cast import EVENT, HTMX
from humanshelf.front.exits import AWAY
from humanshelf.tenancy import StoreBusy
from languages import walks

KEYS = ("__Host-reader", "__Host-language", AWAY)
FOREIGN = ("//evil.example/", "https://evil.example/", "javascript:alert(1)", "/\\evil.example", "")


def kept(visitor):
    return {name for name in KEYS if visitor.get_cookie(name, domain="baku.localhost")}


def test_it_leads_away_and_leaves_nothing_but_the_place_in_the_queue(leyla, stage):
    card = leyla.card("deniz")
    leyla.get("/?lang=ru")
    answer = leyla.get("/leave")
    assert (answer.status_code, answer.location) == (303, stage.settings.exit_url)
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert kept(leyla) == {"__Host-reader", AWAY}
    leyla.post("/coming-back")
    assert leyla.card("lala") == card


def test_whoever_goes_back_in_that_browser_sees_nothing(leyla, murad, clock):
    card = leyla.card("deniz")
    leyla.get("/leave")
    for path in (card, f"/events/{EVENT}?talk=ru", "/", "/no-such-page", "/sign-in"):
        answer = leyla.get(path)
        assert answer.status_code == 200
        root = fussy.parsed(answer.text)
        assert fussy.text(fussy.main(answer.text)) == "Reading list Continue"
        assert [e.get("href") for e in root.iter("a") if e.get("class") != "skip vh"] == ["/leave"]
        back = fussy.fields(fussy.one(root, "form"))
        assert back == {"next": [path]}
        assert murad.get(path).text != answer.text, "the control: another browser sees the page"


def test_what_a_page_of_another_tab_asks_for_goes_on(leyla):
    card = leyla.card("deniz")
    leyla.get("/leave")
    part = leyla.get(card, headers=HTMX | {"Sec-Fetch-Dest": "empty"})
    assert 'data-state="ready"' in part.text
    assert leyla.post(f"{card}/pause").status_code == 303


def test_one_tap_leads_back_to_where_they_were_and_nowhere_else(leyla, clock):
    card = leyla.card("deniz")
    leyla.get("/leave")
    for foreign in FOREIGN:
        assert leyla.post("/coming-back", data={"next": foreign}).location == "/"
    assert leyla.post("/coming-back", data={"next": card}).location == card
    assert kept(leyla) == {"__Host-reader"}
    assert 'data-state="ready"' in leyla.get(card).text


def test_no_trace_stays_when_none_is_wanted_and_the_card_goes_on_at_the_desk(leyla, rana, stage):
    card = leyla.card("deniz")
    leyla.get("/?lang=ru")
    leyla.get(f"/events/{EVENT}/surveys/baseline")
    answer = leyla.post("/forgetting")
    assert answer.headers["Refresh"] == f"0; url={stage.settings.exit_url}"
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert list(leyla._cookies) == []
    for path in ("", "/wishes", "/live", "/link"):
        assert leyla.get(card + path).status_code == 404, "its address is dead"
    assert leyla.card("lala") != card, "this browser is a stranger now"
    assert rana.tap("calls", book="deniz").status_code == 303


def test_the_cards_of_others_stay_as_they_are(leyla, murad, aigul, baku, nu):
    other, there = murad.card("deniz"), aigul.card("deniz")
    leyla.card("deniz")
    leyla.post("/forgetting")
    leyla.post("/forgetting")
    assert [murad.get(other).status_code, aigul.get(there).status_code] == [200, 200]
    assert murad.card("lala") == other
    assert (baku.count("card"), nu.count("card")) == (2, 1)


def test_a_foreign_page_makes_nobody_forget(leyla):
    leyla.card("deniz")
    answer = leyla.post("/forgetting", headers={"Sec-Fetch-Site": "same-site"})
    assert answer.status_code == 403
    assert kept(leyla) == {"__Host-reader"}


# every page


def without_exit(root, language_word):
    """What is wrong with the way out of this page."""
    ways = [a for a in root.iter("a") if "exit" in a.get("class", "").split()]
    if len(ways) != 1:
        return f"{len(ways)} ways out"
    way = ways[0]
    if (way.get("href"), way.get("rel")) != ("/leave", "noreferrer"):
        return "it leads elsewhere"
    if fussy.text(way) != language_word:
        return f"its name is {fussy.text(way)!r}"
    scripts = {s.get("src", "").rpartition("/")[2] for s in root.iter("script")}
    return "" if scripts & {"exit.js", "card.js"} else "no script blanks it"


WORDS = {
    "az": "Tez çıxış",
    "kk": "Жылдам шығу",
    "ru": "Быстрый выход",
    "en": "Quick exit",
    "tr": "Hızlı çıkış",
}


STRAY = ("/cards/none", "/backroom/none", "/reports", "/events/x", "/surveys/x", "/leave/x")


def faults_of(walk, house, languages):
    """What is wrong with the ways out on this walk; in each language in turn."""
    faults, seen = [], set()
    anybody = house.reader()
    pages = [*((anybody, path) for path in STRAY)]
    for number, (visitor, path) in enumerate(chain(pages, walk(house))):
        if path.startswith(("/studio", "/desk", "/board/")):
            continue  # Pages of the team, and the hall's screen, which is nobody's.
        language = languages[number % len(languages)]
        answer = visitor.get(path, headers={"Accept-Language": language})
        if answer.mimetype != "text/html" or answer.status_code // 100 == 3:
            continue
        seen.add(answer.status_code)
        root = fussy.parsed(answer.text)
        fault = without_exit(root, WORDS[root.get("lang")])
        if fault:
            faults.append(f"{path}: {fault}")
    assert {200, 404} <= seen
    return faults


@pytest.mark.parametrize(
    ("slug", "walk"),
    [("baku", walks.readers), ("nu", walks.surveys), ("baku", walks.rounds), ("nu", walks.quiet)],
    ids=lambda one: getattr(one, "__name__", one),
)
def test_every_page_of_readers_and_books_has_the_way_out_in_each_language(stage, slug, walk):
    languages = ("az", "en", "ru", "tr") if slug == "baku" else ("kk", "kk", "en")
    assert faults_of(walk, stage.houses[slug], languages) == []


REFUSALS = {
    405: ("POST", "/rules", {}, {}),
    403: ("POST", f"/events/{EVENT}/cards", {}, {"Sec-Fetch-Site": "cross-site"}),
    413: ("POST", f"/events/{EVENT}/cards", {"wish": "x" * 70_000}, {}),
    422: ("POST", f"/events/{EVENT}/cards", {"wish": "nobody", "agree": "1"}, {}),
    404: ("POST", "/cards/none/pause", {}, {}),
}


@pytest.mark.parametrize("code", REFUSALS)
def test_so_has_every_refusal(leyla, code):
    method, path, data, headers = REFUSALS[code]
    answer = leyla.open(path, method=method, data=data, headers=headers)
    assert answer.status_code == code
    assert without_exit(fussy.parsed(answer.text), "Quick exit") == ""


def test_so_have_the_pages_of_a_fault_and_of_a_store_that_is_busy(leyla, product, monkeypatch):
    monkeypatch.setattr(product, "testing", False)
    for error, code in ((RuntimeError, 500), (StoreBusy, 503)):

        def fail(*args, error=error, **more):
            raise error("planted")

        monkeypatch.setattr("humanshelf.readers.shelf.scene", fail)
        answer = leyla.get(f"/events/{EVENT}")
        assert answer.status_code == code
        assert without_exit(fussy.parsed(answer.text), "Quick exit") == ""


@pytest.mark.parametrize(
    ("was", "becomes", "fault"),
    [
        ('class="exit"', 'class="gone"', "0 ways out"),
        ('href="/leave" rel="noreferrer"', 'href="/leave"', "it leads elsewhere"),
        (">Quick exit<", "> <", "its name is ''"),
        ("/exit.js", "/other.js", "no script blanks it"),
    ],
)
def test_the_control_a_page_that_lacks_something_of_it_is_found(leyla, was, becomes, fault):
    page = leyla.get("/rules").text
    assert page.count(was) == 1
    root = html5lib.parse(page.replace(was, becomes), namespaceHTMLElements=False)
    assert without_exit(root, "Quick exit") == fault


def test_each_page_of_a_reader_leads_to_what_the_exit_cannot_do(leyla):
    card = leyla.card("deniz")
    for path in ("/", card, f"/events/{EVENT}", f"/events/{EVENT}/books/deniz", "/nothing"):
        root = fussy.parsed(leyla.get(path).text)
        assert "/safety" in {a.get("href") for a in root.iter("a")}, path


@pytest.mark.parametrize("language", ["az", "ru", "en", "tr", "kk"])
def test_the_safety_page_says_all_its_limits_in_each_language(baku, nu, language):
    house = nu if language == "kk" else baku
    page = fussy.main(house.reader().get(f"/safety?lang={language}").text)
    sections = [e for e in page.iter("section") if e.get("aria-labelledby") != "privacy"]
    assert [len(list(s.iter("li"))) for s in sections] == [4, 3, 3, 5]
    said = [fussy.text(li) for s in sections for li in s.iter("li")]
    if language != "en":
        english = baku.reader().get("/safety?lang=en").text
        assert [line for line in said if line.partition(" ")[2] in english] == []
