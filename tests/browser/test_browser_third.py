"""The life of a third library: invited, set up, rehearsed, used, moved elsewhere, and erased."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from browsing import PHONE, SCREEN, Server, answers, start_server, until
from newcomers import Newcomer, come_in, set_up

SLUG, NAME = "kitabxana-evi", "Kitab evi"
CANARY = "Qızıl quş burada yuva qurub"
PASSPHRASE = "correct horse battery"


@pytest.fixture
def elsewhere(tmp_path):
    """Another deployment, on a machine of its own as far as anybody can tell."""
    running = start_server(tmp_path / "elsewhere")
    yield running
    assert running.stop() == 0


def test_a_third_library_lives_moves_and_vanishes(server, elsewhere, person, browser, tmp_path):
    admin = person("", viewport=SCREEN, accept_downloads=True)
    codes = come_in(server, admin, "Aygün")
    owner = Newcomer(browser.new_context(viewport=SCREEN, locale="az").new_page())
    owner.page.goto(invited(admin))
    set_up(owner, NAME, SLUG, "az")
    owner.tap("form[action$='/studio/opening'] button")
    here = server.origin(SLUG)

    it_rehearses(owner, here)
    it_changes_words_and_look(owner, here)
    it_finds_an_interpreter(owner, here)
    it_adds_a_book_that_is_not_translated(owner, here)

    reader = browser.new_context(viewport=PHONE, locale="az").new_page()
    label = takes_a_card(owner, reader, here)
    bundle = exported(admin, codes[1], tmp_path)
    it_goes_on_elsewhere(elsewhere, browser, bundle, reader.url.removeprefix(here), label)
    it_is_erased_with_proof(server, admin, codes[0], owner, reader)
    assert owner.complaints == []
    owner.page.context.close()
    reader.context.close()


def invited(admin) -> str:
    page = admin.page
    page.locator("a[href='/network/invitations']").first.click()
    page.locator("#why").fill("city library")
    page.locator("main button.btn-main").click()
    return str(page.locator("article.letter b").inner_text())


def it_rehearses(owner, here) -> None:
    page = owner.page
    page.goto(f"{here}/studio/rehearsals")
    page.locator("input[name=speed]").last.check()
    page.locator("main form .btn-main").click()
    page.wait_for_url("**/desk/**")
    # Made-up readers come by themselves: cards are taken that nobody here took.
    call = page.locator("#main form[action$='/calls'] button").first
    expect(call).to_be_visible(timeout=60_000)
    page.goto(f"{here}/studio/rehearsals")
    page.locator("form[action$='/removals'] button").click()
    page.wait_for_load_state("load")
    assert page.locator("form[action$='/removals']").count() == 0


def it_changes_words_and_look(owner, here) -> None:
    page = owner.page
    page.goto(f"{here}/studio/library/languages")
    page.locator("#place-ru").select_option("2")
    page.locator("main form .btn-main").click()
    page.wait_for_url("**saved=1")
    page.goto(f"{here}/studio/library/names")
    page.locator("#strapline-az").fill(CANARY)
    expect(page.locator("#preview")).to_contain_text(CANARY)
    page.locator("main form .btn-main").click()
    page.wait_for_url("**saved=1")
    page.goto(f"{here}/studio/library/look")
    page.locator("input[name=hue][value='150']").check()
    page.locator("#preview [data-hue='150']").wait_for()
    page.locator("main form .btn-main").click()
    page.wait_for_url("**saved=1")
    page.goto(f"{here}/")
    expect(page.locator("body")).to_contain_text(CANARY)
    assert page.locator("html").get_attribute("data-hue") == "150"


def it_finds_an_interpreter(owner, here) -> None:
    page = owner.page
    page.goto(f"{here}/studio/interpreters")
    page.locator("#name-new").fill("Günel")
    form = page.locator("form", has=page.locator("#name-new"))
    for talk in ("az", "ru"):
        form.locator(f"input[value={talk}]").check()
    form.locator(".btn-main").click()
    expect(page.locator(".entries")).to_contain_text("Günel")


def it_adds_a_book_that_is_not_translated(owner, here) -> None:
    page = owner.page
    page.goto(f"{here}/studio/books/new")
    page.locator("#pen_name").fill("Yasəmən")
    page.locator("input[name=talk][value=az]").check()
    page.locator("#title-az").fill("Pəncərəsiz ev")
    page.locator("#blurb-az").fill("Bir evin içindən.")
    page.locator("form[data-unsaved] .btn-main").click()
    page.wait_for_url("**added=1")
    expect(page.locator("main .notice a[lang=ru]")).to_be_visible()
    page.locator("a[href='/studio/books']").first.click()
    row = page.locator("tbody tr", has_text="Yasəmən")
    expect(row.locator("a[lang=ru]")).to_be_visible()


def takes_a_card(owner, reader, here) -> str:
    page = owner.page
    page.goto(f"{here}/desk/event-1")
    page.locator("form[action$='/desk/event-1/openings'] button >> visible=true").first.click()
    book = reader.locator('a[href$="/books/book-1"]')

    def lets_in() -> bool:
        answer = reader.goto(f"{here}/events/event-1")
        return answer.status == 200 and book.count() > 0

    until(lets_in, "readers to be let in")
    book.first.click()
    reader.locator('button[name="agree"]').first.click()
    reader.wait_for_url("**/cards/*")
    return str(reader.locator("h1.card-label").inner_text())


def exported(admin, code: str, tmp_path) -> Path:
    page = admin.page
    admin.open(f"/network/libraries/{SLUG}/exports")
    for field in ("passphrase", "again"):
        page.locator(f"#{field}").fill(PASSPHRASE)
    page.locator("#why").fill("they move")
    page.locator("#code").fill(code)
    page.locator("main button.btn-main").click()
    link = page.locator("main a.btn-main")
    link.wait_for(timeout=60_000)
    with page.expect_download() as download:
        link.click()
    kept = tmp_path / "bundle.zip"
    download.value.save_as(kept)
    return kept


def it_goes_on_elsewhere(elsewhere: Server, browser, bundle: Path, card: str, label: str) -> None:
    """The card's link opens over there, and so does what was written."""
    context = browser.new_context(viewport=SCREEN, locale="az")
    page = context.new_page()

    class Admin:
        open = staticmethod(page.goto)

    Admin.page = page
    come_in(elsewhere, Admin, "Berik")
    page.goto(f"http://localhost:{elsewhere.port}/network/imports")
    page.locator("#file").set_input_files(bundle)
    page.locator("#passphrase").fill(PASSPHRASE)
    page.locator("#why").fill("they come")
    page.locator("main button.btn-main").click()
    page.locator(f"main a[href='/network/libraries/{SLUG}']").wait_for(timeout=60_000)
    there = elsewhere.origin(SLUG)
    until(lambda: page.goto(f"{there}/").status == 200, "the library to be there")
    expect(page.locator("body")).to_contain_text(CANARY)
    page.goto(there + card)
    assert page.locator("h1.card-label").inner_text() == label
    context.close()


def it_is_erased_with_proof(server: Server, admin, code: str, owner, reader) -> None:
    page, data = admin.page, server.data
    admin.open(f"/network/libraries/{SLUG}")
    form = page.locator("form:has(input[value=suspend])")
    form.locator("input[name=reason]").fill("they moved")
    form.locator("button").click()
    page.locator("main a.btn-stop").click()
    page.locator("#confirm").fill(SLUG)
    page.locator("#why").fill("they moved")
    page.locator("#code").fill(code)
    page.locator("main button.btn-stop").click()
    certificate = page.locator("article dl.answers")
    certificate.wait_for(timeout=60_000)
    [uid] = set(re.findall(r"\b[0-9a-f]{16}\b", certificate.inner_text()))
    assert NAME not in certificate.inner_text()
    left = [path for path in data.rglob("*") if uid in str(path)]
    assert left == []
    assert CANARY.encode() not in b"".join(p.read_bytes() for p in data.rglob("*") if p.is_file())
    for somebody in (owner.page, reader):
        assert somebody.reload().status == 404
        assert somebody.locator("h1").inner_text() == "Nothing here"
    assert answers(server.port)
