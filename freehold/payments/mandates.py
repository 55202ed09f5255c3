"""Writes mandates, and what both ends read of them in their logs. Called by actions, after their check."""

from dataclasses import replace

from django.db import connection
from django.utils.translation import gettext as _

from freehold.audit.actions.record import record
from freehold.invoicing.queries.runs import day_of
from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.errors import Conflict, Refused
from freehold.kernel.ids import new_number
from freehold.kernel.permission import Permission
from freehold.payments.accounts import sealed, shown
from freehold.payments.models import CreditorSettings, Mandate
from freehold.payments.rules.mandates import MandateFacts, fault_of_mandate, tidy
from freehold.payments.words import MANDATE_FAULTS
from freehold.tenants.queries import EdgeFacts
from freehold.tenants.row_security import enter


def lock_mandates(edge: EdgeFacts) -> None:
    """Let one transaction at a time give or revoke a mandate of an edge."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_advisory_xact_lock(hashtextextended(%s, 0))",
            [f"mandates:{edge.seller_id}:{edge.buyer_id}"],
        )


def write_mandate(facts: MandateFacts, edge: EdgeFacts, *, actor: Actor, is_online: bool) -> Mandate:
    """The mandate, which takes the place of the one in force.

    Raises: Refused("no_creditor", and the codes of `fault_of_mandate`), Conflict("reference_taken").
    """
    creditor = CreditorSettings.objects.filter(tenant_id=edge.seller_id).first()
    if creditor is None:
        raise Refused("no_creditor", _("The seller does not collect by direct debit."))
    facts = tidy(facts)
    fault = fault_of_mandate(facts, today=max(day_of(actor.tenant_id, clock.now()), clock.today()))
    if fault is not None:
        code, field = fault
        raise Refused(code, str(MANDATE_FAULTS[code]), field=field)
    reference = facts.reference or new_number("M")
    if Mandate.objects.filter(seller_id=edge.seller_id, reference=reference).exists():
        raise Conflict("reference_taken", _("Another mandate has this reference. Take one of its own."))
    Mandate.objects.filter(seller_id=edge.seller_id, buyer_id=edge.buyer_id, revoked_at__isnull=True).update(
        revoked_at=clock.now()
    )
    return Mandate.objects.create(
        seller_id=edge.seller_id,
        buyer_id=edge.buyer_id,
        reference=reference,
        scheme=facts.scheme,
        creditor_id=creditor.creditor_id,
        holder=facts.holder,
        iban_sealed=sealed(facts.iban),
        iban_shown=shown(facts.iban),
        bic=facts.bic,
        signed_on=facts.signed_on,
        given_by=actor.name,
        is_online=is_online,
        created_at=clock.now(),
    )


def record_at_both_ends(actor: Actor, act: Permission, edge: EdgeFacts, mandate: Mandate) -> None:
    """A mandate concerns both; the seller reads its buyer's name where a person of the buyer acted."""
    by_seller = actor.tenant_id == edge.seller_id
    in_name = actor if by_seller else replace(actor, name=edge.buyer_name, person_id=None, grant_id=None)
    for tenant_id, who in ((edge.buyer_id, actor), (edge.seller_id, in_name)):
        with enter(tenant_id, because="a mandate is in the logs of both ends"):
            record(
                who, act, subject_kind="mandate", subject_id=mandate.id, reference=mandate.reference,
                account=mandate.iban_shown, scheme=mandate.scheme,
            )  # fmt: skip
