"""What a running instance needs from time to time on its host: certificates renewed, logs turned over.

The supervisor looks every few seconds. Nothing here ends it: what cannot be done is said once, and tried again.
"""

import hashlib
import json
import os
import shutil
import signal
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from freehold.host.certificates import Certificates, belong_together, certificates_in
from freehold.host.layout import Layout
from freehold.kernel.errors import FreeholdError, Refused

KEPT_LOGS = 4
# Who writes a log itself, and what has it open the new one; the others write to what they were started with.
REOPENED_BY = {
    "dovecot.log": ("dovecot", signal.SIGUSR1),
    "rspamd.log": ("rspamd", signal.SIGUSR1),
    "postfix.log": ("postfix", signal.SIGHUP),
}
TLS_PARTS = ("dovecot", "postfix")


@dataclass(slots=True)
class Upkeep:
    """Looks after one running instance. `send` signals one of its parts by name."""

    layout: Layout
    send: Callable[[str, signal.Signals], None]
    tell: Callable[[str], None]
    served: str = ""
    said: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.served = fingerprint(self.layout.certificates)

    def look(self) -> None:
        """See to everything that is due."""
        # The followed log before the logs: a log that was turned over just now may still be written to.
        for chore in (self._certificates, self._followed_log, self._logs):
            name = chore.__name__
            try:
                chore()
                self.said.pop(name, None)
            except (OSError, ValueError, FreeholdError) as error:
                words = getattr(error, "sentence", "") or str(error)
                if self.said.get(name) != words:
                    self.said[name] = words
                    self.tell(words)

    def _certificates(self) -> None:
        """Renew the instance's own certificate before it ends, and serve what was put in a supplied one's place."""
        given = self.layout.certificates
        if given.ca:
            certificates_in(given.certificate.parent, names=self.layout.names, certificate="", key="")
        found = fingerprint(given)
        if found != self.served:
            if not belong_together(given):
                raise Refused(
                    "tls_pair",
                    f"{given.key} is not the key of {given.certificate}, so the engines keep what they have.",
                )
            self.served = found
            for part in TLS_PARTS:
                self.send(part, signal.SIGHUP)  # sessions go on; new ones get the new certificate
            self.tell("the engines serve a new certificate")

    def _logs(self) -> None:
        """Turn over each log that has grown to its size."""
        for log in self.layout.log.glob("*.log"):
            if log.stat().st_size < self.layout.log_bytes:
                continue
            writer = REOPENED_BY.get(log.name)
            if log == self.layout.postfix_log:
                self._turn_over_followed()
            else:
                turn_over(log, keeps_writer=writer is None)
            if writer:
                self.send(*writer)
            self.tell(f"{log.name} was turned over")

    def _turn_over_followed(self) -> None:
        """Turn over Postfix's log, and leave the trace where it is in the old one."""
        log, followed = self.layout.postfix_log, self.layout.followed_log
        age = age_of(followed)
        followed.unlink(missing_ok=True)  # the trace waits while its place moves
        turn_over(log, keeps_writer=False)
        point(followed, log.with_name(f"{log.name}.{age + 1}") if age < KEPT_LOGS else log)

    def _followed_log(self) -> None:
        """Let the trace go on in the next newer log once it has read an old one to its end."""
        followed = self.layout.followed_log
        age = age_of(followed)
        if age == 0 or not followed.exists():
            point(followed, self.layout.postfix_log)
            return
        old = followed.stat()
        if read_so_far(self.layout.own / "trace.json", old.st_ino) >= old.st_size:
            name = self.layout.postfix_log.name
            point(followed, followed.with_name(name if age == 1 else f"{name}.{age - 1}"))


def fingerprint(certificates: Certificates) -> str:
    """What tells whether certificate or key were replaced."""
    return hashlib.sha256(certificates.certificate.read_bytes() + certificates.key.read_bytes()).hexdigest()


def turn_over(log: Path, *, keeps_writer: bool) -> None:
    """Put a log aside as `.1`, the older ones behind it; the oldest goes.

    Who keeps writing to the same file has it emptied after a copy; another finds a new one, with the same owner.
    """
    for age in range(KEPT_LOGS - 1, 0, -1):
        older = log.with_name(f"{log.name}.{age}")
        if older.exists():
            older.replace(log.with_name(f"{log.name}.{age + 1}"))
    aside = log.with_name(f"{log.name}.1")
    if keeps_writer:
        shutil.copy2(log, aside)
        os.truncate(log, 0)
        return
    facts = log.stat()
    log.rename(aside)
    draft = log.with_name(f"{log.name}.new")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)) as stream:
        os.fchown(stream.fileno(), facts.st_uid, facts.st_gid)
        os.fchmod(stream.fileno(), facts.st_mode & 0o777)
    draft.rename(log)


def point(link: Path, target: Path) -> None:
    """Have a link lead to a file beside it, in one step."""
    if link.is_symlink() and link.readlink().name == target.name:
        return
    draft = link.with_name(f"{link.name}.new")
    draft.unlink(missing_ok=True)
    draft.symlink_to(target.name)
    draft.replace(link)


def age_of(link: Path) -> int:
    """How many times the log that a link leads to was turned over."""
    suffix = link.readlink().suffix if link.is_symlink() else ""
    return int(suffix[1:]) if suffix[1:].isdigit() else 0


def read_so_far(memory: Path, inode: int) -> int:
    """How far the trace has read the file with this inode, in bytes."""
    try:
        held = json.loads(memory.read_text())
    except (OSError, ValueError):
        return 0
    return int(held["offset"]) if held["inode"] == inode else 0
