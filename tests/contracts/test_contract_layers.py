"""What import-linter cannot say: the core knows the standard library only, and no clock."""

import ast
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src/humanshelf"


def imports(path):
    """Every module that a file imports, inside functions too."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: name the module in full"
            yield node.module


def files(*folders):
    return [path for folder in folders for path in sorted((SOURCE / folder).rglob("*.py"))]


def told(path):
    return path.relative_to(SOURCE).as_posix()


def test_the_core_imports_the_standard_library_only():
    foreign = {
        f"{told(path)}: {name}"
        for path in files("lending", "rehearsing", "impact")
        for name in imports(path)
        if not f"{name}.".startswith(("humanshelf.lending.", f"humanshelf.{path.parent.name}."))
        and name.partition(".")[0] not in sys.stdlib_module_names
    }
    assert foreign == set()


CLOCKS = {"now", "today", "utcnow", "time", "monotonic", "localtime"}


def reads_the_clock(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner = getattr(node.func.value, "id", "")
            if owner in ("datetime", "date", "time") and node.func.attr in CLOCKS:
                yield f"{told(path)}: {owner}.{node.func.attr}"


def test_the_core_reads_no_clock():
    plain = files("lending", "rehearsing", "impact")
    assert [found for path in plain for found in reads_the_clock(path)] == []


def test_the_clock_is_read_in_one_place():
    """Of the wall; how long something took is measured elsewhere, too."""
    places = {
        found
        for path in files(".")
        for found in reads_the_clock(path)
        if not found.endswith("time.monotonic")
    }
    assert places == {"pages/clock.py: datetime.now", "tenancy/models.py: datetime.now"}


def test_only_the_stores_know_sqlite():
    knows = {told(p) for p in files(".") for name in imports(p) if "sqlite" in name.lower()
             or "sqlcipher3" in name}  # fmt: skip
    assert knows == {"tenancy/sqlcipher.py"}


def test_the_way_across_libraries_is_fenced():
    ways = {told(p) for p in files(".") for name in imports(p) if name.endswith(".everywhere")}
    known = {f"libraries/{name}.py" for name in (
        *("backup", "forgetting", "migrating", "overview", "prompter"),
        *("rotating", "snapshots", "totals"))}  # fmt: skip
    assert ways <= known | {"cli/keeping.py", "cli/keyring.py", "start.py", "terminal.py"}


def test_doors_hold_no_sql_and_no_session():
    doors = files("readers", "desk", "board", "studio", "network")
    wrong = {f"{told(p)}: {n}" for p in doors for n in imports(p) if n.startswith("sqlalchemy")}
    assert wrong == set()


def test_every_module_has_its_place_in_the_layers():
    """import-linter says so too, but only where it is installed."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    (layers,) = [
        contract
        for contract in settings["tool"]["importlinter"]["contracts"]
        if contract["type"] == "layers"
    ]
    placed = {
        name.strip() for layer in layers["layers"] for name in layer.replace("|", ":").split(":")
    }
    there = {path.stem for path in SOURCE.glob("*.py")} | {
        path.name for path in SOURCE.iterdir() if (path / "__init__.py").is_file()
    }
    assert placed == there - {"__init__", "__main__"}
    assert layers["exhaustive"] is True


def test_every_module_says_what_it_is():
    silent = [
        told(path)
        for path in files(".")
        if "migrations/versions" not in told(path) and path.name != "env.py"
        if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert silent == []
