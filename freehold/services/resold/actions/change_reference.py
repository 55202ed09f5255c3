"""Change the reference by which a vendor's bills name an order."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from freehold.audit.actions.record import record
from freehold.kernel.actor import Actor
from freehold.kernel.errors import CHANGED_MEANWHILE, Conflict, NotFound, Refused
from freehold.kernel.permission import require
from freehold.services.resold.actions.do_task import refuse_taken
from freehold.services.resold.models import Supply
from freehold.services.resold.permissions import CHANGE_REFERENCE
from freehold.services.resold.rules.tasks import is_reference


@transaction.atomic
def change_reference(
    supply_id: UUID, reference: str, *, actor: Actor, seen_version: int | None = None
) -> None:
    """Name the vendor's order anew; bills that were taken in already are matched by it too.

    Raises: NotFound, NotPermitted, Refused("reference"), Conflict("changed_meanwhile", "reference_taken").
    """
    supply = Supply.objects.select_for_update().filter(tenant_id=actor.tenant_id, id=supply_id).first()
    if supply is None:
        raise NotFound
    require(actor, CHANGE_REFERENCE)
    if seen_version not in (None, supply.version):
        raise Conflict(CHANGED_MEANWHILE, _("Somebody else has changed this meanwhile. Look at it again."))
    reference = reference.strip()
    if not is_reference(reference):
        raise Refused(
            "reference",
            _("Give the reference by which the vendor's bills name this order, in one line."),
            field="reference",
        )
    before = supply.reference
    if reference == before:
        return
    refuse_taken(supply, reference)
    supply.reference = reference
    supply.version += 1
    supply.save(update_fields=["reference", "version"])
    record(
        actor,
        CHANGE_REFERENCE,
        subject_kind="supply",
        subject_id=supply.id,
        reference=reference,
        before=before,
    )
