"""What can be asked and done over an open connection.

Lists are fetched without bodies, bodies part by part. Every word of a person goes to the server as a literal or a
quoted string. Source: RFC 3501 (IMAP), 5256 (SORT), 6154 (special use), 6851 (MOVE), 8970 (PREVIEW), 4315 (UIDPLUS).
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientError, ProtocolError
from imapclient.imap_utf7 import decode as decode_utf7
from imapclient.response_parser import parse_response
from imapclient.response_types import Envelope

from freehold.kernel import clock
from freehold.kernel.errors import Conflict, NotFound, Refused
from freehold.services.mail.inbox.engine.answers import (
    FLAGGED,
    MOST_ADDRESSES,
    READ,
    Message,
    Moved,
    Quota,
    copied_keys,
    decoded_part,
    headers_of,
    instant_of,
    people_of,
)
from freehold.services.mail.inbox.rules.keys import (
    USUAL,
    Folder,
    FolderRole,
    MessageKey,
    in_order,
    may_be_folder,
    role_of,
)
from freehold.services.mail.inbox.rules.structure import Part, structure_of
from freehold.services.mail.inbox.rules.words import header_text, one_line

MOST_HEADER_BYTES = 64 * 1024


class Mail:
    """An open IMAP connection, signed in as the person."""

    def __init__(self, client: IMAPClient) -> None:
        self.client = client

    def folders(self) -> list[Folder]:
        """Every folder that can be opened, with its counts. Source: RFC 5819 (LIST-STATUS)."""
        asked = b'"" "*" RETURN (SPECIAL-USE STATUS (MESSAGES UNSEEN))'
        listed = self.client._raw_command_untagged(b"LIST", [asked], uid=False)
        _, counted = self.client._imap._untagged_response("OK", [None], "STATUS")
        counts = _counts(counted)
        found = [
            Folder(name, role_of(name, frozenset(flags)), *counts[name])
            for flags, _, name in self.client._proc_folder_list(listed)
            if isinstance(name, str) and name in counts  # what this person may not read has no counts
        ]
        return in_order(found)

    def quota(self) -> Quota | None:
        """How much of the person's own mailbox is taken; None without a limit. Source: RFC 9208."""
        _, quotas = self.client.get_quota_root("INBOX")
        storage = next((one for one in quotas if one.resource.upper() == "STORAGE" and one.limit), None)
        return Quota(int(storage.usage) * 1024, int(storage.limit) * 1024) if storage else None

    def open(self, folder: str, *, writing: bool = False) -> int:
        """Select a folder and give its UIDVALIDITY. Raises: NotFound."""
        try:
            return int(self.client.select_folder(folder, readonly=not writing)[b"UIDVALIDITY"])
        except ProtocolError:
            raise
        except IMAPClientError as error:
            raise NotFound from error

    def message(self, folder: str, key: MessageKey, *, writing: bool = False) -> Message:
        """One message's headers and structure. Raises: NotFound."""
        self._open_at(folder, key, writing=writing)
        items = ("FLAGS", "INTERNALDATE", "ENVELOPE", "BODYSTRUCTURE", "RFC822.SIZE")
        header_item = f"BODY.PEEK[HEADER]<0.{MOST_HEADER_BYTES}>"
        found = self.client.fetch([key.uid], [*items, header_item]).get(key.uid)
        if not found or b"ENVELOPE" not in found:
            raise NotFound
        envelope: Envelope = found[b"ENVELOPE"]
        people = {
            name: people_of(getattr(envelope, name)) for name in ("from_", "reply_to", "to", "cc", "bcc")
        }
        headers = next((value for name, value in found.items() if name.startswith(b"BODY[HEADER]")), b"")
        return Message(
            key=key,
            author=people["from_"],
            reply_to=people["reply_to"],
            to=people["to"][:MOST_ADDRESSES],
            cc=people["cc"][:MOST_ADDRESSES],
            bcc=people["bcc"][:MOST_ADDRESSES],
            more_people=sum(max(0, len(people[name]) - MOST_ADDRESSES) for name in ("to", "cc", "bcc")),
            subject=header_text(envelope.subject),
            at=instant_of(found.get(b"INTERNALDATE")),
            unread=READ.encode() not in found[b"FLAGS"],
            flagged=FLAGGED.encode() in found[b"FLAGS"],
            message_id=header_text(envelope.message_id, most=500),
            in_reply_to=header_text(envelope.in_reply_to, most=500),
            headers=headers_of(headers or b""),
            structure=structure_of(found.get(b"BODYSTRUCTURE")),
            size_bytes=int(found.get(b"RFC822.SIZE", 0)),
        )

    def part_bytes(self, key: MessageKey, part: Part, *, most: int | None = None) -> bytes:
        """The decoded contents of one part of a message of the open folder, at most `most` transferred bytes."""
        span = f"<0.{most}>" if most else ""
        found = self.client.fetch([key.uid], [f"BODY.PEEK[{part.section}]{span}"]).get(key.uid) or {}
        raw = next((value for name, value in found.items() if name.startswith(b"BODY[")), b"") or b""
        return decoded_part(raw, part.encoding)

    def source(self, folder: str, key: MessageKey) -> bytes:
        """The whole message as it came. Raises: NotFound."""
        self._open_at(folder, key)
        found = self.client.fetch([key.uid], ["BODY.PEEK[]"]).get(key.uid)
        if not found:
            raise NotFound
        return bytes(found[b"BODY[]"])

    def mark(self, folder: str, keys: Sequence[MessageKey], flag: str, *, on: bool) -> None:
        """Set or take a flag. Raises: NotFound."""
        uids = self._open_all(folder, keys)
        change = self.client.add_flags if on else self.client.remove_flags
        change(uids, [flag], silent=True)

    def move(self, folder: str, keys: Sequence[MessageKey], target: str) -> Moved:
        """Move messages to another folder, which is made when it is one of the usual. Raises: NotFound, Refused."""
        uids = self._open_all(folder, keys)
        if not self.client.folder_exists(target):
            if target not in USUAL.values():
                raise NotFound
            self.client.create_folder(target)
        with said_no():
            self.client.move(uids, target)
        return Moved(folder, target, copied_keys(self.client), len(uids))

    def delete_for_good(self, folder: str, keys: Sequence[MessageKey]) -> int:
        """Delete messages so that nothing brings them back. Raises: NotFound."""
        uids = self._open_all(folder, keys)
        self.client.delete_messages(uids, silent=True)
        self.client.uid_expunge(uids)
        return len(uids)

    def empty(self, folder: str) -> int:
        """Delete all messages of a folder for good. Raises: NotFound."""
        self.open(folder, writing=True)
        uids = self.client.search("ALL")
        if uids:
            self.client.delete_messages(uids, silent=True)
            self.client.uid_expunge(uids)
        return len(uids)

    def keep(self, folder: str, data: bytes, flags: Sequence[str]) -> MessageKey | None:
        """Append a message to a folder. Raises: Refused("mailbox_full")."""
        if not self.client.folder_exists(folder):
            self.client.create_folder(folder)
        with said_no():
            answer = self.client.append(folder, data, flags, clock.now())
        words = answer.decode("ascii", "replace") if isinstance(answer, bytes) else str(answer)
        _, found, rest = words.partition("APPENDUID ")
        numbers = rest.partition("]")[0].split()
        return MessageKey(int(numbers[0]), int(numbers[1])) if found and len(numbers) == 2 else None

    def make_folder(self, name: str) -> None:
        """Make a folder of the person's own. Raises: Refused, Conflict."""
        if not may_be_folder(name):
            raise Refused("folder_name", field="name")
        if self.client.folder_exists(name):
            raise Conflict("folder_exists")
        with said_no():
            self.client.create_folder(name)
            self.client.subscribe_folder(name)

    def special(self, role: FolderRole) -> str:
        """The folder of that role, made by its usual name when there is none."""
        flag = {FolderRole.JUNK: b"\\Junk", FolderRole.TRASH: b"\\Trash", FolderRole.SENT: b"\\Sent"}.get(
            role, {FolderRole.DRAFTS: b"\\Drafts", FolderRole.ARCHIVE: b"\\Archive"}.get(role, b"")
        )
        found = self.client.find_special_folder(flag) if flag else None
        return found if isinstance(found, str) else USUAL[role]

    def _open_at(self, folder: str, key: MessageKey, *, writing: bool = False) -> None:
        if self.open(folder, writing=writing) != key.validity:
            raise NotFound

    def _open_all(self, folder: str, keys: Sequence[MessageKey]) -> list[int]:
        validity = self.open(folder, writing=True)
        if not keys or any(key.validity != validity for key in keys):
            raise NotFound
        return [key.uid for key in keys]


def _counts(answers: Sequence[object]) -> dict[str, tuple[int, int]]:
    """Unread and all messages by folder, from STATUS."""
    found: dict[str, tuple[int, int]] = {}
    parsed = parse_response([answer for answer in answers if answer])
    for name, values in zip(parsed[::2], parsed[1::2], strict=False):
        named = decode_utf7(name) if isinstance(name, bytes) else str(name)
        pairs = dict(zip(values[::2], values[1::2], strict=False))
        found[named] = (int(pairs.get(b"UNSEEN", 0)), int(pairs.get(b"MESSAGES", 0)))
    return found


@contextmanager
def said_no() -> Iterator[None]:
    """Turn a server's NO into a refusal. Source: RFC 9208 (OVERQUOTA), RFC 5530 (codes)."""
    try:
        yield
    except ProtocolError:
        raise
    except IMAPClientError as error:
        words = str(error)
        if "OVERQUOTA" in words or "quota" in words.lower():
            raise Refused("mailbox_full") from error
        if "TRYCREATE" in words or "NONEXISTENT" in words:
            raise NotFound from error
        raise Refused("mail_refused", one_line(words, most=200)) from error
