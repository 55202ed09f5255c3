"""The totals of a document from its lines. Source: EN 16931, BR-CO-10, BR-CO-13 to BR-CO-17."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from freehold.invoicing.document import DocumentKind, TaxCategory
from freehold.invoicing.rules.tax import Taxed, Treatment, taxes_of

Line = TypeVar("Line")

ZERO = Decimal(0)
MOST_GROSS = Decimal(10_000_000)  # of one document: more is a mistake


@dataclass(frozen=True, slots=True)
class Totals:
    """What stands under the lines; never negative. `sign` is what each line's amount is multiplied by."""

    kind: DocumentKind
    sign: int
    net: Decimal
    tax: Decimal
    gross: Decimal
    taxes: tuple[Taxed, ...]

    @property
    def is_outside_vat(self) -> bool:
        """Whether what is billed lies outside VAT, and so stands alone."""
        return any(one.treatment.category is TaxCategory.OUTSIDE for one in self.taxes)


def parted(lines: Sequence[tuple[TaxCategory, Line]]) -> list[list[Line]]:
    """Lines in as many documents as they need: what lies outside VAT stands alone. Source: EN 16931, BR-O-11 to BR-O-14."""
    outside = [line for category, line in lines if category is TaxCategory.OUTSIDE]
    if not outside or len(outside) == len(lines):
        return [[line for _category, line in lines]]
    return [[line for category, line in lines if category is not TaxCategory.OUTSIDE], outside]


def totals_of(lines: Sequence[tuple[Treatment, Decimal]], *, currency: str) -> Totals:
    """Add lines up. A sum below nothing is a credit note of the opposite amounts."""
    taxes = taxes_of(lines, currency=currency)
    net = sum((one.base for one in taxes), ZERO)
    tax = sum((one.amount for one in taxes), ZERO)
    if net + tax >= 0:
        return Totals(DocumentKind.INVOICE, 1, net, tax, net + tax, tuple(taxes))
    turned = tuple(Taxed(one.treatment, -one.base, -one.amount) for one in taxes)
    return Totals(DocumentKind.CREDIT_NOTE, -1, -net, -tax, -(net + tax), turned)


def is_absurd(totals: Totals) -> bool:
    """Whether no invoice of hosted services is as large as this."""
    return totals.gross >= MOST_GROSS or any(abs(one.base) >= MOST_GROSS for one in totals.taxes)
