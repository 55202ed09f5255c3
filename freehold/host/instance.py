"""Starting, stopping and looking at one instance as a whole."""

import datetime
import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from freehold.host import guardian, parts
from freehold.host.child import Child, open_log
from freehold.host.layout import Layout, exists, layout_at
from freehold.host.ports import HIGHEST_DRAWN, busy_ports, ports, refuse_busy
from freehold.host.runtime import Runtime, runtime_for
from freehold.host.supervisor import Supervisor, last_words, lock_instance, read_state
from freehold.host.upkeep import Upkeep
from freehold.kernel.errors import Refused, Unreachable

START_SECONDS = 600
STOP_SECONDS = 120


def run(
    folder: Path,
    offset: int | None,
    *,
    wholly_up: Callable[[Layout, Runtime, Supervisor], None] | None = None,
) -> None:
    """Start every part and keep it alive until asked to stop. `wholly_up` is called once all answer.

    Raises: Refused for a busy port, Conflict when it runs already, Unreachable with an engine's own words.
    """
    layout = layout_at(folder, offset=offset)
    supervisor = Supervisor(layout.run, tell=_tell)
    with supervisor.holding():
        wanted = dict(layout.ports)
        if not layout.is_embedded:
            del wanted["database"]
        if not layout.is_demo:
            del wanted["dns"]
        refuse_busy(wanted)
        runtime = runtime_for(layout.root / "code")
        parts.prepare_folders(layout, runtime)
        if layout.is_embedded and not supervisor.start([parts.embedded_database(layout)]):
            return
        parts.prepare_database(layout, runtime)
        if not supervisor.start(_after_the_database(layout, runtime)):
            return
        _tell(f"all parts answer: {layout.origin}")
        if wholly_up:
            wholly_up(layout, runtime, supervisor)
        supervisor.supervise(Upkeep(layout, supervisor.send, _tell).look)


def _after_the_database(layout: Layout, runtime: Runtime) -> list[Child]:
    return [
        *([parts.name_server(layout, runtime)] if layout.is_demo else []),
        *parts.mail_engines(layout),
        parts.privileged(layout),
        parts.trace(layout, runtime),
        parts.web(layout, runtime),
        parts.worker(layout, runtime),
    ]


def start_detached(folder: Path, offset: int | None, *, verb: tuple[str, ...] = ("up",)) -> None:
    """Start an instance that outlives this process; returns when all parts answer, and the demo's world is there.

    Raises: Unreachable with the sentence that the supervisor ended with.
    """
    layout = layout_at(folder, offset=offset)
    if read_state(layout.run):
        raise Refused("runs_already", "This instance runs already: freehold status.")
    log = layout.log / "supervisor.log"
    command = [
        sys.executable, "-m", "freehold.host.main", *verb,
        "--data", str(layout.folder), "--port-offset", str(layout.offset),
    ]  # fmt: skip
    log.unlink(missing_ok=True)
    with open_log(log) as stream:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=stream, stderr=stream, start_new_session=True, cwd="/"
        )
    deadline = time.monotonic() + START_SECONDS
    while True:
        state = read_state(layout.run)
        if state and state["pid"] == process.pid and state["ready"]:
            return
        if process.poll() is not None:
            lines = log.read_text().strip().splitlines() or ["The supervisor ended without a word."]
            raise Unreachable("not_started", lines[-1])
        if time.monotonic() > deadline:
            process.terminate()
            raise Unreachable(
                "not_started", f"Not all parts answer after {START_SECONDS} seconds. {last_words(log)}"
            )
        time.sleep(0.1)


@dataclass(frozen=True, slots=True)
class Platform:
    """A whole instance that runs beside this process: for journeys and benches."""

    layout: Layout

    def stop(self) -> None:
        """Stop all of it."""
        stop(self.layout.folder)


def start_platform(folder: Path, *, offset: int | None = None, demo: bool = False) -> Platform:
    """Start an instance in `folder` on free ports (unless `offset` says which); returns when all parts answer."""
    chosen = free_offset() if offset is None else offset
    layout_at(folder, offset=chosen, demo=demo)
    start_detached(folder, chosen, verb=("demo", "--quiet") if demo else ("up",))
    return Platform(layout_at(folder))


def free_offset() -> int:
    """An offset with which every port is free now, all of them below those that Linux lends to connections."""
    for _ in range(100):
        offset = 1000 + secrets.randbelow(HIGHEST_DRAWN - 1000)
        if not busy_ports(ports(offset)):
            return offset
    raise Unreachable("no_free_ports", "No offset was found with which all ports are free.")


def stop(folder: Path) -> None:
    """Stop an instance and wait for its end. Raises: Refused, Unreachable."""
    if not exists(folder):
        raise Refused("no_instance", f"There is no instance in {folder}.")
    layout = layout_at(folder)
    state = read_state(layout.run)
    if state is not None:
        pid, born = state["pid"], state["born"]
        assert isinstance(pid, int) and isinstance(born, int)  # noqa: PT018, S101 - read_state compared them
        os.kill(pid, signal.SIGTERM)
        if not guardian.wait_for_end(pid, born, STOP_SECONDS):
            raise Unreachable("not_stopped", f"The supervisor (pid {pid}) does not stop.")
    lock_instance(layout.run).close()


def print_status(folder: Path) -> bool:
    """Print a table of the parts; whether all run and answer. Raises: Refused."""
    if not exists(folder):
        raise Refused("no_instance", f"There is no instance in {folder}.")
    layout = layout_at(folder)
    state = read_state(layout.run)
    if state is None:
        print("This instance does not run. Start it: freehold up")
        return False
    table = Table("part", "pid", "since", "restarts", "answering")
    rows = state["parts"]
    assert isinstance(rows, list)  # noqa: S101 - our own file
    for row in rows:
        since = datetime.datetime.fromtimestamp(row["since"], datetime.UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
        table.add_row(
            row["name"],
            str(row["pid"] or "–"),
            since,
            str(row["restarts"]),
            "yes" if row["answering"] else "no",
        )
    Console().print(table)
    return bool(state["ready"]) and all(row["answering"] for row in rows)


def _tell(sentence: str) -> None:
    stamp = datetime.datetime.now(datetime.UTC).strftime("%H:%M:%S")
    print(f"{stamp} {sentence}", file=sys.stdout, flush=True)
