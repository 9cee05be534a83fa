"""No word escapes translation: what stands in templates, code and scripts."""

import ast
import re
from collections.abc import Callable, Iterator
from functools import cache

import pytest

from languages import faults
from languages.templates import (
    RECASING,
    TRANSLATING,
    escaped,
    glued,
    messages,
    paths,
    recased,
    templates,
)
from languages.texts import SOURCE, source

NO_TEXT = {
    ("tenancy/hosts.py", "lower"),
    ("config.py", "lower"),
    ("pages/language.py", "lower"),
    ("front/invitations.py", "lower"),
    ("access/factors.py", "casefold"),
    ("vault/wrapping.py", "casefold"),
    ("records/staff.py", "casefold"),
    ("studio/parts/labels.py", "casefold"),
    ("impact/comments.py", "casefold"),
}
"""Host names, language tags and recovery codes, which are ASCII; names, comments and the words on
cards, only to compare them."""


def faulty(found: Callable[[str], list[str]]) -> dict[str, list[str]]:
    """What is found in templates, by their names; those without a fault are left out."""
    told = {name: found(text) for name, text in templates().items()}
    assert len(told) > 20
    return {name: faults for name, faults in told.items() if faults}


def test_every_word_in_a_template_is_translated():
    assert faulty(escaped) == {}


def test_no_suffix_is_put_on_a_value_in_a_template():
    assert faulty(glued) == {}


def test_no_template_changes_the_case_of_letters():
    assert faulty(recased) == {}


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("<p>Free now</p>", ["Free now"]),
        ("<p>{{ n }} {% if a %}cards{% endif %}</p>", ["◆ cards"]),
        ('<a title="Close">{{ x }}</a>', ["Close"]),
        ('<input placeholder="{{ x }} or y">', ["◆ or y"]),
        ('<input type="submit" value="Send">', ["Send"]),
        ('<p>{{ "Yes" if a else b }}</p>', ["Yes"]),
        ('{{ tap(url_for("desk.call"), "Call now") }}', ["Call now"]),
        ('{% set word = "not open" %}', ["not open"]),
        ('<p class="a b" data-state="x">{{ _("Free now") }} · {# said #}···</p>', []),
        ('{{ pgettext("chip", "Open") }}{{ phrases.why("came back") }}{{ at|day("d MMM") }}', []),
        ("<script>const a = 'text here';</script>", []),
        ('{% macro told_attributes(n) %} aria-invalid="true" id="{{ n }}-x"{% endmacro %}', []),
        ("{% macro told_attributes(n) %}{% endmacro %}<p>Free now</p>", ["Free now"]),
    ],
)
def test_a_word_left_in_a_template_is_found(source, found):
    assert escaped(source) == found


@pytest.mark.parametrize(
    "source", ["<b>{{ n }}</b>th table", "{{ n }}-ci", "{{ name }}’s card", "{{ n }}'te"]
)
def test_a_suffix_in_a_template_is_found(source):
    assert len(glued(source)) == 1


@pytest.mark.parametrize("source", ["{{ x|upper }}", "{{ x.title() }}", "{{ _('a')|capitalize }}"])
def test_a_change_of_case_in_a_template_is_found(source):
    assert len(recased(source)) == 1


def test_no_code_changes_the_case_of_letters():
    found = {
        (str(path.relative_to(SOURCE)), node.func.attr)
        for path in paths()
        if "drills" not in path.parts  # They speak to whoever runs the server.
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in RECASING
    }
    assert found <= NO_TEXT


def of_code() -> Iterator[tuple[str, list[object], set[str]]]:
    for path in paths():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id in TRANSLATING
            ):
                parts = [getattr(part, "value", None) for part in node.args]
                yield node.func.id, parts, {word.arg or "" for word in node.keywords}


@cache
def calls() -> list[tuple[str, list[object], set[str]]]:
    return [*of_code(), *(call for text in templates().values() for call in messages(text))]


def test_every_message_is_written_out_where_it_is_asked_for():
    """A message that is put together when the page is drawn is never extracted."""
    for name, parts, _values in calls():
        assert all(isinstance(part, str) for part in parts[: TRANSLATING[name]]), (name, parts)


def test_every_message_gets_the_values_that_it_names():
    for name, parts, values in calls():
        message = parts[TRANSLATING[name] - 1]
        wanted = set(faults.PLACEHOLDER.findall(str(message)))
        given = values | ({"num"} if name in ("ngettext", "npgettext") else set())
        assert given == wanted, message


def test_the_calls_that_were_looked_at_are_the_messages():
    asked = {str(part) for name, parts, _values in calls() for part in parts[: TRANSLATING[name]]}
    assert {text.id for text in source()} <= asked


def test_a_page_takes_its_title_from_the_neutral_ones_only():
    found = [t for text in templates().values() for t in re.findall(r"<title>.*?</title>", text)]
    assert set(found) == {'<title>{{ pgettext("title", "Reading list") }}</title>'}


def test_what_a_lock_screen_may_show_is_asked_for_in_a_neutral_context():
    found = [
        value
        for text in templates().values()
        for value in re.findall(r'data-come-title="(.*?)"[ >]', text)
    ]
    assert found
    assert all(value.startswith('{{ pgettext("notification", ') for value in found)


def test_scripts_hold_no_texts():
    """What they show comes from the page, where it is translated."""
    shows = r"(?:textContent|innerText|\.title|ariaLabel|\.alt|placeholder)\s*=\s*[\"'`][^\"'`]*\w"
    for path in sorted((SOURCE / "static" / "js").glob("*.js")):
        assert re.findall(shows, path.read_text(encoding="utf-8")) == [], path.name
        assert "new Notification" not in path.read_text(encoding="utf-8")
        assert not re.search(r"\b(alert|confirm|prompt)\(", path.read_text(encoding="utf-8"))


def test_style_sheets_hold_no_texts():
    for path in sorted((SOURCE / "static" / "css").glob("*.css")):
        style = path.read_text(encoding="utf-8")
        written = re.findall(r"content:\s*[\"'](?!\\)[^\"']*[^\W\d_][^\"']*[\"']", style)
        assert written == [], path.name
        # Capitals are the languages' own affair: text-transform goes by lang, and is not needed.
        assert "text-transform" not in style, path.name
