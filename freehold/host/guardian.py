"""Ends what a killed supervisor left behind. Run apart from it, with the standard library alone.

The supervisor writes one line of JSON to this process's standard input whenever its children change:
`[[pid, born, signal, seconds], …]` in the order of their start. When the input ends, by a stop or by a
kill -9 of the supervisor, whatever the last line names is stopped in reverse order. It runs in a session of
its own, so that no signal meant for the supervisor's terminal or process group meets it.
"""

import contextlib
import json
import os
import signal
import sys
import time
from pathlib import Path

PAUSE_SECONDS = 0.02
KILLED_SECONDS = 5


def born(pid: int) -> int | None:
    """When a process began, in clock ticks since boot; None when there is none, or only its remains."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return None if fields[0] in {"Z", "X"} else int(fields[19])


def session_of(leader: int) -> list[int]:
    """The living processes of the session that `leader` began, itself included."""
    found = []
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            with contextlib.suppress(OSError):
                fields = Path(f"/proc/{entry}/stat").read_text().rpartition(")")[2].split()
                if int(fields[3]) == leader and fields[0] not in {"Z", "X"}:
                    found.append(int(entry))
    return found


def send(pid: int, number: int) -> None:
    """Signal a process that may be gone already."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, number)


def wait_for_end(pid: int, began: int, seconds: float) -> bool:
    """Whether a process is gone within `seconds`."""
    deadline = time.monotonic() + seconds
    while born(pid) == began:
        if time.monotonic() > deadline:
            return False
        time.sleep(PAUSE_SECONDS)
    return True


def stop(pid: int, began: int, number: int, seconds: float) -> None:
    """Stop one child: its own signal, then SIGKILL, then whatever it left in its session."""
    if born(pid) == began:
        send(pid, number)
        if not wait_for_end(pid, began, seconds):
            send(pid, signal.SIGKILL)
            wait_for_end(pid, began, KILLED_SECONDS)
    end_session(pid)


def end_session(leader: int) -> None:
    """End what is left of a session whose leader is gone: SIGTERM, and SIGKILL a second later."""
    for number, seconds in ((signal.SIGTERM, 1), (signal.SIGKILL, KILLED_SECONDS)):
        deadline = time.monotonic() + seconds
        left = session_of(leader)
        for pid in left:
            send(pid, number)
        while left and time.monotonic() < deadline:
            time.sleep(PAUSE_SECONDS)
            left = session_of(leader)
        if not left:
            return


def main() -> None:
    """Read until the input ends, then stop what is left."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    last = "[]"
    for line in sys.stdin:
        if line.endswith("\n"):
            last = line
    for pid, began, number, seconds in reversed(json.loads(last)):
        stop(pid, began, number, seconds)


if __name__ == "__main__":
    main()
