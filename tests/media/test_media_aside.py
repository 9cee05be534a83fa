"""Heavy work runs beside the phones, one piece at a time, and a refusal is no fault in the log."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_phones_are_served_while_a_picture_is_decoded_and_a_refusal_is_quiet():
    done = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("beside.py"))],
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines() == ["served: True", "refused: no picture"]
    assert done.stderr == ""
