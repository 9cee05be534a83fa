"""Who is on stage: a library with an event that runs, and its neighbour with the same codes."""

from typing import Any

from humanshelf.drills.stage import BrokenOff, Stage
from humanshelf.drills.visitor import Visitor
from humanshelf.libraries import labels, logo
from humanshelf.libraries.bundle import Bundle
from humanshelf.libraries.onboarding import onboard
from humanshelf.pages.clock import now

LIBRARY, NEIGHBOUR = "lantern", "harbour"
EVENT = "evening"
LASTS = 5.5
"""Hours from the start of a drill to the end of its event, a quarter more at most."""
PLAIN = {"title": "A title", "blurb": "A few words.", "note": ""}


def bundle(slug: str, books: list[dict[str, Any]], **texts: str) -> Bundle:
    """A library in English with these books, each at a table of the event."""
    usual = {"strapline": "", "welcome": "", "exhibition": "", "place": ""}
    seats = [
        {"book": book["code"], "table": str(number), "group_limit": book["group_limit"]}
        for number, book in enumerate(books, 1)
    ]
    event = {"title": "An evening", "place": "", "room": "", "side_room": ""}
    return Bundle(
        slug=slug,
        languages=["en"],
        time_zone="Asia/Baku",
        vocabulary="Living Library",
        licence="",
        hue=15,
        logo=logo.MARKS["book"],
        words=list(labels.USUAL["en"]),
        texts={"en": usual | {"name": slug.title()} | texts},
        books=books,
        events=[{"code": EVENT, "when": "now", "seats": seats, "texts": {"en": event}}],
    )


def book(number: int, pen_name: str = "", **texts: str) -> dict[str, Any]:
    """The book ``book-1`` …, for groups of up to three."""
    return {
        "code": code(number),
        "pen_name": pen_name or f"Pen name {number}",
        "languages": ["en"],
        "group_limit": 3,
        "theme": None,
        "texts": {"en": PLAIN | texts},
    }


def code(number: int) -> str:
    return f"book-{number}"


def set_up(stage: Stage, books: int = 4, marked: Bundle | None = None) -> None:
    """Both libraries, with the event open; ``marked`` in place of the first."""
    plain = [book(number) for number in range(1, books + 1)]
    with stage.application() as app:
        for one in (marked or bundle(LIBRARY, plain), bundle(NEIGHBOUR, plain)):
            onboard(app, one, now(), sample=True)


def reader(port: int, library: str = LIBRARY, **headers: str) -> Visitor:
    """A browser that nobody knows."""
    return Visitor(port, host(library), dict(headers))


def host(library: str) -> str:
    return f"{library}.localhost" if library else "localhost"


def take_card(visitor: Visitor, *wishes: str) -> str:
    """The path of a new card. Raises :class:`BrokenOff` when there is none."""
    visitor.get(f"/events/{EVENT}")
    form = {"wish": wishes or (code(1),), "agree": "1"}
    answer = visitor.post(f"/events/{EVENT}/cards", form)
    if answer.status != 303 or not answer.location.startswith("/cards/"):
        raise BrokenOff(f"no card was given: {answer.status}")
    return answer.location


def staff(
    stage: Stage,
    port: int,
    library: str = LIBRARY,
    role: str = "coordinator",
    name: str = "",
    **headers: str,
) -> Visitor:
    """Somebody of the team, signed in by a link as the command line makes it."""
    visitor = Visitor(port, host(library), dict(headers))
    path = link(stage, role, name or role.title(), library)
    visitor.get(path)
    answer = visitor.post(path)
    if answer.status != 303:
        raise BrokenOff(f"{role} could not sign in: {answer.status}")
    return visitor


def link(stage: Stage, role: str, name: str, library: str = LIBRARY) -> str:
    """The path of a link that signs somebody in once."""
    from humanshelf.terminal import one_time_link

    made = stage.inside(library, lambda: one_time_link(library, name, role))
    return "/" + str(made).split("/", 3)[3]


def tap(desk: Visitor, step: str, **form: str) -> int:
    """One step at the desk. Its status."""
    return desk.staff_post(f"/desk/{EVENT}", f"/desk/{EVENT}/{step}", form).status
