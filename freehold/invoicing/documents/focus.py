"""Invoices as rows of cost and usage, by FOCUS 1.2: what tools that watch spending read.

The sum of BilledCost of an InvoiceId is the document's payable amount, exactly; a credit note's is negative.
Source: FinOps Open Cost and Usage Specification 1.2, dataset Cost and Usage; columns of the specification come first and in the
order of the alphabet, our own bear `x_`. Columns that it asks for under conditions that never hold here are left out.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

from freehold.invoicing.document import DocumentKind, InvoiceDocument, Line, TaxTotal
from freehold.invoicing.documents import norm
from freehold.invoicing.documents.words import LANGUAGES, language_of, written_exact, written_unit
from freehold.kernel import table
from freehold.kernel.period import Period
from freehold.kernel.pricing import FLAT, SEATS
from freehold.kernel.rating import MINIMUM
from freehold.kernel.table import Cell

COLUMNS = (
    "BilledCost",
    "BillingAccountId",
    "BillingAccountName",
    "BillingCurrency",
    "BillingPeriodEnd",
    "BillingPeriodStart",
    "ChargeCategory",
    "ChargeClass",
    "ChargeDescription",
    "ChargeFrequency",
    "ChargePeriodEnd",
    "ChargePeriodStart",
    "ConsumedQuantity",
    "ConsumedUnit",
    "ContractedCost",
    "ContractedUnitPrice",
    "EffectiveCost",
    "InvoiceId",
    "InvoiceIssuerName",
    "ListCost",
    "ListUnitPrice",
    "PricingCategory",
    "PricingCurrency",
    "PricingCurrencyContractedUnitPrice",
    "PricingCurrencyEffectiveCost",
    "PricingCurrencyListUnitPrice",
    "PricingQuantity",
    "PricingUnit",
    "ProviderName",
    "PublisherName",
    "ServiceCategory",
    "ServiceName",
    "ServiceSubcategory",
    "SkuId",
    "SkuMeter",
    "SkuPriceDetails",
    "SkuPriceId",
    "SubAccountId",
    "SubAccountName",
    "x_CorrectedInvoiceId",
    "x_OrderNumber",
    "x_OrderReference",
    "x_TaxCategory",
    "x_TaxRate",
)
CORRECTION = "Correction"
BOUGHT = {"", SEATS, FLAT, MINIMUM}  # charged by the period; every other meter is usage
SERVICE = ("Business Applications", "Productivity and Collaboration")
NO_SERVICE = ("Other", "Other (Other)")
QUANTUM = Decimal("0.000000001")
ONE = Decimal(1)


def focus(documents: Iterable[InvoiceDocument]) -> bytes:
    """The documents as CSV."""
    rows = (row for document in documents for row in rows_of(document))
    return table.written(COLUMNS, ([row.get(column) for column in COLUMNS] for row in rows))


def rows_of(document: InvoiceDocument) -> Iterator[dict[str, Cell]]:
    """The rows of one document: its lines, its taxes, and what was paid before it was issued."""
    for line in document.lines:
        yield _shared(document, line.period) | _line(document, line)
    for total in document.taxes:
        if total.amount:
            yield _shared(document, document.period) | _tax(document, total)
    if document.paid:
        yield _shared(document, document.period) | _paid(document)


def _shared(document: InvoiceDocument, period: Period) -> dict[str, Cell]:
    return {
        "BillingAccountId": document.account or document.buyer.tax_id or document.buyer.name,
        "BillingAccountName": document.buyer.name,
        "BillingCurrency": document.currency,
        "PricingCurrency": document.currency,
        "BillingPeriodStart": _instant(document.period.start),
        "BillingPeriodEnd": _instant(document.period.end),
        "ChargePeriodStart": _instant(period.start),
        "ChargePeriodEnd": _instant(period.end),
        "InvoiceId": document.number,
        "InvoiceIssuerName": document.seller.name,
        "ProviderName": document.seller.name,
        "PublisherName": document.seller.name,
        "x_CorrectedInvoiceId": document.corrects or None,
    }


def _line(document: InvoiceDocument, line: Line) -> dict[str, Cell]:
    sign = _sign(document)
    price, quantity = _priced(document, line)
    is_usage = line.meter not in BOUGHT
    unit = written_unit(line.unit, "en") or "Units"
    meter = line.meter or SEATS
    return {
        **_costs(sign * line.amount),
        "ContractedCost": sign * price * quantity,
        "ContractedUnitPrice": price,
        "ListCost": sign * price * quantity,
        "ListUnitPrice": price,
        "PricingCurrencyContractedUnitPrice": price,
        "PricingCurrencyListUnitPrice": price,
        "ChargeCategory": "Usage" if is_usage else "Purchase",
        "ChargeClass": CORRECTION if _is_correction(document, line) else None,
        "ChargeDescription": f"{line.name}: {line.detail}" if line.detail else line.name,
        "ChargeFrequency": "Usage-Based" if is_usage else "Recurring",
        "ConsumedQuantity": sign * line.quantity if is_usage else None,
        "ConsumedUnit": unit if is_usage else None,
        "PricingCategory": "Standard",
        "PricingQuantity": sign * quantity,
        "PricingUnit": unit,
        "ServiceCategory": SERVICE[0],
        "ServiceName": line.name,
        "ServiceSubcategory": SERVICE[1],
        "SkuId": line.name,
        "SkuMeter": meter,
        "SkuPriceId": f"{line.name}/{meter}/{price.normalize():f}",
        "SubAccountId": line.pseudonym or None,
        "SubAccountName": (line.reference or line.pseudonym) if line.pseudonym else None,
        "x_OrderNumber": line.subscription or None,
        "x_OrderReference": line.reference or None,
        "x_TaxCategory": line.category.value,
        "x_TaxRate": line.rate,
    }


def _tax(document: InvoiceDocument, total: TaxTotal) -> dict[str, Cell]:
    rate = written_exact(total.rate, "en")
    return _beside(document, _sign(document) * total.amount, "Tax", document.tax_name) | {
        "ChargeDescription": f"{document.tax_name} {rate} %",
        "x_TaxCategory": total.category.value,
        "x_TaxRate": total.rate,
    }


def _paid(document: InvoiceDocument) -> dict[str, Cell]:
    said = LANGUAGES[language_of(document.language)]["paid"]
    return _beside(document, -_sign(document) * document.paid, "Adjustment", said) | {
        "ChargeDescription": said
    }


def _beside(document: InvoiceDocument, cost: Decimal, category: str, name: str) -> dict[str, Cell]:
    """What every row has that is no line."""
    is_credit = document.kind is DocumentKind.CREDIT_NOTE
    return _costs(cost) | {
        "ContractedCost": cost,
        "ListCost": cost,
        "ChargeCategory": category,
        "ChargeClass": CORRECTION if is_credit else None,
        "ChargeFrequency": "One-Time",
        "ServiceCategory": NO_SERVICE[0],
        "ServiceName": name,
        "ServiceSubcategory": NO_SERVICE[1],
    }


def _costs(cost: Decimal) -> dict[str, Cell]:
    return {"BilledCost": cost, "EffectiveCost": cost, "PricingCurrencyEffectiveCost": cost}


def _priced(document: InvoiceDocument, line: Line) -> tuple[Decimal, Decimal]:
    """Unit price and quantity whose product is the cost: where days or tiers made the amount, the share that was charged."""
    if not any(norm.corrections(line, document.currency)):
        return line.unit_price, line.quantity
    if not line.unit_price:
        return abs(line.amount), ONE if line.amount > 0 else -ONE
    return line.unit_price, (line.amount / line.unit_price).quantize(QUANTUM).normalize()


def _is_correction(document: InvoiceDocument, line: Line) -> bool:
    """Whether it corrects what was invoiced before, or comes late for a period that was."""
    is_credit = document.kind is DocumentKind.CREDIT_NOTE
    return is_credit or line.quantity < 0 or line.amount < 0 or line.period.end <= document.period.start


def _sign(document: InvoiceDocument) -> int:
    return -1 if document.kind is DocumentKind.CREDIT_NOTE else 1


def _instant(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"
