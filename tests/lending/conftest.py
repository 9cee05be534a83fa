"""The usual floor. Other floors and cards come from hall.py."""

import pytest

from humanshelf.lending.floor import Floor
from lending.hall import make_floor


@pytest.fixture
def floor() -> Floor:
    """The sailor at table 1, the nurse at table 2, open since noon, nobody waits."""
    return make_floor()
