"""A book's own page: what it shows, what it may do, and what is seen of it elsewhere."""

import re

import pytest

import fussy
from cast import EVENT, HTMX, label_of, later


@pytest.fixture
def hers(rana, baku):
    """The path of Deniz's own page."""
    return link(rana, "deniz")


def link(desk, book):
    made = desk.tap("backrooms", book=book)
    assert made.status_code == 303
    assert made.location == f"/desk/{EVENT}/backrooms/{book}"
    return re.search(r"/backroom/[\w-]{22}(?=\")", desk.get(made.location).text)[0]


def seat(rana, book="deniz"):
    rana.tap("calls", book=book)
    rana.tap("readings", book=book)


def text(visitor, path):
    return fussy.text(visitor.main(path))


def test_a_free_book_sees_that_it_is_free_and_who_comes(hers, murad, leyla):
    card = leyla.card("deniz", group="1")
    shown = text(murad, hers)
    assert "Free now" in shown
    assert "No readings yet today" in shown
    assert label_of(leyla.get(card)) in shown


def test_a_reading_shows_its_minutes_and_its_end(hers, rana, murad, leyla):
    leyla.card("deniz")
    seat(rana)
    shown = text(murad, hers)
    assert "Reading now" in shown
    assert "Ends at about 18:33" in shown


def test_a_break_is_asked_for_and_taken_back_without_scripts(hers, rana, murad, leyla, baku):
    leyla.card("deniz")
    seat(rana)
    answer = murad.post(hers + "/breaks")
    assert (answer.status_code, answer.location) == (303, hers)
    assert baku.floor().seat("deniz").rest_wanted
    murad.post(hers + "/breaks")
    assert not baku.floor().seat("deniz").rest_wanted


def test_a_free_book_rests_at_once_and_comes_back(hers, murad, baku):
    murad.post(hers + "/breaks")
    assert baku.floor().seat("deniz").resting
    murad.post(hers + "/breaks", data={"over": "1"})
    assert not baku.floor().seat("deniz").resting


def test_the_book_ends_a_reading_and_says_how_it_felt_once(hers, rana, murad, leyla, baku):
    leyla.card("deniz")
    seat(rana)
    assert "How was the last reading?" not in text(murad, hers)
    murad.post(hers + "/returns")
    assert "How was the last reading?" in text(murad, hers)
    for _tap in range(2):
        murad.post(hers + "/faces", data={"face": "heavy"})
    assert "How was the last reading?" not in text(murad, hers)
    deniz = baku.floor().seat("deniz")
    assert (deniz.own.faces, deniz.resting) == ((0, 0, 1), True)


def test_asking_for_a_librarian_changes_nothing_on_the_page(hers, murad, baku):
    before = murad.get(hers, headers=HTMX).text
    after = murad.post(hers + "/visits", headers=HTMX).text
    still = re.sub(r'data-revision="\d+"', "", after)
    assert still == re.sub(r'data-revision="\d+"', "", before)
    assert baku.floor().seat("deniz").own.help is not None


def test_more_time_needs_both(hers, rana, murad, leyla, baku):
    leyla.card("deniz")
    seat(rana)
    for sent, meant in (("1", True), ("0", False)):
        murad.post(hers + "/extensions", data={"yes": sent})
        assert baku.floor().seated["deniz"].more_book is meant
    assert not baku.floor().seated["deniz"].extended


def test_one_more_none_and_as_many_as_come(hers, murad, baku):
    for sent, limit in (("1", 1), ("0", 0), ("", None)):
        murad.post(hers + "/limits", data={"more": sent})
        assert baku.floor().seat("deniz").own.limit == limit


def test_the_book_leaves_at_a_time_of_the_librarys_clock(hers, murad, baku):
    murad.post(hers + "/departure", data={"at": "19:30"})
    leaves = baku.floor().seat("deniz").own.leaves
    assert leaves.replace(tzinfo=None).isoformat() == "2026-10-17T15:30:00"
    murad.post(hers + "/departure", data={"at": ""})
    assert baku.floor().seat("deniz").own.leaves is None


@pytest.mark.parametrize("sent", ["17:00", "never", "19:30+09:00"])
def test_a_time_that_is_past_or_none_is_refused_in_words(hers, murad, baku, sent):
    answer = murad.post(hers + "/departure", data={"at": sent})
    assert answer.status_code == 409
    assert "Please give a time later today." in fussy.text(fussy.main(answer.text))
    assert baku.floor().seat("deniz").own.leaves is None


def test_the_book_speaks_what_it_chooses_and_at_least_one(hers, murad, baku):
    spoken = baku.floor().seat("deniz").own.languages
    murad.post(hers + "/languages", data={"talk": [spoken[0], "xx"]})
    assert baku.floor().seat("deniz").own.languages == spoken[:1]
    assert murad.post(hers + "/languages", data={"talk": ["xx"]}).status_code == 409
    assert baku.floor().seat("deniz").own.languages == spoken[:1]


def test_a_declined_card_is_not_called_and_its_reader_sees_no_difference(
    hers, rana, murad, leyla, baku
):
    card = leyla.card("deniz", "lala")
    id = next(iter(baku.floor().cards)).hex
    label = label_of(leyla.get(card))
    murad.post(hers + "/refusals", data={"card": id})
    assert "Read with it after all" in text(murad, hers)
    page = leyla.get(card).text
    assert all(word not in page.lower() for word in ("declin", "refus"))
    assert label_of(leyla.get(card)) == label
    assert "in the queue" in text(leyla, card) or "almost your turn" in text(leyla, card)
    assert rana.tap("calls", book="deniz", card=id).status_code == 409
    murad.post(hers + "/refusals", data={"card": id, "over": "1"})
    assert rana.tap("calls", book="deniz", card=id).status_code == 303


@pytest.mark.parametrize(
    ("noun", "sent"),
    [
        ("returns", {}),
        ("extensions", {"yes": "1"}),
        ("breaks", {"over": "1"}),
        ("faces", {"face": "angry"}),
        ("refusals", {"card": "x"}),
        ("refusals", {"card": "0" * 32}),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence_in_place(hers, murad, baku, noun, sent):
    before = baku.checksum()
    answer = murad.post(f"{hers}/{noun}", data=sent)
    assert answer.status_code == 409
    assert fussy.one(fussy.main(answer.text), "p", role="alert") is not None
    assert baku.checksum() == before


def test_the_page_says_nothing_in_its_title(hers, murad):
    assert "<title>Reading list</title>" in murad.get(hers).text


def test_the_page_ends_with_the_cards(hers, murad, clock, baku):
    closes = baku.floor().closes
    clock.move_to(closes + (later(12 * 60) - later(0)))
    assert murad.get(hers).status_code == 404
    from humanshelf.records.retention import forget

    with baku.inside():
        from humanshelf.pages.clock import now

        forget(now())
    assert baku.count("backroom") == 0
