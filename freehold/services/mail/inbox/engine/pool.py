"""Open IMAP connections that wait for the same visit's next request, which spares a TLS handshake and a sign-in.

A connection is found again only with the very password that opened it, which ends with the visit: whoever asks has
checked that it still holds. Few wait, and none for long; whatever went wrong on one closes it.
"""

import threading
import time
from collections import deque
from dataclasses import dataclass, field

from imapclient import IMAPClient

MOST_WAITING = 24  # in a process
MOST_OF_A_VISIT = 2
LONGEST_WAIT_SECONDS = 90.0
LONGEST_LIFE_SECONDS = 15 * 60.0


@dataclass(frozen=True, slots=True)
class Access:
    """How one person's mail is reached: a sign-in name, and a password that is theirs for a short while."""

    login: str
    password: str


@dataclass(frozen=True, slots=True)
class Connection:
    """A connection that is signed in, and when it was opened, by the monotonic clock."""

    access: Access
    client: IMAPClient
    opened_at: float


@dataclass(slots=True)
class Pool:
    """The waiting connections of this process, the one that waits longest first."""

    waiting: deque[tuple[float, Connection]] = field(default_factory=deque)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, access: Access) -> Connection | None:
        """A waiting connection of this visit, which is the caller's alone from then on."""
        now = time.monotonic()
        with self.lock:
            found = next((one for one in reversed(self.waiting) if one[1].access == access), None)
            if found:
                self.waiting.remove(found)
            stale = self._stale(now)
        _close(stale)
        return found[1] if found else None

    def give_back(self, connection: Connection) -> None:
        """Let a connection wait, unless it is old; the longest waiting one goes where there are too many."""
        now = time.monotonic()
        with self.lock:
            self.waiting.append((now, connection))
            stale = self._stale(now)
            same = [one for one in self.waiting if one[1].access == connection.access]
            for one in [*same[:-MOST_OF_A_VISIT], *list(self.waiting)[:-MOST_WAITING]]:
                if one in self.waiting:
                    self.waiting.remove(one)
                    stale.append(one[1])
        _close(stale)

    def holds(self, access: Access) -> bool:
        """Whether a connection of this visit waits."""
        with self.lock:
            return any(connection.access == access for _, connection in self.waiting)

    def forget(self, access: Access) -> None:
        """Close what waits for this visit."""
        with self.lock:
            stale = [one for one in self.waiting if one[1].access == access]
            for one in stale:
                self.waiting.remove(one)
        _close([connection for _, connection in stale])

    def clear(self) -> None:
        """Close all that wait."""
        with self.lock:
            stale = [connection for _, connection in self.waiting]
            self.waiting.clear()
        _close(stale)

    def _stale(self, now: float) -> list[Connection]:
        stale = [
            one
            for one in self.waiting
            if now - one[0] > LONGEST_WAIT_SECONDS or now - one[1].opened_at > LONGEST_LIFE_SECONDS
        ]
        for one in stale:
            self.waiting.remove(one)
        return [connection for _, connection in stale]


POOL = Pool()


def _close(connections: list[Connection]) -> None:
    for connection in connections:
        try:
            connection.client.shutdown()
        except OSError:
            continue  # the server closed it first
