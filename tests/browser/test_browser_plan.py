"""The planner before a coordinator: pictures that come by themselves, with scripts and without."""

import pytest
from playwright.sync_api import expect

from browsing import EVENT, take_card
from playing import current, listening, row_state, state, step


def coordinator(person, server, library, language, **options):
    somebody = person(library, language, **options)
    somebody.open(server.sign_in_link(library, f"plan {language}", "coordinator"))
    somebody.page.locator("main button.btn-main").click()
    somebody.page.wait_for_url("**/desk/*")
    return somebody


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "plain"])
@pytest.mark.parametrize(("library", "language"), [("baku", "az"), ("nu", "kk")])
def test_the_planner_shows_its_pictures(person, server, library, language, scripts):
    planner = coordinator(person, server, library, language, scripts=scripts)
    planner.open("/desk?all=1")
    planner.page.locator(".parts summary").click()
    planner.page.locator('.parts a[href="/studio/plan"]').click()
    planner.page.locator('main ul a[href*="event=autumn"]').click()
    for name, value in {"books": "4", "hours": "2", "readers": "20"}.items():
        planner.page.locator(f"#{name}").fill(value)
    planner.page.locator("main button.btn-main").click()
    planner.page.wait_for_url("**/studio/plan/evenings*")
    expect(planner.page.locator("main .mark.done")).to_contain_text("120", timeout=60_000)
    expect(planner.page.locator("main progress")).to_have_count(0)
    expect(planner.page.locator("main svg")).to_have_count(3 + 2 + 4)
    overflow = planner.page.locator("html").evaluate("e => e.scrollWidth > innerWidth")
    assert not overflow
    drawn = [svg.bounding_box() for svg in planner.page.locator("main svg").all()]
    assert all(box["width"] > 60 and box["height"] > 20 for box in drawn)


def test_the_page_keeps_the_focus_while_the_pictures_grow(person, server):
    planner = coordinator(person, server, "baku", "en")
    planner.open("/studio/plan?readers=50&books=8")
    planner.page.locator("main button.btn-main").click()
    planner.page.wait_for_url("**/studio/plan/evenings*")
    planner.page.locator("main .acts a").focus()
    expect(planner.page.locator("main .mark.done")).to_be_visible(timeout=60_000)
    expect(planner.page.locator("main .acts a")).to_be_focused()
    documents = [url for url in planner.asked if "/studio/plan/evenings" in url]
    assert len(documents) > 3


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "plain"])
def test_rules_are_changed_and_refused_in_the_page(person, server, scripts):
    leader = coordinator(person, server, "nu", "ru", scripts=scripts)
    leader.open("/studio/events/winter/policy")
    leader.page.locator("#grace").fill("30")
    leader.page.locator("main form button.btn-main").click()
    expect(leader.page.locator("#grace-wrong")).to_be_visible()
    expect(leader.page.locator("#grace")).to_have_value("30")
    leader.page.locator("[role=alert] a").click()
    expect(leader.page.locator("#grace")).to_be_in_viewport()
    leader.page.locator("#grace").fill("7")
    leader.page.locator("main form button.btn-main").click()
    expect(leader.page.locator("main [role=status]")).to_be_visible()
    expect(leader.page.locator("#grace")).to_have_value("7")


def test_open_phones_follow_a_change_of_the_rules(person, librarian, server):
    """On every worker: both phones and the desk hold streams, and nothing is tapped at the floor."""
    phones, desk = [person("baku"), person("baku")], librarian("baku")
    for phone, book in zip(phones, ("deniz", "lala"), strict=True):
        take_card(phone, book)
        listening(phone)
        step(desk, book, "calls")
        row_state(desk, book, "called")
        state(phone, "come")
    until = [phone.page.locator("main progress[data-until]") for phone in phones]
    expect(until[0]).to_have_attribute("max", "300")
    leader = coordinator(person, server, "baku", "en")
    leader.open(f"/studio/events/{EVENT}/policy")
    leader.page.locator("#grace").fill("12")
    leader.page.locator("main form button.btn-main").click()
    expect(leader.page.locator("main [role=status]")).to_be_visible()
    for bar in until:
        expect(bar).to_have_attribute("max", "720")
    current(*phones, desk)
