"""Talks to the mail engines of this host: Dovecot's HTTP API, Postfix's queue, the doors of both, and files of rspamd.

The only code that does. It runs in the worker, after the commit of the act that wants it.
"""

import base64
import http.client
import json
import os
import smtplib
import socket
import ssl
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from freehold.kernel.errors import Unreachable
from freehold.services.mail.queries.records import SigningKey

TIMEOUT_SECONDS = 20
ERASURE_SECONDS = 600
DOOR_SECONDS = 5  # for each step of a greeting; who waits longer gives up
NOT_FOUND = 68  # sysexits(3): EX_NOHOST, which doveadm gives for a folder that is not there
NO_USER = 67  # EX_NOUSER
FULL_ACCESS = (
    "lookup", "read", "write", "write-seen", "write-deleted", "insert", "post", "expunge", "create",
)  # fmt: skip
TAB_ESCAPED = str.maketrans({"\1": "\0011", "\t": "\001t", "\n": "\001n", "\r": "\001r", "\0": "\0010"})


@dataclass(frozen=True, slots=True)
class StoreSize:
    """What a mailbox holds."""

    bytes: int
    messages: int


class CommandFailed(Exception):
    """doveadm did not do a command; `code` is its exit code."""

    def __init__(self, command: str, code: int) -> None:
        super().__init__(f"doveadm {command} ended with {code}")
        self.code = code


def forget_sign_ins(usernames: Sequence[str], addresses: Iterable[str] = ()) -> None:
    """Drop what Dovecot's auth cache knows of these mailboxes and end their open sessions. Raises: Unreachable.

    The cache is keyed by what people typed, so the addresses are given too. Ending is asynchronous: a session may
    live on for a second or two.
    """
    forget_look_ups([*usernames, *addresses])
    for username in usernames:
        try:
            _doveadm("kick", {"mask": [username]})
        except CommandFailed as error:
            if error.code not in (NOT_FOUND, NO_USER):  # nobody was signed in
                raise Unreachable("doveadm", _("Dovecot could not end the open sessions.")) from error


def forget_look_ups(names: Iterable[str]) -> None:
    """Drop what Dovecot's auth cache knows of these names and addresses; sessions go on. Raises: Unreachable.

    The HTTP API has a command for it, of which Dovecot 2.4.1 dies when it names a user. Source: Dovecot's auth protocol, 1.x.
    """
    wanted = sorted(set(names))
    if not wanted:
        return
    socket_path = settings.ENGINE_ROOT / "run" / "dovecot" / "auth-master"
    words = "\t".join(["CACHE-FLUSH", "1", *(name.translate(TAB_ESCAPED) for name in wanted)])
    try:
        with socket.socket(socket.AF_UNIX) as auth:
            auth.settimeout(TIMEOUT_SECONDS)
            auth.connect(str(socket_path))
            auth.sendall(f"VERSION\t1\t0\n{words}\n".encode())
            with auth.makefile("rb") as stream:
                answered = any(line.startswith(b"OK\t1\t") for line in stream)
    except OSError as error:
        raise Unreachable("dovecot_auth", _("Dovecot's sign-in does not answer.")) from error
    if not answered:
        raise Unreachable("dovecot_auth", _("Dovecot did not forget sign-ins that it remembers."))


def sizes(usernames: Iterable[str]) -> dict[str, StoreSize]:
    """What each mailbox holds, by its engine name; one that never got mail holds nothing. Raises: Unreachable."""
    found: dict[str, StoreSize] = {}
    for username in usernames:
        try:
            rows = _doveadm("quotaGet", {"user": username})
        except CommandFailed as error:
            if error.code != NO_USER:  # a store that cannot be read now is not an empty one
                raise Unreachable(
                    "doveadm", _("Dovecot could not say what %(box)s holds.") % {"box": username}
                ) from error
            found[username] = StoreSize(0, 0)
            continue
        by_type = {row.get("type"): int(row.get("value") or 0) for row in rows}
        # Dovecot tells storage in units of 1,024 bytes. Source: doveadm-quota(1)
        found[username] = StoreSize(
            bytes=by_type.get("STORAGE", 0) * 1024, messages=by_type.get("MESSAGE", 0)
        )
    return found


def share_folders(owner: str, readers: Sequence[str]) -> None:
    """Let exactly these people's mailboxes into every folder of a shared one. Raises: Unreachable.

    Folders made later inherit from their parent; a sweep does the rest.
    """
    try:
        folders = [row["mailbox"] for row in _doveadm("mailboxList", {"user": owner, "mailboxMask": ["*"]})]
        for folder in sorted({"INBOX", *folders}):
            if folder.startswith("shared/"):
                continue
            held = {row.get("id", "") for row in _acl(owner, folder)}
            for reader in readers:
                _doveadm(
                    "aclSet",
                    {"user": owner, "mailbox": folder, "id": f"user={reader}", "right": list(FULL_ACCESS)},
                )
            for stranger in held - {f"user={reader}" for reader in readers}:
                if stranger.startswith("user="):
                    _doveadm("aclDelete", {"user": owner, "mailbox": folder, "id": stranger})
    except CommandFailed as error:
        raise Unreachable(
            "doveadm",
            _("Dovecot could not set the rights of %(owner)s: %(error)s") % {"owner": owner, "error": error},
        ) from error


def erase_store(tenant_id: UUID, handles: Sequence[str] | None = None) -> None:
    """Erase what is stored of a tenant's mailboxes, or of all of them (None). Raises: Unreachable."""
    _privileged("erase", tenant_id=str(tenant_id), handles=None if handles is None else list(handles))


def has_signing_key(domain: str, selector: str) -> bool:
    """Whether a key lies on this host's disk already. Where other hosts sign, it never does: asking again is harmless."""
    return (settings.ENGINE_ROOT / "keys" / f"{domain}.{selector}.key").exists()


def write_signing_keys(keys: Sequence[SigningKey], senders: Sequence[str] = ()) -> None:
    """Write the signing keys, the list of our domains and that of brands' own senders, and remove keys of others.

    Raises: Unreachable.

    rspamd looks at the list every second; a file is replaced in one step, so that it never sees half of one. The
    folder hands its group, rspamd's, down to what is made in it.
    """
    folder: Path = settings.ENGINE_ROOT / "keys"
    wanted = {f"{key.domain}.{key.selector}.key" for key in keys if key.private_pem}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for key in keys:
            if key.private_pem:
                _replace(folder / f"{key.domain}.{key.selector}.key", key.private_pem, mode=0o640)
        lines = (f"{k.domain} {k.tenant_id} {k.selector if k.private_pem else '-'}\n" for k in keys)
        _replace(folder / "domains", "".join(lines))
        _replace(folder / "senders", "".join(f"{sender}\n" for sender in senders))
        for stale in folder.glob("*.key"):
            if stale.name not in wanted:
                stale.unlink()
    except OSError as error:
        raise Unreachable(
            "signing_keys", _("The signing keys could not be written: %(error)s.") % {"error": error.strerror}
        ) from error


def retry_message(queue_id: str) -> None:
    """Have Postfix try one message at once. Raises: Unreachable."""
    _privileged("retry", queue_id=queue_id)


def delete_message(queue_id: str) -> None:
    """Take one message out of Postfix's queue; one that has left it already is fine. Raises: Unreachable."""
    _privileged("delete", queue_id=queue_id)


def queue_lengths() -> dict[str, int]:
    """How many messages each of Postfix's queues holds. Raises: Unreachable."""
    return {name: int(str(length)) for name, length in _privileged("queue").items()}


def door_answers(door: str) -> bool:
    """Whether a door greets as a mail program or another server expects it, its certificate included."""
    try:
        if door == "reading":
            return _imap_greets()
        host, port = settings.SUBMISSION if door == "sending" else settings.MX
        with smtplib.SMTP(host, port, timeout=DOOR_SECONDS) as server:
            server.ehlo_or_helo_if_needed()
            if door == "sending":
                server.starttls(context=_trust())
                server.ehlo()
    except (OSError, smtplib.SMTPException):
        return False
    return True


def _imap_greets() -> bool:
    host, port = settings.IMAP
    with (
        socket.create_connection((host, port), timeout=DOOR_SECONDS) as plain,
        _trust().wrap_socket(plain, server_hostname=host) as door,
        door.makefile("rwb") as stream,
    ):
        is_greeted = stream.readline(1_000).startswith(b"* OK")
        stream.write(b"1 LOGOUT\r\n")
        stream.flush()
        return is_greeted and any(line.startswith(b"1 OK") for line in stream)


def _trust() -> ssl.SSLContext:
    """The instance's CA, or the system's when it has none; read each time, since a certificate is renewed."""
    return ssl.create_default_context(cafile=settings.ENGINE_CA or None)


def _privileged(act: str, **what: object) -> dict[str, object]:
    """One act of this host's `privileged.py`, since we are not root. Raises: Unreachable."""
    try:
        with socket.socket(socket.AF_UNIX) as door:
            door.settimeout(ERASURE_SECONDS if act == "erase" else TIMEOUT_SECONDS)
            door.connect(str(settings.ENGINE_ROOT / "run" / "privileged.sock"))
            door.sendall(json.dumps({"act": act, **what}).encode() + b"\n")
            with door.makefile("rb") as stream:
                answer: dict[str, object] = json.loads(stream.readline())
    except (OSError, ValueError) as error:
        raise Unreachable(
            "privileged", _("The part of this host that does what needs root does not answer.")
        ) from error
    if "error" in answer:
        raise Unreachable(
            "privileged", _("This host could not do it: %(error)s") % {"error": answer["error"]}
        )
    return answer


def _replace(path: Path, text: str, *, mode: int = 0o644) -> None:
    if path.exists() and path.read_text() == text:
        return
    draft = path.with_name(f".{path.name}.new")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as stream:
        stream.write(text)
    draft.chmod(mode)
    draft.replace(path)


def _acl(owner: str, folder: str) -> list[Mapping[str, str]]:
    return _doveadm("aclGet", {"user": owner, "mailbox": folder})


def _doveadm(command: str, parameters: Mapping[str, object]) -> list[Mapping[str, str]]:
    """One command of Dovecot's HTTP API. Raises: Unreachable, CommandFailed. Source: the API's v1."""
    host, port = settings.DOVEADM
    key = base64.b64encode(settings.DOVEADM_KEY.encode()).decode()
    connection = http.client.HTTPConnection(host, port, timeout=TIMEOUT_SECONDS)
    try:
        connection.request(
            "POST",
            "/doveadm/v1",
            body=json.dumps([[command, parameters, "freehold"]]),
            headers={"Content-Type": "application/json", "Authorization": f"X-Dovecot-API {key}"},
        )
        answer = connection.getresponse()
        body = answer.read()
    except OSError as error:
        raise Unreachable("doveadm", _("Dovecot does not answer.")) from error
    finally:
        connection.close()
    if answer.status != http.client.OK:
        raise Unreachable(
            "doveadm", _("Dovecot refused the command (%(status)s).") % {"status": answer.status}
        )
    kind, content, _tag = json.loads(body)[0]
    if kind == "error":
        raise CommandFailed(command, int(content.get("exitCode", 0)))
    return list(content)
