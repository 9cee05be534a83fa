"""The time zone in which all of the library's times are written."""

from collections import defaultdict
from datetime import datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from babel import Locale
from babel.dates import get_timezone_location
from flask_babel import gettext as _
from flask_babel import pgettext

from humanshelf.pages.clock import now
from humanshelf.pages.language import language
from humanshelf.records.profile import Profile
from humanshelf.studio.parts.part import Files, Form, Part, Typed, sent

CONTINENTS = {
    "Asia": "142",
    "Europe": "150",
    "Africa": "002",
    "America": "019",
    "Antarctica": "AQ",
    "Australia": "AU",
}
"""Their codes by UN M.49, and by ISO 3166 where a continent is a territory."""
REGIONS = (*CONTINENTS, "Arctic", "Atlantic", "Indian", "Pacific")


@cache
def zones() -> dict[str, list[str]]:
    """The names that mean a place, by region."""
    found: dict[str, list[str]] = defaultdict(list)
    for zone in sorted(available_timezones()):
        region, _slash, place = zone.partition("/")
        if place and region in REGIONS:
            found[region].append(zone)
    return {region: found[region] for region in REGIONS if region in found}


@cache
def city(zone: str, language: str) -> str:
    """The zone's city as Unicode's CLDR names it in this language."""
    return get_timezone_location(zone, locale=language, return_city=True)


def region(name: str) -> str:
    """A continent by its name in CLDR, an ocean by ours."""
    seas = {
        "Arctic": pgettext("region", "Arctic Ocean"),
        "Atlantic": pgettext("region", "Atlantic Ocean"),
        "Indian": pgettext("region", "Indian Ocean"),
        "Pacific": pgettext("region", "Pacific Ocean"),
    }
    return seas.get(name) or str(Locale(language()).territories[CONTINENTS[name]])


def offset(zone: str, at: datetime) -> str:
    """How far from the world's time it is just now: +04:00."""
    return at.astimezone(ZoneInfo(zone)).isoformat()[-6:]


class Clock(Part):
    name = "clock"

    def heading(self) -> str:
        return _("Time zone")

    def labels(self, row: Profile) -> dict[str, str]:
        return {"zone": _("Time zone")}

    def filled(self, row: Profile) -> dict[str, str]:
        return {"zone": row.time_zone}

    def read(self, form: Form, files: Files, row: Profile) -> Typed:
        typed = Typed(sent(form, self.labels(row)))
        known = {zone for places in zones().values() for zone in places} | {row.time_zone}
        if typed.fields["zone"] not in known:
            typed.wrong["zone"] = _("Please choose from the list.")
        return typed

    def save(self, row: Profile, typed: Typed) -> None:
        row.time_zone = typed.fields["zone"]

    def summary(self, row: Profile) -> str:
        return city(row.time_zone, language())

    def beside(self, row: Profile, typed: Typed) -> dict[str, Any]:
        at, spoken = now(), language()
        return {
            "zones": {
                region(name): [
                    (zone, f"{city(zone, spoken)} ({offset(zone, at)})") for zone in places
                ]
                for name, places in zones().items()
            }
        }
