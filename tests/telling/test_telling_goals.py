"""The seventeen goals: named in five languages, drawn by ourselves."""

import re

import pytest
from flask_babel import force_locale

from humanshelf.config import LANGUAGES
from humanshelf.telling.goals import PATHS, goals


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_seventeen_have_a_name_of_their_own(stage, baku, language):
    with baku.inside(), stage.app.test_request_context(), force_locale(language):
        named = {number: goal.name for number, goal in goals().items()}
    with baku.inside(), stage.app.test_request_context(), force_locale("en"):
        english = {goal.name for goal in goals().values()}

    assert list(named) == list(range(1, 18))
    assert len(set(named.values())) == 17
    assert language == "en" or not english & set(named.values())


def test_each_is_one_path_of_lines_without_a_colour_of_its_own(stage, baku):
    with baku.inside(), stage.app.test_request_context():
        drawings = [goal.drawing for goal in goals().values()]

    assert len(set(PATHS.values())) == 17
    for path in PATHS.values():
        assert re.fullmatch(r"[MmLlHhVvCcSsAaZz0-9 .-]+", path)
    for drawing in drawings:
        assert re.findall(r'(?:fill|stroke)="([^"]+)"', drawing) == ["currentColor", "none"]
        assert 'aria-hidden="true"' in drawing
