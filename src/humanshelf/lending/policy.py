"""An event's own rules of lending. Defaults: ``research/domain.md`` part 7."""

from dataclasses import dataclass
from datetime import datetime, timedelta


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


def spent(since: datetime, at: datetime) -> float:
    """Minutes from one moment to another, never less than none: a clock may be set back."""
    return max(0.0, (at - since).total_seconds() / 60)


@dataclass(frozen=True, slots=True)
class Policy:
    """How long things take and how many are allowed.

    Durations in minutes, the rest are counts; 0 means "no limit" for ``rest_after`` (readings
    after which a break is due), ``book_readings`` and ``reader_readings`` (most in this event).
    First-timers come first once one of them has waited ``first_timers`` minutes. A reader may
    pause ``pauses`` times, and keeps the place for ``pause`` minutes each time. A reading with
    an interpreter takes ``interpreting`` times as long, and the interpreter rests after
    ``interpreter_rest`` of them. With ``gate`` no card is given, and none named, whose reading
    would not end by closing.

    ``open_cards`` wait and read at once at most; 0 is as many as chairs and time can serve, twice
    over. ``rush`` is how many a minute readers may take in the long run.

    ``rounds`` is 0 where readers walk up at any time; else so many timed rounds are held, each
    ``loan`` minutes long and ``changeover`` apart, with ``seats`` chairs at each book.
    """

    loan: int = 30
    changeover: int = 5
    wishes: int = 3
    group: int = 3
    grace: int = 5
    ready: int = 10
    extension: int = 10
    rest: int = 15
    rest_after: int = 3
    book_readings: int = 6
    reader_readings: int = 2
    first_timers: int = 20
    regret: int = 10
    misses: int = 1
    pause: int = 20
    pauses: int = 2
    look_in: int = 5
    interpreting: float = 1.5
    interpreter_rest: int = 2
    gate: bool = True
    open_cards: int = 0
    rush: int = 150
    rounds: int = 0
    seats: int = 1

    @property
    def cycle(self) -> int:
        """One reading and the change of readers after it, in minutes."""
        return self.loan + self.changeover
