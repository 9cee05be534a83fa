"""The catalogues as the tests see them, and the messages that the source asks for today."""

import gettext
import importlib.util
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import ModuleType

import polib
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg

ROOT = Path(__file__).parents[2]
HOME = ROOT / "translations"
SOURCE = ROOT / "src" / "humanshelf"
MEND = "run .venv/bin/python tools/catalogues.py"

Key = tuple[str, str, str]
"""What makes a message: its context, its English, and its English plural; empty where none is."""


@dataclass(frozen=True, slots=True)
class Text:
    """One message, with its form or forms in one language."""

    context: str
    id: str
    plural: str
    forms: tuple[str, ...]
    flags: frozenset[str] = frozenset()

    @property
    def key(self) -> Key:
        return self.context, self.id, self.plural

    def english(self, form: int) -> str:
        """The English that this form answers to. Only the first of two or more is the singular."""
        return self.plural if self.plural and (form or len(self.forms) == 1) else self.id


@dataclass(frozen=True)
class Catalogue:
    """All messages of one language."""

    language: str
    header: dict[str, str]
    texts: tuple[Text, ...]
    obsolete: tuple[str, ...] = ()
    wanted: frozenset[Key] = field(default_factory=frozenset)
    """What the source asks for; empty where nobody compares."""


@cache
def catalogue(language: str) -> Catalogue:
    found = polib.pofile(str(HOME / language / "LC_MESSAGES" / "messages.po"), wrapwidth=0)
    return Catalogue(
        language,
        dict(found.metadata),
        tuple(map(as_text, (entry for entry in found if not entry.obsolete))),
        tuple(entry.msgid for entry in found.obsolete_entries()),
    )


def as_text(entry: polib.POEntry) -> Text:
    forms = [entry.msgstr_plural[n] for n in sorted(entry.msgstr_plural)] or [entry.msgstr]
    flags = frozenset(entry.flags)
    return Text(entry.msgctxt or "", entry.msgid, entry.msgid_plural, tuple(forms), flags)


@cache
def extracted() -> Catalog:
    """The messages of the source as it lies there now, by the settings of tools/catalogues.py."""
    with (HOME / "babel.cfg").open(encoding="utf-8") as settings:
        methods, options = parse_mapping_cfg(settings)

    def ours(folder: str | os.PathLike[str]) -> bool:
        return Path(folder) in (*SOURCE.parents, SOURCE) or SOURCE in Path(folder).parents

    found = Catalog()
    for _path, _line, message, _comments, context in extract_from_dir(
        ROOT, methods, options, directory_filter=ours
    ):
        found.add(message, context=context)
    return found


def source() -> Iterator[Text]:
    """The English texts. Their forms are themselves."""
    for message in extracted():
        if message.id:
            forms = (message.id,) if isinstance(message.id, str) else tuple(message.id)
            plural = forms[1] if len(forms) > 1 else ""
            flags = frozenset(message.flags)
            yield Text(message.context or "", forms[0], plural, forms, flags)


@cache
def tool() -> ModuleType:
    """tools/catalogues.py."""
    spec = importlib.util.spec_from_file_location("catalogues", ROOT / "tools" / "catalogues.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def form_chooser(rule: str):
    """Which form a number takes, as gettext reads the header's rule, and how many there are."""
    count, plural = (part.partition("=")[2].strip() for part in rule.rstrip("; ").split(";", 1))
    return int(count), gettext.c2py(plural)  # type: ignore[attr-defined]
