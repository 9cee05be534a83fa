"""The form of an exhibit: what was typed stays, and what is wrong is said field by field."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from flask_babel import gettext as _

from humanshelf.media.refused import Why
from humanshelf.records.exhibits import KINDS, LONGEST, PICTURE, ROOMS, Exhibit
from humanshelf.studio.clashes import between
from humanshelf.studio.numbers import whole

TEXTS = ("title", "caption", "credit", "alt")
LENGTHS = {"title": 120, "caption": 4000, "credit": 200, "alt": 400}
PLAIN = ("kind", "room", "minutes", "event", "link", "people", "reference", "day")
LINK = 500
PICTURES, FILMS = "JPEG, PNG, WebP", "MP4 (H.264, AAC), WebM (VP9, Opus)"
"""The kinds of files that are taken, by the names that programs give them."""


@dataclass
class Form:
    """The fields as typed, and the themes that were ticked."""

    fields: dict[str, str]
    themes: list[str]
    wrong: dict[str, str] = field(default_factory=dict)

    def texts(self, languages: list[str]) -> dict[str, dict[str, str]]:
        """Those languages in which anything is said."""
        found = {
            language: {key: self.fields[f"{key}-{language}"] for key in TEXTS}
            for language in languages
        }
        return {language: texts for language, texts in found.items() if any(texts.values())}


def sent(form: Mapping[str, str], themes: list[str], languages: list[str]) -> Form:
    names = [*PLAIN, *(f"{key}-{language}" for key in TEXTS for language in languages)]
    return Form({name: form.get(name, "").strip() for name in names}, themes)


def filled(exhibit: Exhibit | None, event: str, languages: list[str]) -> Form:
    """The form of an exhibit as it is stored, or of a new one."""
    if exhibit is None:
        return sent({"kind": KINDS[0], "room": ROOMS[0], "minutes": "3"}, [], languages)
    known = {
        "kind": exhibit.kind,
        "room": exhibit.room,
        "minutes": str(exhibit.minutes),
        "event": event,
        "link": exhibit.link,
        "people": "1" if exhibit.people else "",
        "reference": exhibit.release_reference,
        "day": exhibit.release_day or "",
    }
    said = {
        f"{key}-{language}": text
        for language, texts in exhibit.texts.items()
        for key, text in texts.items()
    }
    return sent(known | said, list(exhibit.themes), languages)


def check(form: Form, languages: list[str], themes: set[str], events: set[str]) -> None:
    """Whatever does not hold goes to ``form.wrong``, at its field."""
    fields, wrong = form.fields, form.wrong
    minutes = whole(fields["minutes"])
    if minutes is None or not 1 <= minutes <= LONGEST:
        wrong["minutes"] = between(1, LONGEST)
    if not fields[f"title-{languages[0]}"]:
        wrong[f"title-{languages[0]}"] = _("Please give a title in the library’s main language.")
    for key, most in LENGTHS.items():
        for language in languages:
            if len(fields[f"{key}-{language}"]) > most:
                wrong[f"{key}-{language}"] = _("At most %(num)s signs, please.", num=most)
    if fields["link"] and not is_link(fields["link"]):
        wrong["link"] = _(
            "A link begins with %(start)s and leads to another site.", start="https://"
        )
    if fields["day"] and not is_day(fields["day"]):
        wrong["day"] = _("Please choose a day.")
    known = fields["kind"] in KINDS and fields["room"] in ROOMS
    if not known or not set(form.themes) <= themes or fields["event"] not in events | {""}:
        wrong["kind"] = _("Please choose from the list.")


def told(form: Form, languages: list[str], role: str) -> dict[str, Any]:
    """The columns. Of who recorded a release only the role is kept."""
    fields = form.fields
    released = bool(fields["people"] and fields["reference"] and fields["day"])
    return {
        "kind": fields["kind"],
        "room": fields["room"],
        "minutes": int(fields["minutes"]),
        "themes": form.themes,
        "texts": form.texts(languages),
        "link": fields["link"],
        "people": bool(fields["people"]),
        "release_reference": fields["reference"] if released else "",
        "release_day": fields["day"] if released else None,
        "release_by": role if released else "",
    }


def missing(told: Mapping[str, Any], pictured: bool, main: str) -> dict[str, str]:
    """What an exhibit lacks before it may be published, at the fields."""
    found = {}
    if pictured and not told["texts"].get(main, {}).get("alt"):
        found[f"alt-{main}"] = _("Please describe the picture for those who do not see it.")
    if told["people"] and not told["release_day"]:
        found["reference"] = _(
            "There are people in it: without a recorded release it cannot be published."
        )
    return found


def lacks(exhibit: Exhibit, main: str) -> dict[str, str]:
    known = {name: getattr(exhibit, name) for name in ("texts", "people", "release_day")}
    return missing(known, bool(exhibit.of_kind(PICTURE)), main)


def is_link(text: str) -> bool:
    try:
        found = urlsplit(text)
        plain = text.isprintable() and " " not in text and len(text) <= LINK
        return plain and found.scheme == "https" and "." in (found.hostname or "")
    except ValueError:
        return False


def is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def refusal(why: Why) -> str:
    """Why a file is not taken, in a sentence."""
    return {
        Why.NO_PICTURE: _(
            "This is not a picture that can be shown. These can: %(kinds)s", kinds=PICTURES
        ),
        Why.TOO_MANY_PIXELS: _("This picture is too large to be shown. Please make it smaller."),
        Why.MOVES: _("This picture moves. Please send a still one, or a film."),
        Why.TWO_THINGS: _("This file holds something else besides the picture and is not taken."),
        Why.NO_FILM: _("This is not a film that can be shown. These can: %(kinds)s", kinds=FILMS),
        Why.OTHER_FILM: _(
            "Telephones cannot play this kind of film. These they can: %(kinds)s", kinds=FILMS
        ),
        Why.TOO_LARGE: _("This file is too large"),
    }[why]
