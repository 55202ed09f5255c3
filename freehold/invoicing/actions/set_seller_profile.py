"""Say how a seller stands on its invoices."""

from dataclasses import asdict

from django.db import connection, transaction
from django.utils.translation import gettext as _

from freehold.audit.actions.record import record
from freehold.invoicing.models import SellerProfile, Series
from freehold.invoicing.permissions import SET_SELLER_PROFILE
from freehold.invoicing.reading import newest_profile
from freehold.invoicing.rules.numbers import letters_of
from freehold.invoicing.rules.parties import SellerFacts, fault_of_seller, tidy_seller
from freehold.invoicing.words import fault_sentence
from freehold.invoicing.writing import stored_rates
from freehold.kernel.actor import Actor
from freehold.kernel.errors import CHANGED_MEANWHILE, Conflict, Refused
from freehold.kernel.permission import require
from freehold.tenants.queries import get_tenant
from freehold.tenants.states import TenantKind


@transaction.atomic
def set_seller_profile(facts: SellerFacts, *, actor: Actor, seen_version: int | None = None) -> int:
    """Write the next version of the actor's own profile and return it. What was issued keeps the one that it was issued with.

    `seen_version` is the newest one that the person knew, 0 for none.
    Raises: NotPermitted, Refused("not_a_seller", and the codes of `fault_of_seller`), Conflict("changed_meanwhile").
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"seller profile:{actor.tenant_id}"]
        )
    require(actor, SET_SELLER_PROFILE)
    if get_tenant(actor.tenant_id).kind is TenantKind.CUSTOMER:
        raise Refused("not_a_seller", _("Only who sells issues invoices."))
    facts = tidy_seller(facts)
    fault = fault_of_seller(facts)
    if fault is not None:
        raise Refused(fault.code, fault_sentence(fault.code), field=fault.field)
    newest = newest_profile(actor.tenant_id)
    version = newest.version if newest else 0
    if seen_version not in (None, version):
        raise Conflict(CHANGED_MEANWHILE, _("Somebody else has changed this meanwhile. Look at it again."))
    _refuse_twins(actor, facts)
    profile = SellerProfile.objects.create(
        tenant_id=actor.tenant_id,
        version=version + 1,
        **(asdict(facts) | {"own_rates": stored_rates(facts.own_rates)}),
    )
    record(
        actor, SET_SELLER_PROFILE, subject_kind="seller_profile", subject_id=profile.id, version=profile.version,
        legal_name=facts.legal_name, tax_id=facts.tax_id, iban=facts.iban,
    )  # fmt: skip
    return profile.version


def _refuse_twins(actor: Actor, facts: SellerFacts) -> None:
    """A payment reference has no dashes: series that differ in these alone would share references."""
    used = Series.objects.filter(tenant_id=actor.tenant_id).values_list("prefix", flat=True)
    for field in ("invoice_prefix", "credit_note_prefix"):
        prefix = getattr(facts, field)
        if any(one != prefix and letters_of(one) == letters_of(prefix) for one in used):
            raise Refused("prefix", fault_sentence("prefix"), field=field)
