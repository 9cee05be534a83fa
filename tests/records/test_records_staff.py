"""Names of staff: written as people write them, found however they are typed."""

import pytest

from humanshelf.records.staff import folded


@pytest.mark.parametrize(
    ("written", "typed"),
    [("Rəna", " rəna"), ("İlham", "ilham"), ("İlham", "ILHAM"), ("Işıq", "ışıq"), ("Işıq", "İşiq")],
)
def test_a_name_is_found_however_it_is_typed(written, typed):
    assert folded(written) == folded(typed)


def test_different_names_stay_different():
    assert folded("Aysel") != folded("Aysəl")
