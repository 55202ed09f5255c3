"""What every act on payments asks first; each check refuses with a sentence."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext as _

from freehold.invoicing.models import Invoice, Payment
from freehold.invoicing.queries.runs import day_of
from freehold.invoicing.rules.amounts import is_amount
from freehold.kernel import clock
from freehold.kernel.errors import Conflict, NotFound, Refused
from freehold.tenants.queries import names_of_buyers

LONGEST_REFERENCE = 500
MOST_YEARS_AGO = 10  # as long as documents are kept


def check_buyer(seller_id: UUID, buyer_id: UUID) -> None:
    """Only of one's own buyers; past ones too still pay. Raises: NotFound."""
    if buyer_id not in names_of_buyers(seller_id, [buyer_id]):
        raise NotFound


def check_amount(amount: Decimal, currency: str) -> None:
    """Raises: Refused("not_an_amount")."""
    if not is_amount(amount, currency):
        raise Refused(
            "not_an_amount",
            _("Give an amount of more than 0 in a currency that is known, to the cent."),
            field="amount",
        )


def check_day(seller_id: UUID, day: date, *, field: str) -> None:
    """Money moved today or before, in the seller's zone, and in our time. Raises: Refused("not_yet", "long_ago")."""
    check_day_before(day_of(seller_id, clock.now()), day, field=field)


def check_day_before(today: date, day: date, *, field: str) -> None:
    """The same, where it is known which day it is. Raises: Refused("not_yet", "long_ago")."""
    if day > today:
        raise Refused("not_yet", _("That day has not come yet."), field=field)
    if day.year < today.year - MOST_YEARS_AGO:
        raise Refused("long_ago", _("That day is more than ten years ago. Look at the year."), field=field)


def one_line(reference: str, *, field: str = "reference") -> str:
    """The text with single spaces. Raises: Refused("reference")."""
    reference = " ".join(reference.split())
    if len(reference) > LONGEST_REFERENCE or not reference.isprintable():
        raise Refused("reference", _("Give it in one line of plain text."), field=field)
    return reference


def check_is_new(seller_id: UUID, bank_reference: str) -> None:
    """What the bank calls by one reference is one payment. Raises: Conflict("recorded_already"), Refused("reference")."""
    if not bank_reference:
        return
    one_line(bank_reference, field="bank_reference")
    if Payment.objects.filter(seller_id=seller_id, bank_reference=bank_reference).exists():
        raise Conflict(
            "recorded_already", _("A payment with this reference of the bank is recorded already.")
        )


def check_fits(invoice: Invoice, buyer_id: UUID, currency: str) -> None:
    """Money is for the invoices of who paid it, in the currency in which it came. Raises: Refused("other_buyer", "currency")."""
    if invoice.buyer_id != buyer_id:
        raise Refused("other_buyer", _("This invoice is another buyer’s."), field="invoice")
    if invoice.currency != currency:
        raise Refused(
            "currency",
            _("This invoice is in %(currency)s. Currencies are never added up.")
            % {"currency": invoice.currency},
            field="invoice",
        )
