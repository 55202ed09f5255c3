"""Let a code for customers be good no longer."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from freehold.audit.actions.record import record
from freehold.channel.models import CustomerCode
from freehold.channel.permissions import WITHDRAW_CODE
from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.errors import NotFound, Refused
from freehold.kernel.permission import require


@transaction.atomic
def withdraw_code(code_id: UUID, *, actor: Actor) -> None:
    """Nobody can use it from now on; who has asked with it moves all the same.

    Raises: NotFound, NotPermitted, Refused("code_over").
    """
    row = CustomerCode.objects.select_for_update().filter(tenant_id=actor.tenant_id, id=code_id).first()
    if row is None:
        raise NotFound
    require(actor, WITHDRAW_CODE)
    if row.withdrawn_at is not None or row.expires_at <= clock.now():
        raise Refused("code_over", _("This code is not good any more."))
    row.withdrawn_at = clock.now()
    row.save(update_fields=["withdrawn_at"])
    record(actor, WITHDRAW_CODE, subject_kind="customer_code", subject_id=row.id, note=row.note)
