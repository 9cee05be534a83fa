"""Cards at the desk: for a reader without a phone, its slip, and one waiting card close up."""

from concurrent.futures import ThreadPoolExecutor

import pytest

import fussy
from cast import EVENT, HTMX, label_of

FORM = f"/desk/{EVENT}/cards"


def blank(rana):
    """The form as it stands, with one wish chosen."""
    sent = fussy.fields(fussy.every(rana.main(FORM), "form")[0])
    return sent | {"wish": ["lala", "deniz", ""]}


def test_a_reader_without_a_phone_gets_a_card_on_paper(rana, baku):
    answer = rana.post(FORM, data=blank(rana) | {"group": "1"})
    assert answer.status_code == 303
    slip = rana.main(answer.location)
    label = fussy.text(fussy.one(slip, "h1"))
    assert f"{label}" in fussy.text(rana.main(f"/desk/{EVENT}"))
    assert baku.rows("SELECT wishes, paper, reader_hash FROM card") == [
        ('["lala", "deniz"]', 1, None)
    ]
    assert fussy.one(slip, "svg", class_="qr") is not None


def test_the_code_on_the_slip_opens_the_card(rana, leyla, baku):
    from uuid import UUID

    from humanshelf.access.secrets import card_token

    slip = rana.post(FORM, data=blank(rana)).location
    with baku.inside():
        token = card_token(UUID(slip.split("/")[-2]))
    assert label_of(leyla.get(f"/cards/{token}")) == fussy.text(fussy.one(rana.main(slip), "h1"))


def test_the_same_form_sent_again_is_the_same_card(rana, baku):
    sent = blank(rana)
    slips = {rana.post(FORM, data=sent).location for _ in range(3)}
    assert len(slips) == 1
    assert baku.count("card") == 1


def test_a_double_tap_gives_one_card(rana, baku, stage):
    sent = blank(rana)
    cookie = rana.get_cookie("__Host-staff", domain="baku.localhost").value

    def tap(_number):
        desk = baku.reader()
        desk.set_cookie("__Host-staff", cookie, domain="baku.localhost", secure=True)
        return desk.post(FORM, data=sent).location

    with ThreadPoolExecutor(8) as threads:
        assert len(set(threads.map(tap, range(8)))) == 1
    assert baku.count("card") == 1


def test_the_next_form_is_another_card(rana, baku):
    assert rana.post(FORM, data=blank(rana)).location != rana.post(FORM, data=blank(rana)).location
    assert baku.count("card") == 2


@pytest.mark.parametrize(
    ("sent", "text"),
    [
        ({"wish": ["", "", ""]}, "Please choose at least one book."),
        (
            {"wish": ["lala", "lala"]},
            "The same book is chosen twice. Please choose different books.",
        ),
        (
            {"wish": ["aigerim"]},
            "This book is not on the shelf today. Please choose another one.",
        ),
        ({"group": "9" * 5000}, "A chosen book reads with at most 1 person at once."),
        ({"group": "²"}, "A chosen book reads with at most 1 person at once."),
        ({"group": "2"}, "A chosen book reads with at most 1 person at once."),
    ],
)
def test_a_card_that_cannot_be_given_at_the_desk(rana, baku, sent, text):
    form = blank(rana)
    before = baku.checksum()
    answer = rana.post(FORM, data=form | sent)
    assert (answer.status_code, fussy.alerts(answer)) == (422, [text])
    assert baku.checksum() == before


def test_a_form_whose_card_is_no_id_gives_a_card_all_the_same(rana, baku):
    answer = rana.post(FORM, data=blank(rana) | {"card": "\x00nonsense"})
    assert answer.status_code == 303
    assert rana.get(answer.location).status_code == 200


@pytest.fixture
def close_up(rana, leyla):
    leyla.card("deniz", "lala")
    links = [a.get("href") for a in rana.main(f"/desk/{EVENT}").iter("a")]
    return next(link for link in links if link.startswith(f"{FORM}/"))


def tap_on(rana, path, noun, **more):
    form = next(f for f in rana.main(path).iter("form") if f.get("action").endswith(noun))
    return rana.post(form.get("action"), data=fussy.fields(form) | more)


def test_a_waiting_card_close_up(rana, close_up, baku):
    page = rana.main(close_up)
    calls = [f for f in page.iter("form") if f.get("action").endswith("/calls")]
    assert [fussy.fields(f)["book"] for f in calls] == [["lala"], ["deniz"]]

    tap_on(rana, close_up, "/calls")

    assert baku.rows("SELECT stage, book FROM card") == [("called", "lala")]


def test_a_card_on_paper_pauses_returns_and_leaves_at_the_desk(rana, close_up, baku):
    for noun, stage in (("/pauses", "paused"), ("/pauses", "waiting"), ("/departures", "left")):
        assert tap_on(rana, close_up, noun).status_code == 303
        assert baku.rows("SELECT stage FROM card") == [(stage,)]
    assert rana.get(close_up).status_code == 200


def test_a_card_called_meanwhile_is_not_called_to_another_table(rana, close_up, baku):
    card = close_up.rpartition("/")[2]
    rana.tap("calls", book="deniz", card=card)
    answer = rana.tap("calls", book="lala", card=card, headers=HTMX)
    assert answer.status_code == 409
    assert "is called already. Table: 6." in fussy.alerts(answer)[0]
    assert baku.rows("SELECT book FROM card") == [("deniz",)]


@pytest.mark.parametrize("id", ["x", "0" * 32, "%00", "²" * 32, "{" + "0" * 32 + "}"])
def test_a_card_that_is_not_there(rana, id):
    assert rana.get(f"{FORM}/{id}").status_code == 404
    assert rana.get(f"{FORM}/{id}/slip").status_code == 404


def test_a_card_of_one_event_is_not_at_the_desk_of_another(rana, close_up):
    assert rana.get(close_up.replace(EVENT, "winter")).status_code == 404
