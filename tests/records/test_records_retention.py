"""Forgetting on time: cards, steps and links go, from the raw files too; counts stay."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from cast import EVENT, NOW, label_of, later
from humanshelf.lending.seat import Own
from humanshelf.libraries.forgetting import forget_everywhere
from humanshelf.records.events import Event
from humanshelf.records.floors import changing, scene
from humanshelf.records.interpreters import add_interpreter
from humanshelf.records.retention import burn_event
from humanshelf.tenancy.db import writing

END = NOW.replace(hour=19, minute=30, second=0, microsecond=0)
"""When the sample event closes."""
DUE = END + timedelta(hours=12)


@pytest.fixture
def evening(baku, nu, leyla, murad, aigul, rana):
    """An evening with a reading, a no-show, a leaver and somebody who still waits."""
    labels = [label_of(visitor.get(visitor.card("deniz"))) for visitor in (leyla, murad)]
    aigul.card("deniz")
    for step in ("calls", "readings", "returns", "calls", "no-shows"):
        rana.tap(step, book="deniz")
    rana.tap("announcements", kind="late")
    baku.link("librarian", "used")
    return labels


def forget(stage, at):
    return forget_everywhere(stage.app, at)


def left(house):
    return {name: house.count(name) for name in ("card", "step", "sign_in_link")}


def test_nothing_goes_before_its_time(stage, evening, baku, nu):
    before = left(baku), left(nu)
    assert before == (
        {"card": 2, "step": 8, "sign_in_link": 1},
        {"card": 1, "step": 1, "sign_in_link": 0},
    )
    sums = baku.checksum(), nu.checksum()
    for at in (NOW, END):
        assert forget(stage, at) == 0
    assert (baku.checksum(), nu.checksum()) == sums
    assert forget(stage, DUE - timedelta(seconds=1)) == 1, "the session of who worked there"
    assert (left(baku), left(nu)) == before


def test_twelve_hours_after_the_end_it_goes(stage, evening, baku, nu):
    assert forget(stage, DUE) == 2 + 8 + 1 + 1 + 1
    assert left(baku) == {"card": 0, "step": 0, "sign_in_link": 1}
    assert left(nu) == {"card": 0, "step": 0, "sign_in_link": 0}
    assert forget(stage, DUE) == 0


def test_a_library_may_keep_them_shorter(stage, evening, baku, nu):
    baku.change("UPDATE profile SET hours_kept = 2")
    assert forget(stage, END + timedelta(hours=2)) == 2 + 8
    assert left(baku) == {"card": 0, "step": 0, "sign_in_link": 1}
    assert left(nu) == {"card": 1, "step": 1, "sign_in_link": 0}


def test_no_library_can_keep_them_longer(baku):
    with pytest.raises(IntegrityError):
        baku.change("UPDATE profile SET hours_kept = 13")
    with pytest.raises(IntegrityError):
        baku.change("UPDATE profile SET words_kept = 91")
    for days in (6, 61):
        with pytest.raises(IntegrityError):
            baku.change("UPDATE profile SET contacts_kept = ?", days)


def test_interpreters_names_and_what_a_book_declined_go_with_the_cards(stage, baku, nu, rana):
    for house in (baku, nu):
        with house.inside(), writing() as session:
            event = session.scalars(select(Event).where(Event.code == EVENT)).one()
            add_interpreter(session, event.id, "Ayla", ["az", "tr"])
    with baku.inside():
        with changing(scene(EVENT, NOW).event.id) as change:
            change.floor.decline("deniz", UUID(int=7), at=NOW)
            change.floor.ask_help("deniz", at=NOW)
    assert forget(stage, DUE) == 1 + 2 + 1 + 1
    assert (baku.count("interpreter"), nu.count("interpreter")) == (0, 0)
    own = baku.floor().seat("deniz").own
    assert own == Own(languages=own.languages)
    assert own.languages


def test_a_link_goes_when_it_has_expired(stage, baku):
    baku.link("librarian")
    assert forget(stage, NOW + timedelta(hours=24)) == 0
    assert forget(stage, NOW + timedelta(hours=24, milliseconds=1)) == 1


def test_counts_stay(stage, evening, baku):
    query = "SELECT taken, calls, no_shows, leavers, waited FROM event WHERE code = 'autumn'"
    readings = "SELECT book, readings FROM seat WHERE readings > 0"
    before = baku.rows(query), baku.rows(readings)
    assert before[0][0][:3] == (2, 2, 1)
    forget(stage, DUE)
    assert (baku.rows(query), baku.rows(readings)) == before
    assert baku.rows("SELECT phase, said FROM event WHERE code='autumn'") == [("closed", None)]


def test_the_links_do_not_open_and_the_floor_is_empty(stage, leyla, evening, baku, clock, rana):
    card = leyla.card("lala")
    clock.move_to(DUE)
    forget(stage, DUE)
    assert leyla.get(card).status_code == 404
    assert baku.floor().cards == {}
    assert baku.staff("librarian").get(f"/desk/{EVENT}").status_code == 200


def test_the_worker_lets_go_of_what_it_remembers(stage, evening, baku, leyla):
    memory = stage.app.extensions["humanshelf.tenancy"].memory[baku.uid]["floors"]
    leyla.get(f"/events/{EVENT}")
    assert memory
    forget(stage, DUE)
    assert not memory


def test_what_another_worker_forgot_early_goes_from_this_ones_memory(stage, evening, baku, leyla):
    memory = stage.app.extensions["humanshelf.tenancy"].memory[baku.uid]["floors"]
    leyla.get(f"/events/{EVENT}")
    forget(stage, NOW)
    assert memory, "the control: as long as it stands"
    connection = stage.app.extensions["humanshelf.tenancy"].stores.watch_connection(baku.uid)
    connection.execute("UPDATE event SET edition = edition + 1")
    connection.close()
    forget(stage, NOW)
    assert not memory


def test_another_event_keeps_its_cards(stage, evening, baku, leyla, rana):
    rana.tap("openings", event="winter")
    leyla.card("lala", event="winter")
    forget(stage, DUE)
    assert left(baku)["card"] == 1


def raw(stage, house):
    """Everything in the library's folder, decrypted page by page is no help: so in plain."""
    store = stage.app.extensions["humanshelf.tenancy"].stores.path(house.uid)
    return {path.name: path.read_bytes() for path in store.parent.rglob("*") if path.is_file()}


def test_a_label_is_in_no_raw_file_afterwards(clear_house, clock):
    """With its control: before, the very same search finds it."""
    house, stage = clear_house, clear_house.stage
    reader = house.reader()
    reader.card("deniz")
    ((word, number),) = house.rows("SELECT word, number FROM card")
    marker = f"{word} {number}".encode()
    token_hash = bytes.fromhex(house.rows("SELECT hex(token_hash) FROM card")[0][0])

    before = b"".join(raw(stage, house).values())
    assert marker in before, "the control: else the search proves nothing"
    assert token_hash in before

    assert forget(stage, DUE) == 2

    after = b"".join(raw(stage, house).values())
    assert marker not in after
    assert token_hash not in after
    assert raw(stage, house)["store.db-wal"] == b""


def test_while_somebody_reads_the_log_stays_and_the_next_time_it_goes(clear_house, clock):
    house, stage = clear_house, clear_house.stage
    house.reader().card("deniz")
    token_hash = bytes.fromhex(house.rows("SELECT hex(token_hash) FROM card")[0][0])
    reading = stage.app.extensions["humanshelf.tenancy"].stores.watch_connection(house.uid)
    reading.execute("BEGIN")
    reading.execute("SELECT count(*) FROM card").fetchall()

    assert forget(stage, DUE) == 2
    assert token_hash in b"".join(raw(stage, house).values()), "the control"
    stores = stage.app.extensions["humanshelf.tenancy"].stores
    with house.inside():
        assert stores.wipe(house.uid) is False
    reading.close()

    assert forget(stage, later(12 * 60 * 3)) == 0
    assert token_hash not in b"".join(raw(stage, house).values())


def test_the_encrypted_files_show_nothing_at_any_time(stage, evening, baku):
    files = b"".join(raw(stage, baku).values())
    for marker in (*evening, "deniz", "Deniz", "autumn"):
        assert marker.encode() not in files


def test_a_store_that_cannot_be_read_keeps_no_other_library_from_forgetting(
    stage, evening, nu, baku
):
    found = stage.app.extensions["humanshelf.tenancy"]
    found.stores.dispose()
    found.stores.path(baku.uid).write_bytes(b"\x00" * 8192)  # Baku comes before Nu.
    assert forget(stage, DUE) > 0
    assert left(nu) == {"card": 0, "step": 0, "sign_in_link": 0}


def test_burning_takes_the_words_and_codes_too_and_another_event_keeps_its_own(
    stage, evening, baku, nu, leyla, rana
):
    rana.tap("openings", event="winter")
    leyla.card("lala", event="winter")
    for house in (baku, nu):
        house.quote(house.words("I am Zubeyda."))
    house_sums = nu.checksum()
    with baku.inside(), writing() as session:
        event = session.scalars(select(Event).where(Event.code == EVENT)).one()
        assert burn_event(session, event) == 2 + 8 + 1
    assert left(baku) == {"card": 1, "step": 2, "sign_in_link": 1}
    assert baku.rows("SELECT text, about FROM feedback") == [("", None)]
    assert baku.rows("SELECT taken, calls FROM event WHERE code = 'autumn'") == [(2, 2)]
    assert nu.checksum() == house_sums
