"""A whole walk-up event with the books on their own phones, in two libraries side by side.

Codes and labels are equal in both, and nothing crosses. In Baku the book whom an interpreter helps
has a phone without scripts.
"""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from playwright.sync_api import expect

from browsing import EVENT, SCREEN, Person, take_card
from playing import answer, current, event_step, listening, row, row_state, shown, state, step, tap

WORDS = {
    "baku": {
        "zone": ZoneInfo("Asia/Baku"),
        "between": ["az", "en"],
        "with": "tərcüməçi ilə",
        "busy": "Oxudadır",
        "free": "İndi azaddır",
        "called": "Çağırılıb, yanınıza gəlir",
        "reading": "Söhbət gedir",
        "rests": "Fasilədədir",
        "then": "bundan sonra fasilə var",
        "asked": "Əlavə vaxt istədiniz.",
        "face": "Son söhbət necə keçdi?",
        "missed": "Sizi çağırdıq, amma görüşə bilmədik.",
        "closed": "Bu kart bağlanıb. Sizi iki dəfə çağırdıq, amma görüşə bilmədik.",
        "back": "qayıdıb",
        "nobody": "Bu kitabı gözləyən yoxdur.",
        "later": "Vaxtınız dəyişdi: bu gün hər şey bir az gecikir.",
        "late": "Bu gün seçimləriniz üçün vaxt qalmayıb. Başqalarını seçin: yeriniz saxlanılır.",
        "refused": "Bu gün bu kitablar üçün vaxt qalmayıb.",
        "shut": "Bu gün vaxt qalmayıb",
        "sorry": "Bu gün növbə sizə çatmayacaq. Üzr istəyirik.",
        "over": "Tədbir bitdi. Təşəkkür edirik.",
    },
    "nu": {
        "zone": ZoneInfo("Asia/Almaty"),
        "between": ["kk", "en"],
        "with": "аудармашымен",
        "busy": "Оқуда",
        "free": "Қазір бос",
        "called": "Шақырылды, сізге келе жатыр",
        "reading": "Әңгіме жүріп жатыр",
        "rests": "Үзілісте",
        "then": "осыдан кейін үзіліс",
        "asked": "Қосымша уақыт сұрадыңыз.",
        "face": "Соңғы әңгіме қалай өтті?",
        "missed": "Сізді шақырдық, бірақ кездесе алмадық.",
        "closed": "Бұл карточка жабылған. Сізді екі рет шақырдық, бірақ кездесе алмадық.",
        "back": "қайта келді",
        "nobody": "Бұл кітапты күтіп тұрған ешкім жоқ.",
        "later": "Уақытыңыз өзгерді: бүгін бәрі сәл ұзағырақ созылып жатыр.",
        "late": "Бүгін таңдауларыңызға уақыт қалмады. Басқаларын таңдаңыз: орныңыз сақталады.",
        "refused": "Бүгін бұл кітаптарға уақыт қалмады.",
        "shut": "Бүгін уақыт қалмады",
        "sorry": "Бүгін сізге кезек жетпейді. Кешірім сұраймыз.",
        "over": "Іс-шара аяқталды. Рақмет.",
    },
}
RINGS = "window.rings = []; addEventListener('ring', (e) => rings.push(e.detail), true)"
LIVE = re.compile(r"/(cards|backroom|board|desk)/[^/]+$")
TIME = re.compile(r"\d\d:\d\d")


@dataclass
class Hall:
    """One library's event: four readers, two books with phones, two desks and the board."""

    words: dict
    readers: list[Person]
    deniz: Person
    timur: Person
    desks: list[Person]
    board: Person
    plain: bool
    labels: list[str] = field(default_factory=list)
    seen: list[list[str]] = field(default_factory=list)

    @property
    def live(self) -> list[Person]:
        people = [*self.readers, *([] if self.plain else [self.timur]), self.deniz, *self.desks]
        return [one for one in [*people, self.board] if LIVE.search(one.page.url)]

    def look(self) -> list[list[str]]:
        """What all see; times of day go on by themselves."""
        seen = [shown(one) for one in self.live]
        return [[word for word in words if not TIME.search(word)] for words in seen]

    def timurs(self, selector: str):
        """On the phone of the book with the interpreter, which may have to be loaded anew."""
        if self.plain:
            self.timur.page.reload()
        return self.timur.page.locator(f"#main {selector}")

    def rows(self, book: str, name: str) -> None:
        for desk in self.desks:
            row_state(desk, book, name)


def may(book: Person, noun: str, fields: str = ""):
    return book.page.locator(f'#main form[action$="/{noun}"]{fields} button')


def named(desk: Person, book: str):
    return row(desk, book).locator(".btn-main small")


def move_end(hall: Hall, minutes: int) -> None:
    """The event ends in about so many minutes, by the library's clock."""
    end = datetime.now(UTC).astimezone(hall.words["zone"]) + timedelta(minutes=minutes)
    menu = hall.desks[0].page.locator("#event-menu")
    menu.locator("summary").click()
    menu.locator('input[name="time"]').fill(f"{end:%H:%M}")
    tap(hall.desks[0], menu.locator('form[action$="/ends"] button'))


def the_books_get_their_links(hall):
    desk = hall.desks[0]
    for code, book in (("deniz", hall.deniz), ("timur", hall.timur)):
        desk.open(f"/desk/{EVENT}/backrooms")
        desk.page.locator(f'main button[value="{code}"]').click()
        desk.page.wait_for_url(f"**/backrooms/{code}")
        book.open(desk.page.locator('main a[href^="/backroom/"]').get_attribute("href"))
        expect(book.page.locator("#now")).to_have_text(hall.words["free"])
    desk.open(f"/desk/{EVENT}")


def an_interpreter_comes_and_is_named_with_a_card(hall):
    reader, desk = hall.readers[1], hall.desks[0]
    desk.open(f"/desk/{EVENT}/interpreters")
    desk.page.locator("#name").fill("Samira")
    for talk in hall.words["between"]:
        desk.page.locator(f'input[name="language"][value="{talk}"]').check()
    desk.page.locator("main button.btn-main").click()
    expect(desk.page.locator("main .entry .mark.free")).to_be_visible()
    desk.open(f"/desk/{EVENT}")
    reader.open(f"/events/{EVENT}/books/timur")
    reader.page.locator("#more summary").click()
    reader.page.locator("#talk").select_option("en")
    reader.page.locator('#more button[name="agree"]').click()
    reader.page.wait_for_url("**/cards/*")
    hall.labels.append(reader.page.locator("h1.card-label").inner_text())
    for one in hall.desks:
        expect(named(one, "timur")).to_have_text(hall.labels[0])
    coming = hall.timurs("ol .entry")
    expect(coming).to_contain_text(hall.labels[0])
    expect(coming).to_contain_text(hall.words["with"])


def the_reading_with_the_interpreter_starts(hall):
    reader, (desk, other) = hall.readers[1], hall.desks
    step(desk, "timur", "calls")
    state(reader, "come")
    expect(hall.board.page.locator("#main .call b.label")).to_have_text(hall.labels[0])
    expect(hall.timurs("#now")).to_have_text(hall.words["called"])
    other.open(f"/desk/{EVENT}/interpreters")
    entry = other.page.locator("main .entry", has_text="Samira")
    expect(entry).to_contain_text(f"{hall.words['busy']} {hall.labels[0]}")
    other.open(f"/desk/{EVENT}")
    step(other, "timur", "readings")
    hall.rows("timur", "reading")
    state(reader, "reading")
    # Half as long again as the others.
    assert int(reader.page.locator("b.minutes").inner_text()) > 40
    expect(hall.timurs("#now")).to_have_text(hall.words["reading"])
    expect(hall.timurs(".sheet").first).to_contain_text(hall.words["with"])


def another_is_called_and_reads(hall):
    reader, (desk, other) = hall.readers[0], hall.desks
    hall.labels.append(take_card(reader, "deniz"))
    expect(hall.deniz.page.locator("#main ol .entry")).to_contain_text(hall.labels[1])
    step(other, "deniz", "calls")
    state(reader, "come")
    expect(hall.deniz.page.locator("#now")).to_have_text(hall.words["called"])
    answer(reader, "here")
    expect(reader.page.locator("#main .mark.done")).to_be_visible()
    step(desk, "deniz", "readings")
    state(reader, "reading")
    expect(hall.deniz.page.locator("#now")).to_have_text(hall.words["reading"])


def a_silent_call_reaches_both_desks_and_is_answered(hall):
    for desk in hall.desks:
        listening(desk)
        desk.page.evaluate(RINGS)
    unaware = [hall.deniz, hall.board, *hall.readers[:2]]
    before = [shown(one) for one in unaware]
    tap(hall.deniz, may(hall.deniz, "visits"))
    hall.rows("deniz", "help")
    for desk in hall.desks:
        desk.page.wait_for_function("rings.length > 0")
        assert desk.page.evaluate("rings") == ["soft"]
    current(*unaware)
    assert [shown(one) for one in unaware] == before
    step(hall.desks[1], "deniz", "visits")
    hall.rows("deniz", "reading")


def both_sides_agree_to_more_time(hall):
    reader = hall.readers[0]
    left = row(hall.desks[1], "deniz").locator("b[data-left]")
    before = left.get_attribute("data-left")
    answer(reader, "more")
    expect(reader.page.locator("#main .notice")).to_contain_text(hall.words["asked"])
    expect(left).to_have_attribute("data-left", before)
    tap(hall.deniz, may(hall.deniz, "extensions").first)
    end = datetime.fromisoformat(before) + timedelta(minutes=10)
    for one in (*hall.desks, reader, hall.deniz):
        place = row(one, "deniz") if one in hall.desks else one.page.locator("#main")
        left = place.locator("b[data-left]")
        expect(left).not_to_have_attribute("data-left", before)
        assert datetime.fromisoformat(left.get_attribute("data-left")) == end
    expect(may(hall.deniz, "extensions")).to_have_count(0)
    expect(reader.page.locator("#main .notice")).to_have_count(0)


def the_book_takes_its_break_and_says_how_it_was(hall):
    reader, desk = hall.readers[0], hall.desks[0]
    tap(hall.deniz, may(hall.deniz, "breaks"))
    for one in hall.desks:
        expect(row(one, "deniz").locator(".who p").first).to_contain_text(hall.words["then"])
    step(desk, "deniz", "returns")
    state(reader, "thanks")
    hall.rows("deniz", "break")
    expect(hall.deniz.page.locator("#now")).to_have_text(hall.words["rests"])
    expect(hall.deniz.page.locator("#main")).to_contain_text(hall.words["face"])
    tap(hall.deniz, may(hall.deniz, "faces").first)
    expect(hall.deniz.page.locator("#main")).not_to_contain_text(hall.words["face"])
    tap(hall.deniz, may(hall.deniz, "breaks", ":has([name=over])"))
    hall.rows("deniz", "free")
    expect(hall.deniz.page.locator("#now")).to_have_text(hall.words["free"])


def one_is_missed_says_back_and_is_next_once(hall):
    (third, fourth), (desk, other) = hall.readers[2:], hall.desks
    hall.labels += [take_card(third, "deniz"), take_card(fourth, "deniz")]
    step(desk, "deniz", "calls")
    state(third, "come")
    expect(third.page.locator("#main time[data-clock-left]")).to_be_visible()
    step(other, "deniz", "no-shows")
    state(third, "missed")
    expect(third.page.locator("#main .card > p").first).to_contain_text(hall.words["missed"])
    expect(named(desk, "deniz")).to_have_text(hall.labels[3])
    answer(third, "here")
    state(third, "ready")
    for one in hall.desks:
        expect(named(one, "deniz")).to_have_text(hall.labels[2])
        expect(row(one, "deniz").locator(".who p").first).to_contain_text(hall.words["back"])
    step(desk, "deniz", "calls")
    state(third, "come")
    step(other, "deniz", "no-shows")
    expect(third.page.locator("#main .card > p").first).to_have_text(hall.words["closed"])
    expect(named(desk, "deniz")).to_have_text(hall.labels[3])


def the_book_declines_a_card_and_its_reader_learns_nothing(hall):
    reader, label = hall.readers[3], hall.labels[3]
    expect(hall.deniz.page.locator("#main ol .entry")).to_contain_text(label)
    tap(hall.deniz, may(hall.deniz, "refusals"))
    expect(hall.deniz.page.locator("#main ol .entry")).to_have_count(0)
    expect(may(hall.deniz, "refusals", ":has([name=over])")).to_contain_text(label)
    for desk in hall.desks:
        expect(row(desk, "deniz").locator(".who p").first).to_contain_text(hall.words["nobody"])
    # The same words as when time is short; and a way on.
    notice = reader.page.locator("#main .notice")
    expect(notice).to_have_text(hall.words["late"])
    reader.page.locator('#main a[href$="wish=kamran"]').click()
    reader.page.locator("main button.btn-main").click()
    state(reader, "ready")
    expect(notice).to_have_count(0)
    expect(named(hall.desks[0], "kamran")).to_have_text(label)


def the_delay_for_all_is_seen_on_a_phone(hall):
    reader = hall.readers[0]
    hall.labels.append(take_card(reader, "timur"))
    state(reader, "waiting")
    expect(hall.timurs("ol .entry")).to_contain_text(hall.labels[4])
    event_step(hall.desks[0], "delays", more="10")
    expect(reader.page.locator("#main .notice")).to_have_text(hall.words["later"])
    expect(hall.desks[1].page.locator("#main > .notice")).to_contain_text("10")
    event_step(hall.desks[1], "delays", over="1")
    expect(reader.page.locator("#main .notice")).to_have_count(0)


def the_gate_closes_for_one_book(hall):
    """Who is out with a card for it is told, and who asks for one now is refused, with others."""
    waits, _, newcomer, served = hall.readers
    newcomer.open(f"/events/{EVENT}/books/timur")
    expect(newcomer.page.locator('button[name="agree"]').first).to_be_visible()
    move_end(hall, 40)
    expect(waits.page.locator("#main .notice")).to_have_text(hall.words["late"])
    newcomer.page.locator('button[name="agree"]').first.click()
    expect(newcomer.page.locator("main [role=alert]")).to_contain_text(hall.words["refused"])
    others = newcomer.page.locator("main ul.wishes")
    expect(others.locator('a[href$="/books/lala"]')).to_be_visible()
    expect(others.locator('a[href$="/books/timur"]')).to_have_count(0)
    waits.page.locator('#main a[href$="wish=lala"]').click()
    waits.page.locator("main button.btn-main").click()
    state(waits, "ready")
    state(served, "ready")


def the_gate_closes_for_all(hall):
    waits, _, newcomer, served = hall.readers
    move_end(hall, 12)
    for reader in (waits, served):
        expect(reader.page.locator("#main .notice")).to_have_text(hall.words["sorry"])
    newcomer.open(f"/events/{EVENT}")
    expect(newcomer.page.locator("main .entry .mark.shut")).to_have_text([hall.words["shut"]] * 8)
    expect(newcomer.page.locator('main a[href*="/books/"]')).to_have_count(0)


def the_last_reading_ends_and_the_event_is_over(hall):
    tap(hall.timur, hall.timurs('form[action$="/returns"] button'))
    state(hall.readers[1], "thanks")
    hall.rows("timur", "free")
    event_step(hall.desks[1], "closures")
    for reader in (hall.readers[0], hall.readers[3]):
        state(reader, "thanks")
        expect(reader.page.locator("#main .card > p").first).to_have_text(hall.words["over"])
    expect(hall.deniz.page.locator("#now")).to_have_text(hall.words["over"])


ACTS = [
    the_books_get_their_links,
    an_interpreter_comes_and_is_named_with_a_card,
    the_reading_with_the_interpreter_starts,
    another_is_called_and_reads,
    a_silent_call_reaches_both_desks_and_is_answered,
    both_sides_agree_to_more_time,
    the_book_takes_its_break_and_says_how_it_was,
    one_is_missed_says_back_and_is_next_once,
    the_book_declines_a_card_and_its_reader_learns_nothing,
    the_delay_for_all_is_seen_on_a_phone,
    the_gate_closes_for_one_book,
    the_gate_closes_for_all,
    the_last_reading_ends_and_the_event_is_over,
]


def test_a_walk_up_event_is_played_with_the_books_on_their_own_phones(server, person, librarian):
    def furnished(library, language, plain):
        server.change(library, "same_labels")
        readers = [person(library, one) for one in (language, "en", language, language)]
        deniz, timur = person(library, language), person(library, language, scripts=not plain)
        desks = [librarian(library, language) for _desk in range(2)]
        board = person(library, language, viewport=SCREEN)
        board.open(f"/board/{EVENT}")
        return Hall(WORDS[library], readers, deniz, timur, desks, board, plain)

    baku, nu = furnished("baku", "az", plain=True), furnished("nu", "kk", plain=False)
    for act in ACTS:
        for mine, theirs in ((baku, nu), (nu, baku)):
            act(mine)
            current(*mine.live)
            mine.seen = mine.look()
            if theirs.seen:
                assert theirs.look() == theirs.seen

    assert baku.labels == nu.labels
    assert len(set(baku.labels)) == 5
