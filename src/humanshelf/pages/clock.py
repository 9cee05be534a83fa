"""The one place where the time is read, and how it is written for people."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo


def now() -> datetime:
    """To the millisecond, as stores keep it: who wrote a moment and who reads it see the same."""
    read = datetime.now(UTC)
    return read.replace(microsecond=read.microsecond // 1000 * 1000)


def clock(moment: datetime, zone: ZoneInfo) -> str:
    """18:05, the same in all five languages (GLOSSARY.md, voice 6)."""
    local = moment.astimezone(zone)
    return f"{local.hour:02}:{local.minute:02}"


def machine(moment: datetime) -> str:
    """For attributes that scripts read: UTC, whole seconds."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def day(moment: datetime, zone: ZoneInfo) -> date:
    """The date on the wall where the library is."""
    return moment.astimezone(zone).date()
