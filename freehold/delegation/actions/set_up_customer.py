"""Make a customer together with the set-up grant that lets its seller prepare it."""

from uuid import UUID

from django.db import transaction

from freehold.audit.actions.record import record
from freehold.delegation.models import Grant
from freehold.delegation.rules import SET_UP_LASTS, warned_at
from freehold.delegation.states import GrantKind
from freehold.kernel import clock
from freehold.kernel.actor import Actor, Role
from freehold.tenants.actions.create_buyer import create_buyer
from freehold.tenants.permissions import CREATE_CUSTOMER, CREATE_PARTNER
from freehold.tenants.queries import get_tenant
from freehold.tenants.row_security import enter
from freehold.tenants.states import TenantKind


@transaction.atomic
def set_up_customer(
    name: str, *, actor: Actor, reference: str = "", country: str = "DE", language: str = "en"
) -> UUID:
    """Make a customer of the actor's tenant, with an ordinary grant: administrator, 30 days, named "set-up".

    The customer sees the grant and may end it at once. Both sides' logs say that it came into being.
    Raises: NotPermitted, Refused.
    """
    return _set_up(name, TenantKind.CUSTOMER, actor, reference, country, language)


@transaction.atomic
def set_up_partner(
    name: str, *, actor: Actor, reference: str = "", country: str = "DE", language: str = "en"
) -> UUID:
    """Make a partner below the actor's tenant, with the same set-up grant. Raises: NotPermitted, Refused."""
    return _set_up(name, TenantKind.PARTNER, actor, reference, country, language)


def _set_up(name: str, kind: TenantKind, actor: Actor, reference: str, country: str, language: str) -> UUID:
    buyer_id = create_buyer(
        name, kind=kind, actor=actor, reference=reference, country=country, language=language
    )
    act = CREATE_PARTNER if kind is TenantKind.PARTNER else CREATE_CUSTOMER
    seller = get_tenant(actor.tenant_id)
    now = clock.now()
    with enter(buyer_id, because="the set-up grant of a new tenant"):
        Grant.objects.create(
            tenant_id=buyer_id,
            holder_id=seller.id,
            tenant_name=name.strip(),
            holder_name=seller.name,
            kind=GrantKind.SET_UP,
            roles=[Role.ADMINISTRATOR],
            reason="set-up",
            starts_at=now,
            ends_at=now + SET_UP_LASTS,
            warn_at=warned_at(now, now + SET_UP_LASTS),
        )
        record(actor, act, subject_kind="tenant", subject_id=buyer_id, name=name.strip(), by=seller.name)
    record(actor, act, subject_kind="tenant", subject_id=buyer_id, name=name.strip())
    return buyer_id
