"""Paper: a sheet of the floor to print, and what was written on it, entered in one go."""

import pytest

import fussy
from cast import EVENT, label_of, later
from humanshelf.records.ledger import checked

SHEET, PAPER = f"/desk/{EVENT}/sheet", f"/desk/{EVENT}/paper"
WHEN = "Please give the time of day, after the last step and not later than now."
WHAT = "Please choose what happened at this time."


@pytest.fixture
def hall(rana, leyla, murad, clock):
    """Deniz is being read, Lala has called the second card; three quarters of an hour go by."""
    cards = [leyla.card("deniz"), murad.card("lala", "deniz")]
    for noun, book in (("calls", "deniz"), ("readings", "deniz"), ("calls", "lala")):
        assert rana.tap(noun, book=book).status_code == 303
    clock.move_to(later(45))
    return cards


def enter(person, **lines):
    """Send the form with these lines, in the words of its fields, as it is drawn."""
    page = person.get(PAPER).text
    form = {
        field.get("name"): field.get("value")
        for field in fussy.every(fussy.main(page), "input", type="hidden")
    }
    return person.post(PAPER, data=form | lines)


def line(book, number=0, **said):
    return {f"{kind}-{book}-{number}": value for kind, value in said.items()}


def stages(house):
    return sorted(house.rows("SELECT stage, book, due IS NULL FROM card"))


def refused(answer):
    """The refusals that the page shows: the one above, and the one at the line."""
    return [fussy.text(p) for p in fussy.every(fussy.main(answer.text), "p", role="alert")]


def id_of(house, stage="waiting"):
    """The id of the card at this stage, as a form sends it."""
    (row,) = house.rows("SELECT id FROM card WHERE stage = ?", stage)
    return row[0] if isinstance(row[0], str) else row[0].hex()


# the sheet


def test_the_sheet_shows_who_is_at_which_table_and_when_it_was_printed(rana, leyla, murad, hall):
    sheet = rana.main(SHEET)
    tables = fussy.text(fussy.every(sheet, "table")[0])
    assert label_of(leyla.get(hall[0])) in tables
    assert label_of(murad.get(hall[1])) in tables
    assert "18:48" in fussy.text(sheet)


def test_waiting_cards_stand_on_the_sheet_with_their_tables_and_blank_lines(rana, leyla):
    label = label_of(leyla.get(leyla.card("deniz", "lala")))
    queue = fussy.every(rana.main(SHEET), "table")[1]
    lines = [fussy.text(row) for row in fussy.every(queue, "tr")]
    assert len([text for text in lines if label in text]) == 1
    assert len([text for text in lines if "a blank line" in text]) == 6


def test_the_desk_leads_to_both(rana):
    links = [a.get("href") for a in fussy.every(rana.main(f"/desk/{EVENT}"), "a")]
    assert {SHEET, PAPER} <= set(links)


# entering


def test_what_happened_is_entered_in_the_order_of_its_times(rana, baku, hall):
    lines = (
        line("deniz", 0, what="new", time="18:35")
        | line("deniz", 1, what="ended", time="18:33")
        | line("lala", 0, what=id_of(baku, "called"), time="18:10")
        | line("lala", 1, what="ended", time="18:42")
        | {"book-card0": "kamran", "group-card0": "2", "time-card0": "18:20"}
    )
    answer = enter(rana, **lines)
    assert (answer.status_code, answer.location) == (303, f"/desk/{EVENT}")
    steps = baku.rows("SELECT verb, actor FROM step ORDER BY number")[5:]
    assert steps == [
        *(("start", "desk"), ("take", "desk"), ("return", "desk")),
        *(("take", "desk"), ("call", "desk"), ("start", "desk"), ("return", "desk")),
    ]
    assert stages(baku) == [
        ("reading", "deniz", 0),
        ("returned", "deniz", 0),
        ("returned", "lala", 0),
        ("waiting", None, 1),
    ]
    with baku.inside():
        assert checked(EVENT, later(60)) == (12, [])


def test_a_waiting_card_sits_down_and_one_that_did_not_come_is_set_aside(rana, baku, hall):
    reader = baku.reader()
    reader.card("timur")
    id = id_of(baku)
    answer = enter(
        rana,
        **line("lala", what="missed", time="18:48"),
        **line("timur", what=id, time="18:48"),
    )
    assert answer.status_code == 303
    assert [row[:2] for row in stages(baku)] == [
        ("aside", None),
        ("reading", "deniz"),
        ("reading", "timur"),
    ]


def test_the_minute_of_the_last_step_counts_as_after_it(rana, baku, hall):
    assert enter(rana, **line("deniz", what="ended", time="18:03")).status_code == 303


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"what": "ended", "time": "18:02"}, WHEN),
        ({"what": "ended", "time": "18:49"}, WHEN),
        ({"what": "ended", "time": ""}, WHEN),
        ({"what": "ended", "time": "25:00"}, WHEN),
        ({"what": "ended", "time": "18:6²"}, WHEN),
        ({"what": "ended", "time": "9" * 5000}, WHEN),
        ({"what": "", "time": "18:20"}, WHAT),
        ({"what": "missed", "time": "18:20"}, "Nobody is called to this table any more. "
                                              "The page has been refreshed."),
        ({"what": "new", "time": "18:20"}, "This book has a card already: {label}. "
                                           "Nothing was changed here."),
        ({"what": "0" * 32, "time": "18:20"}, "This card is closed."),
        ({"what": "rubbish", "time": "18:20"}, "Something went wrong. Please try again."),
    ],
)  # fmt: skip
def test_a_line_that_cannot_be_is_refused_at_its_row_and_nothing_is_entered(
    rana, leyla, baku, hall, said, words
):
    before = baku.checksum(without="staff_session")
    good = {"book-card0": "kamran", "time-card0": "18:10"}
    answer = enter(rana, **good, **line("deniz", **said))
    assert answer.status_code == 422
    label = label_of(leyla.get(hall[0]))
    assert refused(answer)[1:] == [words.format(label=label)]
    assert baku.checksum(without="staff_session") == before
    main = fussy.main(answer.text)
    assert fussy.one(main, "input", name="time-card0").get("value") == "18:10"


def test_sent_twice_a_new_card_is_given_once(rana, baku, hall):
    page = fussy.main(rana.get(PAPER).text)
    form = {f.get("name"): f.get("value") for f in fussy.every(page, "input", type="hidden")}
    form |= {"book-card0": "kamran", "time-card0": "18:10"}
    for _ in range(2):
        assert rana.post(PAPER, data=form).status_code == 303
    assert baku.count("card") == 3


def test_an_empty_form_changes_nothing(rana, baku, hall):
    before = baku.checksum(without="staff_session")
    assert enter(rana).status_code == 303
    assert baku.checksum(without="staff_session") == before


def test_past_midnight_the_evening_before_is_meant(rana, baku, hall, clock):
    clock.move_to(later(45 + 6 * 60))
    assert enter(rana, **line("deniz", what="ended", time="23:30")).status_code == 303
    steps = baku.floor().steps
    assert steps[-1].at == later(0).replace(hour=19, minute=30, second=0, microsecond=0)
