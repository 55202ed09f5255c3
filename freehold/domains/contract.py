"""What services say to this package: the records that they need in a domain's zone, and whether they use it.

`settings.DOMAIN_RECORDS` names functions `(domain: str) -> Sequence[Record]`, `settings.DOMAIN_USES` functions
`(domain: str) -> Sequence[str]`, and `settings.DOMAIN_NEEDS` actions `(tenant_id: UUID, domain: str) -> None` that
make what the records need. All are called in the tenant's scope. Only `config` knows who they are.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol
from uuid import UUID


class RecordKind(StrEnum):
    """What a record is for; it decides how what was found is compared with what is wanted."""

    PROOF = "proof"
    MX = "mx"
    SPF = "spf"
    DKIM = "dkim"
    DMARC = "dmarc"
    AUTOCONFIG = "autoconfig"
    AUTODISCOVER = "autodiscover"
    SRV = "srv"


class RecordType(StrEnum):
    """Types of DNS records that may be asked for and published."""

    A = "A"
    AAAA = "AAAA"
    CNAME = "CNAME"
    MX = "MX"
    SRV = "SRV"
    TXT = "TXT"


@dataclass(frozen=True, slots=True)
class Record:
    """One record to publish.

    `name` is absolute without the last dot; `value` stands as in a zone file (host names absolute, with the last
    dot), but a TXT value is the plain text, neither quoted nor split. `why` is one sentence for people.
    """

    kind: RecordKind
    name: str
    type: RecordType
    value: str
    ttl_seconds: int = 3600
    why: str = ""


class RecordsFor(Protocol):
    """The records that one service needs in a domain of the tenant in scope."""

    def __call__(self, domain: str) -> Sequence[Record]:
        """The records, in the order in which people should publish them."""


class NeedsOf(Protocol):
    """Makes what one service's records need, such as a key, as soon as a domain is named. Safe to repeat."""

    def __call__(self, tenant_id: UUID, domain: str) -> None:
        """Make it, unless it is there."""


class UsesOf(Protocol):
    """What one service still has in a domain of the tenant in scope, as short sentences."""

    def __call__(self, domain: str) -> Sequence[str]:
        """Empty when the domain may go."""
