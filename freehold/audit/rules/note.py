"""Signed checkpoints as text. Source: C2SP tlog-checkpoint and signed-note, with Ed25519 (RFC 8032)."""

import base64
import binascii
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

ED25519 = b"\x01"
DASH = "\N{EM DASH} "
LONGEST = 10_000  # characters of a note
HASH_BYTES = 32
ID_BYTES = 4


def origin(log: str) -> str:
    """The name of a log, and of the key as it signs it."""
    return f"freehold/{log}"


def statement(log: str, size: int, root_hash: bytes, at: datetime) -> bytes:
    """What a signature covers, line by line: origin, size, root in base64, and the time as an extension line."""
    root = base64.b64encode(root_hash).decode()
    return f"{origin(log)}\n{size}\n{root}\n{at.isoformat()}\n".encode()


def key_id(name: str, public_key: bytes) -> bytes:
    """Four bytes that say which key signed. Source: C2SP signed-note."""
    return hashlib.sha256(name.encode() + b"\n" + ED25519 + public_key).digest()[:ID_BYTES]


def verifier_key(name: str, public_key: bytes) -> str:
    """A public key as one line of text: NAME+ID+KEY. Source: C2SP signed-note."""
    encoded = base64.b64encode(ED25519 + public_key).decode()
    return f"{name}+{key_id(name, public_key).hex()}+{encoded}"


def read_verifier_key(text: str) -> tuple[str, bytes]:
    """The name and the public key of such a line. Raises: ValueError."""
    name, _, rest = text.strip().partition("+")
    given, _, encoded = rest.partition("+")
    try:
        raw = _bytes(encoded)
    except ValueError:
        raw = b""
    if raw[:1] != ED25519 or len(raw) != HASH_BYTES + 1 or key_id(name, raw[1:]).hex() != given:
        raise ValueError("this is no verifier key of Ed25519")
    return name, raw[1:]


def written(text: bytes, name: str, public_key: bytes, signature: bytes) -> str:
    """The note: the statement, an empty line, and the signature's line."""
    signed = base64.b64encode(key_id(name, public_key) + signature).decode()
    return f"{text.decode()}\n{DASH}{name} {signed}\n"


@dataclass(frozen=True, slots=True)
class Note:
    """A checkpoint as somebody kept it; whether it is signed is asked of the keys."""

    log: str  # the tenant's id
    size: int
    root_hash: bytes
    at: str
    text: str  # what is signed
    signatures: tuple[tuple[str, bytes, bytes], ...]  # name, key id, signature

    def is_signed_by(self, keys: Iterable[str]) -> bool:
        """Whether one of these verifier keys signed it."""
        return any(self._is_signed_by(*read_verifier_key(key)) for key in keys)

    def _is_signed_by(self, name: str, public_key: bytes) -> bool:
        wanted = (name, key_id(name, public_key))
        for signer, identity, signature in self.signatures:
            if (signer, identity) != wanted or signer != origin(self.log):
                continue
            try:
                Ed25519PublicKey.from_public_bytes(public_key).verify(signature, self.text.encode())
            except InvalidSignature:
                continue
            return True
        return False


def read_note(text: str) -> Note:
    """The note in a text that anybody may have made. Raises: ValueError."""
    signed, gap, below = text.partition("\n\n")
    if not gap or len(text) > LONGEST:
        raise ValueError("no signed note")
    name, size, root, at, *_others = [*signed.split("\n"), "", "", ""]
    prefix = origin("")
    if not name.startswith(prefix) or not (size.isascii() and size.isdigit()) or size != str(int(size)):
        raise ValueError("no checkpoint of a log")
    root_hash = _bytes(root)
    if len(root_hash) != HASH_BYTES:
        raise ValueError("its root is no hash")
    signatures = []
    for line in below.splitlines():
        signer, _, encoded = line.removeprefix(DASH).partition(" ")
        raw = _bytes(encoded)
        if not line.startswith(DASH) or len(raw) <= ID_BYTES:
            raise ValueError("no line of a signature")
        signatures.append((signer, raw[:ID_BYTES], raw[ID_BYTES:]))
    return Note(name.removeprefix(prefix), int(size), root_hash, at, signed + "\n", tuple(signatures))


def _bytes(encoded: str) -> bytes:
    try:
        return base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError) as error:
        raise ValueError("no base64") from error
