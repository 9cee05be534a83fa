"""A tour of all pages in all their states, for the tests that look at them in a browser."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from browsing import Server, start_server
from played import Hall, play

LANGUAGES = {"baku": ("az", "ru", "en", "tr"), "nu": ("kk", "ru", "en")}
PHONE = (320, 640)
TABLET = (1024, 768)
CARDS = (
    *("waiting", "ready", "come", "coming", "late", "reading", "time up", "thanks", "paused"),
    *("missed", "left", "left long ago", "shut", "over", "at the last call"),
    *("in round 0", "in the next round", "in a later round 2"),
)
EVENINGS = "/studio/plan/evenings?" + "&".join(
    ("books=6", "hours=3", "readers=30", "loan=30", "changeover=5", "wishes=3", "rest_after=3")
    + ("rest=15", "book_readings=6", "interpreters=1", "foreign=20")
)
BOARDS = ("autumn", "quiet", "last", "many", "rounds", "winter", "over")


@dataclass(frozen=True)
class Stop:
    """One page of the tour; ``then`` names what is tapped there."""

    name: str
    path: str
    role: str | None = None
    then: str | None = None


@dataclass
class Tour:
    """A server with both halls in play, and browsers to look at it."""

    browser: Any
    server: Server
    halls: dict[str, Hall]
    signed_in: dict[tuple[str, str], Any] = field(default_factory=dict)

    def stops(self, library: str) -> list[Stop]:
        return [*self.readers(library), *self.staff(library), *self.boards(library)]

    def readers(self, library: str) -> list[Stop]:
        hall = self.halls[library]
        first = "kamran"
        waiting = hall.cards["waiting"]
        return [
            Stop("home", "/"),
            *(Stop(f"event {code}", f"/events/{code}") for code in BOARDS),
            Stop("one language", "/events/autumn?talk=ru"),
            Stop("book", f"/events/autumn/books/{first}"),
            Stop("book, more", f"/events/autumn/books/{first}", then="more"),
            Stop("book, refused", f"/events/autumn/books/{first}", then="too many"),
            Stop("book, done", "/events/autumn/books/timur"),
            Stop("book, last call", "/events/last/books/timur"),
            *(Stop(f"card {state}", hall.cards[state]) for state in CARDS),
            Stop("wishes", f"{waiting}/wishes"),
            Stop("wishes, next round", f"{hall.cards['in the next round']}/then"),
            Stop("link", f"{waiting}/link"),
            *(Stop(f"room {n}", room) for n, (_, room) in enumerate(hall.rooms[:6], 1)),
            Stop("rules", "/rules"),
            Stop("safety", "/safety"),
            Stop("sign-in", "/sign-in"),
            Stop("sign-in, wrong", "/sign-in", then="wrong"),
            Stop("one-time link", hall.links["librarian"][-1]),
            Stop("nothing", "/nothing"),
        ]

    def staff(self, library: str) -> list[Stop]:
        hall = self.halls[library]
        card, called = (f"/desk/autumn/cards/{hall.ids[name]}" for name in ("next", "come"))
        desk = [
            *(Stop(f"desk {code}", f"/desk/{code}") for code in BOARDS),
            Stop("desk, refused", "/desk/autumn", then="refused"),
            Stop("desk, menu", "/desk/autumn", then="menu"),
            Stop("desk, row menu", "/desk/autumn", then="row menu"),
            Stop("desk events", "/desk"),
            Stop("walk-in", "/desk/autumn/cards"),
            Stop("desk card", card),
            Stop("desk card called", called),
            Stop("slip", f"{card}/slip"),
            Stop("sheet", "/desk/autumn/sheet"),
            Stop("paper", "/desk/autumn/paper"),
            Stop("prints", "/desk/autumn/prints"),
            Stop("interpreters", "/desk/autumn/interpreters"),
            Stop("my tables", "/desk/autumn/tables"),
            Stop("note", "/desk/autumn/notes"),
            *(Stop(f"rights {t}", f"/desk/autumn/rights?talk={t}") for t in LANGUAGES[library]),
            Stop("backrooms", "/desk/autumn/backrooms"),
            Stop("backroom link", f"/desk/autumn/backrooms/{hall.rooms[0][0]}"),
        ]
        team = [
            *(Stop(f"record {code}", f"/studio/events/{code}/record") for code in BOARDS),
            Stop("rehearsals", "/studio/rehearsals"),
            Stop("team", "/studio/team"),
            Stop("team, link", "/studio/team", then="link"),
            Stop("team, wrong", "/studio/team", then="wrong name"),
            Stop("policy", "/studio/events/winter/policy"),
            Stop("policy, wrong", "/studio/events/winter/policy", then="no sense"),
            Stop("plan", "/studio/plan?event=autumn"),
            Stop("plan, wrong", "/studio/plan", then="no books"),
            Stop("evenings", EVENINGS, then="played"),
        ]
        return [Stop(s.name, s.path, "librarian", s.then) for s in desk] + [
            Stop(s.name, s.path, "coordinator", s.then) for s in team
        ]

    def boards(self, library: str) -> list[Stop]:
        rooms = [Stop("side room", "/board/autumn?room=side")] if library == "baku" else []
        return [*(Stop(f"board {code}", f"/board/{code}") for code in BOARDS), *rooms]

    @contextmanager
    def visit(
        self,
        library: str,
        language: str,
        size: tuple[int, int],
        role: str | None = None,
        **how: Any,
    ) -> Iterator[Any]:
        """A page of somebody's browser, signed in if a role is named."""
        context = self.browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            locale=language,
            base_url=self.server.origin(library),
            **how,
        )
        if role:
            self._sign_in(context, library, role)
        yield context.new_page()
        context.close()

    def _sign_in(self, context: Any, library: str, role: str) -> None:
        if (library, role) not in self.signed_in:
            page = context.new_page()
            page.goto(self.halls[library].links[role][0])
            page.locator("main button.btn-main").click()
            page.wait_for_url("**/desk*")
            page.close()
            self.signed_in[library, role] = context.cookies()
        context.add_cookies(self.signed_in[library, role])

    def walk(
        self, library: str, language: str, size: tuple[int, int], stops: list[Stop], **how: Any
    ) -> Iterator[tuple[Stop, Any]]:
        """Each stop in turn, in one browser for each role."""
        for role in dict.fromkeys(stop.role for stop in stops):
            with self.visit(library, language, size, role, **how) as page:
                for stop in stops:
                    if stop.role == role:
                        go(page, stop)
                        yield stop, page


def go(page: Any, stop: Stop) -> None:
    page.goto(stop.path)
    if stop.then:
        TAPS[stop.then](page)


def _too_many(page: Any) -> None:
    """Three people for two books, one of which reads with one person only."""
    page.locator("#more summary").click()
    page.locator("input[name=group][value='3']").check()
    page.locator("#wish1").select_option(index=1)
    page.locator("#wish2").select_option(index=2)
    page.locator("#more button").click()
    page.locator("[role=alert]").wait_for()


def _wrong(page: Any) -> None:
    page.locator("#name").fill("nobody")
    page.locator("#password").fill("wrong password")
    page.locator("main button.btn-main").click()
    page.locator("[role=alert]").wait_for()


def _refused(page: Any) -> None:
    """Another desk's stale tap: the row that has no reading is told to end one."""
    page.locator(".row").nth(5).locator("form").first.evaluate(
        """(form) => {
          form.action = form.action.replace(/[^/]+$/, "returns");
          form.requestSubmit();
        }"""
    )
    page.locator(".said").wait_for()


def _link(page: Any) -> None:
    page.locator("table form button").last.click()
    page.locator("main [role=status]").wait_for()


def _wrong_name(page: Any) -> None:
    page.locator("#name").fill("librarian 3")
    page.locator("main button.btn-main").click()
    page.locator("[role=alert]").wait_for()


def _no_sense(page: Any) -> None:
    page.locator("#grace").fill("30")
    page.locator("#seats").fill("3")
    page.locator("main button.btn-main").click()
    page.locator("[role=alert]").wait_for()


def _no_books(page: Any) -> None:
    page.locator("#books").fill("0")
    page.locator("main button.btn-main").click()
    page.locator("[role=alert]").wait_for()


TAPS = {
    "no sense": _no_sense,
    "no books": _no_books,
    "played": lambda page: page.locator("main:not([data-more='1'])").wait_for(),
    "more": lambda page: page.locator("#more summary").click(),
    "too many": _too_many,
    "wrong": _wrong,
    "refused": _refused,
    "menu": lambda page: page.locator("#event-menu summary").click(),
    "row menu": lambda page: page.locator(".row details summary").nth(1).click(),
    "link": _link,
    "wrong name": _wrong_name,
}


@contextmanager
def tour(
    browser: Any, data: Path, at: datetime | None = None, grace: int = 60, **environ: str
) -> Iterator[Tour]:
    """Both halls played in this folder, and served."""
    halls = play(data, at, grace)
    server = start_server(data, **environ)
    yield Tour(browser, server, halls)
    server.stop()


IN_VIEW = """
const seen = [];
const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
for (let node; (node = walker.nextNode());) {
  const element = node.parentElement;
  if (!node.data.trim() || element.closest("script, noscript, style, option")) continue;
  if (element.closest(".vh, .news, .skip")) continue;
  if (!element.checkVisibility({ visibilityProperty: true })) continue;
  const range = document.createRange();
  range.selectNodeContents(node);
  for (const box of range.getClientRects()) {
    if (box.width > 1) seen.push({ text: node.data.trim(), element, box });
  }
}
"""
"""JavaScript: the texts that are seen on the page, each with its element and place."""
