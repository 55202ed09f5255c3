"""The supervisor on real processes: small ones that behave as engines do, and the whole embedded database."""

import json
import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from freehold.host import guardian
from freehold.host.supervisor import read_state

# A part with a child of its own, as engines have; it tells what it was asked, and when it ended.
PART = """
import os, signal, subprocess, sys, time
name, folder = sys.argv[1:]
child = subprocess.Popen(["sleep", "600"])
def end(*_):
    with open(folder + "/ended", "a") as log: log.write(name + "\\n")
    if name != "careless": child.terminate()
    sys.exit(0)
signal.signal(signal.SIGTERM, signal.SIG_IGN if name == "deaf" else end)
open(folder + "/" + name + ".ready", "w").close()
while True: time.sleep(0.05)
"""

RUN = """
import sys
from pathlib import Path
from freehold.host.child import Child
from freehold.host.supervisor import Supervisor
folder = Path(sys.argv[1])
names = sys.argv[2:]
supervisor = Supervisor(folder, tell=print)
with supervisor.holding():
    if supervisor.start([
        Child(name=name, command=(sys.executable, str(folder / "part.py"), name, str(folder)), log=folder / "log",
              ready=(folder / f"{name}.ready").exists, stop_seconds=1)
        for name in names
    ]):
        supervisor.supervise()
"""


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., "subprocess.Popen[bytes]"]]:
    """Start a supervisor with parts of these names; returns when all answer. Ends what a test left."""
    (tmp_path / "part.py").write_text(PART)
    (tmp_path / "run.py").write_text(textwrap.dedent(RUN))
    running: list[subprocess.Popen[bytes]] = []

    def begin(*names: str) -> "subprocess.Popen[bytes]":
        process = subprocess.Popen(
            [sys.executable, str(tmp_path / "run.py"), str(tmp_path), *names],
            env={**os.environ, "PYTHONPATH": os.getcwd()}, stdout=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        running.append(process)
        wait_until(lambda: ((state := read_state(tmp_path)) is not None) and bool(state["ready"]))
        return process

    yield begin
    for process in running:
        if process.poll() is None:
            process.terminate()
            process.wait(20)


def wait_until(ask: Callable[[], bool], *, seconds: float = 15) -> None:
    """Ask until it is so."""
    deadline = time.monotonic() + seconds
    while not ask():
        assert time.monotonic() < deadline, "it did not come about in time"
        time.sleep(0.02)


def pids(folder: Path) -> dict[str, int]:
    """The parts' processes as the state file has them."""
    state = json.loads((folder / "supervisor.json").read_text())
    return {part["name"]: part["pid"] for part in state["parts"]}


def families(folder: Path) -> list[int]:
    """Every process of every part, their children included."""
    return [pid for leader in pids(folder).values() for pid in guardian.session_of(leader)]


def test_sigterm_stops_all_in_reverse_order(start: Callable[..., "subprocess.Popen[bytes]"], tmp_path: Path):
    supervisor = start("first", "second", "third")
    family = families(tmp_path)
    assert len(family) == 6

    supervisor.send_signal(signal.SIGTERM)

    assert supervisor.wait(20) == 0
    assert (tmp_path / "ended").read_text().split() == ["third", "second", "first"]
    assert [pid for pid in family if guardian.born(pid)] == []


def test_a_child_that_is_killed_is_started_again_and_its_own_children_end(
    start: Callable[..., "subprocess.Popen[bytes]"], tmp_path: Path
):
    start("first", "second")
    killed = pids(tmp_path)["first"]
    its_family = guardian.session_of(killed)

    os.kill(killed, signal.SIGKILL)

    wait_until(lambda: pids(tmp_path)["first"] not in (killed, None))
    assert [pid for pid in its_family if guardian.born(pid)] == []


def test_kill_9_of_the_supervisor_leaves_no_orphan_and_the_next_start_is_clean(
    start: Callable[..., "subprocess.Popen[bytes]"], tmp_path: Path
):
    supervisor = start("first", "deaf", "careless")
    family = families(tmp_path)
    assert len(family) == 6

    supervisor.kill()
    supervisor.wait()

    wait_until(lambda: not [pid for pid in family if guardian.born(pid)])
    again = start("first", "deaf", "careless")
    assert again.poll() is None
    assert read_state(tmp_path)["pid"] == again.pid


def test_kill_9_of_supervisor_and_guardian_together_is_mended_by_the_next_start(
    start: Callable[..., "subprocess.Popen[bytes]"], tmp_path: Path
):
    supervisor = start("first")
    left = families(tmp_path)
    children = Path(f"/proc/{supervisor.pid}/task/{supervisor.pid}/children").read_text().split()
    guard = next(int(pid) for pid in children if b"guardian.py" in Path(f"/proc/{pid}/cmdline").read_bytes())

    os.kill(guard, signal.SIGKILL)
    supervisor.kill()
    supervisor.wait()

    start("first")
    assert [pid for pid in left if guardian.born(pid)] == []


def test_a_killed_guardian_is_replaced(start: Callable[..., "subprocess.Popen[bytes]"], tmp_path: Path):
    supervisor = start("first")

    def guards() -> list[int]:
        children = Path(f"/proc/{supervisor.pid}/task/{supervisor.pid}/children").read_text().split()
        return [
            int(p)
            for p in children
            if guardian.born(int(p)) and b"guardian.py" in Path(f"/proc/{p}/cmdline").read_bytes()
        ]

    (old,) = guards()
    os.kill(old, signal.SIGKILL)
    wait_until(lambda: guards() not in ([old], []))
    family = families(tmp_path)

    supervisor.kill()
    supervisor.wait()

    wait_until(lambda: not [pid for pid in family if guardian.born(pid)])


def test_a_second_supervisor_of_the_same_instance_is_refused(
    start: Callable[..., "subprocess.Popen[bytes]"], tmp_path: Path
):
    start("first")

    answer = subprocess.run(
        [sys.executable, str(tmp_path / "run.py"), str(tmp_path), "first"],
        env={**os.environ, "PYTHONPATH": os.getcwd()}, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert "This instance runs already" in answer.stderr


def test_a_part_that_ends_at_its_start_is_named_with_its_last_words(tmp_path: Path):
    (tmp_path / "part.py").write_text("import sys; sys.exit('the disk is full')")
    (tmp_path / "run.py").write_text(textwrap.dedent(RUN))

    answer = subprocess.run(
        [sys.executable, str(tmp_path / "run.py"), str(tmp_path), "first"],
        env={**os.environ, "PYTHONPATH": os.getcwd()}, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert "first ended at its start" in answer.stderr
    assert "the disk is full" in answer.stderr
