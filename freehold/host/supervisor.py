"""Keeps an instance's processes alive, and ends all of them when it ends, however that happens."""

import contextlib
import ctypes
import fcntl
import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from freehold.host import guardian
from freehold.host.child import Child, open_log
from freehold.kernel.errors import Conflict, Unreachable

PR_SET_CHILD_SUBREAPER = 36  # Source: linux/prctl.h
LONGEST_WAIT_SECONDS = 30.0
STEADY_SECONDS = 30.0  # after so long a life, a death is no longer held against a child
LOOK_SECONDS = 3.0
UPKEEP_SECONDS = 10.0
PREDECESSOR_SECONDS = 90.0
LOG_TAIL = 6


@dataclass(slots=True)
class Part:
    """A child as it runs now."""

    child: Child
    process: "subprocess.Popen[bytes] | None" = None
    born: int = 0
    since: float = 0.0
    restarts: int = 0
    failures: int = 0
    due: float = 0.0
    answering: bool = False

    @property
    def pid(self) -> int | None:
        """Its process id while it runs."""
        return self.process.pid if self.process else None


@dataclass(slots=True)
class Supervisor:
    """Starts children in order, restarts them when they die, stops them in reverse order."""

    run: Path
    tell: Callable[[str], None]
    parts: list[Part] = field(default_factory=list)
    stopping: bool = False  # asked to, by a signal
    is_ready: bool = False
    _lock: IO[str] | None = None
    _guardian: "subprocess.Popen[str] | None" = None
    _companion: "subprocess.Popen[bytes] | None" = None
    _wake: int = -1

    @property
    def state_file(self) -> Path:
        """Where `freehold status` reads."""
        return self.run / "supervisor.json"

    @contextlib.contextmanager
    def holding(self) -> Iterator[None]:
        """Be the one supervisor of this instance, and stop everything at the end. Raises: Conflict."""
        self._lock = lock_instance(self.run)
        end_leftovers(self.state_file)
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
        self._wake, writing = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._asked_to_stop)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        self._start_guardian()
        try:
            yield
        finally:
            self.stop_all()

    def start(self, children: Sequence[Child]) -> bool:
        """Start children in order, then wait until each answers. False when asked to stop meanwhile.

        Raises: Unreachable with the last words of the one that failed.
        """
        begun = []
        for child in children:
            if self.stopping:
                break
            part = Part(child)
            self.parts.append(part)
            begun.append(part)
            self._spawn(part)
        self._wait_until_ready(begun)
        return not self.stopping

    def supervise(self, upkeep: Callable[[], None] | None = None) -> None:
        """Restart what dies, until asked to stop; `upkeep` is called every few seconds meanwhile."""
        self.is_ready = True
        self._write_state()
        looked = kept_up = time.monotonic()
        while not self.stopping:
            self._sleep(0.5 if any(part.process is None for part in self.parts) else LOOK_SECONDS)
            changed = self._care()
            if time.monotonic() - looked >= LOOK_SECONDS:
                looked = time.monotonic()
                changed |= self._look()
            if changed:
                self._write_state()
            if upkeep and not self.stopping and time.monotonic() - kept_up >= UPKEEP_SECONDS:
                kept_up = time.monotonic()
                upkeep()

    def send(self, name: str, number: signal.Signals) -> None:
        """Signal the part of this name, if it runs."""
        for part in self.parts:
            if part.child.name == name and part.process is not None and part.process.poll() is None:
                part.process.send_signal(number)

    def accompany(self, process: "subprocess.Popen[bytes]") -> bool:
        """Keep the children alive while `process` runs to its end. False, and it is ended, when asked to stop."""
        self._companion = process
        while process.poll() is None and not self.stopping:
            self._sleep(0.2)
            if self._care():
                self._write_state()
        self._companion = None
        if process.poll() is None:
            process.terminate()
            process.wait()
            return False
        return True

    def stop_all(self) -> None:
        """Stop all in reverse order; none is left."""
        self.stopping = True
        for part in reversed(self.parts):
            if part.process is not None:
                self.tell(f"stopping {part.child.name}")
                self._stop(part)
        self._tell_guardian()
        if self._guardian is not None and self._guardian.stdin is not None:
            with contextlib.suppress(BrokenPipeError):
                self._guardian.stdin.close()
            self._guardian.wait(30)
        self.state_file.unlink(missing_ok=True)
        if self._lock is not None:
            self._lock.close()

    def _asked_to_stop(self, *_: object) -> None:
        self.stopping = True

    def _sleep(self, seconds: float) -> None:
        """Until a signal comes, at most `seconds`."""
        select.select([self._wake], [], [], seconds)
        with contextlib.suppress(BlockingIOError):
            os.read(self._wake, 4096)

    def _spawn(self, part: Part) -> None:
        child = part.child
        child.prepare()
        with open_log(child.log) as log:
            part.process = subprocess.Popen(
                child.command, env=dict(child.environment), stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                cwd="/", start_new_session=True,
            )  # fmt: skip
        part.born = guardian.born(part.process.pid) or 0
        part.since = time.time()
        part.answering = False
        self._tell_guardian()
        self._write_state()
        self.tell(f"started {child.name} (pid {part.process.pid})")

    def _wait_until_ready(self, parts: Sequence[Part]) -> None:
        waiting = list(parts)
        while waiting and not self.stopping:
            for part in waiting:
                log = part.child.log
                if part.process is None or part.process.poll() is not None:
                    raise Unreachable(
                        "part_ended", f"{part.child.name} ended at its start. {last_words(log)}"
                    )
                part.answering = part.child.ready()
                if not part.answering and time.time() - part.since > part.child.start_seconds:
                    raise Unreachable(
                        "part_silent",
                        f"{part.child.name} did not answer within {part.child.start_seconds:.0f} seconds. "
                        f"{last_words(log)}",
                    )
            waiting = [part for part in waiting if not part.answering]
            self._write_state()
            self._sleep(0.05)

    def _care(self) -> bool:
        """Take note of the dead, and start again what is due."""
        changed = False
        now = time.monotonic()
        for part in self.parts:
            if part.process is not None and part.process.poll() is not None:
                changed = True
                lived = time.time() - part.since
                part.failures = 0 if lived > STEADY_SECONDS else part.failures + 1
                part.due = now + min(LONGEST_WAIT_SECONDS, 0.25 * 2**part.failures)
                self.tell(f"{part.child.name} ended ({part.process.returncode}); starting it again")
                guardian.end_session(part.process.pid)
                part.process = None
                part.answering = False
                self._tell_guardian()
            if part.process is None and now >= part.due and not self.stopping:
                changed = True
                part.restarts += 1
                self._start_again(part)
        if self._guardian is not None and self._guardian.poll() is not None:
            self._start_guardian()
        self._reap_strays()
        return changed

    def _start_again(self, part: Part) -> None:
        try:
            self._spawn(part)
        except (OSError, Unreachable) as error:
            part.failures += 1
            part.due = time.monotonic() + min(LONGEST_WAIT_SECONDS, 0.25 * 2**part.failures)
            self.tell(f"{part.child.name} cannot be started: {error}")

    def _look(self) -> bool:
        """Ask each part whether it answers."""
        changed = False
        for part in self.parts:
            answering = part.process is not None and part.child.ready()
            changed |= answering != part.answering
            part.answering = answering
        return changed

    def _reap_strays(self) -> None:
        """Take the remains of grandchildren whose parent died: they have become ours."""
        known = {part.pid for part in self.parts}
        known |= {process.pid for process in (self._guardian, self._companion) if process}
        for line in Path(f"/proc/self/task/{os.getpid()}/children").read_text().split():
            if int(line) not in known:
                with contextlib.suppress(ChildProcessError):
                    os.waitpid(int(line), os.WNOHANG)

    def _stop(self, part: Part) -> None:
        process = part.process
        if process is None:
            return
        if process.poll() is None:
            process.send_signal(part.child.stop_signal)
            try:
                process.wait(part.child.stop_seconds)
            except subprocess.TimeoutExpired:
                self.tell(f"{part.child.name} did not stop by itself")
                process.kill()
                process.wait()
        guardian.end_session(process.pid)
        part.process = None

    def _start_guardian(self) -> None:
        if self._lock is None:
            raise RuntimeError("the guardian shares the lock")
        self._guardian = subprocess.Popen(
            [sys.executable, "-I", "-S", guardian.__file__],
            stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, text=True, cwd="/",
            start_new_session=True, pass_fds=[self._lock.fileno()], env={"PATH": os.defpath},
        )  # fmt: skip
        self._tell_guardian()

    def _tell_guardian(self) -> None:
        if self._guardian is None or self._guardian.stdin is None:
            return
        known = [
            [part.process.pid, part.born, int(part.child.stop_signal), part.child.stop_seconds]
            for part in self.parts
            if part.process is not None
        ]
        with contextlib.suppress(BrokenPipeError):
            self._guardian.stdin.write(json.dumps(known) + "\n")
            self._guardian.stdin.flush()

    def _write_state(self) -> None:
        state = {
            "pid": os.getpid(),
            "born": guardian.born(os.getpid()),
            "ready": self.is_ready,
            "parts": [
                {
                    "name": part.child.name,
                    "pid": part.pid,
                    "born": part.born,
                    "since": part.since,
                    "restarts": part.restarts,
                    "answering": part.answering,
                    "stop": [int(part.child.stop_signal), part.child.stop_seconds],
                }
                for part in self.parts
            ],
        }
        draft = self.state_file.with_suffix(".new")
        draft.write_text(json.dumps(state))
        draft.replace(self.state_file)


def lock_instance(run: Path) -> IO[str]:
    """Hold the instance's lock. A killed predecessor's guardian is waited for. Raises: Conflict."""
    stream = (run / "supervisor.lock").open("w")
    deadline = time.monotonic() + PREDECESSOR_SECONDS
    while True:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            state = read_state(run)
            if state is not None or time.monotonic() > deadline:
                stream.close()
                raise Conflict("runs_already", "This instance runs already: freehold status.") from None
            time.sleep(0.1)
        else:
            return stream


def read_state(run: Path) -> "dict[str, object] | None":
    """What the running supervisor last wrote; None when none runs."""
    try:
        state: dict[str, object] = json.loads((run / "supervisor.json").read_text())
    except (OSError, ValueError):
        return None
    pid = state["pid"]
    return state if isinstance(pid, int) and guardian.born(pid) == state["born"] else None


def end_leftovers(state_file: Path) -> None:
    """End what a supervisor left whose guardian was killed too."""
    try:
        parts = json.loads(state_file.read_text())["parts"]
    except (OSError, ValueError):
        return
    for part in reversed(parts):
        if part["pid"] and part["born"]:
            guardian.stop(part["pid"], part["born"], *part["stop"])
    state_file.unlink(missing_ok=True)


def last_words(log: Path) -> str:
    """The end of a log, for the sentence that names a failure."""
    try:
        lines = log.read_text(errors="replace").strip().splitlines()[-LOG_TAIL:]
    except OSError:
        return ""
    return f"Its last words in {log}: " + " | ".join(lines) if lines else ""
