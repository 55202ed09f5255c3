"""What a browser's session holds, sealed: who reads the table of sessions reads no secret, name or address in it."""

import json

from freehold.kernel.sealed import seal, unseal


class SealedSerializer:
    """Django's interface of a session's serializer. A session that no key opens any more is an empty one."""

    def dumps(self, held: dict[str, object]) -> bytes:
        """What the table keeps, before Django signs it."""
        return seal(json.dumps(held, separators=(",", ":"))).encode()

    def loads(self, kept: bytes) -> dict[str, object]:
        """What `dumps` sealed. Raises: Refused("unsealable"), which Django answers with an empty session."""
        held: dict[str, object] = json.loads(unseal(kept.decode()))
        return held
