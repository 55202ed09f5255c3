"""What an address may be."""

import re
from dataclasses import dataclass

from freehold.kernel.errors import Refused
from freehold.kernel.language import gettext as _

# Narrower than RFC 5321's local-part on purpose: quoted and case-sensitive ones break other people's software, and
# `+` belongs to the subaddresses that everybody has (RFC 5233).
LOCAL_PART = re.compile(r"^[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_])?$")
LOCAL_PART_LENGTH = 64  # RFC 5321, 4.5.3.1.1
OUTSIDE = re.compile(
    r"^[^\s@<>\"',;:\\\x00-\x1f\x7f]{1,64}@[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?\.[a-z0-9-]{2,63}$"
)
ROLES = frozenset({"postmaster", "abuse"})  # they always exist: RFC 5321, 4.5.1, and RFC 2142


@dataclass(frozen=True, slots=True)
class MailAddress:
    """An address in the one way that it is written down: lower case, its domain in A-labels."""

    local_part: str
    domain: str

    @property
    def address(self) -> str:
        """The whole of it."""
        return f"{self.local_part}@{self.domain}"


def parse_address(text: str) -> MailAddress:
    """Read an address that is to exist here. Raises: Refused("malformed_address"), of field `address`."""
    local_part, at, domain = text.strip().lower().rpartition("@")
    if (
        not at
        or len(local_part) > LOCAL_PART_LENGTH
        or ".." in local_part
        or not LOCAL_PART.fullmatch(local_part)
    ):
        raise _malformed(
            _("Before the @, use letters without accents, digits, dots, hyphens and underscores.")
        )
    return MailAddress(local_part=local_part, domain=a_label(domain))


def a_label(domain: str) -> str:
    """A domain name as DNS has it. Raises: Refused("malformed_address")."""
    try:
        name = domain.encode("ascii").decode() if domain.isascii() else domain.encode("idna").decode()
    except UnicodeError as error:
        raise _malformed(_("The part after the @ is not a domain name.")) from error
    if (
        not re.fullmatch(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}", name)
        or len(name) > 253
    ):
        raise _malformed(_("The part after the @ is not a domain name."))
    return name


def parse_outside_address(text: str) -> str:
    """Read an address elsewhere, such as where mail is forwarded. Raises: Refused("malformed_address")."""
    local_part, at, domain = text.strip().rpartition("@")
    written = f"{local_part}@{a_label(domain.lower())}" if at and local_part else ""
    if not OUTSIDE.fullmatch(written) or not written.isascii():
        raise _malformed(_("This is not an e-mail address."))
    return written.lower()


def parse_sender(text: str) -> str:
    """Read a sender to allow or block: an address, or `@domain` for all of it. Raises: Refused("malformed_address")."""
    wanted = text.strip().lower()
    if wanted.startswith("@"):
        return "@" + a_label(wanted[1:])
    if "@" not in wanted:
        return "@" + a_label(wanted)
    return parse_outside_address(wanted)


def _malformed(sentence: str) -> Refused:
    return Refused("malformed_address", sentence, field="address")
