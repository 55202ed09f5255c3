"""The benches' world follows the schema: a change of a table that it fills is seen here, and not at the next measure."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def test_a_small_world_is_filled() -> None:
    size = ("--partners", "2", "--customers-per-partner", "3")
    filled = subprocess.run(
        [sys.executable, ROOT / "bench/world", *size], capture_output=True, text=True, check=False
    )

    assert filled.returncode == 0, filled.stderr[-2000:]
    figures = json.loads(filled.stdout.splitlines()[-1])
    assert (figures["name"], figures["partners"], figures["customers"]) == ("world", 2, 6)
