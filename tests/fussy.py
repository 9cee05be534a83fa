"""Looks at every answer that a test gets, with the eye of somebody hard to please.

Headers on every answer; in HTML what a browser, a screen reader or an attacker would trip over.
"""

import re
from functools import cache, lru_cache
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
from werkzeug.http import parse_cookie
from werkzeug.test import TestResponse

from humanshelf.pages.headers import PERMISSIONS, policy

NEUTRAL_POLICY = "default-src 'none'; base-uri 'none'; frame-ancestors 'none'"
LANGUAGES = {"az", "kk", "ru", "en", "tr"}
FIELDS = {"input", "select", "textarea"}
UNTRANSLATED_ON_PURPOSE = {"data-fresh", "value"}
"""A pattern that a script fills, and what somebody typed."""


SECRETS = re.compile(r'((?:value="|/cards/|X-CSRFToken[^:]*: ?"))[\w.-]{22,}')
"""What alone differs between two pages that are otherwise the same."""
SEEN: set[int] = set()
BOTH = {
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Robots-Tag": "noindex, noarchive",
    "Server": None,
    "X-Powered-By": None,
}
DOCUMENT = BOTH | {
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": PERMISSIONS,
    "Cache-Control": "no-store",
}
FILE = BOTH | {
    "Content-Security-Policy": "default-src 'none'",
    "Cache-Control": "public, max-age=31536000, immutable",
}
"""A style sheet or script is no document: what is said of windows and sensors is left out."""


def check(answer: TestResponse, *, secure: bool) -> None:
    nonce = headers(answer, secure=secure)
    cookies(answer)
    # What stands in a redirect is for browsers that cannot follow it: there is none any more.
    body = answer.request.method != "HEAD" and answer.status_code // 100 != 3
    if body and answer.mimetype == "text/html" and answer.text:
        told = hash(SECRETS.sub(r"\1SECRET", answer.text.replace(nonce or "…", "NONCE")))
        # The same page need not be looked at twice.
        if told not in SEEN:
            html(answer.text, nonce)
            SEEN.add(told)


def html(text: str, nonce: str | None) -> None:
    """A page or fragment."""
    if text.lstrip().lower().startswith("<!doctype"):
        root = parsed(text)
        page(root, nonce)
    else:
        root = parsed(text)
        parts = [child.tag for child in root]
        drawn = parts == ["article"] or "drawn" in root[0].get("class", "").split()
        if not drawn:  # what a preview shows of a form
            assert parts == ["main"], "a fragment is the main block only"
            assert root[0].get("id") == "main"
        assert not list(root.iter("script"))
        assert "hx-" not in text
    anything(root)


def headers(answer: TestResponse, *, secure: bool) -> str | None:
    """The whole set, on every answer. Returns the nonce."""
    got = answer.headers
    asset = answer.request.path.startswith("/static/") and answer.request.method in ("GET", "HEAD")
    if asset and answer.status_code in (200, 304):
        wanted = FILE | dict.fromkeys(set(DOCUMENT) - set(FILE))
        assert {name: got.get(name) for name in wanted} == wanted
        return None
    found = re.search(r"'nonce-([\w-]{22})'", got["Content-Security-Policy"])
    nonce = found[1] if found else None
    alone = (NEUTRAL_POLICY, f"{NEUTRAL_POLICY}; sandbox")
    assert got["Content-Security-Policy"] in ((policy(nonce),) if nonce else alone)
    wanted = DOCUMENT | {"Strict-Transport-Security": "max-age=31536000" if secure else None}
    if (answer.request.path, answer.status_code) in (("/leave", 303), ("/forgetting", 200)):
        wanted["Referrer-Policy"] = "no-referrer"
    if answer.mimetype == "text/event-stream":
        wanted["Cache-Control"] = "no-store, no-transform"
    assert {name: got.get(name) for name in wanted} == wanted
    return nonce


def cookies(answer: TestResponse) -> None:
    for line in answer.headers.getlist("Set-Cookie"):
        name, *attributes = (part.strip() for part in line.split(";"))
        assert name.startswith("__Host-"), line
        assert parse_cookie(name), line
        given = {part.partition("=")[0].lower(): part.partition("=")[2] for part in attributes}
        assert {"secure", "httponly"} <= set(given), line
        assert given["path"] == "/" and given["samesite"] in ("Lax", "Strict"), line
        assert "domain" not in given, line


@lru_cache(maxsize=16)
def parsed(text: str) -> Element:
    """The tree of a page or of a fragment; what a browser would have to mend is refused.

    Kept, as parsing is what these tests spend most time on: a tree is to look at, not to change.
    """
    parser = html5lib.HTMLParser()
    whole = text.lstrip().lower().startswith("<!doctype")
    root = parser.parse(text) if whole else parser.parseFragment(text)
    lines = text.splitlines()
    faults = [(code, lines[at[0] - 1]) for at, code, _values in parser.errors]
    assert faults == []
    for element in root.iter():
        if isinstance(element.tag, str):
            element.tag = element.tag.rpartition("}")[2]
    return root


def page(root: Element, nonce: str | None) -> None:
    assert root.get("lang") in LANGUAGES
    assert len(list(root.iter("h1"))) == 1
    assert len(list(root.iter("main"))) == 1
    title = text(one(root, "title"))
    assert title in titles(), title
    for script in root.iter("script"):
        assert script.get("nonce") == nonce, "a script without this answer's nonce"
        assert script.get("src", "").startswith("/static/"), "an inline script"
        assert not (script.text or "").strip()
    wired = [e for e in root.iter() if any(name.startswith("hx-") for name in e.attrib)]
    assert [e.get("id") for e in wired] in ([], ["live"]), "hx- outside the one container"
    assert all(e.get("hx-nonce") == nonce for e in wired)


def anything(root: Element) -> None:
    ids = [e.get("id") for e in root.iter() if e.get("id")]
    assert len(ids) == len(set(ids)), f"ids twice: {ids}"
    assert not list(root.iter("style")), "an inline style sheet"
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        for name, value in element.items():
            assert name != "style", f"an inline style on {element.tag}"
            assert not name.startswith("on"), f"a handler on {element.tag}"
            assert name in UNTRANSLATED_ON_PURPOSE or "%(" not in value, value
        for name in ("href", "src", "action"):
            if leaves(element) and name == "href":
                continue
            assert not re.match(r"(\w+:|//)", element.get(name, "")), "an address elsewhere"
        if element.get("target"):
            assert "noreferrer" in element.get("rel", "")
    assert "%(" not in text(root)
    references(root, set(ids))
    labels(root, set(ids))


def leaves(element: Element) -> bool:
    """A link of the library's own to another site: only over https, and it says who sent nobody.
    Or one to the app for codes on the same phone."""
    if element.tag == "a" and element.get("href", "").startswith("otpauth://totp/"):
        return True
    away = element.tag == "a" and element.get("href", "").startswith("https://")
    return away and "noreferrer" in element.get("rel", "").split()


def references(root: Element, ids: set[str]) -> None:
    for element in root.iter():
        for name in ("aria-labelledby", "aria-describedby", "for"):
            for wanted in element.get(name, "").split():
                assert wanted in ids, f"{name} points to nothing: {wanted}"
        if element.get("href", "").startswith("#"):
            assert element.get("href")[1:] in ids, element.get("href")


def labels(root: Element, ids: set[str]) -> None:
    """Whatever can be filled in or tapped says what it is."""
    pointed = {e.get("for") for e in root.iter("label")}
    wrapped = {id(inner) for label in root.iter("label") for inner in label.iter()}
    for element in root.iter():
        if element.tag in FIELDS and element.get("type") != "hidden":
            named = element.get("aria-label") or element.get("id") in pointed
            assert named or id(element) in wrapped, f"no label: {element.attrib}"
        if element.tag in ("button", "a", "summary"):
            assert text(element).strip() or element.get("aria-label"), element.attrib
        if element.tag == "form":
            assert element.get("method") == "post"
            assert element.get("action", "").startswith("/")


@cache
def titles() -> set[str]:
    """The neutral titles: the one of every page, and those of hosts that are not there or rest."""
    from babel.support import Translations

    from humanshelf.app import translations

    said = {
        Translations.load(translations(), [language]).pgettext("title", "Reading list")
        for language in LANGUAGES
    }
    return said | {"Nothing here", "Back soon"}


# looking into a page


def main(html: str) -> Element:
    root = parsed(html)
    return next(e for e in root.iter("main"))


def one(root: Element, tag: str, **attributes: str) -> Element:
    found = every(root, tag, **attributes)
    assert len(found) == 1, f"{len(found)} × {tag} {attributes}"
    return found[0]


def every(root: Element, tag: str, **attributes: str) -> list[Element]:
    wanted = {name.replace("_", "-").strip("-"): value for name, value in attributes.items()}
    return [e for e in root.iter(tag) if all(e.get(n) == v for n, v in wanted.items())]


def text(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def alerts(answer: TestResponse) -> list[str]:
    """What an answer says was refused."""
    return [text(e) for e in parsed(answer.text).iter() if e.get("role") == "alert"]


def fields(form: Element) -> dict[str, Any]:
    """What a browser would send of a form as it stands, without a button."""
    sent: dict[str, Any] = {}
    for element in form.iter():
        name = element.get("name")
        if not name:
            continue
        if element.tag == "input" and element.get("type") in ("radio", "checkbox"):
            if element.get("checked") is not None:
                sent.setdefault(name, []).append(element.get("value", "on"))
        elif element.tag == "input":
            sent.setdefault(name, []).append(element.get("value", ""))
        elif element.tag == "select":
            options = list(element.iter("option"))
            chosen = [o for o in options if o.get("selected") is not None] or options[:1]
            sent.setdefault(name, []).extend(o.get("value", "") for o in chosen)
    return sent
