"""Hostile words in every text of a library: no page becomes anything but text by them (B12)."""

import re
import socket
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain
from shutil import copytree
from urllib.request import urlopen

import html5lib
import pytest
import time_machine
from markupsafe import escape

import corpus
from browsing import PHONE
from cast import NOW, Stage
from languages import walks

OUT_OF_SIGHT = {("sheet", "texts"), ("feedback", "link"), ("invitation", "purpose")}
"""Answers are counted, not shown; an address with such signs in it is not drawn as one; and what an
invitation is for is shown where an event is private: test_studio_entrance looks at it."""
WIRING = ("src", "href", "action", "content", "class", "id", "hx-get", "name")
OUTSIDE = re.compile("planted|evil|javascript:|hacked")


def test_every_text_of_a_store_is_words_or_signs():
    """A new column has to be placed in tests/corpus.py: what people write is planted in it."""
    words, signs = corpus.columns(corpus.WORDS), corpus.columns(corpus.SIGNS)
    assert words & signs == set()
    assert words | signs == corpus.texts()


def foreign(text):
    """What of the corpus became part of this page: elements, attributes, addresses."""
    root = html5lib.parse(text, namespaceHTMLElements=False)
    found = []
    for element in root.iter():
        if not isinstance(element.tag, str):
            found += ["a comment"] if "planted" in (element.text or "") else []
            continue
        if element.tag in ("x-planted", "iframe", "object", "base", "style", "animate", "font"):
            found.append(element.tag)
        if element.tag == "script" and not element.get("src", "").startswith("/static/"):
            found.append("script")
        for name, value in element.items():
            if name.startswith(("on", "data-hx-", "style", "srcdoc", "autofocus")):
                found.append(f"{element.tag} {name}")
            link = element.tag == "a" and name == "href" and value.startswith("https://evil.")
            if name in WIRING and not link and OUTSIDE.search(value):
                found.append(f"{element.tag} {name}={value}")
    return found


@contextmanager
def no_network():
    """Whoever asks for a connection, or where a name lives, is refused."""
    asked = []

    def refuse(*args, **more):
        asked.append(args[-1] if args else "")
        raise AssertionError(f"the server asks the network: {args}")

    with pytest.MonkeyPatch.context() as patched:
        for name in ("connect", "connect_ex", "sendto"):
            patched.setattr(socket.socket, name, refuse)
        for name in ("getaddrinfo", "gethostbyname", "create_connection"):
            patched.setattr(socket, name, refuse)
        yield asked


AFTER_THE_FACTOR = ("/account/passkeys", "/confirm")
"""Ask for a second factor, which is gone at the end of the walk; what they hold is on /account."""


@pytest.fixture(scope="module")
def pages(product, furnished_stage, tmp_path_factory):
    """All pages of readers and team with the corpus planted, and where it found no row."""
    folder = tmp_path_factory.mktemp("corpus") / "stage"
    copytree(furnished_stage, folder)
    stage = Stage(product, folder)
    with time_machine.travel(NOW, tick=False):
        stage.open()
        yield drawn(stage.houses["baku"])
        stage.close()


def drawn(baku):
    there = list(dict.fromkeys(chain(walks.readers(baku), walks.staff(baku))))
    there += corpus.furnish(baku)
    empty = corpus.plant(baku)
    found = {}
    with no_network() as asked:
        for number, (visitor, path) in enumerate(there):
            answer = visitor.get(path)
            if path in AFTER_THE_FACTOR:
                assert answer.status_code == 303, path
                continue
            assert answer.status_code in (200, 404, 422), (path, answer.status_code)
            if answer.mimetype == "text/html":
                found[f"/{number}{path}"] = answer
    assert asked == []
    return found, empty


def test_nothing_planted_becomes_part_of_a_page(pages):
    found, empty = pages
    assert len(found) > 100
    faults = {path: foreign(answer.text) for path, answer in found.items()}
    assert {path: fault for path, fault in faults.items() if fault} == {}
    everything = "".join(answer.text for answer in found.values())
    seen = {c for c in corpus.columns(corpus.WORDS) if corpus.mark(*c) in everything}
    missing = corpus.columns(corpus.WORDS) - seen
    assert (missing - OUT_OF_SIGHT, empty - OUT_OF_SIGHT) == (set(), set())


@pytest.mark.parametrize("one", corpus.CORPUS[:10])
def test_the_control_markup_that_nobody_escaped_is_found(one):
    page = f"<!doctype html><title>Reading list</title><main><p title='{one}'>{one}</p></main>"
    assert foreign(page) != []
    escaped = str(escape(one))
    assert foreign(f"<!doctype html><main><p title='{escaped}'>{escaped}</p></main>") == []


# before a browser

LOAD = """() => {
  window.broken = [];
  document.addEventListener("securitypolicyviolation",
    (event) => window.broken.push(`${event.violatedDirective} ${event.blockedURI}`));
}"""


OURS = re.compile(r"(/studio)?/files/[\w/.-]+|/(\w+/)+[\w-]+/live(\?room=\w+)?")
"""Pictures and streams, which pages ask for by themselves."""


@dataclass
class Looked:
    """What a browser did with a page."""

    dialogs: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    titles: set[str] = field(default_factory=set)


def looked_at(browser, client, answers):
    """Every page in one tab of Chromium, with its own headers, scripts and style sheets."""
    found = Looked()
    context = browser.new_context(viewport=PHONE)
    context.add_init_script(f"({LOAD})()")
    page = context.new_page()
    page.on("dialog", lambda dialog: (found.dialogs.append(dialog.message), dialog.dismiss()))
    origin = "https://baku.localhost"

    def serve(route):
        path = route.request.url.removeprefix(origin)
        if path in answers:
            body, headers = answers[path]
            route.fulfill(status=200, headers=headers, body=body)
        elif path.startswith("/static/"):
            got = client.get(path, headers={"Accept-Encoding": "identity"})
            route.fulfill(status=200, headers=dict(got.headers), body=got.data)
            got.close()
        else:
            if not OURS.fullmatch(path):
                found.asked.append(route.request.url)
            route.fulfill(status=204)

    context.route("**/*", serve)
    for path in answers:
        page.goto(origin + path, wait_until="load")
        found.titles.add(page.title())
        found.broken += page.evaluate("window.broken")
        if page.evaluate("window.hacked"):
            found.broken.append(f"{path} ran a script")
    context.close()
    return found


def test_a_browser_meets_nothing_but_text(pages, browser, leyla, product):
    """One page of each kind: no dialog, no request, no other title, no breach of the policy."""
    found, _ = pages
    kinds = {}
    for path, answer in found.items():
        if answer.status_code == 404:
            continue
        where = product.url_map.bind("baku.localhost").match(answer.request.path)[0]
        kinds.setdefault(where, (path, answer))
    assert len(kinds) > 60
    answers = {path: (answer.data, dict(answer.headers)) for path, answer in kinds.values()}
    looked = looked_at(browser, leyla, answers)
    assert looked == Looked(titles={"Reading list"})


def test_the_control_a_page_of_planted_markup_is_noticed(browser, leyla):
    """With one text unescaped the policy holds, and is seen to; without it, the script runs."""
    page = leyla.get("/rules")
    hostile = page.text.replace("</main>", f"{corpus.WHOLE}</main>")
    headers = dict(page.headers)
    guarded = looked_at(browser, leyla, {"/rules": (hostile, headers)})
    assert guarded.broken != []
    assert "/rules ran a script" not in guarded.broken
    del headers["Content-Security-Policy"]
    bare = looked_at(browser, leyla, {"/rules": (hostile, headers)})
    assert "/rules ran a script" in bare.broken
    assert bare.asked != []


def test_the_control_a_server_that_asks_the_network_is_noticed():
    with no_network() as asked:
        with pytest.raises(AssertionError, match="asks the network"):
            urlopen("https://evil.example/")
        with socket.socket() as plain, pytest.raises(AssertionError):
            plain.connect(("203.0.113.77", 443))
    assert len(asked) == 2
