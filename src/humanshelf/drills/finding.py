"""What a drill found: the promise, its number in the bar of safety.md, and the figure."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """``good`` is None for a promise that this version does not make yet: never a pass."""

    bar: str
    promise: str
    good: bool | None
    figure: str = ""

    @property
    def word(self) -> str:
        return {True: "ok", False: "BROKEN", None: "NOT THERE"}[self.good]
