"""What a worker remembers: by library, or about nobody.

A cache whose key forgets the library answers one with another's words.
"""

import ast
from pathlib import Path

import pytest

import fussy
from cast import EVENT
from humanshelf.tenancy import NoLibrary
from humanshelf.tenancy.scope import kept, library

SOURCE = Path(__file__).parents[2] / "src" / "humanshelf"
CACHES = {"cache", "lru_cache", "cached_property"}
CACHED = {
    "drills/attack.py: _library",  # the machine's OpenSSL
    "impact/instruments.py: instruments",  # the wording of instruments, which is ours
    "prints/typesetter.py: _fonts",  # ours
    "lending/forecast.py: marks",  # figures from figures
    "lending/label.py: _numbers",  # an order, from the seed
    "live/stream.py: _beat",  # a time of day, from zone and minute
    "records/tables.py: _newest",  # of our migrations
    "records/tables.py: _version",
    "studio/book_table.py: talk_names",  # names of languages
    "studio/parts/clock.py: zones",  # names of zones
    "studio/parts/clock.py: city",  # and of their cities
    # On an object that belongs to one library and lives no longer than what `kept` holds.
    "lending/plan.py: _number",
    "lending/plan.py: lines",
    "lending/plan.py: planned",
    "lending/seating.py: planned",
    "records/floors/scenes.py: forecast",
    "tenancy/deployment.py: control",  # the control plane
}
"""Each follows from its arguments or its object alone: no library is asked."""
MUTABLE = {"dict", "list", "set", "defaultdict", "OrderedDict", "Counter", "deque", "WeakSet"}
MUTABLE |= {"WeakKeyDictionary", "WeakValueDictionary", "LRUCache"}
STATE = {
    "tenancy/locks.py: _locks",  # by the store's uid
    "tenancy/unlocking.py: _held",  # by the keys folder: what opens the deployment's own key
    # In processes of their own, of the command line or the network's: no library is served there.
    "libraries/jobs.py: _running",  # by the job's random id
    "libraries/migrating.py: _here",  # the deployment
}
"""What may be changed at the level of a module."""
CHANGING = {"add", "append", "clear", "discard", "extend", "insert", "pop", "popitem", "remove"}
CHANGING |= {"setdefault", "update", "appendleft"}


def modules():
    return [path for path in sorted(SOURCE.rglob("*.py")) if "migrations" not in path.parts]


def told(path):
    return str(path.relative_to(SOURCE))


def name_of(node):
    node = node.func if isinstance(node, ast.Call) else node
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def cached(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            if any(name_of(one) in CACHES for one in node.decorator_list):
                yield node.name
        elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
            made = {name_of(node.value), name_of(node.value.func)}
            yield from (ast.unparse(one) for one in node.targets if made & CACHES)


def changed(tree):
    """Names at a module's level that hold something mutable which functions change."""
    holds = set()
    for node in tree.body:
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            kind = type(node.value).__name__
            if kind in {"Dict", "List", "Set", "DictComp", "ListComp", "SetComp"} or (
                isinstance(node.value, ast.Call) and name_of(node.value) in MUTABLE
            ):
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                holds |= {one.id for one in targets if isinstance(one, ast.Name)}
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        for node in ast.walk(function):
            if isinstance(node, ast.Global):
                yield from node.names
            touched = None
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                touched = node.func.value if node.func.attr in CHANGING else None
            elif isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store | ast.Del):
                touched = node.value
            elif isinstance(node, ast.AugAssign):
                touched = node.target
            if isinstance(touched, ast.Name) and touched.id in holds:
                yield touched.id


def found(look):
    return {
        f"{told(path)}: {name}"
        for path in modules()
        for name in look(ast.parse(path.read_text(encoding="utf-8")))
    }


def test_every_cache_of_a_function_is_known_and_about_no_library():
    assert found(cached) - CACHED == set()


def test_no_module_remembers_anything_of_a_library():
    """Changed elsewhere than where a module is read: that would be a memory for all libraries."""
    assert found(changed) - STATE == set()


@pytest.mark.parametrize(
    ("source", "look", "names"),
    [
        ("@lru_cache\ndef shelf(code): ...", cached, {"shelf"}),
        ("@functools.cache\ndef shelf(code): ...", cached, {"shelf"}),
        ("shelf = lru_cache(maxsize=9)(load)", cached, {"shelf"}),
        ("SEEN = {}\ndef see(x):\n  SEEN[x] = 1", changed, {"SEEN"}),
        ("SEEN: set[int] = set()\ndef see(x):\n  SEEN.add(x)", changed, {"SEEN"}),
        ("last = None\ndef see(x):\n  global last\n  last = x", changed, {"last"}),
        ("WORDS = {'a': 1}\ndef see(x):\n  return WORDS[x]", changed, set()),
    ],
)
def test_the_control_it_sees_what_it_should(source, look, names):
    assert set(look(ast.parse(source))) == names


def test_what_is_kept_is_kept_by_library(product, baku, nu):
    with product.app_context():
        with pytest.raises(NoLibrary):
            kept("anything")
        for house in (baku, nu):
            with library(house.uid):
                assert kept("anything") == {}
                kept("anything")["code"] = house.slug
        for house in (baku, nu):
            with library(house.uid):
                assert kept("anything") == {"code": house.slug}


PAGES = ("/", f"/events/{EVENT}", f"/events/{EVENT}/books/deniz", f"/board/{EVENT}", "/stories")


def marked(house):
    word = f"Wordof{house.slug}"
    house.change("UPDATE event_text SET title = ?", word)
    house.change("UPDATE book SET pen_name = ?", word)
    return word


def test_pages_that_are_kept_do_not_cross(baku, nu):
    """Asked in turn, so that what was kept for one is there when the other is asked."""
    words = {house.slug: marked(house) for house in (baku, nu)}
    for _ in range(2):
        for house, other in ((baku, nu), (nu, baku)):
            shown = "".join(house.reader().get(path).text for path in PAGES)
            assert shown.count(words[house.slug]) >= 4
            assert words[other.slug] not in shown


def test_the_control_with_one_memory_for_all_they_would_cross(baku, nu, monkeypatch, product):
    """With the library left out of the key of what a worker keeps."""
    from humanshelf.tenancy import scope

    words = {house.slug: marked(house) for house in (baku, nu)}
    with monkeypatch.context() as patched:
        patched.setattr(scope, "current", lambda: "one for all")
        crossed = []
        for house, other in ((baku, nu), (nu, baku)):
            try:
                shown = house.reader().get(f"/events/{EVENT}").text
            except Exception:  # a floor of the other library is not all that is missing here
                crossed.append(True)
            else:
                crossed.append(words[other.slug] in shown)
        assert any(crossed)


def test_an_event_of_the_same_code_has_other_cards_in_each(baku, nu):
    mine, theirs = baku.reader(), nu.reader()
    mine.card("deniz")
    for house, number in ((baku, 1), (nu, 0)):
        assert house.count("card") == number
        assert house.floor().taken == number
    theirs.card("deniz")
    assert (baku.count("card"), nu.count("card")) == (1, 1)
    assert fussy.text(mine.main("/")) != fussy.text(theirs.main("/"))
