"""Times as they stand on a wall: what a day and a time of day mean where the library is.

Clocks are set forward and back: a time of day may be missing on a day, or come twice.
"""

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import count, islice
from zoneinfo import ZoneInfo


class Every(StrEnum):
    """How often an event is held again."""

    WEEK = "week"
    FORTNIGHT = "fortnight"
    MONTH = "month"


DAYS = {Every.WEEK: 7, Every.FORTNIGHT: 14}


def moments(day: date, clock: time, zone: ZoneInfo) -> tuple[datetime, ...]:
    """When the clocks there show this: never, once or twice, the earlier first, in UTC."""
    wall = datetime.combine(day, clock)
    meant = {wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)}
    return tuple(sorted(m for m in meant if m.astimezone(zone).replace(tzinfo=None) == wall))


def offset(moment: datetime, zone: ZoneInfo) -> str:
    """How far the clocks there are from UTC at this moment: UTC+4, UTC+5:30."""
    ahead = moment.astimezone(zone).utcoffset() or timedelta()
    hours, minutes = divmod(int(abs(ahead).total_seconds()) // 60, 60)
    sign = "−" if ahead < timedelta() else "+"
    return f"UTC{sign}{hours}" + (f":{minutes:02}" if minutes else "")


def days(first: date, every: Every, times: int) -> list[date]:
    """So many days after the first. A month later is the same weekday of the month, the fifth
    being its last: people know "the second Saturday", not the 12th."""
    if every is not Every.MONTH:
        return [first + timedelta(DAYS[every] * step) for step in range(1, times + 1)]
    return list(islice((_in_month(first, step) for step in count(1)), times))


def _in_month(first: date, later: int) -> date:
    months = first.year * 12 + first.month - 1 + later
    year, month = divmod(months, 12)
    weekday, length = monthrange(year, month + 1)
    begin = 1 + (first.weekday() - weekday) % 7
    nth = (first.day - 1) // 7
    fitting = list(range(begin, length + 1, 7))
    return date(year, month + 1, fitting[-1] if nth >= 4 else fitting[nth])


class NoSuchTime(ValueError):
    """On this day the clocks there never show this time."""

    def __init__(self, day: date, clock: time) -> None:
        super().__init__(f"{day} {clock}")
        self.day, self.clock = day, clock


def again(
    opens: datetime, closes: datetime, every: Every, times: int, zone: ZoneInfo
) -> list[tuple[datetime, datetime]]:
    """The same hours on later days, by the clocks there. Raises NoSuchTime where one is missing;
    of a time that comes twice it is the one that it is now, else the earlier."""
    begin, end = opens.astimezone(zone), closes.astimezone(zone)
    nights = end.date() - begin.date()
    return [
        (_at(day, begin, zone), _at(day + nights, end, zone))
        for day in days(begin.date(), every, times)
    ]


def _at(day: date, like: datetime, zone: ZoneInfo) -> datetime:
    found = moments(day, like.time(), zone)
    if not found:
        raise NoSuchTime(day, like.time())
    return found[min(like.fold, len(found) - 1)]
