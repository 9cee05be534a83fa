"""Real browsers before a real server: one browser context per person, one server per module, and
one with the halls of looking.py for all that only look.

The server is the product's own, started as people start it, on a folder and a port of its own.
Where there is no Chromium the tests are skipped; bootstrap says so loudly, and REQUIRE_ALL fails.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import copytree
from typing import TYPE_CHECKING, Any

import pytest

from browsing import ARGUMENTS, PATIENCE, PHONE, TABLET, Person, Server, chromium, start_server
from wire import Wire

if TYPE_CHECKING:
    from looking import Tour


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    missing = chromium() is None
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            if missing:
                item.add_marker(pytest.mark.skip(reason="no Chromium"))


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A deployment with both libraries and their samples: a first start makes them, which takes
    longer than all else that it does."""
    data = tmp_path_factory.mktemp("made") / "data"
    assert start_server(data).stop() == 0
    return data


@pytest.fixture(scope="module")
def server(made_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = start_server(copytree(made_once, tmp_path_factory.mktemp("deployment") / "data"))
    yield running
    assert running.stop() == 0
    assert [line for line in running.said.splitlines() if "failed" in line or "rror" in line] == []


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=chromium(), args=ARGUMENTS, timeout=2 * PATIENCE * 1000
        )
        new_context = opened.new_context

        def patient(**options: Any) -> Any:
            context = new_context(**options)
            context.set_default_timeout(PATIENCE * 1000)
            return context

        opened.new_context = patient
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def tour(browser: Any, tmp_path_factory: pytest.TempPathFactory) -> "Iterator[Tour]":
    """Both halls in play, for all that only look."""
    import looking

    with looking.tour(browser, tmp_path_factory.mktemp("hall") / "data") as made:
        yield made


@pytest.fixture
def person(browser: Any, server: Server) -> Iterator[Callable[..., Person]]:
    """Makes people: ``person("baku", language="az", viewport=PHONE, scripts=True)``."""
    made: list[Person] = []

    def make(
        library: str,
        language: str = "en",
        viewport: dict[str, int] | None = None,
        scripts: bool = True,
        **options: Any,
    ) -> Person:
        context = browser.new_context(
            viewport=viewport or PHONE, locale=language, java_script_enabled=scripts, **options
        )
        page = context.new_page()
        somebody = Person(page, context, server.origin(library), [], [])
        page.on("pageerror", lambda error: somebody.complaints.append(str(error)))
        page.on(
            "console",
            lambda message: (
                somebody.complaints.append(message.text)
                if message.type == "error" and "Failed to load resource" not in message.text
                else None
            ),
        )
        page.on("request", lambda request: somebody.asked.append(request.url))
        made.append(somebody)
        return somebody

    yield make
    for somebody in made:
        elsewhere = [url for url in somebody.asked if not url.startswith(somebody.origin)]
        assert [c for c in somebody.complaints if not c.startswith(somebody.forgiven)] == []
        assert elsewhere == []
        somebody.context.close()


@pytest.fixture
def librarian(server: Server, person: Callable[..., Person]) -> Callable[..., Person]:
    """Makes librarians at the desk of the running event, each before a screen of their own.

    The first one in a library comes by a one-time link; the others share the account.
    """

    def make(library: str, language: str = "en", **options: Any) -> Person:
        options.setdefault("viewport", TABLET)
        known = server.signed_in.get(library)
        somebody = person(library, language, storage_state=known, **options)
        if known:
            somebody.open("/desk")
        else:
            somebody.open(server.sign_in_link(library, "rana"))
            somebody.page.locator("main button.btn-main").click()
        somebody.page.wait_for_url("**/desk/*")
        server.signed_in[library] = somebody.context.storage_state()
        return somebody

    return make


@pytest.fixture
def wire(server: Server) -> Iterator[Wire]:
    """A network of one's own, to be lost."""
    carried = Wire(server)
    yield carried
    carried.close()
