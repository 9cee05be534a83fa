"""Reports drafted in slices, as plans are: docs/decisions/0007-planning-in-slices.md.

A request counts for a moment and answers with what there is; the page asks again. Once a draft is
complete it is forgotten here: the next one that looks counts anew.
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from humanshelf.records.drafts import Draft
from humanshelf.tenancy.scope import kept

SLICE = 1.0
"""Seconds that one request counts at most."""
KEPT = 3
"""So many drafts a library's worker remembers."""


@dataclass
class Drafting:
    draft: Draft
    steps: Iterator[None]


def go_on(scope: str, events: Sequence[UUID], k: int) -> Draft:
    """What has been counted so far, and a slice more."""
    memory, key = kept("drafts"), (scope, tuple(events), k)
    going = memory.pop(key, None)
    if going is None:
        draft = Draft(scope, events, k)
        going = Drafting(draft, draft.steps())
    until = time.monotonic() + SLICE
    for _step in going.steps:
        if time.monotonic() > until:
            break
    if going.draft.made is None:
        memory[key] = going
        while len(memory) > KEPT:
            del memory[next(iter(memory))]
    found: Draft = going.draft
    return found
