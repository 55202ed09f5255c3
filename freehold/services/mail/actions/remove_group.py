"""Remove a distribution list and its address."""

from uuid import UUID

from django.db import transaction

from freehold.audit.actions.record import record
from freehold.kernel.actor import Actor
from freehold.kernel.permission import require
from freehold.services.mail.models import Address
from freehold.services.mail.permissions import CHANGE_GROUPS
from freehold.services.mail.queries.addresses import lock_group


@transaction.atomic
def remove_group(group_id: UUID, *, actor: Actor) -> None:
    """Remove a group; mail to its address is then refused, or goes to the catch-all. Raises: NotFound, NotPermitted."""
    group = lock_group(group_id)
    require(actor, CHANGE_GROUPS)
    addresses = list(Address.objects.filter(group=group).values_list("address", flat=True))
    group.delete()
    record(actor, CHANGE_GROUPS, subject_kind="mail_group", subject_id=group_id, removed=", ".join(addresses))
