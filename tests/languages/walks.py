"""Ways through the product: every page that somebody sees, in the states that matter."""

from collections.abc import Iterator

import time_machine

from cast import COMING, EVENT, PAST, House, Visitor, later

FRONT = ("/", "/rules", "/safety", "/sign-in", "/no-such-page")
SHELF = (
    f"/events/{EVENT}",
    f"/events/{EVENT}?talk=ru",
    f"/events/{COMING}",
    f"/events/{PAST}",
    f"/events/{EVENT}/books/lala",
    f"/events/{EVENT}/books/deniz",
    f"/board/{EVENT}",
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
    rooms = ("interpreters", "tables", "rights", "notes")
    yield from ((samir, f"/desk/{EVENT}/{room}") for room in rooms)
    samir.tap("notes", text="27")
    yield samir, f"/desk/{EVENT}"
    yield samir, "/studio/team"
    policy = f"/studio/events/{EVENT}/policy"
    yield from ((samir, f"{policy}{how}") for how in ("", "?preset=rounds", "?saved=1"))
    yield from ((samir, f"/studio/plan{how}") for how in ("", f"?event={EVENT}"))
    yield from ((samir, f"/studio/plan/evenings?{query}") for query in PLANS)
    yield samir, f"/studio/events/{EVENT}/record"
    yield samir, "/studio/rehearsals"
    form = {"csrf_token": samir.csrf, "event": EVENT, "speed": "5", "readers": "9"}
    rehearsal = samir.post("/studio/rehearsals", data=form).location
    yield from ((samir, path) for path in ("/studio/rehearsals", rehearsal))
    yield house.reader(), f"/sign-in/{house.link('librarian', 'another')}"


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
