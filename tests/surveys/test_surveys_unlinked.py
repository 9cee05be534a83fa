"""Two hundred sheets, and no way from one of them to its card. With controls that are caught."""

import random
from datetime import timedelta
from hashlib import sha256
from secrets import token_bytes, token_urlsafe
from types import SimpleNamespace
from uuid import UUID

import pytest
from joining import correlation, orders, strongest
from sheets import BASELINE, Form

from cast import EVENT, NOW
from humanshelf.access import pairing
from humanshelf.access.pairing import COOKIE
from humanshelf.impact.items import Answered
from humanshelf.impact.sheets import Moment
from humanshelf.impact.voices import Source, Who
from humanshelf.libraries.forgetting import forget_everywhere
from humanshelf.records import feedback, mixing, pairs, quotes
from humanshelf.records.answers import Place, save
from humanshelf.records.events import ids_by_code
from humanshelf.records.feedback import Said
from humanshelf.records.surveys import survey
from humanshelf.tenancy.db import writing

PEOPLE, EVENINGS = 200, 3
LIMIT = 0.2
"""Two orders of 200 that have nothing to do with each other go beyond it by chance once in two
hundred times, and there are many orders. So no seed is chosen: chance differs each time, and three
evenings are looked at together. By chance alone their root mean square goes beyond it once in
forty thousand times (chi-square of three, over 3 * 199 * 0.04), while a way from sheets to cards
would be there every evening."""
FEW, SIDE_BY_SIDE = 40, 0.9
"""Of so few two random orders reach it once in billions of times."""
ANY = random.SystemRandom()


def test_two_hundred_sheets_of_an_evening_lead_to_no_card(clear_house):
    """Sheets in the order in which their cards were taken, against every order of the table."""
    house = clear_house
    found: dict[str, list[float]] = {}
    for _evening in range(EVENINGS):
        house.change("DELETE FROM sheet")
        taken = [answer(house) for _ in range(PEOPLE)]
        for order, ranks in orders(house.rows, "sheet", raw(house)).items():
            found.setdefault(order, []).append(against(taken, ranks))
    assert "rowid" not in found
    assert {"as it lies", '"id"', '"pair"', 'length("answers")', "first in the file"} <= set(found)
    assert {len(each) for each in found.values()} == {EVENINGS}
    assert {order: at for order, each in found.items() if (at := together(each)) >= LIMIT} == {}

    # the control: the same sheets in an ordinary table lie in the order of the cards at once
    lay_open(house, taken)
    ordinary = orders(house.rows, "plain", raw(house))
    assert against(taken, ordinary["rowid"]) > 0.99
    assert against(taken, ordinary["as it lies"]) > 0.99


def answer(house):
    """One sheet as a reader's browser has it saved; returns its id."""
    said = {"warmth.read": ANY.randint(0, 10), "anxiety.ease": ANY.randint(1, 5)}
    if ANY.random() < 0.5:
        said["closeness.picture"] = ANY.randint(1, 7)
    with house.inside():
        asked = {one.item.key: one.item.id for one in survey("baseline").asked}
        given = {asked[key]: Answered(step) for key, step in said.items()}
        event_id = ids_by_code()[EVENT]
        mine = pairing.pair(pairing.READER, event_id, token_urlsafe(16))
        save(Place(Moment.BASELINE, event_id), mine, list(given), given, done=True)
    return house.rows("SELECT id FROM sheet WHERE pair = ?", mine)[0][0]


def against(taken, ranks):
    return correlation([float(n) for n in range(len(taken))], [ranks[sheet] for sheet in taken])


def together(each):
    return (sum(one * one for one in each) / len(each)) ** 0.5


def lay_open(house, taken):
    """The sheets in a table that keeps its rows as they came."""
    with house.inside(), writing() as session:
        connection = session.connection()
        connection.exec_driver_sql("CREATE TABLE plain AS SELECT * FROM sheet WHERE 0")
        for sheet in taken:
            copied = "INSERT INTO plain SELECT * FROM sheet WHERE id = ?"
            connection.exec_driver_sql(copied, (sheet,))


def test_over_the_wire_no_order_of_sheets_is_one_of_cards(clear_house, clock):
    """Every order of the one table against every order of the other."""
    house = clear_house
    people = []
    for _ in range(FEW):
        clock.shift(20)
        reader = house.reader()
        card = reader.card("deniz")
        form = Form(reader.get(BASELINE).text)
        known = {row[0] for row in house.rows("SELECT id FROM sheet")}
        said = {"warmth.read": str(ANY.randint(0, 10))}
        reader.post(BASELINE, data=form.data(said, go="send", page="2"))
        reader.post(f"{card}/departure")
        (sheet,) = {row[0] for row in house.rows("SELECT id FROM sheet")} - known
        hashed = sha256(card.rpartition("/")[2].encode()).digest()
        people.append((house.rows("SELECT id FROM card WHERE token_hash = ?", hashed)[0][0], sheet))
    cards, sheets = (orders(house.rows, table, raw(house)) for table in ("card", "sheet"))
    assert "rowid" in cards and "rowid" not in sheets
    found = strongest(people, cards, sheets)
    assert found[0] < SIDE_BY_SIDE, found
    lay_open(house, [sheet for _card, sheet in people])
    ordinary = orders(house.rows, "plain", raw(house))
    assert strongest(people, cards, {"rowid": ordinary["rowid"]})[0] > 0.99


def a_code(house):
    """A reader asks for the code for the survey after a month."""
    hashed = token_bytes(16)
    with house.inside():
        pairs.give_code(ids_by_code()[EVENT], token_bytes(16), hashed)
    return hashed


def a_few_words(house):
    with house.inside():
        event_id = ids_by_code()[EVENT]
        return feedback.leave(Said(event_id, NOW.date(), Source.READER, Who.READER, "Good.", "en"))


@pytest.mark.parametrize(("table", "come"), [("follow_up", a_code), ("feedback", a_few_words)])
def test_codes_and_words_lie_in_no_order_either(clear_house, monkeypatch, table, come):
    """Few enough for one page, where they would lie as they came: see the control."""
    mixed = [come(clear_house) for _ in range(30)]
    assert clear_house.count(table) == 30
    assert abs(against(mixed, in_the_file(clear_house, mixed))) < SIDE_BY_SIDE
    clear_house.change(f"DELETE FROM {table}")
    for module in (feedback, pairs):
        monkeypatch.setattr(module, "mix", lambda *_: None)
    plain = [come(clear_house) for _ in range(30)]
    assert abs(against(plain, in_the_file(clear_house, plain))) > SIDE_BY_SIDE


def test_parted_sheets_do_not_lie_in_the_order_of_what_led_to_them(clear_house):
    """Who knows the old ids and pairs, in their order, knows nothing of the new places."""
    house = clear_house
    with house.inside():
        id, event_id = survey("baseline").asked[0].item.id, ids_by_code()[EVENT]
        for n in range(30):
            place = Place(Moment.BASELINE, event_id)
            save(place, token_bytes(16), [id], {id: Answered(n)}, done=True)
    said = "SELECT each.value FROM sheet, json_each(answers) AS each ORDER BY sheet."
    before = [[n for (n,) in house.rows(said + key)] for key in ("id", "pair")]
    forget_everywhere(house.stage.app, NOW + timedelta(days=2))
    after = dict(house.rows("SELECT each.value, sheet.id FROM sheet, json_each(answers) AS each"))
    files = raw(house)
    places = {n: files.find(id) for n, id in after.items()}
    assert len(after) == 30
    assert [abs(against(one, places)) < SIDE_BY_SIDE for one in before] == [True, True]


def in_the_file(house, ids):
    files = raw(house)
    return {id: files.find(id) for id in ids}


def test_words_of_which_a_quote_was_made_stay_its_words(baku):
    first = a_few_words(baku)
    with baku.inside():
        made = quotes.draft(first, ())
    a_few_words(baku)
    assert baku.rows("SELECT id, feedback_id FROM quote") == [(made, first)]


def test_however_many_there_are_only_neighbours_are_written_again(baku, monkeypatch):
    """Else each answer would hold up the desk, and the longer the more were sent before."""
    mixed = []
    chance = SimpleNamespace(shuffle=lambda rows: mixed.append(len(rows)))
    monkeypatch.setattr(mixing, "SystemRandom", lambda: chance)
    monkeypatch.setattr(mixing, "REACH", 3)
    for _ in range(30):
        answer(baku)
    assert mixed[0] == 1
    assert 6 <= max(mixed) <= 18, "three to each side in each of three trees"


def test_a_weak_way_that_is_there_every_evening_is_found():
    """Half of the places given by the order of coming, half by chance."""
    each = []
    for _evening in range(EVENINGS):
        ranks = {n: n + ANY.uniform(0, 2 * PEOPLE) for n in range(PEOPLE)}
        each.append(against(list(range(PEOPLE)), ranks))
    assert together(each) > LIMIT


def raw(house):
    """The store's files as they lie on the disk, without encryption here."""
    store = house.stage.app.extensions["humanshelf.tenancy"].stores.path(house.uid)
    files = sorted(path for path in store.parent.iterdir() if path.name.startswith("store.db"))
    return b"".join(path.read_bytes() for path in files)


def test_the_tool_measures_what_it_says():
    up, mixed = [1.0, 2, 3, 4, 5], [2.0, 5, 3, 1, 4]
    assert correlation(up, up) == pytest.approx(1)
    assert correlation(up, up[::-1]) == pytest.approx(-1)
    assert correlation(up, mixed) == pytest.approx(0)
    assert correlation(up, [1.0] * 5) == 0


# the store forbids what must not be there


def test_a_sheet_has_no_column_for_a_card_a_time_or_an_order(baku):
    columns = [(row[1], row[2]) for row in baku.rows("PRAGMA table_info(sheet)")]
    assert columns == [
        ("id", "BLOB"),
        ("event_id", "TEXT"),
        ("survey_id", "TEXT"),
        ("moment", "TEXT"),
        ("pair", "BLOB"),
        ("done", "INTEGER"),
        ("apart", "INTEGER"),
        ("quotable", "INTEGER"),
        ("answers", "TEXT"),
        ("texts", "TEXT"),
        ("sealed", "TEXT"),
    ]


def test_sheets_and_codes_have_no_hidden_row_number(baku):
    made = "SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '%WITHOUT ROWID%'"
    assert {name for (name,) in baku.rows(made)} >= {"sheet", "follow_up"}


# the cookies


def cookies(visitor):
    names = ("__Host-reader", f"{COOKIE}{EVENT}")
    return [visitor.get_cookie(name, domain="baku.localhost") for name in names]


def test_the_secret_is_random_apart_from_the_readers_key_and_ends_with_it(baku, leyla, murad):
    for visitor in (leyla, murad):
        visitor.card("deniz")
        visitor.get(BASELINE)
    (key, secret), (other_key, other) = cookies(leyla), cookies(murad)
    assert len({key.value, secret.value, other_key.value, other.value}) == 4
    assert {len(one.value) for one in (secret, other)} == {22}, "128 bits"
    assert (secret.expires, secret.path, secret.secure, secret.http_only, secret.same_site) == (
        key.expires, "/", True, True, "Lax",
    )  # fmt: skip


def test_no_stored_value_of_a_card_gives_a_pair(baku, leyla):
    """With the library's own key in hand: whatever is made of a card's values is not the pair."""
    card = leyla.card("deniz")
    leyla.post(BASELINE, data=Form(leyla.get(BASELINE).text).data({"warmth.read": "3"}))
    ((pair, event_id),) = baku.rows("SELECT pair, event_id FROM sheet")
    (row,) = baku.rows("SELECT * FROM card")
    key, secret = (one.value for one in cookies(leyla))
    values = [*map(str, row), *(v.hex() for v in row if isinstance(v, bytes)), key, card[7:], card]
    with baku.inside():
        for purpose in (pairing.READER, pairing.BOOK, pairing.ALONE):
            for value in values:
                assert pairing.pair(purpose, UUID(event_id), value) != pair
        assert pairing.pair(pairing.READER, UUID(event_id), secret) == pair, "the control"
    assert secret.encode() not in b"".join(v for v in row if isinstance(v, bytes))
