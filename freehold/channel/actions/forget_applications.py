"""Forget who applied and never proved the address."""

from uuid import UUID

from django.db import transaction

from freehold.channel.models import PartnerApplication
from freehold.channel.states import ApplicationState
from freehold.kernel import clock


@transaction.atomic
def forget_applications(seller_id: UUID) -> int:
    """Delete what nobody proved in time, in the seller's scope; how many there were."""
    old = PartnerApplication.objects.filter(
        tenant_id=seller_id, state=ApplicationState.UNPROVEN, proven_until__lt=clock.now()
    )
    return old.delete()[0]
