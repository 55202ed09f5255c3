"""Ask for one check over the domains of all of a seller's buyers."""

from django.db import transaction

from freehold.audit.actions.record import record
from freehold.domains.permissions import CHECK_CUSTOMERS
from freehold.kernel.actor import Actor
from freehold.kernel.jobs import Job, enqueue
from freehold.kernel.permission import require


@transaction.atomic
def check_customers(*, actor: Actor) -> None:
    """Have the platform look at all domains of the actor's buyers; the seller sees new totals, and no names.

    Raises: NotPermitted.
    """
    require(actor, CHECK_CUSTOMERS)
    record(actor, CHECK_CUSTOMERS, subject_kind="tenant", subject_id=actor.tenant_id)
    enqueue(Job.CHECK_CUSTOMERS, lock=f"domains:{actor.tenant_id}", tenant_id=actor.tenant_id)
