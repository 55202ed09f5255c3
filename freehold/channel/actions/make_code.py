"""Make a code with which customers of others may come to a seller."""

from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from freehold.audit.actions.record import record
from freehold.catalog.queries import find_plan
from freehold.channel.models import CustomerCode
from freehold.channel.permissions import MAKE_CODE
from freehold.channel.queries.codes import CodeFacts, code_facts
from freehold.channel.rules.moving import MOST_PLANS, may_code_last
from freehold.kernel import clock, ids
from freehold.kernel.actor import Actor
from freehold.kernel.errors import Refused
from freehold.kernel.permission import require
from freehold.tenants.queries import get_tenant
from freehold.tenants.states import TenantKind

PREFIX = "JOIN"
NOTE_LENGTH = 120


@transaction.atomic
def make_code(
    *,
    actor: Actor,
    lasts: timedelta = timedelta(days=30),
    is_for_one: bool = True,
    plan_ids: Collection[UUID] = (),
    note: str = "",
) -> CodeFacts:
    """Make a code, for one customer or for any number, good for all of the seller's plans or for some.

    Raises: NotPermitted, Refused("not_a_seller", "lasts", "note", "no_such_plan").
    """
    require(actor, MAKE_CODE)
    if get_tenant(actor.tenant_id).kind is TenantKind.CUSTOMER:
        raise Refused("not_a_seller", _("Only the operator and partners invite customers."))
    if not may_code_last(lasts):
        raise Refused("lasts", _("A code is good for a day at least, and for a year at most."), field="lasts")
    if len(note) > NOTE_LENGTH or not note.isprintable():
        raise Refused("note", _("A note is one line of at most 120 characters."), field="note")
    today = clock.today()
    plans = [find_plan(actor.tenant_id, plan_id, on=today) for plan_id in set(plan_ids)]
    if len(plans) > MOST_PLANS or any(plan is None or plan.is_retired for plan in plans):
        raise Refused(
            "no_such_plan", _("One of these plans is not yours, or is not sold any more."), field="plan_ids"
        )
    row = CustomerCode.objects.create(
        tenant_id=actor.tenant_id,
        code=ids.new_number(PREFIX),
        note=note.strip(),
        plan_ids=[plan.id for plan in plans if plan],
        is_for_one=is_for_one,
        expires_at=clock.now() + lasts,
    )
    record(
        actor,
        MAKE_CODE,
        subject_kind="customer_code",
        subject_id=row.id,
        is_for_one=is_for_one,
        note=row.note,
    )
    return code_facts(row)
