"""Writes the file of a collection, with what its invoices and mandates say. Called by actions, after their check."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from freehold.invoicing.addressees import Addressed, addressed
from freehold.invoicing.queries.profiles import own_seller_profile
from freehold.kernel.actor import Actor
from freehold.kernel.errors import Refused
from freehold.kernel.sealed import unseal
from freehold.payments.models import Debit, Mandate
from freehold.payments.rules.pain import CollectionFile, Creditor, DebitOrder, collection_file
from freehold.payments.states import Scheme


def write_file(debits: Sequence[Debit], *, actor: Actor) -> CollectionFile:
    """The file for the bank of debits of one day, under the creditor identifier that their mandates name.

    Raises: Refused("no_creditor").
    """
    profile = own_seller_profile(actor).facts
    if profile is None or not profile.iban:
        raise Refused("no_creditor", _("Say first how your company collects by direct debit."))
    mandates = Mandate.objects.in_bulk({debit.mandate_id for debit in debits})
    invoices = {one.invoice_id: one for one in addressed([debit.invoice_id for debit in debits])}
    first = mandates[debits[0].mandate_id]
    return collection_file(
        Creditor(profile.legal_name, profile.iban, profile.bic, first.creditor_id),
        [_order(debit, mandates[debit.mandate_id], invoices[debit.invoice_id]) for debit in debits],
        scheme=Scheme(first.scheme),
        collect_on=debits[0].collect_on,
    )


def _order(debit: Debit, mandate: Mandate, invoice: Addressed) -> DebitOrder:
    return DebitOrder(
        holder=mandate.holder,
        iban=unseal(mandate.iban_sealed),
        bic=mandate.bic,
        amount=debit.amount,
        mandate=mandate.reference,
        signed_on=mandate.signed_on,
        text=f"{invoice.number} {invoice.payment_reference}",
        end_to_end_id=debit.end_to_end_id,
    )
