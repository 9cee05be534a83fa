"""The one place where the time is read, and how it is written for people."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo


def now() -> datetime:
    return datetime.now(UTC)


def clock(moment: datetime, zone: ZoneInfo) -> str:
    """18:05, the same in all five languages (GLOSSARY.md, voice 6)."""
    local = moment.astimezone(zone)
    return f"{local.hour:02}:{local.minute:02}"


def machine(moment: datetime) -> str:
    """For attributes that scripts read: UTC, whole seconds."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
