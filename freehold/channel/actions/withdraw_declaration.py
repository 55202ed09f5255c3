"""Say that a partner is back: it sells again, and who has not left it stays."""

from uuid import UUID

from django.db import transaction

from freehold.audit.actions.record import record
from freehold.channel.actions.withdraw_code import withdraw_code
from freehold.channel.models import CustomerCode, Declaration
from freehold.channel.permissions import WITHDRAW_DECLARATION
from freehold.channel.queries.declarations import DeclarationFacts, declaration_facts
from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.errors import NotFound
from freehold.kernel.jobs import Job, enqueue
from freehold.kernel.permission import require
from freehold.tenants.actions.stop_selling import sell_again
from freehold.tenants.row_security import enter


@transaction.atomic
def withdraw_declaration(partner_id: UUID, *, actor: Actor) -> DeclarationFacts:
    """Take the declaration back; customers are told that nothing is to be done. Who has moved has moved.

    Raises: NotFound, NotPermitted.
    """
    row = (
        Declaration.objects.select_for_update()
        .filter(seller_id=actor.tenant_id, buyer_id=partner_id, withdrawn_at__isnull=True)
        .first()
    )
    if row is None:
        raise NotFound
    require(actor, WITHDRAW_DECLARATION)
    sell_again(partner_id, actor=actor)
    code = CustomerCode.objects.filter(
        tenant_id=actor.tenant_id, code=row.code, withdrawn_at__isnull=True, expires_at__gt=clock.now()
    ).first()
    if code is not None:
        withdraw_code(code.id, actor=actor)
    row.withdrawn_at, row.told_at = clock.now(), None
    row.save(update_fields=["withdrawn_at", "told_at"])
    record(actor, WITHDRAW_DECLARATION, subject_kind="partner", subject_id=partner_id)
    with enter(partner_id, because="a partner that is back reads it, and its customers are told"):
        record(actor, WITHDRAW_DECLARATION, subject_kind="partner", subject_id=partner_id)
        enqueue(Job.TELL_STRANDED, lock=f"declaration:{row.id}", tenant_id=partner_id, declaration_id=row.id)
    return declaration_facts(row)
