"""Let a signing key go that no mail bears any more."""

from uuid import UUID

from django.db import transaction

from freehold.audit.actions.record import record
from freehold.domains.queries import find_domain
from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.errors import NotFound
from freehold.kernel.permission import require
from freehold.services.mail.actions.ask_engine import ask_for_keys
from freehold.services.mail.models import DkimKey
from freehold.services.mail.permissions import ROTATE_DKIM_KEY


@transaction.atomic
def retire_dkim_key(key_id: UUID, *, actor: Actor) -> None:
    """Forget a key's private half and ask for its record no longer; it may be taken out of DNS.

    For a key that another has replaced, or whose domain is the tenant's no more. One that signs, or will
    once the domain is proven, stays, and a retired one changes nothing. Raises: NotFound, NotPermitted.
    """
    key = DkimKey.objects.select_for_update().filter(id=key_id).first()
    if key is None:
        raise NotFound
    require(actor, ROTATE_DKIM_KEY)
    if key.retired_at is not None or (key.active and find_domain(key.tenant_id, key.domain) is not None):
        return
    key.retired_at, key.active, key.sealed_key = clock.now(), False, ""
    key.save(update_fields=["retired_at", "active", "sealed_key"])
    ask_for_keys(key.tenant_id)
    record(
        actor,
        ROTATE_DKIM_KEY,
        subject_kind="domain",
        subject_id=key.domain,
        domain=key.domain,
        retired=key.selector,
    )
