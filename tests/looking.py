"""A tour of all pages in all their states, for the tests that look at them in a browser."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from browsing import Server, start_server
from played import LINK, QUOTED, SAID, Hall, play

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
PARTS = ("names", "languages", "vocabulary", "clock", "look", "labels", "privacy", "keeping")
FRESH = 240
"""Seconds. Ten minutes are what the product gives, and a walk takes some of them."""
BOARDS = ("autumn", "quiet", "last", "many", "rounds", "winter", "over")


@dataclass(frozen=True)
class Stop:
    """One page of the tour; ``then`` names what is tapped there."""

    name: str
    path: str
    role: str | None = None
    then: str | None = None


@dataclass(frozen=True)
class SignedIn:
    cookies: Any
    at: float = field(default_factory=time.monotonic)


@dataclass
class Tour:
    """A server with both halls in play, and browsers to look at it."""

    browser: Any
    server: Server
    halls: dict[str, Hall]
    signed_in: dict[tuple[str, str], SignedIn] = field(default_factory=dict)

    def stops(self, library: str) -> list[Stop]:
        return [*self.readers(library), *self.staff(library), *self.boards(library)]

    def readers(self, library: str) -> list[Stop]:
        hall = self.halls[library]
        first = "kamran"
        waiting = hall.cards["waiting"]
        return [
            Stop("home", "/"),
            *(Stop(f"event {code}", f"/events/{code}") for code in BOARDS),
            Stop("exhibition", "/events/autumn/exhibition"),
            Stop("exhibit", "/exhibition/chairs"),
            Stop("film", "/exhibition/street"),
            Stop("one language", "/events/autumn?talk=ru"),
            Stop("book", f"/events/autumn/books/{first}"),
            Stop("book, more", f"/events/autumn/books/{first}", then="more"),
            Stop("book, refused", f"/events/autumn/books/{first}", then="too many"),
            Stop("book, code asked", f"/events/quiet/books/{first}"),
            Stop("book, wrong code", f"/events/quiet/books/{first}", then="wrong code"),
            Stop("invitation", f"/welcome/{hall.said['invitation']}"),
            Stop("invited", f"/welcome/{hall.said['invitation']}", then="come in"),
            Stop("card void", hall.cards["void"]),
            Stop("book, done", "/events/autumn/books/timur"),
            Stop("book, last call", "/events/last/books/timur"),
            *(Stop(f"card {state}", hall.cards[state]) for state in CARDS),
            Stop("wishes", f"{waiting}/wishes"),
            Stop("wishes, next round", f"{hall.cards['in the next round']}/then"),
            Stop("link", f"{waiting}/link"),
            *(Stop(f"room {n}", room) for n, (_, room) in enumerate(hall.rooms[:6], 1)),
            Stop("survey before", "/events/autumn/surveys/baseline"),
            Stop("survey after", "/events/autumn/surveys/endline"),
            Stop("survey after, own words", "/events/autumn/surveys/endline?page=3"),
            Stop("survey after, wrong", "/events/autumn/surveys/endline?page=3", then="both"),
            Stop("survey by its code", "/events/spring/surveys/follow-up"),
            Stop("survey by its code, wrong", "/events/spring/surveys/follow-up", then="no code"),
            Stop("room's words", f"{hall.rooms[0][1]}/feedback"),
            Stop("feedback", "/events/autumn/feedback"),
            Stop("feedback, refused", "/events/autumn/feedback", then="blank"),
            Stop("feedback, sent", "/events/autumn/feedback?sent=1"),
            Stop("feedback, early", "/events/winter/feedback"),
            Stop("quotes", "/quotes"),
            Stop("survey by its code", "/events/spring/surveys/follow-up"),
            Stop("survey by its code, wrong", "/events/spring/surveys/follow-up", then="no code"),
            Stop("survey by link", "/surveys/help"),
            Stop("check-in", f"{hall.rooms[0][1]}/check-in"),
            Stop("practice", "/practice"),
            Stop("stories", "/stories"),
            Stop("story", "/stories/bread"),
            Stop("reports", "/reports"),
            Stop("report", f"/reports/{hall.said['report']}"),
            Stop("rules", "/rules"),
            Stop("safety", "/safety"),
            Stop("sign-in", "/sign-in"),
            Stop("sign-in, wrong", "/sign-in", then="wrong"),
            Stop("one-time link", hall.links["librarian"][-1]),
            Stop("nothing", "/nothing"),
        ]

    def staff(self, library: str) -> list[Stop]:
        hall = self.halls[library]
        said, interview = hall.said, hall.said[f"interview {SAID[1]}"]
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
            Stop("floods", "/desk/many/floods?minutes=60"),
            Stop("prints with a code", "/desk/quiet/prints"),
            Stop("shelf at the desk", "/desk/autumn/shelf"),
            Stop("interviews", f"/desk/autumn/interviews?entry={interview}&who=reader"),
            *(Stop(f"rights {t}", f"/desk/autumn/rights?talk={t}") for t in LANGUAGES[library]),
            Stop("backrooms", "/desk/autumn/backrooms"),
            Stop("backroom link", f"/desk/autumn/backrooms/{hall.rooms[0][0]}"),
            Stop("hiding", "/hiding"),
        ]
        team = [
            *(Stop(f"record {code}", f"/studio/events/{code}/record") for code in BOARDS),
            Stop("rehearsals", "/studio/rehearsals"),
            Stop("entrance", "/studio/events/guests/entrance"),
            Stop("entrance, wrong", "/studio/events/guests/entrance", then="no purpose"),
            Stop("exhibition in the studio", "/studio/exhibition"),
            Stop("exhibit’s form", "/studio/exhibition/street"),
            Stop("new exhibit’s form", "/studio/exhibition/blank"),
            Stop("labels", "/studio/exhibition/labels"),
            Stop("screenings", "/studio/events/autumn/screenings"),
            Stop("themes", "/studio/themes"),
            Stop("books", "/studio/books"),
            Stop("new book’s form", "/studio/books/new"),
            Stop("book’s form", "/studio/books/deniz"),
            Stop("book’s contact details", "/studio/books/deniz/contact"),
            Stop("sealed contact details", "/studio/vault"),
            Stop("way to the shelf", "/studio/recruiting"),
            Stop("translations, of what lacks most", "/studio/translations"),
            Stop("translations", "/studio/translations/ru"),
            Stop("books’ import", "/studio/books/import"),
            Stop("practice card", "/studio/practice"),
            Stop("practice card, preview", "/studio/practice/preview"),
            Stop("stories of the studio", "/studio/stories"),
            Stop("story, written", "/studio/stories/bread"),
            Stop("story, preview", "/studio/stories/bread/preview"),
            Stop("account", "/account"),
            Stop("second factor", "/factor"),
            Stop("second factor, once more", "/confirm?next=/account"),
            Stop("what was done", "/studio/activity"),
            Stop("what is left", "/studio/left"),
            Stop("forget it now", "/studio/left/over"),
            Stop("if somebody comes", "/studio/lockdown"),
            Stop("if somebody comes, paper", "/studio/lockdown", then="paper"),
            Stop("studio", "/studio"),
            Stop("setup", "/studio/setup"),
            Stop("library", "/studio/library"),
            Stop("library, export", "/studio/library/exports"),
            *(Stop(f"library {part}", f"/studio/library/{part}") for part in PARTS),
            *(Stop(f"setup {step}", f"/studio/setup/{step}") for step in ("second", "event")),
            Stop("team", "/studio/team"),
            Stop("team, link", "/studio/team", then="link"),
            Stop("team, wrong", "/studio/team", then="wrong name"),
            Stop("surveys", "/studio/surveys"),
            Stop("surveys, wrong", "/studio/surveys", then="no name"),
            *(
                Stop(f"survey {c}", f"/studio/surveys/{c}")
                for c in ("baseline", "check-in", "help")
            ),
            Stop("survey by link, answered", "/studio/surveys/help/results"),
            Stop("books' day, answered", "/studio/surveys/check-in/results"),
            Stop("survey, preview", "/studio/surveys/endline/preview"),
            Stop("survey, print", "/studio/surveys/help/prints"),
            Stop("question", "/studio/surveys/help/questions"),
            Stop("question, wrong", "/studio/surveys/help/questions", then="no words"),
            Stop("events of the studio", "/studio/events"),
            Stop("new event", "/studio/events/new"),
            Stop("event of the studio", "/studio/events/winter"),
            Stop("event of the studio, runs", "/studio/events/autumn"),
            Stop("event of the studio, preview", "/studio/events/winter/preview"),
            Stop("shelf of the studio", "/studio/events/winter/shelf"),
            Stop("calling off", "/studio/events/winter/calling-off"),
            Stop("interpreters of the library", "/studio/interpreters"),
            Stop("policy", "/studio/events/winter/policy"),
            Stop("policy, wrong", "/studio/events/winter/policy", then="no sense"),
            Stop("inbox", "/studio/feedback"),
            Stop("inbox, sorted", f"/studio/feedback?state=kept&aside={interview}"),
            Stop("inbox, empty", "/studio/feedback?state=aside&source=book"),
            Stop("words", f"/studio/feedback/{said[f'reader {SAID[0]}']}"),
            Stop("words passed on", f"/studio/feedback/{said[f'book {SAID[0]}']}"),
            Stop("quotes, all", "/studio/quotes"),
            Stop("quote", f"/studio/quotes/{said['draft']}"),
            Stop("quote, released", f"/studio/quotes/{said['released']}"),
            Stop("studio reports", "/studio/report"),
            Stop("draft", "/studio/report/draft?event=spring"),
            Stop("draft of nothing", "/studio/report/draft?event=nothing"),
            Stop("comment", "/studio/comments"),
            Stop("import", "/studio/imports"),
            Stop("import, looked at", "/studio/imports", then="a file"),
            Stop("plan", "/studio/plan?event=autumn"),
            Stop("plan, wrong", "/studio/plan", then="no books"),
            Stop("evenings", EVENINGS, then="played"),
        ]
        return [Stop(s.name, s.path, "librarian", s.then) for s in desk] + [
            Stop(s.name, s.path, "coordinator", s.then) for s in team
        ]

    def boards(self, library: str) -> list[Stop]:
        side = Stop("side room", "/board/autumn?room=side")
        return [*(Stop(f"board {code}", f"/board/{code}") for code in BOARDS), side]

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
        """Anew after a while: some pages ask who it is if that was proved long ago."""
        known = self.signed_in.get((library, role))
        if known is None or time.monotonic() - known.at > FRESH:
            page = context.new_page()
            page.goto(self.halls[library].links[role].pop(0))
            page.locator("main button.btn-main").click()
            page.wait_for_url("**/desk*")
            page.close()
            known = SignedIn(context.cookies())
            self.signed_in[library, role] = known
        context.add_cookies(known.cookies)

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
    page.locator("main li details summary").last.click()
    page.locator("main li form[action$='/links'] button").last.click()
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


def _blank(page: Any) -> None:
    page.locator("#text").fill(" ")
    page.locator("main button.btn-main").click()
    page.locator("[role=alert]").wait_for()


def _a_file(page: Any) -> None:
    """Comments with every fault that a line can have."""
    table = f"Author;Comment;Link\nLeyla;{SAID[0]};{LINK}\nx;;\ny;{QUOTED};ftp://b\n"
    file = {"name": "comments.csv", "mimeType": "text/csv", "buffer": table.encode()}
    page.locator("#file").set_input_files(file)
    page.locator("main button.btn-main").click()
    page.locator("#faults").wait_for()


def _sent(page: Any) -> None:
    page.locator("main button.btn-main").first.click()
    page.locator("main [role=alert]").first.wait_for()


def _both(page: Any) -> None:
    """Own words, and rather not said all the same."""
    page.locator("textarea").fill("words")
    page.locator("fieldset input[type=checkbox]").check()
    _sent(page)


def _no_code(page: Any) -> None:
    page.locator("#code").fill("00000 00001")
    _sent(page)


def _wrong_code(page: Any) -> None:
    page.locator("#entrance").fill("ABCD EFGH")
    _sent(page)


def _come_in(page: Any) -> None:
    """Once an invitation has let this browser in it does so again."""
    page.locator("main button.btn-main").click()
    page.wait_for_url("**/events/guests")


def _no_purpose(page: Any) -> None:
    page.locator("form[action$=invitations] button").click()
    page.locator("main [role=alert]").first.wait_for()


def _paper(page: Any) -> None:
    page.locator("main form button").first.click()
    page.locator("main .qr").first.wait_for()


TAPS = {
    "paper": _paper,
    "blank": _blank,
    "a file": _a_file,
    "both": _both,
    "no code": _no_code,
    "wrong code": _wrong_code,
    "come in": _come_in,
    "no purpose": _no_purpose,
    "no name": _sent,
    "no words": _sent,
    "no sense": _no_sense,
    "no books": _no_books,
    "played": lambda page: page.locator("main:not([data-more='1'])").wait_for(timeout=120_000),
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
