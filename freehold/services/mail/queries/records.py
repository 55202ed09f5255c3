"""Signing keys, and what mail needs in a domain's DNS."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import structlog
from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from freehold.domains.contract import Record
from freehold.kernel.errors import Refused
from freehold.kernel.sealed import unseal
from freehold.services.mail.models import Address, DkimKey
from freehold.services.mail.rules.records import mail_records

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A domain of ours, whose it is, and its key in PEM, empty when it has none yet."""

    tenant_id: UUID
    domain: str
    selector: str
    private_pem: str


@dataclass(frozen=True, slots=True)
class DkimKeyFacts:
    """The public half of a signing key, and where it is published."""

    id: UUID
    domain: str
    selector: str
    public_txt: str
    active: bool
    created_at: datetime


def dkim_keys(domain: str) -> list[DkimKeyFacts]:
    """The keys of a domain of the tenant in scope that are or were published, the newest first."""
    return [
        DkimKeyFacts(
            id=key.id,
            domain=key.domain,
            selector=key.selector,
            public_txt=key.public_txt,
            active=key.active,
            created_at=key.created_at,
        )
        for key in DkimKey.objects.filter(domain=domain, retired_at__isnull=True).order_by("-created_at")
    ]


def records_for(domain: str) -> list[Record]:
    """What mail needs in the DNS of a domain of the tenant in scope (domains/contract.py).

    Keys appear once the domain has some; an older one stays until it is retired, for mail still on its way.
    Source: RFC 7208, 6376, 7489, 6186 and 8314 (SRV), 5804 (ManageSieve), and Thunderbird's autoconfiguration.
    """
    keys = [(key.selector, key.public_txt) for key in dkim_keys(domain)]
    return mail_records(domain, host=settings.NEUTRAL_DOMAIN, ports=settings.MAIL_PORTS, keys=keys)


def uses_of(domain: str) -> list[str]:
    """What mail still has in a domain of the tenant in scope, as short sentences (domains/contract.py)."""
    count = Address.objects.filter(domain=domain).count()
    return [_("%(count)s mail addresses") % {"count": count}] if count else []


def signing_keys() -> list[SigningKey]:
    """For the worker: every domain that takes mail here, with its unsealed key.

    A key that no longer opens is as good as none, and spoils nobody else's; the log says whose it is.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select tenant_id, domain, selector, sealed_key from engine.signing_keys() order by domain"
        )
        return [
            SigningKey(tenant_id, domain, selector or "", _opened(tenant_id, sealed) if sealed else "")
            for tenant_id, domain, selector, sealed in cursor.fetchall()
        ]


def keys_past_use() -> list[tuple[UUID, UUID]]:
    """For the worker: (tenant, key) of signing keys that no mail bears any more."""
    with connection.cursor() as cursor:
        cursor.execute("select tenant_id, key_id from engine.keys_past_use()")
        return [(tenant_id, key_id) for tenant_id, key_id in cursor.fetchall()]


def _opened(tenant_id: UUID, sealed: str) -> str:
    try:
        return unseal(sealed)
    except Refused as error:
        log.error("signing_key_lost", tenant=str(tenant_id), code=error.code)
        return ""
