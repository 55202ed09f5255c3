"""Names of folders and messages as they stand in addresses of pages."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

KEY = re.compile(r"^(\d{1,10})-(\d{1,10})$")
LARGEST = 2**32 - 1
SHARED_PREFIX = "shared/"
LONGEST_FOLDER = 200


class FolderRole(StrEnum):
    """What a folder is for; pages name those by what they do, in the reader's language."""

    INBOX = "inbox"
    DRAFTS = "drafts"
    SENT = "sent"
    ARCHIVE = "archive"
    JUNK = "junk"
    TRASH = "trash"
    OWN = "own"  # a folder that the person made
    SHARED = "shared"  # a folder of a shared mailbox


# The order of the list, and the names of those that may have to be made.
USUAL = {
    FolderRole.INBOX: "INBOX",
    FolderRole.DRAFTS: "Drafts",
    FolderRole.SENT: "Sent",
    FolderRole.ARCHIVE: "Archive",
    FolderRole.JUNK: "Junk",
    FolderRole.TRASH: "Trash",
}
SPECIAL_USE = {
    b"\\Drafts": FolderRole.DRAFTS,
    b"\\Sent": FolderRole.SENT,
    b"\\Archive": FolderRole.ARCHIVE,
    b"\\Junk": FolderRole.JUNK,
    b"\\Trash": FolderRole.TRASH,
}


@dataclass(frozen=True, slots=True)
class MessageKey:
    """A message within its folder: a UID means nothing without its UIDVALIDITY (RFC 3501, 2.3.1.1)."""

    validity: int
    uid: int

    def __str__(self) -> str:
        return f"{self.validity}-{self.uid}"


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder with its counts. `label` is its last name, for those without a role of their own."""

    name: str
    role: FolderRole
    unread: int
    total: int

    @property
    def label(self) -> str:
        """The last part of its name."""
        return self.name.rpartition("/")[2]

    @property
    def depth(self) -> int:
        """How deep it lies below its mailbox."""
        inner = self.name.removeprefix(SHARED_PREFIX) if self.role is FolderRole.SHARED else self.name
        return inner.count("/")

    @property
    def counted(self) -> int:
        """The number that a list shows beside it: drafts are counted, in others the unread."""
        return self.total if self.role is FolderRole.DRAFTS else 0 if self.role in QUIET else self.unread


QUIET = frozenset({FolderRole.SENT, FolderRole.TRASH})


def read_key(text: str) -> MessageKey | None:
    """A message's key from an address or a form, or None."""
    found = KEY.match(text)
    if found is None:
        return None
    key = MessageKey(int(found[1]), int(found[2]))
    return key if 0 < key.uid <= LARGEST and 0 < key.validity <= LARGEST else None


def ticket_of(keys: Sequence[MessageKey]) -> str:
    """Messages of one folder as one value of a form."""
    return f"{keys[0].validity}-{','.join(str(key.uid) for key in keys)}" if keys else ""


def read_ticket(text: str) -> list[MessageKey]:
    """The messages of such a value; nothing when it is malformed."""
    validity, _, uids = text.partition("-")
    keys = [read_key(f"{validity}-{uid}") for uid in uids.split(",")]
    return [key for key in keys if key is not None] if all(keys) else []


def role_of(name: str, flags: frozenset[bytes]) -> FolderRole:
    """What the folder is for, from its name and its special-use flags. Source: RFC 6154."""
    if name.upper() == "INBOX":
        return FolderRole.INBOX
    if name.startswith(SHARED_PREFIX):
        return FolderRole.SHARED
    for flag, role in SPECIAL_USE.items():
        if flag in flags:
            return role
    return FolderRole.ARCHIVE if name == USUAL[FolderRole.ARCHIVE] else FolderRole.OWN


def in_order(folders: list[Folder]) -> list[Folder]:
    """The usual ones first and in their usual order, then own ones by name, then shared ones."""
    order = list(FolderRole)
    return sorted(folders, key=lambda folder: (order.index(folder.role), folder.name.casefold()))


def may_be_folder(name: str) -> bool:
    """Whether a person may call a new folder so."""
    parts = name.split("/")
    return (
        0 < len(name) <= LONGEST_FOLDER
        and all(part == part.strip() and part not in ("", ".", "..") for part in parts)
        and not any(letter in name for letter in '%*"\\~')
        and name.isprintable()
        and not name.lower().startswith(("shared", "inbox"))
    )
