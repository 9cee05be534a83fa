"""Message catalogues are compiled when they are newer than what was compiled last."""

import gettext
import os
import sys

import pytest

PO = """
msgid ""
msgstr ""
"Language: az\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

msgid "Take card"
msgstr "Kart götür"

#, fuzzy
msgid "Return"
msgstr "Gözlə"
"""


@pytest.fixture
def po(elsewhere, monkeypatch):
    monkeypatch.setattr(elsewhere, "PYTHON", sys.executable)  # which has Babel
    po = elsewhere.ROOT / "translations/az/LC_MESSAGES/messages.po"
    po.parent.mkdir(parents=True)
    po.write_text(PO, encoding="utf-8")
    return po


def test_the_compiled_one_speaks_without_guesses(elsewhere, po):
    elsewhere.compile_catalogues()

    words = gettext.translation("messages", elsewhere.ROOT / "translations", ["az"])
    assert words.gettext("Take card") == "Kart götür"
    assert words.gettext("Return") == "Return"
    assert [path.name for path in sorted(po.parent.iterdir())] == ["messages.mo", "messages.po"]


def test_only_a_newer_one_is_compiled(elsewhere, po, capsys):
    elsewhere.compile_catalogues()
    elsewhere.compile_catalogues()
    assert capsys.readouterr().out.count("compiling 1 of the message catalogues") == 1

    mo = po.with_suffix(".mo")
    os.utime(po, (mo.stat().st_mtime + 1,) * 2)
    elsewhere.compile_catalogues()
    assert capsys.readouterr().out.count("compiling 1 of the message catalogues") == 1


def test_a_broken_one_is_named(elsewhere, po):
    po.write_bytes(b'msgid "Take card"\nmsgstr "\xff"\n')
    with pytest.raises(SystemExit) as ended:
        elsewhere.compile_catalogues()
    assert ended.value.code.startswith(f"The message catalogues could not be compiled: {po}: ")
    assert [path.name for path in po.parent.iterdir()] == ["messages.po"]
