"""Runs drills, tells what they find while they run, and sums up."""

import json
import time
from collections.abc import Callable, Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from humanshelf.drills.finding import Finding
from humanshelf.drills.stage import Stage, on_stage

NAMES = ("seize", "raid", "crash", "storm", "restore", "jam", "erase", "full-disk")
ALL = "all"

Drill = Callable[[Stage], Iterator[Finding]]
Say = Callable[[str], None]


def named(name: str) -> Drill | None:
    module = f"humanshelf.drills.{name.replace('-', '_')}"
    return import_module(module).drill if find_spec(module) else None


def run(name: str, say: Say, keep: Path | None = None) -> dict[str, Any]:
    """One drill, or all one after the other. What was found, in figures; ``good`` is the whole."""
    begun, told = time.monotonic(), []
    for one in NAMES if name == ALL else (name,):
        told.append(_run(one, say, keep))
    good = all(drill["good"] for drill in told)
    if name == ALL:
        say("")
        for drill in told:
            word = "ok" if drill["good"] else "BROKEN"
            held = sum(found["good"] is True for found in drill["findings"])
            counts = f"{held} of {len(drill['findings'])} held"
            say(f"{drill['drill']:<12}{word:<10}{counts:<16}{drill['seconds']:7.1f} s")
        say(f"{'all':<12}{'ok' if good else 'BROKEN':<26}{time.monotonic() - begun:7.1f} s")
    return {"schema": 1, "good": good, "drills": told}


def _run(name: str, say: Say, keep: Path | None) -> dict[str, Any]:
    begun, findings = time.monotonic(), []
    say(f"\n{name}")
    for finding in _found(name, say, keep):
        findings.append(finding)
        line = f"  {finding.word:<10}{finding.bar:<5}{finding.promise}"
        say(f"{line}: {finding.figure}" if finding.figure else line)
    return {
        "drill": name,
        "good": bool(findings) and all(finding.good for finding in findings),
        "seconds": round(time.monotonic() - begun, 1),
        "findings": [
            {"bar": f.bar, "promise": f.promise, "good": f.good, "figure": f.figure}
            for f in findings
        ],
    }


def _found(name: str, say: Say, keep: Path | None) -> Iterator[Finding]:
    """What the drill yields; that it broke off is a finding too."""
    try:
        drill = named(name)
        if drill is None:
            yield Finding("", f"the drill {name}", None, "this version has none")
            return
        with on_stage(name, lambda line: say(f"  ...       {line}"), keep) as stage:
            yield from drill(stage)
    except (Exception, SystemExit) as error:
        yield Finding("", "the drill comes to its end", False, f"{type(error).__name__}: {error}")


def as_json(told: dict[str, Any]) -> str:
    return json.dumps(told, indent=1)
