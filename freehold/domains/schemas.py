"""What the API says and takes of domains."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from ninja import Schema
from pydantic import Field, StringConstraints

from freehold.domains.contract import RecordKind, RecordType
from freehold.domains.states import Advice, CertificateSource, CheckState, DomainState, HostState
from freehold.kernel.schemas import Input

HostName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=255)]


class DomainIn(Input):
    """A domain to claim."""

    name: HostName = Field(description="in Unicode or in A-labels")


class DomainOut(Schema):
    """A domain: whose it is, and how its proof stands."""

    id: UUID
    name: str = Field(description="in A-labels, lower case")
    unicode_name: str
    state: DomainState
    proof_name: str = Field(description="where to publish the proof, as a TXT record")
    proof_value: str
    proof_state: CheckState | None
    proof_missing_since: datetime | None
    taken_elsewhere: bool
    claimed_at: datetime
    proven_at: datetime | None
    checked_at: datetime | None
    is_being_checked: bool
    is_being_published: bool
    published_at: datetime | None
    publish_error: str


class RecordOut(Schema):
    """A record to publish, with what was last seen of it."""

    kind: RecordKind
    name: str
    type: RecordType
    ttl_seconds: int
    why: str
    expected: str
    publish: str = Field(description="what to publish: `expected`, or it merged with what others need")
    found: list[str]
    state: CheckState | None = Field(description="null before the first look")
    advice: Advice
    checked_at: datetime | None


class Records(Schema):
    """All records of a domain."""

    items: list[RecordOut]


class ZoneOut(Schema):
    """The same as a zone file (RFC 1035, 5)."""

    zone: str


class DnsKeyIn(Input):
    """A TSIG key that may publish into one zone (RFC 2136, RFC 8945)."""

    zone: HostName
    server: HostName
    port: int = Field(53, ge=1, le=65535)
    key_name: HostName
    algorithm: Annotated[str, StringConstraints(max_length=40)] = "hmac-sha256"
    secret: Annotated[str, StringConstraints(min_length=1, max_length=1000)] = Field(
        description="Base64; sealed, and never shown again"
    )


class DnsKeyOut(Schema):
    """A key without its secret."""

    id: UUID
    zone: str
    server: str
    port: int
    key_name: str
    algorithm: str


class DnsKeys(Schema):
    """All keys of a tenant."""

    items: list[DnsKeyOut]


class BuyerHealthOut(Schema):
    """How a buyer's domains are, in totals."""

    buyer_id: UUID
    buyer_name: str
    domains: int
    unproven: int
    failing: int
    checked_at: datetime


class HostIn(Input):
    """A host name for your brand."""

    name: HostName = Field(description="in Unicode or in A-labels")


class HostOut(Schema):
    """A host name of your brand: how its proof stands, where it leads, and until when its certificate lasts."""

    id: UUID
    name: str = Field(description="in A-labels, lower case")
    unicode_name: str
    state: HostState
    proof_name: str = Field(description="where to publish the proof, as a TXT record")
    proof_value: str
    proof_state: CheckState | None
    taken_elsewhere: bool
    leads_to: str = Field(description="what its CNAME must say")
    leads_here: bool
    certificate_from: CertificateSource
    certificate_ends_at: datetime | None
    is_in_use: bool = Field(description="links in mail may lead there")
    is_being_checked: bool
    checked_at: datetime | None


class Hosts(Schema):
    """All of them."""

    items: list[HostOut]


class CertificateIn(Input):
    """A certificate with its key, both in PEM; the key is sealed and never given back."""

    chain: Annotated[str, StringConstraints(max_length=70_000)] = Field(
        description="your own first, then those that vouch for it"
    )
    key: Annotated[str, StringConstraints(max_length=70_000)]
