"""A whole event in two libraries side by side, with equal codes and labels, and nothing crosses.

In Baku one phone has no scripts, in Astana one loses its network when it is called.
"""

from dataclasses import dataclass, field

from playwright.sync_api import expect

from browsing import EVENT, SCREEN, Person, take_card
from humanshelf.pages.clock import now
from humanshelf.records.floors import scene
from playing import (
    answer,
    current,
    event_step,
    give_card,
    row,
    row_state,
    shown,
    state,
    step,
    tap,
)
from wire import Wire

WORDS = {
    "baku": {
        "coming": "yoldadır",
        "back": "qayıdıb",
        "paper": "kağızda",
        "late": [
            "Bir az gecikirik. Yeriniz saxlanılır.",
            "Мы немного задерживаемся. Место сохраняется за вами.",
        ],
        "last": "Bu gün daha kart verilmir",
        "over": "Tədbir bitdi. Təşəkkür edirik.",
        "free": "İndi azaddır",
    },
    "nu": {
        "coming": "келе жатыр",
        "back": "қайта келді",
        "paper": "қағазда",
        "late": [
            "Сәл кешігіп жатырмыз. Орныңыз сақталады.",
            "We are running a little late. Your place is kept.",
        ],
        "last": "Бүгін енді карточка берілмейді",
        "over": "Іс-шара аяқталды. Рақмет.",
        "free": "Қазір бос",
    },
}


@dataclass
class Hall:
    """One library's event: two phones, two desks, the board, and in Baku one in the side room."""

    words: dict
    phones: list[Person]
    desks: list[Person]
    boards: list[Person]
    wire: Wire
    labels: list[str] = field(default_factory=list)
    seen: list[list[str]] = field(default_factory=list)
    steps: int = 0

    @property
    def live(self) -> list[Person]:
        return [*self.phones, *self.desks, *self.boards]

    def look(self) -> list[list[str]]:
        return [shown(somebody) for somebody in self.live]

    def taken(self, server) -> int:
        """How many steps have been made on its floor."""
        slug = "nu" if self.scripted else "baku"
        return server.inside(slug, lambda: scene(EVENT, now()).floor.last_step)

    def offline(self) -> None:
        """The second phone cannot be reached, if it ever could."""
        self.phones[1].context.set_offline(True)
        self.wire.die()

    def online(self) -> None:
        self.wire.mend()
        self.phones[1].context.set_offline(False)
        self.refresh()

    def refresh(self) -> None:
        if not self.scripted:
            self.phones[1].page.reload()

    @property
    def scripted(self) -> bool:
        return self.words is WORDS["nu"]


def cards_are_taken(hall):
    first, second = hall.phones
    desk, other = hall.desks
    hall.labels = [take_card(first, "deniz"), take_card(second, "deniz")]
    state(first, "ready")
    state(second, "waiting")
    second.page.locator('a[href$="/wishes"]').click()
    second.page.locator("#wish1").select_option("lala")
    second.page.locator("main button.btn-main").click()
    state(second, "ready")
    for screen in (desk, other):
        expect(screen.page.locator("#queue .waiter > b")).to_have_text(hall.labels)
        expect(row(screen, "deniz").locator(".btn-main small")).to_have_text(hall.labels[0])
        expect(row(screen, "lala").locator(".btn-main small")).to_have_text(hall.labels[1])


def the_first_is_called_and_comes(hall):
    first, desk, other = hall.phones[0], *hall.desks
    step(desk, "deniz", "calls")
    row_state(other, "deniz", "called")
    state(first, "come")
    for board in hall.boards:
        expect(board.page.locator("#main .call b.label")).to_have_text(hall.labels[0])
    answer(first, "here")
    expect(first.page.locator("#main .mark.done")).to_be_visible()
    expect(row(desk, "deniz").locator(".who p")).to_contain_text(hall.words["coming"])


def the_reading_starts(hall):
    desk, other = hall.desks
    step(other, "deniz", "readings")
    row_state(desk, "deniz", "reading")
    state(hall.phones[0], "reading")
    for board in hall.boards:
        expect(board.page.locator("#main .call b.label")).to_have_count(0)
    # The second still waits for this book: nobody offers to extend it.
    expect(row(desk, "deniz").locator('form[action$="/extensions"]')).to_have_count(0)


def the_second_is_missed_and_comes_back(hall):
    second, desk, other = hall.phones[1], *hall.desks
    hall.offline()
    step(desk, "lala", "calls")
    row_state(other, "lala", "called")
    if hall.scripted:
        expect(second.page.locator("#fresh")).to_have_attribute("data-stale", "")
        state(second, "ready")
    hall.online()
    state(second, "come")
    step(other, "lala", "no-shows")
    hall.refresh()
    state(second, "missed")
    expect(desk.page.locator("#queue .waiter .mark.late")).to_have_count(1)
    answer(second, "here")
    state(second, "ready")
    expect(row(desk, "lala").locator(".who p")).to_contain_text(hall.words["back"])
    step(desk, "lala", "calls")
    hall.refresh()
    state(second, "come")
    step(other, "lala", "readings")
    hall.refresh()
    state(second, "reading")


def a_reading_is_extended_and_returned(hall):
    first, desk, other = hall.phones[0], *hall.desks
    # Nobody waits for this book any more.
    before = first.page.locator("b[data-left]").get_attribute("data-left")
    step(other, "deniz", "extensions")
    expect(first.page.locator("b[data-left]")).not_to_have_attribute("data-left", before)
    step(desk, "deniz", "returns")
    state(first, "thanks")
    row_state(other, "deniz", "free")


def a_break_is_given_ended_and_the_end_undone(hall):
    desk, other = hall.desks
    step(desk, "deniz", "breaks")
    row_state(other, "deniz", "break")
    step(other, "deniz", "breaks")
    row_state(desk, "deniz", "free")
    # The answer may have come to the other desk before this one: its undo is of the step before.
    row_state(other, "deniz", "free")
    tap(other, other.page.locator("button.undo"))
    row_state(desk, "deniz", "break")
    step(desk, "deniz", "reversals")
    row_state(other, "deniz", "free")


def a_card_is_given_on_paper(hall):
    desk, other = hall.desks
    hall.labels.append(give_card(desk, "timur"))
    expect(desk.page.locator("main svg.qr")).to_be_visible()
    desk.open(f"/desk/{EVENT}")
    waiter = other.page.locator("#queue .waiter")
    expect(waiter.locator("> b")).to_have_text([hall.labels[2]])
    expect(waiter).to_contain_text(hall.words["paper"])
    expect(row(other, "timur").locator(".btn-main small")).to_have_text(hall.labels[2])


def one_announcement_reaches_each_in_their_language(hall):
    first, second = hall.phones
    step(hall.desks[1], "lala", "returns")
    hall.labels += [take_card(first, "kamran"), take_card(second, "kamran")]
    event_step(hall.desks[0], "announcements", kind="late")
    hall.refresh()
    for phone, words in zip(hall.phones, hall.words["late"], strict=True):
        expect(phone.page.locator("#main .card > .notice")).to_have_text(words)


def the_last_cards_have_been_given(hall):
    first, desk = hall.phones[0], hall.desks[0]
    event_step(desk, "last-calls")
    for board in hall.boards:
        expect(board.page.locator("#main .join svg")).to_have_count(0)
        expect(board.page.locator("#main .join .langset > span").first).to_have_text(
            hall.words["last"]
        )
    state(first, "ready")


def the_event_is_closed(hall):
    event_step(hall.desks[1], "closures")
    hall.refresh()
    for phone in hall.phones:
        state(phone, "thanks")
    expect(hall.phones[0].page.locator("#main .card > p").first).to_have_text(hall.words["over"])
    for board in hall.boards:
        expect(board.page.locator("#main .calls .langset > span").first).to_have_text(
            hall.words["over"]
        )


ACTS = [
    cards_are_taken,
    the_first_is_called_and_comes,
    the_reading_starts,
    the_second_is_missed_and_comes_back,
    a_reading_is_extended_and_returned,
    a_break_is_given_ended_and_the_end_undone,
    a_card_is_given_on_paper,
    one_announcement_reaches_each_in_their_language,
    the_last_cards_have_been_given,
    the_event_is_closed,
]


def untouched(hall):
    """Each page is as it was, or as the clock alone has made it: then it shows the truth."""
    if hall.look() != hall.seen:
        hall.refresh()
        current(*hall.live)


def test_a_whole_event_is_played_in_two_libraries_and_nothing_crosses(
    server, person, librarian, wire
):
    for library in WORDS:
        server.change(library, "same_labels")

    def furnished(library, languages, rooms, scripts):
        phones = [person(library, languages[0]), person(library, languages[1], scripts=scripts)]
        if scripts:
            wire.carries(phones[1])
        boards = [person(library, languages[0], viewport=SCREEN) for _room in rooms]
        for board, room in zip(boards, rooms, strict=True):
            board.open(f"/board/{EVENT}{room}")
        desks = [librarian(library, languages[0]) for _desk in range(2)]
        return Hall(WORDS[library], phones, desks, boards, wire)

    baku = furnished("baku", ["az", "ru"], ["", "?room=side"], scripts=False)
    nu = furnished("nu", ["kk", "en"], [""], scripts=True)
    for act in ACTS:
        for mine, theirs in ((baku, nu), (nu, baku)):
            act(mine)
            current(*mine.live)
            mine.seen, mine.steps = mine.look(), mine.taken(server)
            if theirs.seen:
                assert theirs.taken(server) == theirs.steps
                untouched(theirs)

    assert baku.labels == nu.labels
    assert len(set(baku.labels)) == 5
