"""Pauses and their limits, more time, a group that parts, readings had before, and a language."""

import json
import re

import pytest

import fussy
from cast import EVENT


def reads(rana, book="deniz"):
    rana.tap("calls", book=book)
    rana.tap("readings", book=book)


def test_a_pause_says_how_long_the_place_is_kept_and_ends_being_offered(leyla, baku, clock):
    card = leyla.card("deniz")
    for _ in range(2):
        assert "Your place is kept for 20 minutes." in fussy.text(leyla.main(card))
        assert leyla.post(f"{card}/pause").status_code == 303
        assert "Your place is kept like this until about:" in fussy.text(leyla.main(card))
        leyla.post(f"{card}/return")
    assert "This card cannot be paused again." in fussy.text(leyla.main(card))
    before = baku.checksum()
    answer = leyla.post(f"{card}/pause")
    assert answer.status_code == 409
    assert fussy.alerts(answer) == ["This card cannot be paused again."]
    assert baku.checksum() == before


def test_a_long_pause_says_that_the_place_moves_back(leyla, clock):
    card = leyla.card("deniz")
    leyla.post(f"{card}/pause")
    clock.shift(20 * 60)
    said = "The pause has grown long: your place moves back until you return."
    assert said in fussy.text(leyla.main(card))


def test_more_time_is_asked_for_by_the_reader(leyla, rana, baku):
    card = leyla.card("deniz")
    reads(rana)
    assert leyla.post(f"{card}/more").status_code == 303
    assert "You have asked for more time." in fussy.text(leyla.main(card))
    assert f"{card}/more" not in leyla.get(card).text
    assert [c.more_reader for c in baku.floor().cards.values()] == [True]


def test_more_time_is_never_asked_for_at_somebody_elses_reading(leyla, murad, rana, baku):
    card = leyla.card("deniz")
    reads(rana)
    leyla.post(f"{card}/departure")
    murad.card("deniz")
    reads(rana)
    before = baku.checksum()
    answer = leyla.post(f"{card}/more")
    assert answer.status_code == 409
    assert baku.checksum() == before


# a group that parts


def part_form(visitor, card):
    forms = list(visitor.main(f"{card}/wishes").iter("form"))
    form = next(f for f in forms if f.get("action") == f"{card}/parts")
    return {name: values[-1] for name, values in fussy.fields(form).items()}


def test_part_of_a_group_gets_a_card_of_its_own_with_a_link_and_a_code(leyla, baku):
    card = leyla.card("lala", group="2")
    sent = part_form(leyla, card)
    answer = leyla.post(f"{card}/parts", data=sent | {"size": "1"})
    assert answer.status_code == 303
    new = re.fullmatch(r"(/cards/[\w-]{22})/link\?part=1", answer.location)[1]
    assert new != card
    main = leyla.main(answer.location)
    assert "A card for the others of your group" in fussy.text(main)
    assert len(list(main.iter("svg"))) == 1
    assert [a.get("href") for a in main.iter("a")] == [card]
    groups = [c.group for c in baku.floor().cards.values()]
    assert groups == [1, 1]
    # The new card is nobody's browser's: it opens by its link alone.
    assert baku.rows("SELECT count(*) FROM card WHERE reader_hash IS NULL") == [(1,)]
    assert fussy.text(baku.reader().main(new))


def test_a_second_tap_of_the_same_form_makes_no_third_card(leyla, baku):
    card = leyla.card("rafiga", group="3")
    sent = part_form(leyla, card) | {"size": "1"}
    places = {leyla.post(f"{card}/parts", data=sent).location for _ in range(2)}
    assert len(places) == 1
    assert sorted(c.group for c in baku.floor().cards.values()) == [1, 2]


@pytest.mark.parametrize("size", ["0", "2", "-1", "²", "9" * 5000, ""])
def test_nobody_is_left_without_a_card_when_a_group_parts(leyla, baku, size):
    card = leyla.card("lala", group="2")
    before = baku.checksum()
    answer = leyla.post(f"{card}/parts", data={"part": "x", "size": size})
    assert answer.status_code == 422
    said = "Only a group can be split, and one person stays on each card."
    assert fussy.alerts(answer) == [said]
    assert baku.checksum() == before


def test_a_form_cannot_name_somebody_elses_card(leyla, murad, baku):
    other = murad.card("lala")
    [id] = [c.id for c in baku.floor().cards.values()]
    card = leyla.card("lala", group="2")
    place = leyla.post(f"{card}/parts", data={"part": id.hex, "size": "1"}).location
    assert not place.startswith(other)
    assert baku.count("card") == 3


def test_one_person_alone_is_offered_no_parting(leyla):
    card = leyla.card("lala")
    assert f"{card}/parts" not in leyla.get(f"{card}/wishes").text


# readings had before


def test_who_has_read_twice_is_thanked_and_gets_no_third_card(leyla, murad, rana, baku):
    for earlier in range(2):
        card = leyla.card("deniz")
        assert [c.earlier for c in baku.floor().cards.values()] == [earlier]
        reads(rana)
        leyla.post(f"{card}/departure")
    before = baku.checksum()
    answer = leyla.take("deniz")
    assert answer.status_code == 422
    assert fussy.alerts(answer) == [
        "You have read as many books as one reader may today. Thank you for reading."
    ]
    assert baku.checksum() == before
    murad.card("deniz")


def test_leaving_is_no_reading(leyla, baku):
    leyla.post(f"{leyla.card('deniz')}/departure")
    leyla.card("deniz")
    assert [c.earlier for c in baku.floor().cards.values()] == [0]


# the language of the reading


@pytest.fixture
def interpreted(baku):
    """One interpreter, between two languages of whom one is not Lala's."""
    baku.change(
        "INSERT INTO interpreter (event_id, code, name, languages, unrested, gone)"
        " SELECT id, 'one', 'Nil', ?, 0, 0 FROM event WHERE code = 'autumn'",
        json.dumps(["az", "kk"]),
    )
    return baku


def selects(main):
    return [e for e in main.iter("select") if e.get("name") == "talk"]


def test_without_interpreters_nobody_is_asked_for_a_language(leyla, baku):
    assert selects(leyla.main(f"/events/{EVENT}/books/lala")) == []
    card = leyla.card("lala", talk="kk")
    assert selects(leyla.main(f"{card}/wishes")) == []
    assert [c.talk for c in baku.floor().cards.values()] == [None]


def test_a_reader_says_which_language_is_needed(leyla, interpreted):
    [asked] = selects(leyla.main(f"/events/{EVENT}/books/lala"))
    assert [o.get("value") for o in asked.iter("option")] == ["", "az", "kk"]
    card = leyla.card("lala", talk="kk")
    assert [c.talk for c in interpreted.floor().cards.values()] == ["kk"]
    [asked] = selects(leyla.main(f"{card}/wishes"))
    chosen = [o.get("value") for o in asked.iter("option") if o.get("selected") is not None]
    assert chosen == ["kk"]
    leyla.post(f"{card}/wishes", data={"wish": "lala", "group": "1", "talk": ""})
    assert [c.talk for c in interpreted.floor().cards.values()] == [None]


def test_a_form_that_did_not_ask_leaves_the_language_as_it_was(leyla, interpreted):
    card = leyla.card("lala", talk="kk")
    leyla.post(f"{card}/wishes", data={"wish": "lala", "group": "1"})
    assert [c.talk for c in interpreted.floor().cards.values()] == ["kk"]


@pytest.mark.parametrize("odd", ["xx", "\x00", "kk ", "9" * 500, "<b>"])
def test_a_language_that_nobody_offers_asks_for_none(leyla, interpreted, odd):
    leyla.card("lala", talk=odd)
    assert [c.talk for c in interpreted.floor().cards.values()] == [None]


def test_a_reading_with_an_interpreter_is_begun_at_the_desk(leyla, rana, interpreted):
    leyla.card("lala", talk="kk")
    assert rana.tap("calls", book="lala").status_code == 303
    assert [c.interpreter for c in interpreted.floor().cards.values()] == ["one"]


def test_the_desk_asks_for_the_language_too(rana, interpreted):
    [asked] = selects(rana.main(f"/desk/{EVENT}/cards"))
    assert [o.get("value") for o in asked.iter("option")] == ["", "az", "kk"]
    assert rana.tap("cards", wish="lala", group="1", talk="kk").status_code == 303
    assert [c.talk for c in interpreted.floor().cards.values()] == ["kk"]
