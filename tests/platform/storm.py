"""A client that submits message after message, and tries again whatever was not accepted."""

import smtplib
import threading
import time
from collections.abc import Sequence

from tests.platform.clients import Device, written

PAUSE_SECONDS = 0.2
STORM_SECONDS = 900.0


class Storm:
    """Several senders at once, who submit numbered messages to one reader until each was accepted."""

    def __init__(self, name: str, senders: Sequence[Device], reader: str, *, messages: int) -> None:
        self.name = name
        self.reader = reader
        self.accepted: list[str] = []
        self.refusals: list[str] = []
        self.subjects = [f"{name} {number:04}" for number in range(messages)]
        self._waiting = list(reversed(self.subjects))
        self._changed = threading.Condition()
        self._deadline = time.monotonic() + STORM_SECONDS
        self._threads = [
            threading.Thread(target=self._submit, args=(sender,), daemon=True) for sender in senders
        ]

    def begin(self) -> None:
        """Let all senders begin."""
        for thread in self._threads:
            thread.start()

    def wait_until(self, accepted: int) -> None:
        """Wait until so many messages were accepted."""
        with self._changed:
            while len(self.accepted) < accepted:
                left = self._deadline - time.monotonic()
                assert left > 0, f"{len(self.accepted)} accepted of {accepted}: {self.refusals[-3:]}"
                self._changed.wait(min(left, 5))

    def finish(self) -> None:
        """Wait until every message was accepted."""
        self.wait_until(len(self.subjects))
        for thread in self._threads:
            thread.join(60)

    def _submit(self, sender: Device) -> None:
        while time.monotonic() < self._deadline:
            subject = self._next()
            if subject is None:
                return
            try:
                with sender.submission() as client:
                    while subject is not None:
                        client.send_message(written(sender.address, self.reader, subject))
                        self._accept(subject)
                        subject = self._next()
                return
            except (smtplib.SMTPException, OSError) as error:
                with self._changed:
                    self.refusals.append(f"{type(error).__name__}: {error}")
                    self._waiting.append(str(subject))
                time.sleep(PAUSE_SECONDS)

    def _next(self) -> str | None:
        with self._changed:
            return self._waiting.pop() if self._waiting else None

    def _accept(self, subject: str) -> None:
        with self._changed:
            self.accepted.append(subject)
            self._changed.notify_all()
