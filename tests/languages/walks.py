"""Ways through the product: every page that somebody sees, in the states that matter."""

import json
from collections.abc import Iterator

import time_machine

import answered
import reporting
from cast import COMING, EVENT, NOW, PAST, STAFF, House, Visitor, later
from humanshelf.libraries.lockdown import hide
from sealing import seal_somebody

FRONT = ("/", "/rules", "/safety", "/sign-in", "/no-such-page")
TOLD = ("/practice", "/stories", "/stories/bread")
SHELF = (
    f"/events/{EVENT}",
    f"/events/{EVENT}?talk=ru",
    f"/events/{COMING}",
    f"/events/{PAST}",
    f"/events/{EVENT}/books/lala",
    f"/events/{EVENT}/books/deniz",
    f"/board/{EVENT}",
    f"/events/{EVENT}/exhibition",
    f"/events/{COMING}/exhibition",
    "/exhibition/street",
    "/exhibition/chairs",
)

PARTS = ("names", "languages", "vocabulary", "clock", "look", "labels", "privacy", "keeping")
STEPS = ("names", "languages", "vocabulary", "clock", "look", "privacy", "second", "event")
LIBRARY = (
    "/studio",
    "/studio/library",
    *(f"/studio/library/{part}" for part in PARTS),
    *(f"/studio/setup/{step}" for step in STEPS),
)

PLAN = "hours=4&loan=30&changeover=5&wishes=3&rest_after=3&rest=15&book_readings=6"
PLANS = (
    f"books=1&readers=1&interpreters=1&foreign=50&{PLAN}",
    f"books=60&readers=600&interpreters=0&foreign=0&{PLAN}",
)
"""Small enough to be complete at once, and too great for that."""


def readers(house: House) -> Iterator[tuple[Visitor, str]]:
    """What readers see, up to a card that is called, read, paused and left; in this order."""
    anybody, one, other = (house.reader() for _ in range(3))
    yield from ((anybody, path) for path in FRONT + SHELF)
    yield anybody, f"/board/{EVENT}?room=side"
    yield from ((anybody, path) for path in FRONT + TOLD + SHELF)
    if house.slug == "baku":
        yield anybody, f"/board/{EVENT}?room=side"
    card, second = one.card("deniz", "lala"), other.card("deniz", group="1")
    yield from ((one, path) for path in (card, f"{card}/wishes", f"{card}/link"))
    yield one, f"/events/{EVENT}/books/timur"
    rana = house.staff("librarian")
    room = f"/backroom/{house.backroom('deniz')}"
    yield anybody, room
    rana.tap("announcements", kind="late")
    rana.tap("calls", book="deniz")
    yield from ((one, card), (other, second), (anybody, f"/board/{EVENT}"), (anybody, room))
    rana.tap("readings", book="deniz")
    yield from ((one, card), (anybody, f"/events/{EVENT}"), (anybody, room))
    other.post(f"{second}/pause")
    yield other, second
    other.post(f"{second}/return")
    rana.tap("returns", book="deniz")
    yield from ((one, card), (anybody, room))
    feedback = f"/events/{EVENT}/feedback"
    form = {"text": "27", "book": "deniz", "form": "27"}
    yield from ((one, f"{feedback}{how}") for how in ("", "?sent=1"))
    yield one, f"/events/{COMING}/feedback"
    one.post(feedback, data=form)
    house.quote(house.words("27", consent=True), released=True)
    yield from ((anybody, path) for path in (f"{room}/feedback", "/quotes", "/"))
    other.post(f"{second}/departure")
    yield other, second


def staff(house: House) -> Iterator[tuple[Visitor, str]]:
    """What the team sees."""
    samir = house.staff("coordinator")
    yield samir, f"/desk/{COMING}"
    yield samir, f"/desk/{EVENT}"
    house.reader().card("deniz", "lala")
    house.reader().card("lala")
    samir.tap("calls", book="deniz")
    samir.tap("breaks", book="timur")
    paths = ("", "/cards", "/sheet", "/paper", "/prints")
    yield from ((samir, f"/desk/{EVENT}{path}") for path in paths)
    card = next(iter(house.floor().cards)).hex
    yield from ((samir, f"/desk/{EVENT}/cards/{card}{path}") for path in ("", "/slip"))
    house.backroom("deniz")
    yield from ((samir, f"/desk/{EVENT}/backrooms{path}") for path in ("", "/deniz"))
    rooms = ("interpreters", "tables", "rights", "notes", "floods")
    yield from ((samir, f"/desk/{EVENT}/{room}") for room in rooms)
    samir.tap("notes", text="27")
    yield samir, f"/desk/{EVENT}"
    yield from ((samir, path) for path in ("/studio/team", "/account", "/studio/activity"))
    yield from passkeys(house, samir)
    yield from ((samir, f"/studio/left{path}") for path in ("", f"/{EVENT}"))
    yield from ((samir, path) for path in LIBRARY)
    yield from feedback(house, samir)
    yield from reports(house, samir)
    policy = f"/studio/events/{EVENT}/policy"
    yield from ((samir, f"{policy}{how}") for how in ("", "?preset=rounds", "?saved=1"))
    yield from ((samir, f"/studio/plan{how}") for how in ("", f"?event={EVENT}"))
    yield from ((samir, f"/studio/plan/evenings?{query}") for query in PLANS)
    yield samir, f"/studio/events/{EVENT}/record"
    yield from events(house, samir)
    exhibition = (
        "",
        "/blank",
        "/street",
        "/chairs",
        "/labels",
        "?withdrawn=street",
        "?published=street",
    )
    yield from ((samir, f"/studio/exhibition{path}") for path in exhibition)
    yield from ((samir, f"/studio/events/{e}/screenings") for e in (EVENT, COMING))
    yield samir, "/studio/themes"
    books = ("books", "books/deniz", "books/new", "recruiting", "translations/ru")
    books += ("vault", "books/deniz/contact")
    yield from ((samir, f"/studio/{path}") for path in books)
    with house.inside():
        seal_somebody(NOW)
    words = house.words("27", about="deniz")
    yield from ((samir, f"/studio/feedback{path}") for path in ("", f"/{words}"))
    yield from ((samir, f"/studio/{path}") for path in books[-2:])
    yield samir, f"/desk/{EVENT}/shelf"
    yield from ((samir, f"/studio{path}") for path in ("/practice/preview", *TOLD))
    yield samir, "/studio/stories/bread/preview"
    yield samir, "/studio/rehearsals"
    form = {"csrf_token": samir.csrf, "event": EVENT, "speed": "5", "readers": "9"}
    rehearsal = samir.post("/studio/rehearsals", data=form).location
    yield from ((samir, path) for path in ("/studio/rehearsals", rehearsal))
    yield house.reader(), f"/sign-in/{house.link('librarian', 'another')}"


def events(house: House, samir: Visitor) -> Iterator[tuple[Visitor, str]]:
    """Events that are prepared: a draft, one that runs, one that is called off."""
    house.interpreter("27")
    model, page = house.template("27"), "/studio/events"
    yield from ((samir, path) for path in (page, f"{page}/new", f"{page}/new?template={model}"))
    draft = {"csrf_token": samir.csrf, "code": "abcdef01", "template": model}
    samir.post(page, data=draft | {"day": "2026-12-12", "begins": "16:00"})
    for code, parts in (("abcdef01", ("", "/preview", "?made=1")), (EVENT, ("", "/shelf"))):
        yield from ((samir, f"{page}/{code}{part}") for part in parts)
    yield samir, f"{page}/{COMING}/calling-off"
    yield samir, "/studio/interpreters"
    yield samir, f"{page}/{COMING}/entrance"
    spoken = json.loads(house.rows("SELECT languages FROM profile")[0][0])
    notice = {f"notice-{language}": "27" for language in spoken}
    samir.post(f"{page}/{COMING}/calling-off", data={"csrf_token": samir.csrf} | notice)
    for path in (f"{page}/{COMING}", f"/desk/{COMING}"):
        yield samir, path
    yield from ((house.reader(), path) for path in (f"/events/{COMING}", f"/board/{COMING}", "/"))
    samir.post(f"{page}/{COMING}/reinstatements", data={"csrf_token": samir.csrf})


def surveys(house: House) -> Iterator[tuple[Visitor, str]]:
    """Surveys before, after and by link; a book's own; and where they are built."""
    one, anybody, rana = house.reader(), house.reader(), house.staff("librarian")
    card, room = one.card("deniz"), f"/backroom/{house.backroom('deniz')}"
    baseline, endline, follow_up = (
        f"/events/{EVENT}/surveys/{moment}" for moment in ("baseline", "endline", "follow-up")
    )
    yield one, card
    yield from ((one, f"{baseline}?page={page}") for page in (1, 2))
    one.post(baseline, data={"page": "2", "go": "send"})
    yield from ((one, path) for path in (baseline, card))
    for step in ("calls", "readings", "returns"):
        rana.tap(step, book="deniz")
    yield one, card
    yield from ((one, f"{endline}?page={page}") for page in (1, 2, 3))
    one.post(endline, data={"page": "3", "go": "send"})
    yield from ((one, path) for path in (endline, follow_up))
    anybody.post(f"{room}/limits", data={"more": "0"})
    yield from ((anybody, f"{room}{path}") for path in ("", "/check-in", "/check-in?page=2"))
    alone = house.survey_alone()
    house.change("UPDATE survey SET code = 'help' WHERE code = ?", alone)
    yield anybody, "/surveys/help"
    answered.alone(house, "help", 12)
    answered.books(house)
    samir = house.staff("coordinator")
    rooms = ("", "/baseline", "/check-in", "/help", "/help/prints", "/help/questions")
    rooms += ("/help/results", "/check-in/results")
    yield from ((samir, f"/studio/surveys{path}") for path in rooms)
    yield from ((samir, f"/studio/surveys/endline/preview?page={page}") for page in (1, 2, 3))
    with time_machine.travel(later(40 * 24 * 60), tick=False):
        yield house.reader(), follow_up
        yield house.staff("coordinator"), "/studio/surveys/check-in/results"


def feedback(house: House, samir: Visitor) -> Iterator[tuple[Visitor, str]]:
    """What people said, at the desk and in the studio, sorted, set aside, quoted."""
    words = house.words("27: +27 27 27 27 27", consent=True, about="deniz")
    form = {"csrf_token": samir.csrf, "who": "near", "text": "27"}
    told = samir.post(f"/desk/{EVENT}/interviews", data=form).location
    yield from ((samir, path) for path in (f"/desk/{EVENT}/interviews", told))
    inbox, comments = "/studio/feedback", "/studio/comments"
    yield from ((samir, f"{inbox}{how}") for how in ("", f"?aside={words}", "?came=2"))
    yield samir, f"{inbox}/{words}"
    for noun, more in (("themes", {"tone": "glad"}), ("deliveries", {"book": "deniz"})):
        samir.post(f"{inbox}/{words}/{noun}", data=form | more)
    yield from ((samir, path) for path in (f"{inbox}/{words}", f"{inbox}?state=kept"))
    yield samir, "/studio/quotes"
    quotes = [f"/studio/quotes/{house.quote(words, released=yes)}" for yes in (False, True)]
    yield from ((samir, path) for path in (*quotes, f"{quotes[0]}?saved=1", "/studio/quotes"))
    yield from ((samir, path) for path in (comments, "/studio/imports"))


def reports(house: House, samir: Visitor) -> Iterator[tuple[Visitor, str]]:
    """A report drafted, released, looked at, withdrawn: of one event, and of several."""
    studio, anybody = "/studio/report", house.reader()
    yield from ((who, path) for who, path in ((samir, studio), (anybody, "/reports")))
    yield samir, f"{studio}/draft?event={PAST}"
    with house.inside():
        reporting.season(60, 40)
        one, both = reporting.publish(PAST), reporting.publish(PAST, "past1")
    drafts = (f"{studio}/draft?{which}" for which in (f"event={PAST}", "year=2026"))
    yield from ((samir, path) for path in (*drafts, f"{studio}?released={one}"))
    yield from ((samir, "/studio/stories/bread"), (anybody, "/"))
    yield from ((anybody, path) for path in (f"/reports/{one}", f"/reports/{both}", "/reports"))
    form = {"csrf_token": samir.csrf}
    yield samir, samir.post(f"/studio/reports/{one}/withdrawals", data=form).location


def rounds(house: House) -> Iterator[tuple[Visitor, str]]:
    """An event in rounds, on every screen, at each stroke of its bell."""
    house.in_rounds()
    anybody, one, other = (house.reader() for _ in range(3))
    card, second = one.card("deniz"), other.card("deniz")
    for _ in range(2):
        house.reader().card("deniz")
    rana, room = house.staff("librarian"), f"/backroom/{house.backroom('deniz')}"
    screens = ((anybody, room), (anybody, f"/board/{EVENT}"), (rana, f"/desk/{EVENT}"))
    phones = ((one, card), (other, second), (anybody, f"/events/{EVENT}"))
    yield one, f"{card}/then"
    yield from screens + phones
    for stroke in ("gather", "begin", "end"):
        rana.tap("bells", bell=stroke, round="1")
        yield from screens + phones
    yield rana, f"/desk/{EVENT}/sheet"


def quiet(house: House) -> Iterator[tuple[Visitor, str]]:
    """Two days later, when nothing runs."""
    with time_machine.travel(later(2 * 24 * 60), tick=False):
        anybody, rana = house.reader(), house.staff("librarian")
        yield from ((anybody, path) for path in ("/", f"/events/{EVENT}", f"/board/{EVENT}"))
        yield from ((rana, path) for path in ("/desk", f"/desk/{EVENT}"))


def lockdown(house: House) -> Iterator[tuple[Visitor, str]]:
    """What hides a library, burns what it keeps of readers, and shows it again. No walk for who
    sends forms: nothing is there afterwards."""
    yield house.staff("librarian"), "/hiding"
    yield house.staff("coordinator"), "/studio/lockdown"
    yield from ((house.reader(), f"/switch/{house.switch(kind)}") for kind in ("hide", "burn"))
    show = house.switch("show")
    with house.inside():
        hide(house.uid, NOW)
    yield house.reader(), f"/switch/{show}"


def passkeys(house: House, samir: Visitor) -> Iterator[tuple[Visitor, str]]:
    """With the codes of an app, one passkey of this address and one of another."""
    day = NOW.date().isoformat()
    into = "INSERT INTO staff_factor (staff_id, sealed, last_step, since) VALUES (?, x'00', 0, ?)"
    house.change(into, STAFF["coordinator"].hex, day)
    house.passkey("coordinator")
    house.passkey("coordinator", "elsewhere.localhost")
    house.change("UPDATE staff_passkey SET used = since WHERE host = 'elsewhere.localhost'")
    yield from ((samir, path) for path in ("/account", "/account/passkeys", "/confirm"))
    house.change("DELETE FROM staff_factor")


def network(house: House) -> Iterator[tuple[Visitor, str]]:
    """What network admins see on the bare domain, and whoever stands before their door."""
    stage = house.stage
    anybody, admin = stage.stranger("localhost"), stage.admin()
    stage.passkey()
    yield anybody, "/network/sign-in"
    paths = ("", "/acts", "/admins", "/account", "/invitations", "/imports", "?q=nothing")
    yield from ((admin, f"/network{path}") for path in paths)
    one = f"/network/libraries/{house.slug}"
    yield from ((admin, f"{one}{path}") for path in ("", "/exports"))
    form = {"csrf_token": admin.token(), "verb": "suspend", "epoch": 0, "reason": "27"}
    admin.post(f"{one}/states", data=form)
    yield from ((admin, path) for path in (one, f"{one}/erasure", "/network/acts", "/network"))
