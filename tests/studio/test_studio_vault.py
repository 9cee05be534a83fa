"""The vault: sealed by many, opened by a coordinator's words, for ten minutes, in one browser."""

import re
from datetime import timedelta
from urllib.parse import unquote

import pytest

import fussy
from cast import NOW, STAFF
from humanshelf.access import vault as door
from sealing import (
    OTHERS,
    PERSON,
    VAULT,
    WORDS,
    again,
    code_on,
    confirm,
    is_open,
    open_it,
    read,
    seal,
    second,
    send,
    set_up,
    shown,
)

CONTACT = "/studio/books/deniz/contact"
MASKED = ["A•••• •••••••va", "+994 •• ••• •• 12a••••@••••.az", "S••••• •• •••••, •••••r 7"]
WHOLE = [PERSON["name"], "+994 50 123 45 12aygun@mail.az", PERSON["consent"]]


@pytest.fixture
def code(samir):
    """The recovery code of Baku's vault, which is ready and holds one entry."""
    code = set_up(samir)
    seal(samir)
    return code


def sealed(house):
    return house.rows("SELECT * FROM vault_entry")


# setting up


def test_until_it_is_set_up_nothing_can_be_sealed_and_the_page_says_so(baku, samir):
    editor = baku.staff("editor")
    assert "a coordinator has to set it up first" in fussy.text(editor.main(CONTACT))
    answer = send(editor, CONTACT, **PERSON)
    assert answer.status_code == 409
    assert "a coordinator has to set it up first" in fussy.text(fussy.main(answer.text))
    assert sealed(baku) == []
    assert [(a.get("href")) for a in fussy.every(samir.main(CONTACT), "a")].count(VAULT) == 1


def test_it_is_ready_once_a_part_of_the_recovery_code_was_typed(baku, samir):
    code = code_on(send(samir, VAULT, seen="", passphrase=WORDS, again=WORDS))
    assert re.fullmatch(r"([a-z2-9]{5}-){5}[a-z2-9]{5}", code)
    assert code.split("-")[0] not in samir.get(VAULT).text, "shown once"
    assert send(samir, CONTACT, **PERSON).status_code == 409
    wrong = send(samir, f"{VAULT}/confirmations", part="zzzzz")
    assert (wrong.status_code, len(fussy.alerts(wrong))) == (422, 1)
    assert confirm(samir, code.upper()).status_code == 303
    assert confirm(samir, code).status_code == 303, "a second tap"
    seal(samir)
    assert baku.rows("SELECT ready, part_hash FROM vault_key") == [(1, None)]


@pytest.mark.parametrize(
    ("words", "other", "said"),
    [
        ("too short", "too short", "A passphrase has at least 12 signs."),
        ("", "", "A passphrase has at least 12 signs."),
        ("x" * 201, "x" * 201, "A passphrase has at least 12 signs."),
        (WORDS, WORDS + "s", "The two are not the same."),
    ],
)
def test_words_that_will_not_do(samir, baku, words, other, said):
    answer = send(samir, VAULT, seen="", passphrase=words, again=other)
    assert (answer.status_code, fussy.alerts(answer)) == (422, [said])
    assert baku.count("vault_key") == 0


def test_a_form_that_comes_twice_sets_it_up_once(samir, baku):
    code = code_on(send(samir, VAULT, seen="", passphrase=WORDS, again=WORDS))
    twice = send(samir, VAULT, seen="", passphrase=WORDS, again=WORDS)
    assert twice.status_code == 409
    assert confirm(samir, code).status_code == 303
    assert send(samir, VAULT, seen="", passphrase=OTHERS, again=OTHERS).status_code == 409
    assert open_it(samir).status_code == 303


def test_a_code_that_was_not_written_down_is_begun_anew(samir, baku):
    first = code_on(send(samir, VAULT, seen="", passphrase=WORDS, again=WORDS))
    [made] = fussy.every(samir.main(VAULT), "input", name="seen")
    second = code_on(send(samir, VAULT, seen=made.get("value"), passphrase=OTHERS, again=OTHERS))
    assert confirm(samir, first).status_code == 422
    assert confirm(samir, second).status_code == 303
    assert open_it(samir).status_code == 422
    assert open_it(samir, OTHERS).status_code == 303


# sealing and reading


def test_who_prepares_books_seals_and_cannot_read(baku, samir, code):
    editor = baku.staff("editor")
    before = sealed(baku)
    seal(editor, contact="+994 55 000 00 77")
    assert sealed(baku)[0][4] == before[0][4], "the name stays as it was"
    assert sealed(baku)[0][5] != before[0][5]
    assert shown(editor.get(CONTACT)) == ["sealed"] * 3
    assert read(editor).status_code == 403
    open_it(samir)
    assert "+994 55 000 00 77" in shown(read(samir))


def test_an_entry_is_shown_masked_first_and_each_full_reading_counts(baku, samir, code):
    assert shown(samir.get(CONTACT)) == ["sealed"] * 3
    refused = read(samir)
    assert (refused.status_code, shown(refused)) == (409, ["sealed"] * 3)
    assert open_it(samir).status_code == 303
    assert shown(samir.get(CONTACT)) == MASKED
    assert baku.rows("SELECT readings FROM vault_entry") == [(0,)]
    assert shown(read(samir)) == WHOLE
    assert shown(read(samir)) == WHOLE
    assert baku.rows("SELECT readings FROM vault_entry") == [(2,)]
    assert "Read in full 2 times." in fussy.text(samir.main(CONTACT))
    noted = baku.rows("SELECT act, subject FROM act WHERE act = 'read-contact'")
    assert noted == [("read-contact", "deniz")] * 2


def test_nothing_typed_or_too_much_is_refused_and_kept_in_the_form(baku, samir, code):
    before = sealed(baku)
    nothing = send(samir, CONTACT, name=" ", contact="")
    assert (nothing.status_code, len(fussy.alerts(nothing))) == (422, 1)
    much = send(samir, CONTACT, name="Aygün", contact="9" * 501)
    assert much.status_code == 422
    assert fussy.alerts(much) == ["This is too long: 500 signs at most."]
    [field] = fussy.every(fussy.main(much.text), "input", name="name")
    assert field.get("value") == "Aygün"
    assert sealed(baku) == before


def test_moved_to_another_book_or_another_library_it_does_not_open(baku, nu, samir, yerlan, code):
    seal(samir, "lala", name="Lalə Əliyeva", contact="050 000 00 00")
    set_up(yerlan)
    seal(yerlan)
    [(stolen, id)] = baku.rows(
        "SELECT sealed_name, id FROM vault_entry WHERE book_id = "
        "(SELECT id FROM book WHERE code = 'lala')"
    )
    deniz = "(SELECT id FROM book WHERE code = 'deniz')"
    baku.change(f"UPDATE vault_entry SET sealed_name = ? WHERE book_id = {deniz}", stolen)
    nu.change(f"UPDATE vault_entry SET sealed_name = ?, id = ? WHERE book_id = {deniz}", stolen, id)
    broken = "This was not sealed for this book, or was changed."
    for person in (samir, yerlan):
        open_it(person)
        assert shown(read(person))[0] == broken
    baku.change(f"DELETE FROM vault_entry WHERE book_id = {deniz}")
    baku.change(f"UPDATE vault_entry SET book_id = {deniz}")
    assert shown(read(samir)) == [broken] * 2, "the row itself, led to another book"


# open, and for how long


def test_it_is_open_for_ten_minutes_in_one_browser(baku, samir, code, clock):
    open_it(samir)
    other = again(baku)
    assert (is_open(samir), is_open(other)) == (True, False)
    clock.shift(timedelta(minutes=9, seconds=59))
    assert is_open(samir)
    clock.shift(timedelta(seconds=1))
    assert not is_open(samir)
    assert read(samir).status_code == 409


def cookie(person):
    return person.get_cookie("__Host-vault", domain=f"{person.house.slug}.localhost").value


def bring(person, value):
    domain = f"{person.house.slug}.localhost"
    person.set_cookie("__Host-vault", value, domain=domain, secure=True)


def test_the_cookie_opens_nothing_elsewhere(baku, nu, samir, yerlan, code):
    """Not for another coordinator, in another browser of the same one, or in another library."""
    set_up(yerlan)
    seal(yerlan)
    open_it(samir)
    value, (nigar, other) = cookie(samir), (second(baku), again(baku))
    for person in (nigar, other, yerlan):
        bring(person, value)
        assert not is_open(person)
        assert read(person).status_code == 409
    assert is_open(samir), "where it was opened it stays open"
    for worthless in ("", "x", "x" * 43, "é" * 40, value[:-4], value.swapcase()):
        bring(samir, unquote(worthless))
        assert not is_open(samir)


def test_cookie_and_row_each_alone_are_worth_nothing(baku, samir, code):
    answer = open_it(samir)
    told = answer.headers["Set-Cookie"]
    for word in ("__Host-vault=", "Secure", "HttpOnly", "SameSite=Strict", "Path=/", "Max-Age=600"):
        assert word in told
    baku.change("DELETE FROM vault_opening")
    assert not is_open(samir)


@pytest.mark.parametrize("how", ["shut", "sign-out", "lock", "role", "give up", "ended"])
def test_it_shuts_at_once_and_nothing_of_the_opening_is_left(baku, samir, code, how):
    open_it(samir)
    assert baku.count("vault_opening") == 1
    person, me = baku.rows("SELECT id FROM staff WHERE role = 'librarian'")[0][0], STAFF
    nigar = second(baku)
    if how == "shut":
        assert send(samir, f"{VAULT}/locks").status_code == 303
        assert send(samir, f"{VAULT}/locks").status_code == 303
    elif how == "sign-out":
        assert send(samir, "/sign-out").status_code == 303
    elif how == "lock":
        assert send(samir, "/lock").status_code == 303
    elif how == "role":
        path = f"/studio/team/{me['coordinator'].hex}/roles"
        assert send(nigar, path, role="editor", was="coordinator").status_code == 200
        assert baku.rows("SELECT count(*) FROM vault_wrap WHERE staff_id IS NOT NULL") == [(0,)]
    elif how == "give up":
        assert send(samir, f"{VAULT}/removals").status_code == 303
    else:
        assert send(nigar, f"/studio/team/{me['coordinator'].hex}/ends").status_code == 200
    assert person and baku.count("vault_opening") == 0


def test_a_second_factor_of_a_moment_ago_comes_first(samir, baku, code, clock):
    clock.shift(timedelta(minutes=11))
    for path, fields in (
        ("openings", {"passphrase": WORDS}),
        ("passphrases", {"old": WORDS, "passphrase": OTHERS, "again": OTHERS}),
        ("recoveries", {"code": code, "passphrase": OTHERS, "again": OTHERS}),
        ("exports", {}),
        ("exports/agreements", {"id": "0" * 32}),
        ("exports/files", {}),
        ("codes", {}),
    ):
        answer = send(samir, f"{VAULT}/{path}", **fields)
        assert answer.status_code == 303
        assert answer.location.startswith("/confirm?"), path
    assert baku.count("vault_opening") == baku.count("vault_asking") == 0


# wrong words


def test_wrong_words_say_the_same_and_then_have_to_wait(baku, samir, code, clock):
    nigar = second(baku)
    said = {fussy.alerts(open_it(person, "not these words"))[0] for person in (samir, nigar)}
    assert said == {"These words do not open it."}
    for _turn in range(4):
        assert open_it(samir, "not these words").status_code == 422
    for words in ("not these words", WORDS):
        answer = open_it(samir, words)
        assert answer.status_code == 429
        assert fussy.alerts(answer) == ["Too many attempts. Please wait a minute."]
    assert not is_open(samir)
    assert open_it(samir.house.staff("coordinator"), WORDS).status_code == 429, "a new session too"
    clock.shift(timedelta(seconds=61))
    assert open_it(samir).status_code == 303


def test_an_exchanged_public_key_is_noticed(baku, samir, code):
    baku.change("UPDATE vault_key SET public = ?", b"x" * 32)
    answer = open_it(samir)
    assert answer.status_code == 409
    assert fussy.alerts(answer)[0].startswith("The key in the store is not the one")
    assert baku.count("vault_opening") == 0


# passphrases of several


def test_another_passphrase_ends_the_one_before(samir, baku, code):
    new, path = {"passphrase": OTHERS, "again": OTHERS}, f"{VAULT}/passphrases"
    assert send(samir, path, old="not these words", **new).status_code == 422
    assert send(samir, path, old=WORDS, **new).status_code == 303
    assert send(samir, path, old=WORDS, **new).status_code == 422
    assert open_it(samir).status_code == 422
    assert open_it(samir, OTHERS).status_code == 303


def hand_over(samir, number=9):
    from uuid import UUID

    return send(samir, f"{VAULT}/handovers", id=UUID(int=number).hex)


def take(person, code, words=OTHERS):
    return send(person, f"{VAULT}/keys", handed=code, passphrase=words, again=words)


def test_a_colleague_gets_a_key_under_words_of_their_own(baku, samir, code, clock):
    nigar = second(baku)
    assert hand_over(samir).status_code == 409, "shut: nobody can hand over what they cannot open"
    open_it(samir)
    handed = code_on(hand_over(samir))
    assert open_it(nigar, handed).status_code == 422, "the code is no passphrase"
    assert take(nigar, "aaaaa-aaaaa-aaaaa-aaaaa").status_code == 422
    assert take(nigar, handed.upper().replace("-", " ")).status_code == 303
    assert take(nigar, handed).status_code == 409, "it works once"
    assert open_it(nigar, WORDS).status_code == 422
    assert open_it(nigar, OTHERS).status_code == 303
    assert shown(read(nigar)) == WHOLE
    assert open_it(samir).status_code == 303, "and the own one stays"
    assert hand_over(samir).status_code == 409, "who has a key keeps it"


def test_an_open_vault_alone_hands_out_no_key_no_code_and_no_file(baku, samir, code, clock):
    """Whoever finds a browser in which it was left open has not shown who they are."""
    second(baku)
    open_it(samir)
    baku.change("UPDATE vault_opening SET until = until + 600000")
    clock.shift(timedelta(minutes=11))
    assert is_open(samir)
    before = baku.rows("SELECT * FROM vault_wrap")
    for answer in (
        hand_over(samir),
        send(samir, f"{VAULT}/codes"),
        send(samir, f"{VAULT}/exports/files"),
    ):
        assert (answer.status_code, answer.location) == (303, "/confirm?next=/studio/vault")
    assert baku.rows("SELECT * FROM vault_wrap") == before


def test_a_handed_key_that_nobody_takes_is_void_after_a_day(baku, samir, code, clock):
    nigar = second(baku)
    open_it(samir)
    old = code_on(hand_over(samir))
    new = code_on(hand_over(samir))
    assert take(nigar, old).status_code == 422, "a second one ends the first"
    clock.shift(timedelta(hours=24))
    nigar = second(baku)
    assert take(nigar, new).status_code == 409


def test_who_travels_can_open_nothing_until_another_gives_the_key_back(baku, samir, code):
    nigar = second(baku)
    open_it(samir)
    take(nigar, code_on(hand_over(samir)))
    assert send(samir, f"{VAULT}/removals").status_code == 303
    assert send(samir, f"{VAULT}/removals").status_code == 303
    assert (open_it(samir).status_code, read(samir).status_code) == (422, 409)
    open_it(nigar, OTHERS)
    handed = code_on(hand_over(nigar, STAFF["coordinator"].int))
    assert take(samir, handed, WORDS).status_code == 303
    assert open_it(samir).status_code == 303


def test_only_coordinators_are_handed_a_key(baku, samir, code):
    open_it(samir)
    for number in (STAFF["librarian"].int, STAFF["coordinator"].int, 77):
        assert hand_over(samir, number).status_code == 422


# the recovery code


def recover(person, code, words=OTHERS):
    return send(person, f"{VAULT}/recoveries", code=code, passphrase=words, again=words)


def test_the_recovery_code_opens_once_and_another_takes_its_place(samir, code):
    assert recover(samir, "a" * 30).status_code == 422
    new = code_on(recover(samir, code.replace("-", "").upper()))
    assert new != code
    assert open_it(samir).status_code == 422
    assert open_it(samir, OTHERS).status_code == 303
    assert recover(samir, code).status_code == 422, "used"
    seal(samir, name="Other")
    assert confirm(samir, new).status_code == 303
    code_on(recover(samir, new, WORDS))
    assert open_it(samir).status_code == 303


def test_two_who_use_the_code_at_once_are_one(baku, samir, code, monkeypatch):
    """While the words of the second were still looked at, the first has come through."""
    true = door.private_by

    def late(words, wrap, recovery=False):
        found = true(words, wrap, recovery)
        baku.change("UPDATE vault_wrap SET id = ? WHERE staff_id IS NULL", "f" * 32)
        return found

    monkeypatch.setattr(door, "private_by", late)
    before = baku.rows("SELECT wrapped FROM vault_wrap WHERE staff_id IS NOT NULL")
    assert recover(samir, code).status_code == 409
    assert baku.rows("SELECT wrapped FROM vault_wrap WHERE staff_id IS NOT NULL") == before


def test_a_new_recovery_code_ends_the_old_one_and_needs_the_vault_open(samir, code):
    assert send(samir, f"{VAULT}/codes").status_code == 409
    open_it(samir)
    new = code_on(send(samir, f"{VAULT}/codes"))
    assert recover(samir, code).status_code == 422
    code_on(recover(samir, new))


# all of them in a file


def test_a_file_of_all_takes_two_people_and_is_taken_once(baku, samir, code, clock):
    nigar = second(baku)
    open_it(samir)
    assert send(samir, f"{VAULT}/exports/files").status_code == 409
    assert send(samir, f"{VAULT}/exports").status_code == 303
    assert send(samir, f"{VAULT}/exports").status_code == 303
    [(id,)] = baku.rows("SELECT id FROM vault_asking")
    own = send(samir, f"{VAULT}/exports/agreements", id=id)
    assert (own.status_code, fussy.alerts(own)) == (409, ["Another coordinator has to agree."])
    assert send(samir, f"{VAULT}/exports/files").status_code == 409
    for _twice in range(2):
        assert send(nigar, f"{VAULT}/exports/agreements", id=id).status_code == 303
    assert send(nigar, f"{VAULT}/exports/files").status_code == 409, "not by who agreed"
    file = send(samir, f"{VAULT}/exports/files")
    assert file.headers["Content-Disposition"] == 'attachment; filename="list.csv"'
    rows = file.data.decode("utf-8-sig")
    assert "Aygün Məmmədova" in rows and "'+994 50 123 45 12" in rows
    assert send(samir, f"{VAULT}/exports/files").status_code == 409, "once"
    assert baku.rows("SELECT readings FROM vault_entry") == [(1,)]
    noted = [act for (act,) in baku.rows("SELECT act FROM act") if act.endswith("-contacts")]
    assert sorted(noted) == ["agree-contacts", "ask-contacts", "take-contacts"]


def test_after_an_hour_nobody_asks_any_more(baku, samir, code, clock):
    send(samir, f"{VAULT}/exports")
    [(id,)] = baku.rows("SELECT id FROM vault_asking")
    clock.shift(timedelta(minutes=60))
    nigar = second(baku)
    assert send(nigar, f"{VAULT}/exports/agreements", id=id).status_code == 409
    assert send(nigar, f"{VAULT}/exports/agreements", id="").status_code == 422


def test_agreed_but_shut_gives_no_file(baku, samir, code):
    send(samir, f"{VAULT}/exports")
    [(id,)] = baku.rows("SELECT id FROM vault_asking")
    send(second(baku), f"{VAULT}/exports/agreements", id=id)
    assert send(samir, f"{VAULT}/exports/files").status_code == 409
    assert baku.count("vault_asking") == 1


# what goes


def test_an_erased_entry_is_gone_and_the_page_says_until_when_one_is_kept(baku, samir, code):
    assert f"Kept until: {(NOW + timedelta(days=180)).date()}" in fussy.text(
        samir.main("/studio/books/timur/contact")
    ) or seal(samir, "timur")
    for _twice in range(2):
        assert send(samir, f"{CONTACT}/erasures").status_code == 303
    assert "deniz" not in [
        b for (b,) in baku.rows("SELECT code FROM book JOIN vault_entry ON book_id = book.id")
    ]
    assert baku.rows("SELECT count(*) FROM erasure WHERE kind = 'vault-entry'") == [(1,)]
    assert baku.rows("SELECT count(*) FROM act WHERE act = 'erase-contact'") == [(1,)]
