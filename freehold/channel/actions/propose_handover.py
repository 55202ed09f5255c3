"""Propose, as a seller, to hand customers over to another one, all of them or some."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from freehold.audit.actions.record import record
from freehold.channel.models import HandedOver, Handover
from freehold.channel.offers import behind_code
from freehold.channel.permissions import HAND_OVER
from freehold.channel.queries.handovers import HandoverFacts, handover_facts
from freehold.channel.rules.moving import may_hand_over_on
from freehold.channel.telling import tell
from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.errors import NotFound, Refused
from freehold.kernel.permission import require
from freehold.notices.states import NoticeTemplate
from freehold.tenants.queries import brand_of, customer_ids, get_tenant
from freehold.tenants.states import TenantKind


@transaction.atomic
def propose_handover(
    code: str, *, moves_on: date, actor: Actor, customers: Collection[UUID] | None = None
) -> HandoverFacts:
    """Propose it to the seller behind a code, for a UTC day a fortnight ahead at least; None are all customers of one's own.

    Nothing happens before that seller agrees; then each customer is told, and may stay or choose otherwise.
    Raises: NotPermitted, NotFound, Refused("not_a_seller", "moves_on", "no_such_code", "same_seller", "no_customers").
    """
    require(actor, HAND_OVER)
    own = get_tenant(actor.tenant_id)
    if own.kind is TenantKind.CUSTOMER:
        raise Refused("not_a_seller", _("Only the operator and partners have customers."))
    if not may_hand_over_on(moves_on, today=clock.today()):
        raise Refused(
            "moves_on",
            _("Choose a day at least 14 days ahead, and within half a year: each customer is told before."),
            field="moves_on",
        )
    _code_id, seller_id, _plans = behind_code(code)
    if seller_id == actor.tenant_id:
        raise Refused("same_seller", _("This code is your own."), field="code")
    of_one_s_own = customer_ids(actor.tenant_id)
    wanted = of_one_s_own if customers is None else list(dict.fromkeys(customers))
    if not set(wanted) <= set(of_one_s_own):
        raise NotFound
    if not wanted:
        raise Refused("no_customers", _("Choose at least one customer."), field="customers")
    brand = brand_of(seller_id)
    handover = Handover.objects.create(
        seller_id=seller_id,
        former_seller_id=actor.tenant_id,
        seller_name=brand.name if brand else "",
        former_seller_name=own.name,
        moves_on=moves_on,
        customers=len(wanted),
    )
    HandedOver.objects.bulk_create(
        [
            HandedOver(tenant_id=actor.tenant_id, handover_id=handover.id, customer_id=customer_id)
            for customer_id in wanted
        ],
        batch_size=2_000,
    )
    facts = {"customers": len(wanted), "moves_on": moves_on}
    record(
        actor, HAND_OVER, subject_kind="handover", subject_id=handover.id, to=handover.seller_name, **facts
    )
    tell(
        NoticeTemplate.HANDOVER_PROPOSED,
        seller_id,
        provider=own.name,
        customers=str(len(wanted)),
        moves_on=moves_on,
    )
    return handover_facts(actor, handover)
