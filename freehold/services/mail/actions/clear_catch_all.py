"""Let mail for unknown addresses of a domain be refused again."""

from django.db import transaction

from freehold.audit.actions.record import record
from freehold.kernel.actor import Actor
from freehold.kernel.errors import NotFound
from freehold.kernel.permission import require
from freehold.services.mail.models import Address
from freehold.services.mail.permissions import CHANGE_ADDRESSES
from freehold.services.mail.states import AddressKind


@transaction.atomic
def clear_catch_all(domain: str, *, actor: Actor) -> None:
    """Remove a domain's catch-all. Raises: NotPermitted, NotFound."""
    require(actor, CHANGE_ADDRESSES)
    found = Address.objects.filter(
        tenant_id=actor.tenant_id, domain=domain.lower(), kind=AddressKind.CATCH_ALL
    )
    removed, _rows = found.delete()
    if not removed:
        raise NotFound
    record(actor, CHANGE_ADDRESSES, subject_kind="domain", subject_id=domain.lower(), catch_all="")
