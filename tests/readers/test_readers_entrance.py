"""Who may come in: the code on site, private events by invitation, and a queue that is jammed."""

import re
from datetime import timedelta

import pytest

import fussy
from cast import COMING, EVENT, NOW, PAST
from humanshelf.access.secrets import card_token
from humanshelf.records.entrance_rows import SLOT, slot, slot_end
from humanshelf.records.retention import forget

SHELF, BOOK = f"/events/{EVENT}", f"/events/{EVENT}/books/deniz"
GONE = (
    "This code is not good any more. Please scan the code on the board again, or ask at the desk."
)


def takes(visitor, code, **fields):
    return visitor.take("deniz", entrance=code, **fields).status_code


def scan(visitor, code, event=EVENT):
    return visitor.get(f"/events/{event}?entrance={code}")


def come_in(visitor, token):
    return visitor.post(f"/welcome/{token}", data={})


# the code on site


def test_without_a_code_nobody_gets_a_card_however_often_they_ask(baku):
    baku.coded()
    before = baku.checksum()
    for number in range(200):
        refused = baku.reader().take("deniz", entrance=f"BOT{number:05}")
        assert refused.status_code == 422
    assert fussy.alerts(refused) == [GONE]
    assert baku.reader().take("deniz").status_code == 422
    assert baku.checksum() == before


def test_two_hundred_phones_behind_one_address_get_their_cards_while_a_bot_asks_without(baku):
    baku.change("UPDATE event SET policy = json_set(policy, '$.open_cards', 300, '$.gate', 0)")
    baku.coded()
    code, got = baku.shown(), 0
    for number in range(200):
        assert baku.reader().take("deniz", entrance="WRONGONE").status_code == 422
        phone = baku.reader()
        got += (
            phone.take("deniz", entrance=code, **{"reader": f"phone-{number}"}).status_code == 303
        )
    assert got == baku.floor().taken == 200


def test_a_bot_with_the_code_gets_no_more_cards_than_the_rules_allow(baku):
    rules = "'$.open_cards', 30, '$.gate', 0, '$.rush', 10"
    baku.change(f"UPDATE event SET policy = json_set(policy, {rules})")
    baku.coded()
    code = baku.shown()
    got = [baku.reader().take("deniz", entrance=code) for _ in range(60)]
    assert sum(answer.status_code == 303 for answer in got) == 20
    assert fussy.alerts(got[-1]) == [
        "Many cards are being taken just now. Please try again in one minute."
    ]
    refused = baku.reader().take("lala", entrance=code)
    assert refused.status_code == 422
    assert f'value="{code}"' in refused.text, "nothing of the form is lost"
    assert baku.staff("librarian").tap("cards", wish="deniz").status_code == 303


def test_with_the_protection_off_the_bots_of_these_tests_get_cards(baku, monkeypatch):
    """The negative control: what refuses them above is the code and the bucket, nothing else."""
    rules = "'$.open_cards', 300, '$.gate', 0, '$.rush', 10"
    baku.change(f"UPDATE event SET policy = json_set(policy, {rules})")
    baku.coded()
    monkeypatch.setattr("humanshelf.access.entrance.inside", lambda found: True)
    monkeypatch.setattr("humanshelf.lending.rush.Rush.take", lambda rush, policy, at: rush)
    bots = [baku.reader().take("deniz", entrance="BOT00000") for _ in range(30)]
    assert {bot.status_code for bot in bots} == {303}
    monkeypatch.setattr("humanshelf.access.entrance.guest", lambda found: True)
    baku.invitation(COMING)
    assert baku.reader().get("/events/" + COMING).status_code == 200


def test_the_board_shows_it_to_scan_and_to_type_and_no_address_keeps_it(baku, leyla):
    hall = baku.staff("librarian")
    assert "Or type this code:" not in hall.get(f"/board/{EVENT}").text
    baku.coded()
    code = baku.shown()
    board = hall.get(f"/board/{EVENT}").text
    assert f"{code[:4]} {code[4:]}" in board
    assert re.fullmatch("[A-HJ-NP-Z2-9]{8}", code)
    before = baku.checksum()

    scanned = scan(leyla, code)

    assert (scanned.status_code, scanned.location) == (303, SHELF)
    cookie = scanned.headers["Set-Cookie"]
    assert cookie.startswith(f"__Host-inside-{EVENT}=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))
    assert code not in leyla.get(SHELF).text + leyla.get(BOOK).text
    assert baku.checksum() == before, "to look writes nothing"
    assert leyla.take("deniz").status_code == 303


def test_who_asks_for_the_board_from_afar_is_not_told_the_code(baku, nu, leyla):
    baku.coded()
    nu.coded()
    code, board = baku.shown(), f"/board/{EVENT}"

    def told(visitor, path):
        answer = visitor.get(path)
        assert answer.status_code == 200
        text = next(answer.response).decode() if path.endswith("/live") else answer.text
        answer.close()
        return f"{code[:4]} {code[4:]}" in text

    hall = baku.staff("librarian")
    assert told(hall, board) and told(hall, f"{board}/live"), "the control"
    hall.post("/sign-out", data={"csrf_token": hall.token()})
    assert told(hall, board) and told(hall, f"{board}/live"), "the screen goes on"
    value = hall.get_cookie(f"__Host-screen-{EVENT}", domain="baku.localhost").value
    far, elsewhere = baku.reader(), nu.reader()
    assert not any(told(far, path) for path in (board, f"{board}/live", f"{board}?room=hall"))
    for name, wrong in (("screen", "0" * 64), ("guest", f"board.{value}")):
        far.set_cookie(f"__Host-{name}-{EVENT}", wrong, domain="baku.localhost", secure=True)
        assert not told(far, board)
    elsewhere.set_cookie(f"__Host-screen-{EVENT}", value, domain="nu.localhost", secure=True)
    assert "Or type this code:" not in elsewhere.get(board).text


def test_who_was_let_in_stays_in_and_another_event_or_library_knows_nothing_of_it(
    baku, nu, leyla, clock
):
    for house in (baku, nu):
        for event in (EVENT, COMING):
            house.coded(event)
    assert len({h.shown(e) for h in (baku, nu) for e in (EVENT, COMING)}) == 4
    scan(leyla, baku.shown())
    value = leyla.get_cookie(f"__Host-inside-{EVENT}", domain="baku.localhost").value
    clock.shift(3600)
    card = leyla.card("deniz")
    leyla.post(f"{card}/departure", data={})
    assert leyla.take("lala").status_code == 303
    stranger = nu.reader()
    assert takes(stranger, baku.shown()) == 422
    stranger.set_cookie(f"__Host-inside-{EVENT}", value, domain="nu.localhost", secure=True)
    assert takes(stranger, "") == 422
    other = baku.reader()
    other.set_cookie(f"__Host-inside-{COMING}", value, domain="baku.localhost", secure=True)
    assert "The code on the board" in other.get(BOOK).text
    assert takes(other, baku.shown(COMING)) == 422


def test_it_changes_every_ten_minutes_and_the_one_before_is_still_good(baku, clock):
    baku.coded()
    code, ends = baku.shown(), slot_end(NOW)
    clock.move_to(ends - timedelta(milliseconds=1))
    assert baku.shown() == code
    clock.move_to(ends)
    assert baku.shown() != code
    assert takes(baku.reader(), code) == 303
    clock.move_to(ends + timedelta(seconds=SLOT) - timedelta(milliseconds=1))
    assert takes(baku.reader(), code) == 303
    clock.move_to(ends + timedelta(seconds=SLOT))
    assert takes(baku.reader(), code) == 422
    assert scan(baku.reader(), code).status_code == 422


@pytest.mark.parametrize("minutes", [-10, 10])
def test_a_clock_that_jumps_ten_minutes_shuts_out_nobody_who_has_just_scanned(baku, clock, minutes):
    baku.coded()
    code = baku.shown()
    clock.shift(minutes * 60)
    assert takes(baku.reader(), code) == 303
    clock.shift(minutes * 60 * 2)
    assert takes(baku.reader(), code) == 422


def test_the_hour_that_comes_twice_has_a_code_of_its_own_each_time():
    before = NOW.replace(month=10, day=25, hour=0, minute=30)
    slots = [slot(before + timedelta(minutes=10 * n)) for n in range(13)]
    assert slots == list(range(slots[0], slots[0] + 13))


def test_it_is_typed_as_people_type_and_without_cookies_or_scripts_too(baku):
    baku.coded()
    code = baku.shown()
    phone = baku.reader()
    refused = phone.take("deniz", entrance="no", group="2", talk="ru")
    assert refused.status_code == 422
    assert fussy.alerts(refused) == [GONE]
    typed = f" {code[:4].lower()}-{code[4:].lower()} "
    bare = baku.app.test_client(use_cookies=False)
    form = {"wish": "deniz", "agree": "1", "reader": "a-phone", "entrance": typed}
    here = {"base_url": baku.origin, "headers": {"Sec-Fetch-Site": "same-origin"}}
    taken = [bare.post(f"{SHELF}/cards", data=form, **here) for _ in range(2)]
    assert [answer.status_code for answer in taken] == [303, 303]
    assert taken[0].location == taken[1].location, "a second tap finds the card"
    assert baku.floor().taken == 1


def test_a_card_in_the_hand_opens_the_door_again_when_the_pass_is_lost(baku, leyla, clock):
    baku.coded()
    card = leyla.card("deniz", entrance=baku.shown())
    leyla.delete_cookie(f"__Host-inside-{EVENT}", domain="baku.localhost")
    clock.shift(3600)
    assert leyla.take("deniz").location == card


def test_a_poster_has_a_code_that_lasts_until_it_is_renewed(baku, leyla, clock):
    baku.coded()
    rana = baku.staff("librarian")
    assert "Or type this code" not in rana.get(f"/desk/{EVENT}/prints").text
    baku.coded(printed=True)
    poster = rana.get(f"/desk/{EVENT}/prints").text
    code = re.search(r"Or type this code: <b><code>(\w{4} \w{4})</code>", poster)[1]
    clock.shift(2 * 3600)
    assert takes(leyla, code) == 303
    baku.coded(printed=True)
    assert takes(baku.reader(), code) == 422


def test_with_the_cards_go_all_secrets_and_ways_in(baku, leyla, clock):
    token = baku.invitation(EVENT)
    baku.coded(printed=True)
    code, keeper = baku.shown(), baku.reader()
    come_in(keeper, token)
    assert keeper.get(SHELF).status_code == 200
    clock.move_to(NOW + timedelta(days=1))
    with baku.inside():
        forget(NOW + timedelta(days=1))
    assert baku.rows("SELECT * FROM entrance") == baku.rows("SELECT * FROM invitation") == []
    assert keeper.get(SHELF).status_code == 404
    assert leyla.get(f"/welcome/{token}").status_code == 404
    assert takes(leyla, code) == 404


# private events


def test_a_private_event_is_to_a_stranger_as_if_it_never_was(baku, nu, leyla):
    """Every public page, before and after: not one byte of it tells."""
    token = baku.invitation(COMING)
    title = baku.rows(
        "SELECT title FROM event_text JOIN event ON id = event_id WHERE code = ?", COMING
    )[0][0]
    card = leyla.card("deniz")
    listed = ("/", "/events.ics", "/reports", "/quotes", "/stories", "/exhibition/street", card)
    for path in (*listed, SHELF, f"/events/{PAST}", f"/board/{EVENT}", "/rules", "/safety"):
        told = leyla.get(path).text
        assert COMING not in told, path
        assert title not in told, path
    nobody = [leyla.get(p.replace(COMING, "nobody")) for p in paths(COMING)]
    there = [leyla.get(p) for p in paths(COMING)]
    assert {answer.status_code for answer in there} == {404}
    for hidden, never in zip(there, nobody, strict=True):
        assert same(hidden) == same(never)
    for noun in ("cards", "shelf", "feedback"):
        assert leyla.post(f"/events/{COMING}/{noun}", data={}).status_code == 404
    assert nu.reader().get(f"/welcome/{token}").status_code == 404
    assert nu.reader().get(f"/events/{COMING}").status_code == 200


def paths(event):
    own = ("", ".ics", "/books/deniz", "/exhibition", "/feedback", "/surveys/endline")
    live = (f"/board/{event}", f"/board/{event}/live", f"/board/{event}?room=side")
    return [f"/events/{event}{rest}" for rest in own] + [*live]


def same(answer):
    """What is said, save what differs on every page: nonces, and addresses with its code."""
    told = re.sub(r'nonce="[^"]+"', "", answer.text)
    return answer.status_code, re.sub(rf"{COMING}|nobody", "", told)


def test_the_invited_see_no_place_and_no_time_until_it_is_told(baku, leyla, clock):
    token = baku.invitation(COMING)
    opens, closes = baku.rows("SELECT opens, closes FROM event WHERE code = ?", COMING)[0]
    baku.change("UPDATE event_text SET place = 'Gizli 7' WHERE place <> ''")
    baku.change("UPDATE event SET edition = edition + 1")
    door = leyla.get(f"/welcome/{token}")
    assert door.status_code == 200
    assert COMING not in door.text
    entered = come_in(leyla, token)
    assert entered.location == f"/events/{COMING}"
    assert "Max-Age=2592000" in entered.headers["Set-Cookie"], "nor does the pass tell when"

    early = leyla.get(f"/events/{COMING}")

    assert early.status_code == 200
    assert "Gizli" not in early.text
    assert "3 hours before it begins" in early.text
    begins = NOW.fromtimestamp(opens / 1000, NOW.tzinfo)
    assert f"{(begins.hour + 4) % 24:02}:{begins.minute:02}" not in fussy.text(
        fussy.main(early.text)
    )
    for path in paths(COMING)[1:]:
        assert leyla.get(path).status_code == 404, path

    clock.move_to(begins - timedelta(hours=3))

    told = leyla.get(f"/events/{COMING}")
    assert "Gizli 7" in told.text
    cookie = next(c for c in told.headers.getlist("Set-Cookie") if "__Host-guest" in c)
    assert "Max-Age" not in cookie
    assert "Gizli 7" in leyla.get(f"/events/{COMING}.ics").text
    assert leyla.get(f"/board/{COMING}").status_code == 200
    assert baku.reader().get(f"/events/{COMING}").status_code == 404


def test_an_invitation_lets_in_so_many_browsers_and_each_of_them_once(baku):
    token = baku.invitation(most=2)
    one, two, three = (baku.reader() for _ in range(3))
    for _ in range(3):
        assert come_in(one, token).status_code == 303
        one.get(f"/welcome/{token}")
    assert baku.rows("SELECT used FROM invitation") == [(1,)]
    assert come_in(two, token).status_code == 303
    assert three.get(f"/welcome/{token}").status_code == 404
    assert come_in(three, token).status_code == 404
    assert one.get(f"/welcome/{token}").status_code == 200
    assert baku.rows("SELECT used FROM invitation") == [(2,)]
    assert token not in str(baku.rows("SELECT * FROM invitation"))


def test_a_second_tap_whose_first_answer_was_lost_comes_in_and_is_not_counted(baku):
    token = baku.invitation(most=1)
    taps = [baku.reader() for _ in range(3)]  # of one phone, which has heard nothing yet
    drawn = fussy.one(fussy.parsed(taps[0].get(f"/welcome/{token}").text), "input", name="form")
    for tap in taps:
        answer = tap.post(f"/welcome/{token}", data={"form": drawn.get("value")})
        assert answer.status_code == 303
        assert tap.get(f"/events/{COMING}").status_code == 200
    assert baku.rows("SELECT used FROM invitation") == [(1,)]
    another = baku.reader()
    for form in ("", "none", "0a0b0c0d0e0f"):
        assert another.post(f"/welcome/{token}", data={"form": form}).status_code == 404
    baku.change("UPDATE invitation SET revoked = 1")
    assert taps[1].get(f"/events/{COMING}").status_code == 404
    late = another.post(f"/welcome/{token}", data={"form": drawn.get("value")})
    assert late.status_code == 404


def test_an_invitation_forgets_by_what_it_was_used_before(baku):
    token = baku.invitation()
    for number in range(9):
        sent = baku.reader().post(f"/welcome/{token}", data={"form": f"{number:08x}"})
        assert sent.status_code == 303
    (kept,) = baku.rows("SELECT lately FROM invitation")[0]
    assert [kept[at : at + 4].hex() for at in range(0, len(kept), 4)] == [
        f"{number:08x}" for number in range(1, 9)
    ]


def test_a_pass_is_made_by_nobody_else(baku, leyla):
    baku.invitation()
    (id,) = baku.rows("SELECT id FROM invitation")[0]
    for value in ("", ".", f"{id}.", f"{id}.{'0' * 64}", "ə.ə", f"{'0' * 32}.{'f' * 64}"):
        leyla.set_cookie(f"__Host-guest-{COMING}", value, domain="baku.localhost", secure=True)
        assert leyla.get(f"/events/{COMING}").status_code == 404


def test_the_desk_and_the_halls_board_go_on_and_a_card_is_an_invitation(baku):
    baku.invitation(EVENT)
    rana = baku.staff("librarian")
    assert rana.get(f"/board/{EVENT}").status_code == 200
    rana.post("/sign-out", data={"csrf_token": rana.token()})
    assert rana.get(f"/board/{EVENT}").status_code == 200, "the screen goes on"
    given = baku.staff("librarian").tap("cards", wish="deniz")
    assert given.status_code == 303
    with baku.inside():
        card = f"/cards/{card_token(next(iter(baku.floor().cards)))}"
    phone = baku.reader()
    assert phone.get(SHELF).status_code == 404
    assert phone.get(card).status_code == 200
    assert phone.get(SHELF).status_code == 200


def test_a_password_alone_or_a_locked_desk_shows_no_board_of_a_private_event(baku):
    baku.invitation(EVENT)
    link = baku.link("coordinator", "a-weak-link", strong=False)
    halfway = baku.reader()
    assert halfway.post(f"/sign-in/{link}").status_code == 303
    assert halfway.get(f"/board/{EVENT}").status_code == 404
    baku.change("UPDATE staff_session SET strong = 1")
    assert halfway.get(f"/board/{EVENT}").status_code == 200, "the control"
    other = baku.staff("librarian")
    baku.change("UPDATE staff_session SET locked = 1")
    assert other.get(f"/board/{EVENT}").status_code == 404


def test_a_private_event_has_no_report(baku):
    samir = baku.staff("coordinator")
    assert f'value="{PAST}"' in samir.get("/studio/report").text
    baku.change("UPDATE event SET invited = 1, edition = edition + 1 WHERE code = ?", PAST)
    assert f'value="{PAST}"' not in samir.get("/studio/report").text
    assert samir.get(f"/studio/report/draft?event={PAST}").status_code == 422
