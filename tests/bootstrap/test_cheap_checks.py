"""What is checked before anything is made, and said in one sentence."""

import ast
import sys
from pathlib import Path

import pytest


def test_an_old_python_can_read_it(bootstrap):
    ast.parse(Path(bootstrap.__file__).read_text(), feature_version=(3, 6))


def test_an_old_python_is_told(elsewhere, monkeypatch):
    monkeypatch.setattr(sys, "version_info", (3, 8, 18, "final", 0))
    monkeypatch.setattr(elsewhere.platform, "python_version", lambda: "3.8.18")
    monkeypatch.setattr(sys, "executable", "/usr/bin/python3")

    assert sentence(elsewhere.main, ["run"]) == (
        "Humanshelf needs Python 3.11 or newer; this one, /usr/bin/python3, is 3.8.18."
    )


def test_an_unknown_word_is_told_the_known_ones(elsewhere):
    told = sentence(elsewhere.main, ["serve"])
    assert told == "bootstrap.py knows run, test and lint, not 'serve'."


@pytest.mark.parametrize("args", [[], ["--help"], ["-h"]])
def test_without_a_word_it_says_what_it_does(elsewhere, args, capsys):
    elsewhere.main(args)
    said = capsys.readouterr().out
    assert [word for word in elsewhere.COMMANDS if f"bootstrap.py {word} " not in said] == []


def test_a_folder_that_cannot_be_written_to(elsewhere, monkeypatch):
    monkeypatch.setattr(elsewhere.os, "access", lambda path, mode: False)

    assert sentence(elsewhere.build, {}, ["run"]) == (
        f"Cannot write to {elsewhere.ROOT}, where Humanshelf keeps its packages in .venv."
    )


def test_an_environment_of_someone_elses_making_is_left_alone(elsewhere):
    elsewhere.VENV.mkdir()
    (elsewhere.VENV / "pyvenv.cfg").touch()

    assert sentence(elsewhere.build, {}, ["run"]) == (
        f"{elsewhere.VENV} was not made by bootstrap.py: move it away and start again."
    )
    assert (elsewhere.VENV / "pyvenv.cfg").exists()


@pytest.mark.parametrize(
    ("pip", "ensurepip", "uses_outer"), [("22.3", False, True), ("22.0.2", True, False)]
)
def test_pip_comes_from_outside_or_from_ensurepip(
    bootstrap, monkeypatch, pip, ensurepip, uses_outer
):
    offer(bootstrap, monkeypatch, pip, ensurepip)
    assert bootstrap.outer_pip() is uses_outer


@pytest.mark.parametrize("pip", ["22.0.2", None])
def test_a_python_with_neither_is_told(bootstrap, monkeypatch, pip):
    offer(bootstrap, monkeypatch, pip, ensurepip=False)
    assert sentence(bootstrap.outer_pip) == (
        "This Python has no pip of 22.3 or newer; on Debian and Ubuntu, "
        "apt install python3-pip python3-venv."
    )


@pytest.mark.parametrize(
    ("last_words", "explained"),
    [
        (
            ["ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.\n"],
            "It failed: a package is not the one whose hash is pinned. Nothing was kept.",
        ),
        (
            [
                "ERROR: Could not install packages due to an OSError: [Errno 28] No space left\n",
                "\n",
            ],
            "It failed: Could not install packages due to an OSError: [Errno 28] No space left",
        ),
        (
            ["WARNING: Location 'file:///x' is ignored\n", "ERROR: one\n", "ERROR: two\n"],
            "It failed: two",
        ),
        ([], "It failed: ?"),
    ],
)
def test_pips_last_words_become_one_sentence(bootstrap, last_words, explained):
    assert bootstrap.explain("It failed", last_words) == explained


def sentence(function, *args):
    """What it ends with; on the command line that is one line on standard error, and code 1."""
    with pytest.raises(SystemExit) as ended:
        function(*args)
    assert "\n" not in ended.value.code
    return ended.value.code


def offer(bootstrap, monkeypatch, pip, ensurepip):
    """A Python with this pip, and with ensurepip or without."""
    there = {"pip": pip, "ensurepip": ensurepip}
    monkeypatch.setattr(bootstrap.importlib.util, "find_spec", lambda name: there[name] or None)
    monkeypatch.setitem(sys.modules, "pip", type(sys)("pip"))
    sys.modules["pip"].__version__ = pip
