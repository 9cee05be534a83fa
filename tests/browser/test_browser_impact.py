"""An evening with what is around it: the film before the call, questions before and after, and the
report, whose every figure a second computation confirms from what was typed."""

import json
import random
import re
from datetime import datetime
from io import BytesIO

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from answering import Browser, Told, items
from browsing import EVENT, SCREEN, TABLET, take_card
from humanshelf.impact.sheets import Moment, Sheet
from impact.second import check
from playing import event_step, give_card, listening, row_state, state, step

READERS = 40
PATH = "/events/{event}/surveys/{moment}"


@pytest.fixture(params=[("baku", "az", "tural"), ("nu", "kk", "timur")], ids=lambda one: one[1])
def hall(request):
    return request.param


def answers(somebody, moment):
    """All pages of a survey, in a real browser: the second step of each scale, no words."""
    told = {}
    page = somebody.page
    while page.locator("fieldset.ask").count():
        for name in page.locator("fieldset.ask input[name=ask]").evaluate_all(
            "(asked) => asked.map((one) => one.value)"
        ):
            key, _space, version = name.partition(" ")
            item = items()[key, version]
            if item.low < item.high:
                told[key, version] = item.low + 1
                page.locator(f'input[name="{key}.{version}"][value="{item.low + 1}"]').check()
        last = page.locator('button[name="go"][value="send"]').count() == 1
        page.locator("form button.btn-main").click()
        page.wait_for_load_state()
        if last:
            break
    return Told(moment, 0, told)


def fits(reader):
    """Each suggestion with times, as (from, to)."""
    return [
        [datetime.strptime(part, "%H:%M") for part in re.split("–", text)]
        for text in reader.page.locator(".fits time").all_inner_texts()
    ]


def test_a_reader_sees_a_film_and_answers_and_the_report_is_true(
    hall, person, librarian, server, browser
):
    library, language, book = hall
    desk = librarian(library, language)
    give_card(desk, book)
    desk.open(f"/desk/{EVENT}")
    step(desk, book, "calls")
    step(desk, book, "readings")

    # The card, the questions before, and the film that is over before the call.
    reader = person(library, language)
    label = take_card(reader, book)
    typed = []
    reader.page.locator(f'#main a[href$="{PATH.format(event=EVENT, moment="baseline")}"]').click()
    typed.append(answers(reader, "baseline"))
    reader.page.locator('main a[href^="/cards/"]').click()
    state(reader, "waiting")
    expect(reader.page.locator('#main a[href$="/surveys/baseline"]')).to_have_count(0)
    earliest = reader.page.locator("#main .when time, #main .card time").first.inner_text()
    films = fits(reader)
    assert films
    limit = datetime.strptime(re.search(r"\d\d:\d\d", earliest)[0], "%H:%M")
    assert all((limit - ends).seconds < 12 * 3600 for _starts, ends in films)
    reader.page.locator(".fits form button").first.click()
    reader.page.wait_for_url("**/exhibition/*")
    playable = "() => document.querySelector('video').readyState >= 1"
    reader.page.wait_for_function(playable)

    # The side room hears the call.
    side = person(library, language, viewport=SCREEN)
    side.open(f"/board/{EVENT}?room=side")
    listening(side)
    reader.page.go_back()
    state(reader, "waiting")
    step(desk, book, "returns")
    row_state(desk, book, "free")
    step(desk, book, "calls")
    expect(side.page.locator("#main .call b.label").first).to_have_text(label)
    state(reader, "come")
    step(desk, book, "readings")
    state(reader, "reading")
    step(desk, book, "returns")
    state(reader, "thanks")
    reader.page.locator('#main a[href$="/surveys/endline"]').click()
    typed.append(answers(reader, "endline"))

    # Forty others, then the end.
    chance = random.Random(4)
    for number in range(1, READERS + 1):
        phone = Browser(server.origin(library))
        for moment in ("baseline", "endline"):
            path = PATH.format(event=EVENT, moment=moment)
            typed.append(phone.fill(path, moment, number, chance))
    desk.open(f"/desk/{EVENT}")
    event_step(desk, "closures")

    # The report, drafted, looked at, released.
    boss = person(library, language, viewport=TABLET)
    boss.open(server.sign_in_link(library, "samir", role="coordinator"))
    boss.page.locator("main button.btn-main").click()
    boss.page.wait_for_url("**/desk**")
    boss.open(f"/studio/report/draft?event={EVENT}")
    boss.page.locator('form[action$="/studio/report/releases"] button').click()
    boss.page.wait_for_url("**/studio/report?released=*")
    address = boss.page.locator('main .notice a[href^="/reports/"]').get_attribute("href")

    fetched = Browser(reader.origin, language)
    told = json.loads(fetched.send("GET", f"{address}/data"))
    sheets = [Sheet(Moment(one.moment), one.answers, bytes([one.pair])) for one in typed]
    assert told["events"] == 1
    assert check(told, {"one": sheets}, items().values()) > 30

    # The page says the same figures, and so does the paper, in the library's letters.
    reader.open(address)
    expect(reader.page.locator("html")).to_have_attribute("lang", language)
    shown = [one for one in told["answers"] if one["change"]]
    rows = reader.page.locator("main table.chart tbody tr")
    assert rows.count() >= len(shown)
    paper = PdfReader(BytesIO(fetched.send("GET", f"{address}/document")))
    words = " ".join(" ".join(page.extract_text() for page in paper.pages).split())
    assert reader.page.locator("h1").inner_text() in words
    assert re.search({"az": "[əğı]", "kk": "[әғқңөұүһі]"}[language], words)


def test_practice_card_and_story_are_there_printed_too(hall, person):
    library, language, _book = hall
    reader = person(library, language)
    reader.open("/stories")
    story = reader.page.locator('main a[href^="/stories/"]').first.get_attribute("href")
    for path in ("/practice", story):
        reader.open(path)
        title = reader.page.locator("h1").inner_text()
        link = reader.page.locator("main a", has_text="PDF").get_attribute("href")
        paper = PdfReader(BytesIO(Browser(reader.origin, language).send("GET", link)))
        assert paper.trailer["/Root"]["/Lang"] == language
        words = " ".join("".join(page.extract_text() for page in paper.pages).split())
        assert " ".join(title.split()) in words
