"""A flood at the desk: seen by minutes, taken back in one tap, and undone."""

import re
from datetime import UTC, datetime

import pytest

import fussy
from cast import EVENT
from humanshelf.records.ledger import checked

FLOODS = f"/desk/{EVENT}/floods"


@pytest.fixture
def flood(baku, clock):
    """Twenty cards within two minutes, after one of a reader who came early."""
    baku.change("UPDATE event SET policy = json_set(policy, '$.gate', 0)")
    early = baku.reader().card("deniz")
    clock.shift(20 * 60)
    cards = [baku.reader().card("lala") for _ in range(10)]
    clock.shift(60)
    return early, cards + [baku.reader().card("deniz") for _ in range(10)]


def form_of(page):
    """The form as a browser sends it, with everything ticked."""
    fields = re.findall(r'<input type="(?:hidden|checkbox)" name="(\w+)" value="([^"]*)"', page)
    form = {}
    for name, value in fields:
        form.setdefault(name, []).append(value)
    return form


def test_in_three_taps_from_the_desk_the_flood_is_gone_and_the_early_reader_stays(
    baku, rana, flood
):
    early, cards = flood
    desk = rana.get(f"/desk/{EVENT}").text
    assert f'href="{FLOODS}"' in desk, "one tap opens the menu, the second comes here"
    page = rana.get(FLOODS)
    assert "20 cards" in page.text
    assert len(fussy.every(fussy.one(fussy.main(page.text), "fieldset"), "time")) == 2

    done = rana.post(FLOODS, data=form_of(page.text))

    assert done.location == f"/desk/{EVENT}"
    assert (len(baku.floor().cards), baku.floor().leavers) == (1, 20)
    assert "cards taken back" in rana.get(f"/desk/{EVENT}").text
    phone = baku.reader()
    told = phone.get(cards[0]).text
    assert "If you are here, please come to the desk: you get a card there." in told
    assert "You have done nothing wrong." in told
    assert "You are in the queue" in phone.get(early).text


def test_it_can_be_undone_and_all_have_their_old_places(baku, rana, flood):
    before = baku.floor().cards
    rana.post(FLOODS, data=form_of(rana.get(FLOODS).text))
    step = baku.floor().last_step
    assert rana.tap("reversals", step=str(step)).status_code == 303
    assert baku.floor().cards == before
    with baku.inside():
        steps, wrong = checked(EVENT, datetime.now(UTC))
    assert (steps, wrong) == (23, [])
    assert rana.tap("reversals", step=str(step)).status_code == 409


def test_a_new_code_is_needed_from_then_on_and_the_old_passes_end(baku, rana, flood):
    baku.coded(printed=True)
    code, bot = baku.shown(), baku.reader()
    bot.get(f"/events/{EVENT}?entrance={code}")
    rana.post(FLOODS, data=form_of(rana.get(FLOODS).text))
    assert baku.shown() != code
    assert bot.take("deniz").status_code == 422
    assert bot.take("deniz", entrance=code).status_code == 422
    assert bot.take("deniz", entrance=baku.shown()).status_code == 303
    assert baku.rows("SELECT printed FROM entrance") == [(None,)]


def test_an_event_open_to_all_needs_a_code_from_then_on_unless_the_desk_says_no(baku, rana, flood):
    form = form_of(rana.get(FLOODS).text)
    assert form.pop("renew") == ["1"]
    some = form | {"minute": form["minute"][:1]}
    rana.post(FLOODS, data=some)
    assert len(baku.floor().cards) == 11, "only the minute that was ticked"
    assert baku.reader().take("deniz").status_code == 303
    rana.post(FLOODS, data=form_of(rana.get(FLOODS).text))
    assert baku.reader().take("deniz").status_code == 422
    assert baku.reader().take("deniz", entrance=baku.shown()).status_code == 303


def test_who_is_called_or_comes_after_the_page_was_drawn_keeps_the_card(baku, rana, flood, clock):
    form = form_of(rana.get(FLOODS).text)
    called = next(c for c in baku.floor().cards.values() if c.wishes == ("lala",))
    assert rana.tap("calls", book="lala", card=called.id.hex).status_code == 303
    clock.shift(1)
    late = baku.reader().card("deniz")
    rana.post(FLOODS, data=form)
    floor = baku.floor()
    assert floor.card(called.id).stage == "called"
    assert len(floor.cards) == 3
    assert "You are in the queue" in baku.reader().get(late).text


def test_a_reader_who_has_another_card_by_now_keeps_that_one_when_it_is_undone(baku, rana, clock):
    leyla, murad = baku.reader(), baku.reader()
    first = leyla.card("deniz")
    murad.card("lala")
    form = form_of(rana.get(FLOODS).text)
    form.pop("renew")
    rana.post(FLOODS, data=form)
    step = baku.floor().last_step
    second = leyla.card("lala")
    assert second != first
    assert rana.tap("reversals", step=str(step)).status_code == 303
    assert len(baku.floor().cards) == 2
    assert "This card was taken back." in leyla.get(first).text
    assert "You are in the queue" in leyla.get(second).text


def test_a_second_tap_or_an_empty_form_takes_nothing_and_says_so(baku, rana, flood):
    form = form_of(rana.get(FLOODS).text)
    rana.post(FLOODS, data=form)
    before = baku.checksum()
    for again in (form, form | {"minute": []}, form | {"minute": ["x", "9" * 40], "drawn": "ə"}):
        refused = rana.post(FLOODS, data=again)
        assert refused.status_code == 409
        assert fussy.alerts(refused) == ["None of these cards waits any more."]
    assert baku.checksum() == before


def test_a_voided_card_does_not_come_back_by_itself(baku, rana, flood):
    _early, cards = flood
    rana.post(FLOODS, data=form_of(rana.get(FLOODS).text))
    assert baku.reader().post(f"{cards[0]}/return", data={}).status_code == 409
