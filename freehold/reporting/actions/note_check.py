"""Write down what the comparison of all orders of a seller came to."""

from django.db import transaction

from freehold.audit.actions.record import record
from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.permission import require
from freehold.reporting.models import DriftCheck
from freehold.reporting.permissions import NOTE_CHECK


@transaction.atomic
def note_check(*, orders: int, differences: int, actor: Actor) -> None:
    """Keep it in place of the one before. It stands in the seller's log when the number of differences is another one.

    Raises: NotPermitted.
    """
    before = DriftCheck.objects.select_for_update().filter(tenant_id=actor.tenant_id).first()
    require(actor, NOTE_CHECK)
    found = {"checked_at": clock.now(), "orders": orders, "differences": differences}
    DriftCheck.objects.update_or_create(tenant_id=actor.tenant_id, defaults=found)
    if differences != (before.differences if before else 0):
        record(actor, NOTE_CHECK, subject_kind="drift", subject_id="", orders=orders, differences=differences)
