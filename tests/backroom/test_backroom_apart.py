"""A book's link: one library's, one book's, and no longer than the desk wants it."""

import re
import secrets

import pytest

import fussy
from cast import EVENT

NOUNS = ["breaks", "returns", "visits", "extensions", "limits", "faces"]
NOUNS += ["refusals", "languages", "departure"]


def link(desk, book="deniz"):
    desk.tap("backrooms", book=book)
    shown = desk.get(f"/desk/{EVENT}/backrooms/{book}")
    return re.search(r"/backroom/[\w-]{22}(?=\")", shown.text)[0]


@pytest.mark.parametrize("part", ["", "/live"])
def test_a_link_of_one_library_does_not_exist_at_the_other(rana, dana, murad, aigul, part):
    here, there = link(rana), link(dana)
    assert here != there
    assert aigul.get(here + part).status_code == 404
    assert murad.get(there + part).status_code == 404
    assert aigul.get(there).status_code == murad.get(here).status_code == 200


@pytest.mark.parametrize("noun", NOUNS)
def test_nothing_can_be_done_at_one_library_with_a_link_of_the_other(
    rana, dana, aigul, baku, nu, noun
):
    here = link(rana)
    link(dana)
    before = baku.checksum(), nu.checksum()
    assert aigul.post(f"{here}/{noun}", data={"over": "1"}).status_code == 404
    assert (baku.checksum(), nu.checksum()) == before


def test_a_thousand_guesses_open_nothing(rana, stage, baku):
    link(rana)
    client = stage.app.test_client()
    answers = {
        client.get(f"/backroom/{secrets.token_urlsafe(16)}", base_url=baku.origin).status_code
        for _ in range(200)
    }
    assert answers == {404}


def test_equal_seeds_give_different_links(baku, nu):
    from uuid import UUID

    from humanshelf.access.secrets import backroom_token

    made = set()
    for house in (baku, nu):
        with house.inside():
            made |= {backroom_token(UUID(int=1), book, b"0" * 16) for book in ("deniz", "lala")}
    assert len(made) == 4


def test_a_new_link_stops_the_old_one_of_this_book_alone(rana, murad, baku):
    old, other = link(rana), link(rana, "lala")
    new = link(rana)
    assert [murad.get(path).status_code for path in (old, other, new)] == [404, 200, 200]
    assert baku.count("backroom") == 2


def test_only_hashes_and_seeds_are_stored(rana, baku):
    token = link(rana).rpartition("/")[2]
    assert token not in repr(baku.rows("SELECT * FROM backroom"))


def test_the_desk_lists_its_books_and_shows_no_link_on_the_list(rana):
    link(rana)
    listed = rana.get(f"/desk/{EVENT}/backrooms").text
    assert "/backroom/" not in listed
    main = fussy.text(fussy.main(listed))
    assert "Show the link" in main
    assert "Make the link" in main


def test_a_link_is_made_for_a_book_of_the_shelf_by_staff_with_a_token(rana, leyla, baku):
    assert rana.tap("backrooms", book="nobody").status_code == 409
    assert rana.get(f"/desk/{EVENT}/backrooms/deniz").status_code == 404
    assert rana.tap("backrooms", book="deniz", csrf_token="x").status_code in (400, 403)
    assert leyla.post(f"/desk/{EVENT}/backrooms", data={"book": "deniz"}).status_code == 303
    assert baku.count("backroom") == 0
