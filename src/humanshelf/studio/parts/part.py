"""One part of what a library sets for itself: the same in its settings and in setting it up."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage, MultiDict

from humanshelf.records.profile import Profile

Form = MultiDict[str, str]
Files = Mapping[str, FileStorage]


@dataclass
class Typed:
    """All that was typed, so that nothing is lost when something in it is wrong."""

    fields: dict[str, str]
    wrong: dict[str, str] = field(default_factory=dict)


class Part(ABC):
    """Its ``name`` stands in addresses and names its template."""

    name: str
    preview = False
    """Whether it shows, while one types, what readers will see."""
    in_main = False
    """Whether its summary is in the library's main language, whatever the page's is."""

    @abstractmethod
    def heading(self) -> str:
        """How the part is called."""

    @abstractmethod
    def labels(self, row: Profile) -> dict[str, str]:
        """What each field is called, in the order of the form."""

    @abstractmethod
    def filled(self, row: Profile) -> dict[str, str]:
        """The fields as they stand."""

    @abstractmethod
    def read(self, form: Form, files: Files, row: Profile) -> Typed:
        """What was sent, with whatever does not hold."""

    @abstractmethod
    def save(self, row: Profile, typed: Typed) -> None:
        """Into the row, inside a write."""

    def summary(self, row: Profile) -> str:
        """How it stands, in a few words for the list of parts."""
        return ""

    def beside(self, row: Profile, typed: Typed) -> dict[str, Any]:
        """What its template needs besides the fields."""
        return {}


def sent(form: Form, names: Mapping[str, Any] | list[str]) -> dict[str, str]:
    """Line breaks as everywhere but in browsers, and nothing that cannot be seen."""
    return {name: clean(form.get(name, "")) for name in names}


def clean(text: str) -> str:
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(sign for sign in plain if sign == "\n" or sign.isprintable()).strip()


def too_long(typed: Typed, lengths: Mapping[str, int]) -> None:
    """Notes each field that is longer than may be; its length is told by its first word."""
    for name, text in typed.fields.items():
        most = lengths.get(name.partition("-")[0])
        if most is not None and len(text) > most:
            typed.wrong[name] = _("At most %(num)s signs, please.", num=most)
