"""Builds the message catalogues into the wheel."""

from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class Catalogues(BuildHookInterface):
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        for source in sorted(Path(self.root, "translations").glob("*/LC_MESSAGES/messages.po")):
            language = source.parts[-3]
            target = source.with_suffix(".mo")
            with source.open("rb") as po, target.open("wb") as mo:
                write_mo(mo, read_po(po, locale=language, abort_invalid=True))
            inside = f"humanshelf/translations/{language}/LC_MESSAGES/messages.mo"
            build_data["force_include"][str(target)] = inside
