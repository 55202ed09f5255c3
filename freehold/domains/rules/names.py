"""What a domain name may be, and the one way to write it down."""

import ipaddress
from dataclasses import dataclass
from functools import cache

import idna
from publicsuffixlist import PublicSuffixList

from freehold.kernel.errors import Refused
from freehold.kernel.language import gettext as _

PROOF_PREFIX = "_freehold-challenge"
LONGEST_INPUT = 1000
# Room for the longest name that we put before a domain, within the 253 octets of RFC 1035, 2.3.4.
LONGEST_PREFIX = len("freehold-20991231._domainkey.")
LONGEST_NAME = 253 - LONGEST_PREFIX
# Names that no public server answers for. `example` and `test` stay allowed: demos and laboratories prove them
# on servers of their own. Source: RFC 6761, RFC 6762, RFC 7686, RFC 9476, and ICANN's `internal`.
SPECIAL = frozenset({"localhost", "local", "invalid", "onion", "arpa", "alt", "internal"})


@dataclass(frozen=True, slots=True)
class DomainName:
    """A name as DNS has it (A-labels, lower case) and as people write it."""

    name: str
    unicode_name: str


def parse_domain(text: str) -> DomainName:
    """Read a domain name as a person typed it, in any script.

    Raises: Refused("malformed_domain", "single_label", "domain_is_address", "domain_too_long", "reserved_domain",
    "public_suffix"), all of field `name`. Source: RFC 5891 with the mapping of UTS #46, non-transitional.
    """
    found = parse_zone(text)
    _check(found.name)
    return found


def parse_zone(text: str) -> DomainName:
    """The same for a zone of DNS, which may be a whole ending such as `example`.

    Raises: Refused("malformed_domain", "domain_too_long"), of field `name`.
    """
    typed = text.strip().removesuffix(".")
    if len(typed) > LONGEST_INPUT:
        raise _refused("domain_too_long", _("This domain name is too long."))
    if any(sign in typed for sign in "/@:") or not typed:
        raise _refused("malformed_domain", _("Give the domain name alone, such as acme-dental.example."))
    try:
        name = idna.encode(typed, uts46=True, std3_rules=True).decode()
        unicode_name = idna.decode(name)
        stable = idna.encode(unicode_name, uts46=True, std3_rules=True).decode() == name
    except (idna.IDNAError, UnicodeError) as error:
        raise _refused(
            "malformed_domain",
            _("This is not a domain name: use letters, digits and hyphens, with dots between the parts."),
        ) from error
    if not stable:
        raise _refused(
            "malformed_domain", _("This domain name can be read in two ways; write it in its own script.")
        )
    return DomainName(name=name, unicode_name=unicode_name)


def owned_name(name: str) -> str | None:
    """The name directly below the public suffix, which somebody owns; None for a suffix itself.

    Names that hosts hand out below theirs count as owned each by itself, unlike in `parse_domain`.
    """
    found: str | None = _suffixes(only_icann=False).privatesuffix(name)
    return found


def is_within(name: str, zone: str) -> bool:
    """Whether a name is the zone itself or stands below it; an empty zone holds every name."""
    return not zone or name == zone or name.endswith(f".{zone}")


def proof_name(domain: str) -> str:
    """Where the proof of a domain stands."""
    return f"{PROOF_PREFIX}.{domain}"


def _check(name: str) -> None:
    labels = name.split(".")
    last = labels[-1]
    if last.isdigit() or last.startswith("0x") or _is_address(name):
        raise _refused("domain_is_address", _("This is an IP address; a domain is a name."))
    if len(labels) == 1:
        raise _refused(
            "single_label", _("Give the whole domain, with its ending, such as acme-dental.example.")
        )
    if len(name) > LONGEST_NAME:
        raise _refused(
            "domain_too_long",
            _("A domain may have %(most)s characters here.") % {"most": LONGEST_NAME},
        )
    if last in SPECIAL:
        raise _refused(
            "reserved_domain", _("Names in “.%(last)s” cannot be reached from outside.") % {"last": last}
        )
    if _suffixes(only_icann=True).publicsuffix(name) == name:
        raise _refused(
            "public_suffix", _("Under this name anybody may register; give your own domain below it.")
        )


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


@cache
def _suffixes(*, only_icann: bool) -> PublicSuffixList:
    return PublicSuffixList(only_icann=only_icann)


def _refused(code: str, sentence: str) -> Refused:
    return Refused(code, sentence, field="name")
