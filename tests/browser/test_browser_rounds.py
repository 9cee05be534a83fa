"""A whole event in rounds, in two libraries side by side with equal codes: four phones, a book on
its own, two desks and the board. In Astana one of the phones has no scripts.
"""

from dataclasses import dataclass

import pytest
from playwright.sync_api import expect

from browsing import EVENT, SCREEN, Person, take_card
from playing import event_step, row, state, tap

BOOK = "lala"
"""Two readers sit with it in a round; the third waits."""
STROKES = "window.strokes = 0; document.addEventListener('bell', () => strokes++)"
WORDS = {
    "baku": {
        "reads": "oxuyacağınız kitab",
        "over": "Bütün turlar keçirildi",
        "shut": "bitdi",
        "timur": "Timur",
    },
    "nu": {
        "reads": "сіз оқитын кітап",
        "over": "Барлық тур өтті",
        "shut": "аяқталды",
        "timur": "Тимур",
    },
}


@dataclass
class Hall:
    words: dict[str, str]
    phones: list[Person]
    book: Person
    desks: list[Person]
    board: Person
    labels: list[str]
    plain: Person | None

    def refresh(self) -> None:
        """A phone without scripts shows what is new when its page comes again."""
        if self.plain:
            self.plain.page.reload()

    def states(self, *names: str) -> None:
        self.refresh()
        for phone, name in zip(self.phones, names, strict=True):
            state(phone, name)

    def listed(self, *labels: str) -> None:
        """The board lists exactly these calls, in whatever order."""
        calls = self.board.page.locator("#main .call b.label")
        expect(calls).to_have_count(len(labels))
        assert set(calls.all_inner_texts()) == set(labels)


def link_of_the_book(desk: Person) -> str:
    """Make the book's link at the desk, and come back to the tables."""
    desk.open(f"/desk/{EVENT}/backrooms")
    desk.page.locator(f'button[name="book"][value="{BOOK}"]').click()
    link = desk.page.locator('main a[href*="/backroom/"]').first
    found = str(link.get_attribute("href"))
    desk.open(f"/desk/{EVENT}")
    return found


def bell(hall: Hall, stroke: str, desk: int = 0) -> None:
    form = hall.desks[desk].page.locator(f'#bell form:has([name="bell"][value="{stroke}"])')
    tap(hall.desks[desk], form.locator("button"))


def chair(hall: Hall, label: str, desk: int = 0):
    return hall.desks[desk].page.locator(f"#row-{BOOK} .chair", has_text=label)


def chair_step(hall: Hall, label: str, noun: str, desk: int = 0) -> None:
    button = chair(hall, label, desk).locator(f'form[action$="/{noun}"] button').first
    if not button.is_visible():
        chair(hall, label, desk).locator("summary").click()
    tap(hall.desks[desk], button)


def cards_say_in_which_round_they_read(hall: Hall) -> None:
    hall.labels[:] = [take_card(phone, BOOK) for phone in hall.phones[:3]]
    hall.labels.append(take_card(hall.phones[3], "timur"))
    hall.states("ready", "ready", "waiting", "ready")
    card = hall.phones[2].page.locator("#main .card")
    expect(card.locator(".when dd").first).to_have_text("2")
    expect(card).to_contain_text(hall.words["reads"])


def who_wants_to_read_on_says_so(hall: Hall) -> None:
    first = hall.phones[0]
    first.page.locator('a[href$="/then"]').click()
    first.page.locator("#wish0").select_option("timur")
    first.page.locator("main button.btn-main").click()
    state(first, "ready")
    expect(first.page.locator('#main .card a[href$="/then"]')).to_be_visible()


def the_readers_of_the_first_round_are_called_at_once(hall: Hall) -> None:
    bell(hall, "gather")
    hall.states("come", "come", "waiting", "come")
    hall.listed(*(hall.labels[n] for n in (0, 1, 3)))
    for desk in range(2):
        expect(chair(hall, hall.labels[0], desk)).to_be_visible()
    expect(hall.book.page.locator("#main")).to_contain_text(hall.labels[1])


def the_chair_of_who_does_not_come_is_given_to_who_waits(hall: Hall) -> None:
    chair_step(hall, hall.labels[1], "no-shows", desk=1)
    hall.states("come", "missed", "ready", "come")
    chair_step(hall, hall.labels[2], "calls")
    hall.states("come", "missed", "come", "come")
    hall.listed(*(hall.labels[n] for n in (0, 2, 3)))


def the_bell_begins_the_round_for_all(hall: Hall) -> None:
    heard = [hall.board, hall.phones[0], hall.book]
    for somebody in heard:
        somebody.page.evaluate(STROKES)
    bell(hall, "begin", desk=1)
    hall.states("reading", "missed", "reading", "reading")
    for somebody in heard:
        somebody.page.wait_for_function("window.strokes === 1")
    expect(hall.board.page.locator(".overlay.round")).to_be_visible()
    hall.listed()
    main = hall.book.page.locator("#main")
    expect(main).to_contain_text(hall.labels[0])
    expect(main).to_contain_text(hall.labels[2])
    expect(main.locator('form[action$="/returns"]')).to_have_count(0)


def a_wrong_bell_is_taken_back(hall: Hall) -> None:
    undo = hall.desks[1].page.locator("#undo")
    before = str(undo.get_attribute("data-state"))
    bell(hall, "end")
    state(hall.phones[3], "thanks")
    # Until the news is here, the other desk's undo is that of the step before, and is refused.
    expect(undo).not_to_have_attribute("data-state", before)
    tap(hall.desks[1], undo.locator("button"))
    hall.states("reading", "missed", "reading", "reading")
    # Taking back is no stroke.
    expect(hall.board.page.locator(".bell")).to_contain_text("1/4")
    assert hall.phones[0].page.evaluate("window.strokes") == 2


def the_book_sits_out_the_next_round(hall: Hall) -> None:
    tap(hall.book, hall.book.page.locator('form[action$="/breaks"] button'))
    expect(row(hall.desks[0], BOOK).locator(".who p")).to_be_visible()


def who_was_missed_comes_back(hall: Hall) -> None:
    second = hall.phones[1]
    tap(second, second.page.locator('#main form[action$="/here"] button'))
    hall.refresh()
    state(second, "waiting")


def the_round_is_over_and_one_reads_on(hall: Hall) -> None:
    bell(hall, "end")
    first, second, third, fourth = hall.phones
    for phone in (third, fourth):
        state(phone, "thanks")
    hall.refresh()
    expect(first.page.locator("#main .card")).to_contain_text(hall.words["timur"])
    # The book that she waits for is on its break in round 2.
    expect(second.page.locator("#main .when dd").first).to_have_text("3")


def the_second_round_is_called_and_read(hall: Hall) -> None:
    bell(hall, "gather")
    state(hall.phones[0], "come")
    hall.listed(hall.labels[0])
    bell(hall, "begin")
    state(hall.phones[0], "reading")
    bell(hall, "end")
    state(hall.phones[0], "thanks")


def the_third_has_room_for_who_was_missed(hall: Hall) -> None:
    bell(hall, "gather")
    hall.refresh()
    state(hall.phones[1], "come")
    bell(hall, "begin", desk=1)
    bell(hall, "end")
    hall.refresh()
    state(hall.phones[1], "thanks")


def the_last_round_ends_the_event(hall: Hall) -> None:
    for stroke in ("gather", "begin", "end"):
        bell(hall, stroke)
    expect(hall.board.page.locator("[data-bell]")).to_contain_text(hall.words["over"])
    event_step(hall.desks[0], "closures")
    expect(hall.board.page.locator("#main .calls .head")).to_contain_text(hall.words["shut"])


SCENES = [
    cards_say_in_which_round_they_read,
    who_wants_to_read_on_says_so,
    the_readers_of_the_first_round_are_called_at_once,
    the_chair_of_who_does_not_come_is_given_to_who_waits,
    the_bell_begins_the_round_for_all,
    a_wrong_bell_is_taken_back,
    the_book_sits_out_the_next_round,
    who_was_missed_comes_back,
    the_round_is_over_and_one_reads_on,
    the_second_round_is_called_and_read,
    the_third_has_room_for_who_was_missed,
    the_last_round_ends_the_event,
]


@pytest.fixture
def hall(server, person, librarian):
    def furnished(library: str, language: str, plain: bool) -> Hall:
        server.change(library, "same_labels")
        server.change(library, "in_rounds")
        phones = [person(library, language, scripts=not (plain and n == 1)) for n in range(4)]
        desks = [librarian(library, language) for _desk in range(2)]
        board = person(library, language, viewport=SCREEN)
        board.open(f"/board/{EVENT}")
        book = person(library, language)
        book.open(link_of_the_book(desks[1]))
        return Hall(WORDS[library], phones, book, desks, board, [], phones[1] if plain else None)

    return furnished


def test_an_event_in_rounds_is_played_in_two_libraries_and_no_bell_crosses(hall):
    baku, nu = hall("baku", "az", False), hall("nu", "kk", True)
    for scene in SCENES:
        scene(baku)
        scene(nu)
    assert baku.labels == nu.labels
