"""End a discount: orders from today on get none."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from freehold.audit.actions.record import record
from freehold.catalog.models import Discount
from freehold.catalog.permissions import END_DISCOUNT
from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.errors import NotFound, Refused
from freehold.kernel.permission import require


@transaction.atomic
def end_discount(discount_id: UUID, *, actor: Actor) -> None:
    """Give the discount to nobody any more; what was ordered with it keeps it.

    Raises: NotFound, NotPermitted, Refused("discount_over").
    """
    discount = Discount.objects.select_for_update().filter(tenant_id=actor.tenant_id, id=discount_id).first()
    if discount is None:
        raise NotFound
    require(actor, END_DISCOUNT)
    today = clock.today()
    if discount.valid_until is not None and discount.valid_until <= today:
        raise Refused("discount_over", _("This discount is over."))
    discount.valid_until = today
    discount.save(update_fields=["valid_until"])
    record(
        actor,
        END_DISCOUNT,
        subject_kind="discount",
        subject_id=discount.id,
        percent=str(discount.percent),
    )
