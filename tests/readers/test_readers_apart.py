"""Secret links: nobody else's, nobody's guess, and of no use at the other library."""

import secrets
from xml.etree.ElementTree import tostring

import pytest

import fussy
from cast import EVENT


def test_a_thousand_guesses_open_nothing(stage, baku, leyla):
    leyla.card("deniz")
    client = stage.app.test_client()
    answers = {
        client.get(f"/cards/{secrets.token_urlsafe(16)}", base_url=baku.origin).status_code
        for _ in range(1000)
    }
    assert answers == {404}


def test_tokens_have_128_bits_and_nothing_in_common(baku):
    tokens = {baku.reader().card("deniz").rpartition("/")[2] for _ in range(5)}
    assert {len(token) for token in tokens} == {22}
    assert len({token[:4] for token in tokens}) == 5


@pytest.mark.parametrize("path", ["", "/live", "/wishes", "/link"])
def test_a_card_of_one_library_does_not_exist_at_the_other(leyla, aigul, nu, path):
    card = leyla.card("deniz")
    aigul.card("deniz")
    there = aigul.get(card + path)
    never = aigul.get(f"/cards/{'A' * 22}{path}")
    assert (there.status_code, never.status_code) == (404, 404)
    assert tostring(fussy.main(there.text)) == tostring(fussy.main(never.text))


@pytest.mark.parametrize("verb", ["pause", "return", "here", "wishes", "departure"])
def test_nothing_can_be_done_at_one_library_with_a_card_of_the_other(leyla, aigul, baku, nu, verb):
    card = leyla.card("deniz")
    aigul.card("deniz")
    before = baku.checksum(), nu.checksum()
    assert aigul.post(card + "/" + verb, data={"wish": "lala"}).status_code == 404
    assert (baku.checksum(), nu.checksum()) == before


def test_equal_ids_give_different_tokens_in_two_libraries(baku, nu):
    from uuid import UUID

    from humanshelf.access.secrets import card_token, reader_hash

    made = []
    for house in (baku, nu):
        with house.inside():
            made.append((card_token(UUID(int=1)), reader_hash("key", UUID(int=1))))
    assert made[0][0] != made[1][0]
    assert made[0][1] != made[1][1]


def test_the_shelves_of_equal_codes_stay_apart(leyla, aigul):
    names = [
        {fussy.text(b) for b in visitor.main(f"/events/{EVENT}").iter("b")}
        for visitor in (leyla, aigul)
    ]
    assert {"Nərgiz", "Aytən"} <= names[0] - names[1]
    assert len(names[1] - names[0]) >= 4


def test_a_card_at_one_library_changes_nothing_at_the_other(leyla, nu):
    before = nu.checksum()
    leyla.card("deniz")
    assert nu.checksum() == before


def test_no_title_and_no_address_tells_what_is_read(leyla):
    card = leyla.card("deniz")
    for path in ("/", f"/events/{EVENT}", f"/events/{EVENT}/books/deniz", card):
        title = fussy.text(fussy.one(fussy.parsed(leyla.get(path).text), "title"))
        assert title == "Reading list"
