"""Keys with which records may be published."""

import base64
import binascii
from dataclasses import dataclass, field

from freehold.kernel.errors import Refused
from freehold.kernel.language import gettext as _

# SHA-1 and MD5 are not offered. Source: RFC 8945, 6.
ALGORITHMS = ("hmac-sha256", "hmac-sha384", "hmac-sha512")
PARTS = 4


@dataclass(frozen=True, slots=True)
class PublishKey:
    """Where to send updates and how to sign them. `zone` is empty when the server is to be asked for it."""

    server: str
    port: int
    name: str
    algorithm: str
    secret: str = field(repr=False)
    zone: str = ""


def parse_shared_key(text: str) -> PublishKey | None:
    """The key of `FREEHOLD_RFC2136`, as `server:port/keyname/algorithm/secret`; None when it is empty.

    Raises: Refused("malformed_key").
    """
    if not text:
        return None
    parts = text.split("/", PARTS - 1)  # a secret in base64 may contain slashes
    if len(parts) != PARTS:
        raise _malformed(_("Write FREEHOLD_RFC2136 as server:port/keyname/algorithm/secret."))
    server, _colon, port = parts[0].rpartition(":")
    if not server or not port.isdigit():
        raise _malformed(_("FREEHOLD_RFC2136 begins with server:port."))
    check_key(algorithm=parts[2], secret=parts[3])
    return PublishKey(server.strip("[]"), int(port), parts[1], parts[2], parts[3])


def check_key(*, algorithm: str, secret: str) -> None:
    """Raises: Refused("malformed_key") of field `algorithm` or `secret`."""
    if algorithm not in ALGORITHMS:
        raise _malformed(
            _("Choose one of %(algorithms)s.") % {"algorithms": ", ".join(ALGORITHMS)}, "algorithm"
        )
    try:
        long_enough = len(base64.b64decode(secret, validate=True)) >= 16
    except (binascii.Error, ValueError) as error:
        raise _malformed(_("The secret of a key is written in base64."), "secret") from error
    if not long_enough:
        raise _malformed(_("This secret is too short: a key has 128 bits at least."), "secret")


def _malformed(sentence: str, field_name: str = "") -> Refused:
    return Refused("malformed_key", sentence, field=field_name)
