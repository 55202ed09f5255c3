"""Writes the documents of a chunk: numbers under the series' lock, rows as arrays of text, in three statements."""

import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from uuid import UUID

from django.db import connection

from freehold.invoicing.document import DocumentKind
from freehold.invoicing.drafting import Draft, Parking, cells_of, quoted
from freehold.invoicing.models import Parked, ServiceCredit
from freehold.invoicing.reading import Seller
from freehold.invoicing.rules.numbers import number_of, reference_of
from freehold.invoicing.rules.own_rates import OwnRate
from freehold.invoicing.rules.tax import Taxed
from freehold.invoicing.words import Details, because
from freehold.kernel import ids

# Each with its type. The order of `drafting.cells_of` is that of the columns from "name" to "settled".
LINE_CELLS = {
    "id": "uuid", "buyer_id": "uuid", "invoice_id": "uuid", "number": "int", "subscription_id": "uuid",
    "subscription": "text", "reference": "text", "pseudonym": "text",
    "name": "text", "detail": "text", "corrects": "text", "period_start": "date",
    "period_end": "date", "quantity": "numeric", "unit": "text",
    "unit_price": "numeric", "amount": "numeric", "category": "text", "rate": "numeric", "meter": "text",
    "billing_start": "date", "billing_end": "date", "seats": "int", "numerator": "numeric", "settled": "numeric",
}  # fmt: skip
INVOICE_CELLS = {
    "id": "uuid", "buyer_id": "uuid", "kind": "text", "number": "text", "due_on": "date", "period_start": "date",
    "period_end": "date", "currency": "text", "language": "text", "net": "numeric", "tax": "numeric", "gross": "numeric",
    "taxes": "jsonb", "buyer_profile_id": "uuid", "payment_reference": "text",
    "is_outside_vat": "bool",
}  # fmt: skip


ZERO = Decimal(0)


def _insert(table: str, cells: dict[str, str], same: Sequence[str]) -> str:
    names = ", ".join((*same, *(f'"{name}"' for name in cells)))
    given = ", ".join("%s" for _ in same)
    arrays = ", ".join(f"%s::{kind}[]" for kind in cells.values())
    return f"insert into {table} ({names}) select {given}, * from unnest({arrays})"  # noqa: S608 - constants alone


INSERT_LINES = _insert("invoicing_invoiceline", LINE_CELLS, ("seller_id", "cut_off", "created_at"))
INSERT_CREDITS = _insert(
    "invoicing_invoiceline",
    {**LINE_CELLS, "corrects_number": "int"},
    ("seller_id", "cut_off", "created_at"),
)
INSERT_INVOICES = _insert(
    "invoicing_invoice",
    INVOICE_CELLS,
    ("seller_id", "run_id", "issued_on", "tax_name", "seller_profile_id", "created_at", "note"),
)


def write_documents(
    drafts: Sequence[Draft], *, seller_id: UUID, seller: Seller, run_id: UUID, cut_off: date, at: datetime
) -> None:
    """Write documents that bear the cut-off day as their date, and number them. The series stay locked until the commit."""
    if not drafts:
        return
    own_ids = [str(ids.new_id()) for _draft in drafts]
    # The lines first: what takes long is done before others wait for the numbers.
    rows, credit_rows = _line_rows(drafts, own_ids)
    if rows:
        _write(INSERT_LINES, [seller_id, cut_off, at], rows)
    if credit_rows:
        _write(INSERT_CREDITS, [seller_id, cut_off, at], credit_rows)
        ServiceCredit.objects.bulk_create(_service_credits(drafts, own_ids, seller_id, at))
    places = _take_numbers(seller_id, _prefixes(drafts, seller))
    _write(
        INSERT_INVOICES,
        [seller_id, run_id, cut_off, seller.tax_name, seller.profile_id, at, ""],
        _invoice_rows(drafts, own_ids, places, seller, cut_off),
    )


def write_parked(parked: Sequence[Parking], *, seller_id: UUID, run_id: UUID) -> None:
    """Write down who was passed over, and why."""
    Parked.objects.bulk_create(
        Parked(
            tenant_id=seller_id,
            run_id=run_id,
            debtor_id=one.buyer_id,
            reason=one.reason,
            detail=one.detail[:500],
        )
        for one in parked
    )


def take_number(seller_id: UUID, prefix: str) -> int:
    """The next place of one series, for one document."""
    return _take_numbers(seller_id, [prefix])[0]


def taxes_text(taxes: Iterable[Taxed], language: str) -> str:
    """The taxes of a document as they are stored."""
    told = [
        f'{{"category": "{one.treatment.category.value}", "rate": "{one.treatment.rate}", "base": "{one.base}", '
        f'"amount": "{one.amount}", "because": "{one.treatment.because.value}", '
        f'"reason": {_reason(one.treatment.because.value, language)}}}'
        for one in taxes
    ]
    return f"[{', '.join(told)}]"


def stored_taxes(taxes: Iterable[Taxed], language: str) -> list[dict[str, str]]:
    """The same as values."""
    found: list[dict[str, str]] = json.loads(taxes_text(taxes, language))
    return found


def stored_rates(rates: Iterable[OwnRate]) -> list[dict[str, str]]:
    """The rates of a seller's own tax as they are stored."""
    return [
        {
            "percent": str(one.percent),
            "valid_from": one.valid_from.isoformat(),
            "buyers": one.buyers.value,
        }
        for one in rates
    ]


def _line_rows(
    drafts: Sequence[Draft], own_ids: Sequence[str]
) -> tuple[list[tuple[str, ...]], list[tuple[str, ...]]]:
    """The rows of all lines; apart those that credit a missed promise, which say which line they credit too."""
    rows: list[tuple[str, ...]] = []
    credit_rows: list[tuple[str, ...]] = []
    details = Details()
    for draft, invoice_id in zip(drafts, own_ids, strict=True):
        buyer_id, kind = str(draft.buyer_id), draft.totals.kind
        for number, (order, line) in enumerate(draft.lines, start=1):
            cells = line.cells
            if kind is DocumentKind.CREDIT_NOTE:
                cells = cells_of(line.due, line.treatment, details, draft.language, kind=kind)
            row = (
                str(ids.new_id()), buyer_id, invoice_id, str(number), str(order.id), order.number,
                quoted(order.reference), quoted(order.pseudonym), *cells,
            )  # fmt: skip
            if line.due.missed is None:
                rows.append(row)
            else:
                credited = line.due.credits
                credit_rows.append((*row, str(credited.line) if credited else "NULL"))
    return rows, credit_rows


def _service_credits(
    drafts: Sequence[Draft], own_ids: Sequence[str], seller_id: UUID, at: datetime
) -> list[ServiceCredit]:
    """What was credited of each order's month, in one sum."""
    found: dict[tuple[UUID, date], ServiceCredit] = {}
    for draft, invoice_id in zip(drafts, own_ids, strict=True):
        for order, line in draft.lines:
            missed = line.due.missed
            if missed is None:
                continue
            known = found.setdefault(
                (order.id, missed.month.start),
                ServiceCredit(
                    seller_id=seller_id,
                    buyer_id=draft.buyer_id,
                    subscription_id=order.id,
                    month=missed.month.start,
                    invoice_id=UUID(invoice_id),
                    promised_percent=missed.promised,
                    minutes_asked=missed.measured.asked,
                    minutes_up=missed.measured.up,
                    credit_percent=missed.credit,
                    amount=ZERO,
                    currency=draft.currency,
                    created_at=at,
                ),
            )
            known.amount -= line.amount
    return list(found.values())


def _invoice_rows(
    drafts: Sequence[Draft], own_ids: Sequence[str], places: Sequence[int], seller: Seller, cut_off: date
) -> list[tuple[str, ...]]:
    due_on = str(cut_off + timedelta(days=seller.payment_days))
    rows: list[tuple[str, ...]] = []
    for draft, own_id, place in zip(drafts, own_ids, places, strict=True):
        totals = draft.totals
        prefix = prefix_of(totals.kind, seller)
        rows.append(
            (
                own_id, str(draft.buyer_id), totals.kind.value, quoted(number_of(prefix, place)),
                due_on if totals.kind is DocumentKind.INVOICE else str(cut_off), str(draft.start), str(draft.end),
                draft.currency, draft.language, str(totals.net), str(totals.tax), str(totals.gross),
                quoted(taxes_text(totals.taxes, draft.language)), str(draft.buyer.profile_id), reference_of(prefix, place),
                str(totals.is_outside_vat),
            )
        )  # fmt: skip
    return rows


def prefix_of(kind: DocumentKind, seller: Seller) -> str:
    """The series of a kind of document."""
    return seller.invoice_prefix if kind is DocumentKind.INVOICE else seller.credit_note_prefix


def _prefixes(drafts: Sequence[Draft], seller: Seller) -> list[str]:
    return [prefix_of(draft.totals.kind, seller) for draft in drafts]


def _take_numbers(seller_id: UUID, prefixes: Sequence[str]) -> list[int]:
    """A place for each of these in its series, in one block a series; series are locked in the order of their prefixes."""
    begins: dict[str, int] = {}
    with connection.cursor() as cursor:
        for prefix in sorted(set(prefixes)):
            cursor.execute(
                """
                insert into invoicing_series as s (id, tenant_id, created_at, prefix, next_number)
                values (%s, %s, now(), %s, 1 + %s)
                on conflict (tenant_id, prefix) do update set next_number = s.next_number + %s
                returning next_number
                """,
                [ids.new_id(), seller_id, prefix, prefixes.count(prefix), prefixes.count(prefix)],
            )
            begins[prefix] = cursor.fetchone()[0] - prefixes.count(prefix)
    places = []
    for prefix in prefixes:
        places.append(begins[prefix])
        begins[prefix] += 1
    return places


def _write(statement: str, same: Sequence[UUID | date | str], rows: Sequence[tuple[str, ...]]) -> None:
    arrays = ["{" + ",".join(column) + "}" for column in zip(*rows, strict=True)]
    with connection.cursor() as cursor:
        cursor.execute(statement, [*same, *arrays])


@lru_cache(maxsize=256)
def _reason(code: str, language: str) -> str:
    return json.dumps(because(code, language))
