"""`python -m freehold.host.trace`: follows Postfix's log and writes the message trace into each tenant's rows.

A small process of its own, without Django's models. It is not on the path of mail: while it is gone nothing waits, and when
it comes back it goes on where it was.
"""

import json
import os
import signal
import sys
import time
import uuid
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from types import FrameType

import psycopg
from psycopg.rows import args_row

from freehold.kernel.errors import Refused
from freehold.services.mail.rules.postfix_log import Message, Outcome, Reader, written_at
from freehold.services.mail.states import Delivery, Direction
from freehold.tenants.runtime_role import WHO_AM_I, RuntimeRole, refuse_unwalled

IDLE_SECONDS = 0.5
RETRY_SECONDS = 5
NICENESS = 15  # mail goes before its trace
LINES_AT_ONCE = 500
SPACE = uuid.UUID("5a1d8f0e-5a2e-5f7c-9c59-6f1f3b8f9d11")  # for ids of what had no queue id

# One statement for all that a tenant's trace learns at once. Source for `on conflict`: the partial unique index.
WRITE = """
    insert into mail_mailevent as known (id, tenant_id, created_at, at, updated_at, direction, delivery, queue_id,
        message_id, sender, recipient, client, size_bytes, verdict, reply)
    select e.id, e.tenant_id, now(), e.at, e.updated_at, e.direction, e.delivery, e.queue_id,
        e.message_id, e.sender, e.recipient, e.client, e.size_bytes, e.verdict, e.reply
    from jsonb_to_recordset(%s) as e(id uuid, tenant_id uuid, at timestamptz,
        updated_at timestamptz, direction text, delivery text, queue_id text,
        message_id text, sender text, recipient text, client text, size_bytes bigint, verdict text, reply text)
    on conflict {conflict}
"""
OF_A_MESSAGE = WRITE.format(
    conflict="""(tenant_id, queue_id, recipient, direction) where queue_id <> '' do update set
        delivery = excluded.delivery, reply = excluded.reply, updated_at = excluded.updated_at,
        message_id = coalesce(nullif(excluded.message_id, ''), known.message_id),
        sender = coalesce(nullif(excluded.sender, ''), known.sender),
        verdict = coalesce(nullif(excluded.verdict, ''), known.verdict),
        size_bytes = greatest(excluded.size_bytes, known.size_bytes)"""
)
OF_A_REFUSAL = WRITE.format(conflict="(id) do nothing")


@dataclass(frozen=True, slots=True)
class Found:
    """An outcome, when its line was written, and an id that is the same when the line is read again."""

    id: uuid.UUID
    at: datetime
    outcome: Outcome


class Follower:
    """Follows one log file across restarts and replaced files; what it knows stands in a small file beside it."""

    def __init__(self, log: Path, memory: Path) -> None:
        self.log = log
        self.memory = memory
        self.reader = Reader()
        self.inode, self.offset = 0, 0
        if memory.exists():
            held = json.loads(memory.read_text())
            self.inode, self.offset = held["inode"], held["offset"]
            self.reader.messages = {key: Message(**value) for key, value in held["messages"].items()}
        self.kept = self.inode, self.offset

    def read(self) -> list[Found]:
        """The next outcomes."""
        try:
            with self.log.open("rb") as stream:
                found = os.fstat(stream.fileno())
                if found.st_ino != self.inode or found.st_size < self.offset:
                    self.inode, self.offset = found.st_ino, 0
                stream.seek(self.offset)
                return self._outcomes(stream.readlines(LINES_AT_ONCE * 200))
        except FileNotFoundError:
            return []

    def _outcomes(self, lines: list[bytes]) -> list[Found]:
        found = []
        now = datetime.now().astimezone()  # in the host's zone, which the log is in
        for raw in lines:
            if not raw.endswith(b"\n"):
                break  # still being written
            line = raw.decode(errors="replace").replace("\0", "").rstrip("\n")
            outcome = self.reader.read(line)
            if outcome:
                place = uuid.uuid5(SPACE, f"{self.inode}:{self.offset}")
                found.append(Found(place, written_at(line, now=now), outcome))
            self.offset += len(raw)
        return found

    def remember(self) -> None:
        """Keep the place, once what was read is safely written."""
        if (self.inode, self.offset) == self.kept:
            return
        messages = {key: asdict(value) for key, value in self.reader.messages.items()}
        draft = self.memory.with_suffix(".new")
        draft.write_text(json.dumps({"inode": self.inode, "offset": self.offset, "messages": messages}))
        draft.replace(self.memory)
        self.kept = self.inode, self.offset


def write(connection: "psycopg.Connection[tuple[object, ...]]", found: list[Found]) -> None:
    """Write outcomes into the rows of the tenants at both ends: a statement or two for each tenant, in its scope."""
    addresses = {address for one in found for address in (one.outcome.recipient, one.outcome.message.sender)}
    rows: dict[uuid.UUID, dict[tuple[str, ...], dict[str, object]]] = {}
    with connection.transaction():
        owners = _tenants_of(connection, addresses)
        for one in found:
            outcome = one.outcome
            for tenant_id, direction in ends(outcome, owners):
                row: dict[str, object] = {
                    **asdict(outcome.message),
                    "id": str(uuid.uuid5(one.id, str(tenant_id) + direction)),
                    "tenant_id": str(tenant_id),
                    "at": one.at.isoformat(),
                    "updated_at": one.at.isoformat(),
                    "direction": str(direction),
                    "delivery": str(outcome.delivery),
                    "queue_id": outcome.queue_id,
                    "recipient": outcome.recipient,
                    "reply": reply_for(direction, outcome, owners),
                }
                # Of several outcomes of one message for one recipient the last one counts.
                same = (outcome.queue_id or str(row["id"]), outcome.recipient, str(direction))
                of_tenant = rows.setdefault(tenant_id, {})
                of_tenant[same] = row | {"at": of_tenant.get(same, row)["at"]}
        for tenant_id, of_tenant in rows.items():
            connection.execute("select set_config('freehold.tenant', %s, true)", [str(tenant_id)])
            for statement, refused in ((OF_A_MESSAGE, False), (OF_A_REFUSAL, True)):
                chosen = [row for row in of_tenant.values() if (row["queue_id"] == "") is refused]
                if chosen:
                    connection.execute(statement, [json.dumps(chosen)])


def ends(outcome: Outcome, owners: dict[str, uuid.UUID]) -> list[tuple[uuid.UUID, Direction]]:
    """Whose trace it belongs to. A sender's own word for it counts only when they signed in or we wrote the message."""
    receiving = owners.get(outcome.recipient)
    sending = None
    if outcome.message.login:
        sending = _as_uuid(outcome.message.login.rpartition("@")[2])
    elif outcome.delivery is not Delivery.REJECTED and not outcome.message.verdict and not outcome.sent_on:
        sending = owners.get(outcome.message.sender)
    if sending and sending == receiving:
        return [(sending, Direction.INTERNAL)]
    ends = [(sending, Direction.OUT), (receiving, Direction.IN)]
    return [(tenant_id, direction) for tenant_id, direction in ends if tenant_id]


def reply_for(direction: Direction, outcome: Outcome, owners: dict[str, uuid.UUID]) -> str:
    """The answer for one end: what an engine says of another tenant's mailbox is that tenant's alone."""
    inside_another = direction is Direction.OUT and outcome.recipient in owners
    return outcome.reply_to_others if inside_another else outcome.reply


def _tenants_of(
    connection: "psycopg.Connection[tuple[object, ...]]", addresses: set[str]
) -> dict[str, uuid.UUID]:
    found = connection.execute(
        "select address, engine.tenant_of(address) from unnest(%s::text[]) as address", [sorted(addresses)]
    )
    return {str(address): owner for address, owner in found if isinstance(owner, uuid.UUID)}


def _as_uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def follow(dsn: str, follower: Follower) -> None:
    """Follow until SIGTERM; a database that is away is waited for. Raises: Refused, as a role without walls."""
    stopping = False

    def stop(signum: int, frame: FrameType | None) -> None:
        nonlocal stopping
        del signum, frame
        stopping = True

    signal.signal(signal.SIGTERM, stop)
    while not stopping:
        try:
            with psycopg.connect(dsn, autocommit=True, connect_timeout=5) as connection:
                _check_role(connection)
                while not stopping:
                    found = follower.read()
                    if found:
                        write(connection, found)
                    follower.remember()
                    if not found:
                        time.sleep(IDLE_SECONDS)
        except psycopg.OperationalError as error:
            print(f"the database is away: {error}", file=sys.stderr)
            time.sleep(RETRY_SECONDS)
            follower = Follower(follower.log, follower.memory)


def _check_role(connection: "psycopg.Connection[tuple[object, ...]]") -> None:
    with connection.cursor(row_factory=args_row(RuntimeRole)) as cursor:
        role = cursor.execute(WHO_AM_I).fetchone()
    if role:
        refuse_unwalled(role)


if __name__ == "__main__":
    os.nice(NICENESS)
    try:
        follow(os.environ["FREEHOLD_WORKER_DSN"], Follower(Path(sys.argv[1]), Path(sys.argv[2])))
    except Refused as refusal:
        sys.exit(refusal.sentence)
