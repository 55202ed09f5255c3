"""A log as a file, and its verification by anybody: it needs this package's rules and no platform.

Lines of JSON, UTF-8. The first one names the log, its keys and its size; then each entry in order with its salt, and
after the last one that it covers each checkpoint. Of an entry whose content was erased by law its hash alone is left.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from freehold.audit.rules import tree
from freehold.audit.rules.note import Note, origin, read_note, read_verifier_key

FORMAT = 1
LONGEST_LINE = 1_000_000  # characters
MOST_FAULTS = 100


@dataclass(frozen=True, slots=True)
class FileVerdict:
    """What a verification of a file found; no faults when everything is as it was recorded."""

    log: str
    entries: int
    erased: int  # entries of which the hash alone is left
    checkpoints: int  # in the file, each of them checked
    kept: int  # brought along, each of them checked
    root_hash: str
    faults: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Whether all of it verifies."""
        return not self.faults


def header_line(log: str, keys: Sequence[str], size: int) -> str:
    """The first line."""
    return _line({"freehold_log": FORMAT, "log": log, "keys": list(keys), "size": size})


def entry_line(index: int, salt: bytes, content: Mapping[str, object]) -> str:
    """The line of an entry."""
    return _line({"index": index, "salt": salt.hex(), "entry": content})


def erased_line(index: int, leaf_hash: bytes) -> str:
    """The line of an entry whose content and salt were erased."""
    return _line({"index": index, "leaf_hash": leaf_hash.hex()})


def checkpoint_line(note: str) -> str:
    """The line of a checkpoint."""
    return _line({"checkpoint": note})


def verify_lines(
    lines: Iterable[str], kept: Sequence[Note] = (), *, trusted: Sequence[str] = ()
) -> FileVerdict:
    """Recompute every entry's hash and the tree, and compare with all checkpoints, in the file and kept ones.

    `trusted` are verifier keys that are known from elsewhere; without them the file's own keys count, and it is what
    was kept that finds a log out that was rewritten and signed anew. Reads line by line; the memory stays flat.
    Raises: ValueError, for a trusted key that is none.
    """
    for key in trusted:
        read_verifier_key(key)
    found = _Verification(iter(lines), kept, trusted)
    found.run()
    return found.verdict()


class _Verification:
    """One pass over a file. What is no log at all ends it; what differs is noted, and the pass goes on."""

    def __init__(self, lines: Iterator[str], kept: Sequence[Note], trusted: Sequence[str]) -> None:
        self.lines = lines
        self.kept = kept
        self.keys = list(trusted)
        self.is_trusting = not trusted
        self.log = ""
        self.promised = 0
        self.frontier: list[bytes] = []
        self.size = 0
        self.erased = 0
        self.checkpoints = 0
        self.covered = 0  # entries that a checkpoint of the file covers
        self.faults: list[str] = []

    def run(self) -> None:
        """Read all lines."""
        try:
            self._header(_read(next(self.lines, "")))
            for line in self.lines:
                self._take(_read(line))
        except ValueError as error:
            self._fault(f"Line {self.size + self.checkpoints + 2}: {error}.")
        if self.size < self.promised:
            self._fault(f"{self.promised - self.size} entries are missing at the end.")
        elif self.covered < self.size:
            self._fault(f"The last {self.size - self.covered} entries have no checkpoint.")
        for note in self.kept:
            if note.log == self.log and note.size > self.size:
                self._fault(
                    f"The checkpoint of {note.at} has {note.size - self.size} more entries: the log was cut off."
                )

    def verdict(self) -> FileVerdict:
        """What was found."""
        return FileVerdict(
            log=self.log,
            entries=self.size,
            erased=self.erased,
            checkpoints=self.checkpoints,
            kept=len(self.kept),
            root_hash=tree.root(self.frontier).hex(),
            faults=tuple(self.faults[:MOST_FAULTS]),
        )

    def _header(self, found: Mapping[str, object]) -> None:
        if found.get("freehold_log") != FORMAT:
            raise ValueError("this is no log that this program knows")
        log, keys, size = found.get("log"), found.get("keys"), found.get("size")
        if not isinstance(log, str) or not isinstance(size, int) or not isinstance(keys, list):
            raise ValueError("the first line does not name the log")
        self.log, self.promised = log, size
        for key in keys if self.is_trusting else ():
            read_verifier_key(str(key))
            self.keys.append(str(key))
        for note in self.kept:
            if note.log != log:
                self._fault(f"The checkpoint of {note.at} is of another log.")
            elif not note.is_signed_by(self.keys):
                self._fault(
                    f"The checkpoint of {note.at} is not signed by a key of this log: it or the key was changed."
                )
        self._compare_kept()

    def _take(self, found: Mapping[str, object]) -> None:
        if "checkpoint" in found:
            self._checkpoint(read_note(str(found["checkpoint"])))
            return
        if found.get("index") != self.size:
            raise ValueError(f"entry {self.size} is missing, or stands in another place")
        if "entry" in found:
            entry, salt = found["entry"], found.get("salt")
            if not isinstance(entry, dict) or not isinstance(salt, str):
                raise ValueError("an entry without content or salt")
            leaf = tree.leaf_hash(bytes.fromhex(salt), entry)
        else:
            leaf = bytes.fromhex(str(found.get("leaf_hash", "")))
            if len(leaf) != tree.HASH_BYTES:
                raise ValueError("an entry without its hash")
            self.erased += 1
        self.frontier, self.size = tree.append(self.frontier, self.size, [leaf])
        self._compare_kept()

    def _checkpoint(self, note: Note) -> None:
        self.checkpoints += 1
        self.covered = note.size
        if note.text.split("\n", 1)[0] != origin(self.log):
            self._fault(f"The checkpoint after entry {self.size - 1} is of another log.")
        elif note.size != self.size or note.root_hash != tree.root(self.frontier):
            self._fault(f"The first {note.size} entries are not those of their checkpoint of {note.at}.")
        elif not note.is_signed_by(self.keys):
            self._fault(f"The signature of the checkpoint of {note.at} does not hold.")

    def _compare_kept(self) -> None:
        for note in self.kept:
            if note.size == self.size and note.log == self.log and note.root_hash != tree.root(self.frontier):
                self._fault(f"The first {note.size} entries are not those of the checkpoint of {note.at}.")

    def _fault(self, text: str) -> None:
        if len(self.faults) < MOST_FAULTS:
            self.faults.append(text)


def _line(found: Mapping[str, object]) -> str:
    return json.dumps(found, ensure_ascii=False, separators=(",", ":")) + "\n"


def _read(line: str) -> dict[str, object]:
    if len(line) > LONGEST_LINE:
        raise ValueError("a line is too long")
    try:
        found = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise ValueError("this is no line of a log") from error
    if not isinstance(found, dict):
        raise ValueError("this is no line of a log")
    return found
