"""A running platform looks after itself on its host."""

from pathlib import Path

import pytest

from freehold.host import guardian
from freehold.host.supervisor import read_state
from tests.platform.clients import wait_for
from tests.platform.conftest import Instance

pytestmark = pytest.mark.engines


def test_our_own_processes_are_not_roots(instance: Instance) -> None:
    state = wait_for(lambda: read_state(instance.layout.run), what="the supervisor")
    parts = {str(part["name"]): int(part["pid"]) for part in state["parts"]}  # type: ignore[attr-defined]

    for name in ("web", "worker", "trace", "dns"):
        for pid in guardian.session_of(parts[name]):
            status = Path(f"/proc/{pid}/status").read_text()
            assert "\nUid:\t0" not in status, (name, pid)
            assert "\nNoNewPrivs:\t1" in status, (name, pid)
