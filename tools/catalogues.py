#!/usr/bin/env python3
"""Maintainers: bring the message catalogues up to date with the source.

    .venv/bin/python tools/catalogues.py

Extracts all messages to translations/messages.pot and merges them into each language's
catalogue: new messages come in empty, what is gone goes, and nothing is ever guessed.
"""

import subprocess
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parents[1]
HOME = ROOT / "translations"
POT = HOME / "messages.pot"
LANGUAGES = ("az", "kk", "ru", "tr")  # English is the source
RUSSIAN = (
    "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && "
    "(n%100<10 || n%100>=20) ? 1 : 2);"
)
PLURALS = {
    "az": "nplurals=2; plural=(n != 1);",
    "kk": "nplurals=2; plural=(n != 1);",
    "ru": RUSSIAN,
    "tr": "nplurals=1; plural=0;",
}


def extract() -> Catalog:
    subprocess.run(
        [
            sys.executable,
            "-m",
            "babel.messages.frontend",
            "-q",
            "extract",
            "-F",
            str(HOME / "babel.cfg"),
            "--no-location",
            "--sort-output",
            "--omit-header",
            "-c",
            "TRANSLATORS:",
            "-o",
            str(POT),
            ".",
        ],
        cwd=ROOT,
        check=True,
    )
    return read_po(POT.open("rb"))


def merge(template: Catalog, language: str) -> int:
    """Returns how many messages still wait for a translation."""
    path = HOME / language / "LC_MESSAGES" / "messages.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    old = read_po(path.open("rb"), locale=language) if path.exists() else Catalog(locale=language)
    fresh = Catalog(locale=language, fuzzy=False)
    waiting = 0
    for message in sorted(
        (m for m in template if m.id), key=lambda m: (str(m.id), m.context or "")
    ):
        known = old.get(
            message.id if isinstance(message.id, str) else message.id[0], message.context
        )
        string = known.string if known and known.id == message.id else None
        comments = known.auto_comments if known else message.auto_comments
        fresh.add(
            message.id,
            string,
            flags=message.flags,
            context=message.context,
            auto_comments=comments or ["machine draft"],
        )
        waiting += not any(string if isinstance(string, (list, tuple)) else [string])
    with path.open("wb") as file:
        file.write(header(fresh, language).encode())
        write_po(file, fresh, no_location=True, width=0, omit_header=True)
    return waiting


def header(catalogue: Catalog, language: str) -> str:
    """Without dates and names: a catalogue changes when its texts do."""
    return (
        f'# Humanshelf, {language}. Messages marked "machine draft" await a native reader.\n'
        'msgid ""\nmsgstr ""\n'
        f'"Language: {language}\\n"\n'
        f'"Plural-Forms: {PLURALS[language]}\\n"\n'
        '"MIME-Version: 1.0\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n'
        '"Content-Transfer-Encoding: 8bit\\n"\n\n'
    )


def main() -> None:
    template = extract()
    for language in LANGUAGES:
        print(f"{language}: {merge(template, language)} waiting")


if __name__ == "__main__":
    main()
