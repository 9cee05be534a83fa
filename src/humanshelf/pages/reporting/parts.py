"""What a report is laid out of: sections, blocks, rows of charts."""

from dataclasses import dataclass, field

Said = tuple[str, str]
"""A text and the language it is in."""


@dataclass(frozen=True, slots=True)
class Row:
    """One group of answers. A share is of the width of its chart; None is a dashed frame."""

    name: Said
    share: int | None
    text: str


@dataclass(frozen=True, slots=True)
class Pair:
    """The same group before and after."""

    name: Said
    was: int | None
    now: int | None
    was_text: str
    now_text: str


@dataclass(frozen=True, slots=True)
class Dots:
    """Two means on one scale, each as a place from 0 to 100."""

    was: float
    now: float
    was_text: str
    now_text: str
    ticks: tuple[int, ...]
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Chart:
    """Rows under a caption: of one side, or before and after side by side."""

    caption: str
    rows: tuple[Row, ...] = ()
    pairs: tuple[Pair, ...] = ()

    @property
    def hides(self) -> bool:
        shown = [row.share for row in self.rows]
        return None in shown + [side for pair in self.pairs for side in (pair.was, pair.now)]


@dataclass(frozen=True, slots=True)
class Block:
    """One question, or one thing counted."""

    heading: Said
    sentences: tuple[str, ...] = ()
    dots: Dots | None = None
    charts: tuple[Chart, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """``figures`` are a few great numbers, each under its name."""

    id: str
    heading: str
    lead: tuple[str, ...] = ()
    figures: tuple[tuple[str, str], ...] = ()
    blocks: tuple[Block, ...] = field(default=())

    @property
    def dotted(self) -> bool:
        """Whether hollow and full stand for before and after somewhere in it."""
        return any(
            block.dots or any(chart.pairs for chart in block.charts) for block in self.blocks
        )
