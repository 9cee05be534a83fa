"""The marked event: everything people do at one, with a marker wherever they could be told from."""

import io
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from PIL import Image
from sqlalchemy import select

from humanshelf.drills import scene
from humanshelf.drills.markers import (
    ASKER,
    GOING,
    SEALED,
    SECRET,
    SHOWN,
    VAULT,
    WORDS,
    Markers,
)
from humanshelf.drills.scene import EVENT, LIBRARY
from humanshelf.drills.stage import BrokenOff, Server, Stage
from humanshelf.drills.visitor import Visitor

ADDRESS = "2001:db8:{}:{}::77"
ASK = re.compile(r'name="ask" value="([^"]+)"')
HIDDEN = re.compile(r'<input type="hidden" name="(pairing|code|drawn|form)" value="([^"]+)"')
BOOKS = 4


@dataclass
class Played:
    """Who came, what was marked, and what the drill needs to go on."""

    markers: Markers = field(default_factory=Markers)
    readers: list[Visitor] = field(default_factory=list)
    cards: list[str] = field(default_factory=list)
    desk: Visitor | None = None


def set_up(stage: Stage) -> Played:
    """The library, marked in all that it shows, and its neighbour."""
    played = Played()
    make = played.markers.make
    books = [
        scene.book(
            number,
            make(SHOWN, "Ləman "),
            title=make(SHOWN, "A life in "),
            blurb=make(SHOWN, "Some words: ", "."),
        )
        for number in range(1, BOOKS + 1)
    ]
    texts = {"strapline": make(SHOWN), "welcome": make(SHOWN), "place": make(SHOWN)}
    scene.set_up(stage, BOOKS, scene.bundle(LIBRARY, books, **texts))
    return played


def play(stage: Stage, server: Server, played: Played, readers: int = 6) -> None:
    """The event: cards, readings, surveys, feedback, staff at work, and those who only try."""
    stage.tell(f"an event with {readers} readers")
    markers = played.markers
    name, links = markers.make(SHOWN, "Rəna "), markers.make(SECRET)
    desk = scene.staff(stage, server.port, name=name, **asking(markers))
    played.desk = desk
    desk.staff_post("/account", "/account/password", {"old": "", "new": links, "again": links})
    for number in range(readers):
        visitor = scene.reader(server.port, **asking(markers))
        book = scene.code(number % BOOKS + 1)
        card = scene.take_card(visitor, book)
        played.readers.append(visitor)
        played.cards.append(card)
        markers.note(SECRET, card.rpartition("/")[2])
        visitor.get(card)
        survey(visitor, "baseline", {"warmth.read": "4"})
    for number in range(1, BOOKS):
        for step in ("calls", "readings"):
            expect(scene.tap(desk, step, book=scene.code(number)), 303, step)
    expect(scene.tap(desk, "returns", book=scene.code(1)), 303, "returns")
    first = played.readers[0]
    survey(first, "endline", {"words.stays-words": markers.make(WORDS, "It stays: ")})
    feedback(first, f"/events/{EVENT}/feedback", markers.make(WORDS, "I learned "))
    room = backroom(desk, scene.code(2))
    markers.note(SECRET, room.rpartition("/")[2])
    human = scene.reader(server.port, **asking(markers))
    human.get(room)
    feedback(human, f"{room}/feedback", markers.make(WORDS, "They asked "))
    fill_vault(desk, markers)
    # What came before the vault was sealed with its set-up, what comes now is sealed at once.
    second = played.readers[1]
    survey(second, "endline", {"words.stays-words": markers.make(WORDS, "It stays too: ")})
    feedback(second, f"/events/{EVENT}/feedback", markers.make(WORDS, "I wonder "))
    told = {"who": "near", "text": markers.make(WORDS, "My son says ")}
    write(desk, "interviews", told)
    write(desk, "notes", {"text": markers.make(GOING, "Table two: ")})
    name = markers.make(GOING, "Ayla ")
    write(desk, "interpreters", {"name": name, "language": ["az", "en"]})
    hang(desk, markers)
    strangers(server, markers)
    for visitor in [*played.readers, human, desk]:
        for value in visitor.cookies.values():
            markers.note(SECRET, value)
    for kind, value in stage.inside(LIBRARY, raw_values):
        markers.note_value(kind, value)


def desk_of(event: Played) -> Visitor:
    if event.desk is None:
        raise BrokenOff("nobody is at the desk")
    return event.desk


def asking(markers: Markers) -> dict[str, str]:
    """What tells who asks, in every header that proxies and browsers have for it."""
    core = markers.make(ASKER)
    address = ADDRESS.format(core[2:6], core[6:10])
    markers.note(ASKER, address)
    names = ("X-Forwarded-For", "X-Real-IP", "True-Client-IP", "CF-Connecting-IP")
    return dict.fromkeys(names, address) | {
        "Forwarded": f'for="[{address}]"',
        "User-Agent": f"Mozilla/5.0 (Telephone; {core})",
        "Referer": f"https://{core}.example/search?q={core}",
        "Accept-Language": f"en, x-{core}",
    }


def survey(visitor: Visitor, moment: str, answers: dict[str, str]) -> None:
    """All pages of a survey, from the first to the last."""
    path = f"/events/{EVENT}/surveys/{moment}"
    text = visitor.get(f"{path}?page=1").text
    for _page in range(30):
        last = 'value="send"' in text
        asked = ASK.findall(text)
        sent: dict[str, Any] = dict(HIDDEN.findall(text)) | {"ask": asked}
        number = re.search(r'name="page" value="(\d+)"', text)
        sent |= {"page": number[1] if number else "1", "go": "send" if last else "next"}
        for key, value in answers.items():
            bare = key.removesuffix("-words")
            for ask in asked:
                if ask.partition(" ")[0] == bare:
                    sent[ask.replace(" ", ".") + key[len(bare) :]] = value
        answer = visitor.post(path, sent)
        if last:
            return expect(answer.status, 303, f"the {moment}")
        text = visitor.get(answer.location).text if answer.status == 303 else answer.text
    raise BrokenOff(f"the {moment} has no end")


def feedback(visitor: Visitor, path: str, words: str) -> None:
    form = dict(HIDDEN.findall(visitor.get(path).text))
    expect(visitor.post(path, form | {"text": words, "consent": "1"}).status, 303, "feedback")


def backroom(desk: Visitor, book: str) -> str:
    """The path of a new link to a book's own page."""
    page = f"/desk/{EVENT}/backrooms"
    made = desk.staff_post(page, page, {"book": book})
    found = re.search(r"/backroom/[\w-]{22}", desk.get(made.location).text)
    if not found:
        raise BrokenOff("no link to a book's own page was made")
    return found[0]


def write(desk: Visitor, noun: str, form: dict[str, Any]) -> None:
    page = f"/desk/{EVENT}/{noun}"
    expect(desk.staff_post(page, page, form).status, 303, noun)


def fill_vault(studio: Visitor, markers: Markers) -> None:
    """Who each book is outside: sealed, then opened and read by a coordinator, as far as this
    version has a vault. It stays open."""
    page = "/studio/vault"
    if studio.get(page).status == 404:
        return
    words = markers.make(VAULT, "words that only we know ")
    made = studio.staff_post(page, page, {"seen": "", "passphrase": words, "again": words})
    groups = re.findall(r"<code>([^<]+)</code>", made.text)
    if len(groups) < 3:
        raise BrokenOff(f"the vault gave no recovery code: {made.status}")
    for between in ("", "-", " "):
        markers.note(VAULT, between.join(groups))
    sent = {"part": groups[2]}
    expect(studio.staff_post(page, f"{page}/confirmations", sent).status, 303, "the vault")
    names = {}
    for number in range(1, BOOKS + 1):
        told = {name: markers.make(VAULT, "Ləman ") for name in ("name", "contact", "consent")}
        place = f"/studio/books/{scene.code(number)}"
        expect(studio.staff_post(place, f"{place}/contact", told).status, 303, "a contact")
        names[place] = told["name"]
    opened = studio.staff_post(page, f"{page}/openings", {"passphrase": words})
    expect(opened.status, 303, "opening the vault")
    for place, name in names.items():
        if name not in studio.staff_post(place, f"{place}/contact/readings").text:
            raise BrokenOff("a coordinator with the passphrase cannot read a contact")


def hang(studio: Visitor, markers: Markers) -> None:
    """A picture, whose camera has written down where it was taken, and by whom."""
    picture, file = Image.new("RGB", (64, 48), "teal"), io.BytesIO()
    told = picture.getexif()
    told[0x013B], told[0x010E] = markers.make(ASKER), markers.make(ASKER)
    picture.save(file, "JPEG", exif=told, comment=markers.make(ASKER).encode())
    form = {"kind": "photo", "room": "hall", "minutes": "3"}
    form |= {"title-en": markers.make(SHOWN), "alt-en": markers.make(SHOWN)}
    files = [("picture", f"{markers.make(ASKER)}.jpg", file.getvalue())]
    answer = studio.upload("/studio/exhibition/blank", "/studio/exhibition", form, files)
    expect(answer.status, 303, "a picture")


def strangers(server: Server, markers: Markers) -> None:
    """Addresses that lead nowhere, wrong passwords, and bytes that are no request."""
    visitor = scene.reader(server.port, **asking(markers))
    wrong = {"name": markers.make(ASKER), "password": markers.make(SECRET)}
    visitor.post("/sign-in", wrong)
    for path in ("/cards/{}", "/sign-in/{}", "/backroom/{}", "/{}?{}", "/events/{}/books/{}"):
        core = markers.make(ASKER)
        visitor.get(path.format(core, core))
    scene.reader(server.port, markers.make(ASKER), **asking(markers)).get("/")
    core = markers.make(ASKER)
    host = f"Host: {LIBRARY}.localhost:{server.port}\r\n"
    for line in (
        f"GE{core}T / HTTP/1.1",
        f"GET /{core} HTTP/9.{core}",
        f"{core}",
        "GET / HTTP/1.1",
    ):
        visitor.patience = 2
        visitor.raw(f"{line}\r\n{host}X {core}: {core}\r\nA:\x00{core}\r\n\r\n".encode())


def raw_values() -> list[tuple[str, bytes]]:
    """What ties people to each other in the store while the event lasts: ids of cards, hashes of
    readers and links, pairs of surveys, seeds; and what they said, as it lies there sealed."""
    from humanshelf.records.events import BackroomRow, CardRow
    from humanshelf.records.feedback import FeedbackRow
    from humanshelf.records.survey_rows import SheetRow
    from humanshelf.tenancy.db import db

    columns: list[tuple[Any, Callable[[Any], bytes]]] = [
        (CardRow.id, lambda id: id.bytes),
        (CardRow.token_hash, bytes),
        (CardRow.reader_hash, bytes),
        (BackroomRow.seed, bytes),
        (BackroomRow.token_hash, bytes),
        (SheetRow.pair, bytes),
    ]
    found = []
    for column, raw in columns:
        found += [(GOING, raw(value)) for value in db.session.scalars(select(column)) if value]
    said = db.session.scalars(select(FeedbackRow.sealed))
    return found + [(SEALED, blob) for blob in said if blob]


def expect(status: int, wanted: int, what: str) -> None:
    if status != wanted:
        raise BrokenOff(f"{what}: answered {status}, not {wanted}")
