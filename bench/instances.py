"""A whole instance of one's own in the benches' folder, on ports that are free. Not a bench itself."""

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import cluster
import psutil

from freehold.host.layout import Layout, layout_at
from freehold.host.ports import TABLE
from freehold.host.supervisor import read_state

PROGRAM = cluster.HERE.parent / ".venv" / "bin" / "freehold"


def free_offset() -> int:
    """A port offset with which every port of an instance is free."""
    for offset in range(12_000, 38_000, 100):
        if all(_is_free(port.number + offset) for port in TABLE):
            return offset
    raise SystemExit("no port offset is free")


def freehold(*arguments: str, folder: Path) -> None:
    """Run one command of the instance in `folder`."""
    subprocess.run([str(PROGRAM), *arguments, "--data", str(folder)], check=True, stdout=subprocess.DEVNULL)


@contextmanager
def instance(name: str, *, afresh: bool = True) -> Iterator[Layout]:
    """Start an instance of its own and stop it at the end; `afresh` takes an older one of the name away first."""
    folder = cluster.DATA / name
    if afresh:
        shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    freehold("up", "--detach", "--port-offset", str(free_offset()), folder=folder)
    try:
        yield layout_at(folder)
    finally:
        freehold("down", folder=folder)


def processes(layout: Layout) -> list[psutil.Process]:
    """Every process of a running instance, the supervisor's whole tree."""
    state = read_state(layout.run)
    if state is None:
        raise SystemExit("the instance does not run")
    supervisor = psutil.Process(int(str(state["pid"])))
    return [supervisor, *supervisor.children(recursive=True)]


def use_instance(layout: Layout, role: str = "web") -> None:
    """Set Django up in this process as one of the instance's own."""
    os.environ.update(layout.environment(role))
    import django

    django.setup()


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
