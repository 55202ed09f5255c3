"""Forget a key for publishing."""

from uuid import UUID

from django.db import transaction

from freehold.audit.actions.record import record
from freehold.domains.models import DnsKey
from freehold.domains.permissions import CHANGE_DNS_KEYS
from freehold.kernel.actor import Actor
from freehold.kernel.errors import NotFound
from freehold.kernel.permission import require


@transaction.atomic
def remove_dns_key(key_id: UUID, *, actor: Actor) -> None:
    """Forget a key; what was published with it stays. Raises: NotFound, NotPermitted."""
    key = DnsKey.objects.select_for_update().filter(tenant_id=actor.tenant_id, id=key_id).first()
    if key is None:
        raise NotFound
    require(actor, CHANGE_DNS_KEYS)
    record(actor, CHANGE_DNS_KEYS, subject_kind="dns_key", subject_id=key.id, zone=key.zone, removed=True)
    key.delete()
