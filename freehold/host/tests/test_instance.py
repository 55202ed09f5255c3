"""Two whole instances beside each other, on all real engines: nothing is shared, and nothing stays."""

import json
import os
import shutil
import tempfile
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from freehold.host import guardian
from freehold.host.instance import Platform, start_platform
from freehold.host.layout import remove
from freehold.host.supervisor import read_state

pytestmark = [
    pytest.mark.engines,
    pytest.mark.skipif(os.geteuid() != 0, reason="Postfix and Dovecot start as root"),
]


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder for two instances."""
    made = Path(tempfile.mkdtemp(prefix="freehold-two-"))
    yield made
    shutil.rmtree(made, ignore_errors=True)


def ready(platform: Platform) -> dict[str, object]:
    """What `/readyz` answers."""
    with urllib.request.urlopen(
        f"http://127.0.0.1:{platform.layout.ports['web']}/readyz", timeout=30
    ) as answer:
        return json.loads(answer.read())


def test_two_instances_run_side_by_side_and_leave_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch):
    for name in [name for name in os.environ if name.startswith("FREEHOLD_")]:
        monkeypatch.delenv(name)
    first = start_platform(folder / "first")
    try:
        second = start_platform(folder / "second")
        try:
            assert ready(first) == ready(second) == {"ready": True, "faults": []}
            assert not set(first.layout.ports.values()) & set(second.layout.ports.values())
            assert not set(first.layout.secrets.values()) & set(second.layout.secrets.values())
            state = read_state(second.layout.run)
            leaders = [part["pid"] for part in state["parts"]]
            assert all(part["answering"] for part in state["parts"])
        finally:
            second.stop()
        assert [pid for leader in leaders for pid in guardian.session_of(leader)] == []
        assert ready(first)["ready"] is True
    finally:
        first.stop()
    remove(folder / "first")
    remove(folder / "second")
