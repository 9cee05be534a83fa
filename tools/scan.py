#!/usr/bin/env python3
"""Scan the product's source by rules of our own, those that no linter knows.

    python3 tools/scan.py          the product; prints each finding as path:line: rule: sentence
    python3 tools/scan.py --rules  the rules

Where a line has to do what a rule forbids, it says why, on the line or the one above:
``# scan: rule: the reason``, in a template ``{# scan: rule: the reason #}``. An exception without
a reason, and one that nothing needs any more, are findings too.
"""

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src"

RULES = {
    "unscoped-query": "a store is opened beside the session, which is pinned to its library",
    "pasted-sql": "SQL is glued together of what may have been sent",
    "unescaped": "markup that nobody has escaped",
    "shell": "a shell reads what may have been sent",
    "remote-address": "who asks is looked at: address, agent or referrer",
    "naive-time": "a time without a zone",
    "get-commits": "a GET leads to a write",
    "no-nonce": "a script or style that the page's policy does not know by its nonce",
    "hx-in-fragment": "an hx attribute outside the one container that carries the nonce",
    "exception": "an exception without a reason, or one that nothing needs",
}
EXCEPTION = re.compile(r"(?:#|\{#-?) *scan: *([a-z-]+)(?:: *(.*?))? *(?:-?#\})?$")
SHORTEST = 15
"""Letters of a reason."""

DRILLS = "humanshelf/drills/"
"""Drills attack a deployment of their own, and pretend to be somebody who can be told."""
STORES = "humanshelf/tenancy/", DRILLS
"""Where stores are opened."""
OPENING = {"create_engine", "sessionmaker", "engine_for", "watch_connection", "scoped_session"}
PROSE = "humanshelf/pages/prose.py"
"""The one place where a text of a library becomes markup, once it is cleaned."""
SQL = {"execute", "exec_driver_sql", "text", "executescript", "executemany"}
SHELLS = {("os", "system"), ("os", "popen"), ("subprocess", "getoutput")}
ASKER = {"remote_addr", "access_route", "user_agent", "referrer", "remote_user"}
ASKED = re.compile(
    r"(HTTP_|)(X[-_]FORWARDED[-_]FOR|X[-_]REAL[-_]IP|FORWARDED|USER[-_]AGENT|REFERER)|REMOTE_ADDR",
    re.I,
)
NAIVE = {"utcnow", "utcfromtimestamp", "today", "localtime"}
ZONED = {"now": 0, "fromtimestamp": 1}
"""At which place of its arguments a call is given its zone."""
WRITES = {"writing", "writing_control", "changing", "commit"}

TAG = re.compile(r"<(script|style)\b[^>]*>?")
INLINE = re.compile(r"""<[^>]*\s(?:on[a-z]+|style)\s*=\s*["']""")
WIRED = re.compile(r"(?<![\w-])(?:data-)?hx-[a-z]+(?:[:\w-]*)\s*=", re.I)
UNESCAPED = re.compile(r"\|\s*safe\b|\{%-?\s*autoescape\s+false")
CONTAINER = "templates/live.html"


@dataclass(frozen=True, order=True)
class Found:
    path: str
    line: int
    rule: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.rule}: {RULES[self.rule]}"


@dataclass
class Function:
    """What of a function matters for whom it leads to a write."""

    path: str
    line: int
    gets: bool
    writes: bool
    calls: set[tuple[str, str]] = field(default_factory=set)


def scan(files: dict[str, str]) -> list[Found]:
    """The findings in these files, by their paths below the source folder."""
    found: list[Found] = []
    functions: dict[tuple[str, str], Function] = {}
    for path, source in files.items():
        if path.endswith(".py"):
            tree = ast.parse(source)
            found += [Found(path, *one) for one in of_python(tree, path)]
            functions |= functions_of(tree, path)
        else:
            found += [Found(path, *one) for one in of_template(source, path)]
    found += of_routes(functions)
    return sorted(excepted(set(found), files))


def of_python(tree: ast.Module, path: str) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            for rule in of_call(node, path):
                yield node.lineno, rule
        elif isinstance(node, ast.Attribute) and node.attr in ASKER:
            yield node.lineno, "remote-address"
        elif isinstance(node, ast.Attribute) and node.attr == "engines":
            if not path.startswith(STORES):
                yield node.lineno, "unscoped-query"
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            if ASKED.fullmatch(node.value) and not path.startswith(DRILLS):
                yield node.lineno, "remote-address"
            if WIRED.search(node.value):
                yield node.lineno, "hx-in-fragment"


def of_call(call: ast.Call, path: str) -> Iterator[str]:
    name, owner = called(call)
    if name in OPENING and not path.startswith(STORES):
        yield "unscoped-query"
    if name in SQL and call.args and is_glued(call.args[0]):
        yield "pasted-sql"
    if name == "Markup" and call.args and not is_safe(call.args[0], path):
        yield "unescaped"
    shell = next((one.value for one in call.keywords if one.arg == "shell"), None)
    if (owner, name) in SHELLS or (shell and getattr(shell, "value", True)):
        yield "shell"
    if owner in ("datetime", "date", "time") and name in NAIVE:
        yield "naive-time"
    if owner == "datetime" and name in ZONED:
        zoned = len(call.args) > ZONED[name] or any(one.arg == "tz" for one in call.keywords)
        if not zoned:
            yield "naive-time"


def called(call: ast.Call) -> tuple[str, str]:
    """The name of what is called, and of what it belongs to."""
    if isinstance(call.func, ast.Attribute):
        owner = call.func.value
        return call.func.attr, getattr(owner, "id", getattr(owner, "attr", ""))
    return getattr(call.func, "id", ""), ""


def is_glued(node: ast.expr) -> bool:
    """A text with holes: what fills them is for parameters."""
    if isinstance(node, ast.JoinedStr):
        return not is_written(node)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod | ast.Add):
        return any(
            isinstance(part, ast.JoinedStr)
            or (isinstance(part, ast.Constant) and isinstance(part.value, str))
            for part in (node.left, node.right)
        )
    return isinstance(node, ast.Call) and called(node)[0] == "format"


def is_safe(node: ast.expr, path: str) -> bool:
    """As we wrote it; or, in the one place for that, as the cleaner left it."""
    cleaned = isinstance(node, ast.Call) and called(node) == ("clean", "nh3")
    return is_written(node) or (cleaned and path == PROSE)


def is_written(node: ast.expr) -> bool:
    """Whether it stands there as we wrote it: constants, and names of constants between them."""
    if isinstance(node, ast.JoinedStr):
        inner = [part.value for part in node.values if isinstance(part, ast.FormattedValue)]
        return all(isinstance(part, ast.Name) and part.id.isupper() for part in inner)
    return isinstance(node, ast.Constant)


def of_template(source: str, path: str) -> Iterator[tuple[int, str]]:
    plain = re.sub(r"\{#.*?#\}", lambda m: re.sub(r"[^\n]", " ", m[0]), source, flags=re.S)
    rules = [("unescaped", UNESCAPED), ("no-nonce", INLINE)]
    if not path.endswith(CONTAINER):
        rules.append(("hx-in-fragment", WIRED))
    for rule, pattern in rules:
        for hit in pattern.finditer(plain):
            yield line_of(plain, hit.start()), rule
    for hit in TAG.finditer(plain):
        if "nonce=" not in hit[0]:
            yield line_of(plain, hit.start()), "no-nonce"


def line_of(text: str, place: int) -> int:
    return text.count("\n", 0, place) + 1


def functions_of(tree: ast.Module, path: str) -> dict[tuple[str, str], Function]:
    """The functions at the top of a module, and which others each calls, here or imported."""
    module = path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    known = imported(tree)
    found = {}
    for node in tree.body:
        if not isinstance(node, ast.FunctionDef):
            continue
        calls = [each for each in ast.walk(node) if isinstance(each, ast.Call)]
        made = Function(path, node.lineno, is_get(node), any(called(c)[0] in WRITES for c in calls))
        for call in calls:
            name, owner = called(call)
            if owner in known:
                made.calls.add((".".join(filter(None, known[owner])), name))
            elif not owner:
                made.calls.add(known.get(name, (module, name)))
        found[module, node.name] = made
    return found


def imported(tree: ast.Module) -> dict[str, tuple[str, str]]:
    names = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            names |= {one.asname or one.name: (node.module or "", one.name) for one in node.names}
        elif isinstance(node, ast.Import):
            names |= {one.asname: (one.name, "") for one in node.names if one.asname}
    return names


def is_get(node: ast.FunctionDef) -> bool:
    """A view that answers GET."""
    for one in node.decorator_list:
        if isinstance(one, ast.Call) and isinstance(one.func, ast.Attribute):
            if one.func.attr == "get":
                return True
            if one.func.attr == "route":
                methods = next((k.value for k in one.keywords if k.arg == "methods"), None)
                if methods is None or "GET" in ast.unparse(methods):
                    return True
    return False


def of_routes(functions: dict[tuple[str, str], Function]) -> Iterator[Found]:
    """Views that answer GET and come to a write, by whatever way."""
    for view in functions.values():
        if not view.gets:
            continue
        seen: set[tuple[str, str]] = set()
        ahead = [view]
        while ahead:
            here = ahead.pop()
            if here.writes:
                yield Found(view.path, view.line, "get-commits")
                break
            fresh = here.calls - seen
            seen |= fresh
            ahead += [functions[call] for call in fresh if call in functions]


def excepted(found: set[Found], files: dict[str, str]) -> Iterator[Found]:
    """What no exception covers, and the exceptions that are wrong themselves."""
    needed = set(found)
    for path, source in files.items():
        for number, line in enumerate(source.splitlines(), 1):
            told = EXCEPTION.search(line.strip())
            if told is None:
                continue
            covers = {Found(path, at, told[1]) for at in (number, number + 1)} & found
            if not covers or len(told[2] or "") < SHORTEST:
                yield Found(path, number, "exception")
            else:
                needed -= covers
    yield from needed


def product() -> dict[str, str]:
    """Python and templates of the product, by their paths below src/."""
    paths = [*SOURCE.rglob("*.py"), *SOURCE.rglob("*.html")]
    return {
        path.relative_to(SOURCE).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(paths)
    }


def main() -> int:
    if sys.argv[1:] == ["--rules"]:
        for rule, sentence in RULES.items():
            print(f"{rule:<16}{sentence}")
        return 0
    found = scan(product())
    for one in found:
        print(f"src/{one}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
