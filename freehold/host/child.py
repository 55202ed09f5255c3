"""A process that the supervisor keeps alive: what to run, when it answers, how it stops."""

import os
import signal
import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO


def _nothing() -> None:
    """For a child that needs no preparing."""


def at_once() -> bool:
    """For a child that is ready as soon as it runs."""
    return True


@dataclass(frozen=True, slots=True)
class Child:
    """One direct child of the supervisor. Children start in the order given and stop in reverse.

    `environment` is all that the process sees: nothing is inherited. `ready` must be quick and never raise.
    `prepare` runs before each start, to take away what a killed predecessor left behind.
    """

    name: str
    command: tuple[str, ...]
    log: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    ready: Callable[[], bool] = at_once
    prepare: Callable[[], None] = _nothing
    stop_signal: signal.Signals = signal.SIGTERM
    start_seconds: float = 120
    stop_seconds: float = 15


def open_log(log: Path) -> IO[bytes]:
    """A log to add to; it names people's addresses, so it is not for everyone."""
    log.parent.mkdir(parents=True, exist_ok=True)
    return os.fdopen(os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o640), "ab")


def listens(port: int) -> Callable[[], bool]:
    """Ready when somebody listens on a TCP port of loopback."""

    def ask() -> bool:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            return False
        return True

    return ask


def has_socket(path: Path) -> Callable[[], bool]:
    """Ready when somebody listens on a unix socket."""

    def ask() -> bool:
        with socket.socket(socket.AF_UNIX) as probe:
            probe.settimeout(1)
            try:
                probe.connect(str(path))
            except OSError:
                return False
        return True

    return ask
