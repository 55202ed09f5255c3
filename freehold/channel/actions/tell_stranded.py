"""Tell one customer that its provider has gone, or is back; once each, however often the job runs."""

from uuid import UUID

from django.db import transaction

from freehold.audit.actions.record import record
from freehold.channel.models import Declaration, Stranded
from freehold.channel.permissions import TELL_STRANDED
from freehold.channel.telling import tell_in_nobodys_name
from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.errors import NotFound
from freehold.kernel.permission import require
from freehold.notices.states import NoticeTemplate
from freehold.tenants.row_security import enter


@transaction.atomic
def tell_stranded(declaration_id: UUID, customer_id: UUID, *, actor: Actor) -> bool:
    """In the partner's scope; whether there was something to tell. The sender is the instance's neutral name, nobody's brand.

    Raises: NotFound, NotPermitted.
    """
    declaration = Declaration.objects.filter(id=declaration_id, buyer_id=actor.tenant_id).first()
    if declaration is None:
        raise NotFound
    require(actor, TELL_STRANDED)
    with enter(customer_id, because="a customer whose provider has gone is told, and chooses another"):
        known = Stranded.objects.filter(tenant_id=customer_id, declaration_id=declaration.id).first()
        is_back = declaration.withdrawn_at is not None
        if (known is None) == is_back or (known is not None and (not is_back or known.over_at is not None)):
            return False
        if known is not None:
            known.over_at = clock.now()
            known.save(update_fields=["over_at"])
        else:
            Stranded.objects.create(
                tenant_id=customer_id,
                declaration_id=declaration.id,
                provider_name=declaration.partner_name,
                code=declaration.code,
                runs_until=declaration.runs_until,
            )
        record(
            actor, TELL_STRANDED, subject_kind="provider", is_back=is_back, runs_until=declaration.runs_until
        )
    tell_in_nobodys_name(
        NoticeTemplate.PROVIDER_BACK if is_back else NoticeTemplate.PROVIDER_GONE,
        customer_id,
        provider=declaration.partner_name,
        runs_until=declaration.runs_until,
    )
    return True
