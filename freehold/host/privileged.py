"""The few acts on this host that need root, for the worker, which is not root. Run apart, with the standard library alone.

`privileged.py ROOT GROUP` listens on `ROOT/run/privileged.sock`, which that group alone may open. One line of JSON
comes in, one goes out: `{"act": "retry" | "delete", "queue_id": "…"}`, `{"act": "erase", "tenant_id": "…", "handles":
["…"] | null}` or `{"act": "queue"}`. The answer is an object, with `error` when it was not done. Nothing else can be
asked for: every word is checked, no path comes from outside, and what is erased is erased as the user of mail.
"""

import json
import os
import re
import shutil
import socketserver
import subprocess
import sys
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

MAIL_USER = "mail"
LONGEST_BYTES = 4 * 2**20
PATIENCE_SECONDS = 20
AT_ONCE = 500
QUEUE_ID = re.compile(r"[0-9A-Za-z]{6,30}")
HANDLE = re.compile(r"[a-z0-9][a-z0-9.-]{0,63}")  # as the database holds them: mail_mailbox_handle_safe
QUEUES = ("maildrop", "incoming", "active", "deferred", "hold")

Answer = dict[str, object]


class Declined(Exception):
    """What was asked for was not done; its words say why."""


def retry(root: Path, asked: Answer) -> Answer:
    """Have Postfix try one message at once."""
    return _postfix(root, "postqueue", "-i", asked)


def delete(root: Path, asked: Answer) -> Answer:
    """Take one message out of Postfix's queue; one that has left it already is fine."""
    return _postfix(root, "postsuper", "-d", asked)


def erase(root: Path, asked: Answer) -> Answer:
    """Erase what is stored of a tenant's mailboxes, or of all of them (null)."""
    try:
        folder = root / "store" / str(uuid.UUID(str(asked["tenant_id"])))
    except ValueError as error:
        raise Declined("This is not a tenant's id.") from error
    handles = asked["handles"]
    if handles is None:
        targets = [folder]
    elif isinstance(handles, list) and all(HANDLE.fullmatch(str(handle)) for handle in handles):
        targets = [folder / str(handle) for handle in handles]
    else:
        raise Declined("These are not names of mailboxes.")
    for begin in range(0, len(targets), AT_ONCE):
        answer = subprocess.run(
            ["/bin/rm", "-rf", "--", *map(str, targets[begin : begin + AT_ONCE])],
            user=MAIL_USER, group=MAIL_USER, extra_groups=[], cwd="/", capture_output=True, text=True, check=False,
        )  # fmt: skip
        if answer.returncode:
            raise Declined(answer.stderr.strip()[-300:])
    return {}


def queue(root: Path, asked: Answer) -> Answer:
    """How many messages each of Postfix's queues holds."""
    del asked
    return {name: sum(len(files) for _, _, files in os.walk(root / "queue" / name)) for name in QUEUES}


ACTS: dict[str, Callable[[Path, Answer], Answer]] = {
    "retry": retry,
    "delete": delete,
    "erase": erase,
    "queue": queue,
}


def answer_to(root: Path, line: bytes) -> Answer:
    """Do what one line asks for, if it is one of the acts."""
    try:
        asked = json.loads(line)
        return ACTS[asked["act"]](root, asked)
    except (ValueError, KeyError, TypeError):
        return {"error": "This cannot be asked for."}
    except (Declined, OSError, subprocess.TimeoutExpired) as error:
        return {"error": str(error)}


def _postfix(root: Path, program: str, option: str, asked: Answer) -> Answer:
    queue_id = str(asked["queue_id"])
    if not QUEUE_ID.fullmatch(queue_id):
        raise Declined("This is not a queue id.")
    command = [f"/usr/sbin/{program}", "-c", str(root / "etc" / "postfix"), option, queue_id]
    answer = subprocess.run(
        command, capture_output=True, text=True, timeout=PATIENCE_SECONDS, check=False, cwd="/"
    )
    if answer.returncode and "No such file" not in answer.stderr:
        raise Declined(answer.stderr.strip()[-300:])
    return {}


class _Door(socketserver.ThreadingUnixStreamServer):
    """Listens where one group alone can knock."""

    daemon_threads = True

    def __init__(self, root: Path, group: str) -> None:
        path = root / "run" / "privileged.sock"
        path.unlink(missing_ok=True)
        os.umask(0o177)  # nobody's, until it is the group's
        super().__init__(str(path), lambda *connection: _Conversation(root, *connection))
        shutil.chown(path, group=group)
        path.chmod(0o660)


class _Conversation(socketserver.StreamRequestHandler):
    """One line in, one line out."""

    timeout = PATIENCE_SECONDS

    def __init__(self, root: Path, *connection: Any) -> None:
        self.root = root
        super().__init__(*connection)

    def handle(self) -> None:
        """Answer the one question of this connection."""
        line = self.rfile.readline(LONGEST_BYTES)
        if line.endswith(b"\n"):
            self.wfile.write(json.dumps(answer_to(self.root, line)).encode() + b"\n")


if __name__ == "__main__":
    _Door(Path(sys.argv[1]), sys.argv[2]).serve_forever()
