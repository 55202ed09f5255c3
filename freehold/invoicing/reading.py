"""What a run reads of a chunk of buyers: a handful of queries, whatever the number of buyers, in the seller's scope."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection

from freehold.invoicing.document import TaxCategory
from freehold.invoicing.models import Invoice, Parked, Run, SellerProfile, ServiceCredit
from freehold.invoicing.rules.billing import BilledLine
from freehold.invoicing.rules.crediting import Creditable
from freehold.invoicing.rules.own_rates import OwnRate
from freehold.invoicing.rules.tax import Because, BuyerTax, SellerTax, Taxed, Treatment
from freehold.invoicing.states import Buyers, Regime
from freehold.kernel.period import Period
from freehold.kernel.rating import Charge, Settled

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Seller:
    """How the seller stands on its invoices now."""

    profile_id: UUID
    tax: SellerTax
    tax_name: str
    payment_days: int
    invoice_prefix: str
    credit_note_prefix: str
    language: str


@dataclass(frozen=True, slots=True)
class Buyer:
    """How a buyer stands on them."""

    profile_id: UUID
    tax: BuyerTax
    language: str


@dataclass(frozen=True, slots=True)
class LastBilled:
    """When an order was last on a document of a run."""

    cut_off: date
    at: datetime


@dataclass(frozen=True, slots=True)
class RunBefore:
    """The newest run that is finished, and whom of these buyers it passed over."""

    cut_off: date
    began_at: datetime
    parked: frozenset[UUID]


def newest_profile(seller_id: UUID) -> SellerProfile | None:
    """The seller's profile as it is now."""
    return SellerProfile.objects.filter(tenant_id=seller_id).order_by("-version").first()


def seller_of(seller_id: UUID) -> Seller | None:
    """How the seller stands on its invoices; None when it has not said so."""
    found = newest_profile(seller_id)
    if found is None:
        return None
    return Seller(
        profile_id=found.id,
        tax=SellerTax(found.country, Regime(found.regime), found.uses_oss, rates_from(found.own_rates)),
        tax_name=found.tax_name,
        payment_days=found.payment_days,
        invoice_prefix=found.invoice_prefix,
        credit_note_prefix=found.credit_note_prefix,
        language=found.language,
    )


def buyers_of(seller_id: UUID, buyer_ids: Collection[UUID]) -> dict[UUID, Buyer]:
    """The newest profile of each of these buyers; who has none is left out."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            select distinct on (buyer_id) buyer_id, id, country, tax_id <> '', language
            from invoicing_buyerprofile where seller_id = %s and buyer_id = any(%s)
            order by buyer_id, version desc
            """,
            [seller_id, list(buyer_ids)],
        )
        return {
            buyer_id: Buyer(profile_id, BuyerTax(country, has_tax_id), language)
            for buyer_id, profile_id, country, has_tax_id, language in cursor.fetchall()
        }


def run_before(run: Run, buyer_ids: Collection[UUID]) -> RunBefore | None:
    """The newest finished run of the same seller."""
    found = (
        Run.objects.filter(tenant_id=run.tenant_id, finished_at__isnull=False)
        .order_by("-cut_off", "-id")
        .first()
    )
    if found is None:
        return None
    parked = Parked.objects.filter(run_id=found.id, debtor_id__in=buyer_ids).values_list(
        "debtor_id", flat=True
    )
    return RunBefore(found.cut_off, found.created_at, frozenset(parked))


def last_billed(subscription_ids: Sequence[UUID]) -> dict[UUID, LastBilled]:
    """When each of these orders was last billed; those that never were are left out."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            select one.id, line.cut_off, line.created_at from unnest(%s::uuid[]) one (id)
            cross join lateral (
                select cut_off, created_at from invoicing_invoiceline
                where subscription_id = one.id and settled is not null order by cut_off desc limit 1
            ) line
            """,
            [list(subscription_ids)],
        )
        return {one: LastBilled(cut_off, at) for one, cut_off, at in cursor.fetchall()}


def last_issued(seller_id: UUID, buyer_ids: Collection[UUID]) -> dict[UUID, date]:
    """The day of each buyer's newest document of a run."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            select buyer_id, max(issued_on) from invoicing_invoice
            where seller_id = %s and buyer_id = any(%s) and run_id is not null group by buyer_id
            """,
            [seller_id, list(buyer_ids)],
        )
        return dict(cursor.fetchall())


def billed_lines(subscription_ids: Collection[UUID]) -> dict[UUID, list[BilledLine]]:
    """All that runs have billed and credited of these orders, the oldest first; of each line what is left to be credited."""
    found: dict[UUID, list[BilledLine]] = {}
    if not subscription_ids:
        return found
    with connection.cursor() as cursor:
        cursor.execute(
            """
            select l.subscription_id, l.meter, l.name, l.period_start, l.period_end, l.billing_start, l.billing_end,
                   abs(l.quantity), l.unit_price, l.seats, l.numerator, l.settled, l.category, l.rate,
                   i.number, i.taxes::text, l.corrects, abs(l.amount), c.amount, l.number, g.amount
            from invoicing_invoiceline l join invoicing_invoice i on i.id = l.invoice_id
            left join lateral (
                select sum(credit.amount) as amount from invoicing_invoice note
                join invoicing_invoiceline credit on credit.invoice_id = note.id and credit.corrects_number = l.number
                where note.corrects_id = i.id
            ) c on true
            left join (
                select subscription_id, corrects, corrects_number, sum(abs(amount)) as amount
                from invoicing_invoiceline
                where subscription_id = any(%s) and meter = 'service_level' and cut_off is not null
                group by 1, 2, 3
            ) g on g.subscription_id = l.subscription_id and g.corrects = i.number and g.corrects_number = l.number
            where l.subscription_id = any(%s) and l.settled is not null
            order by l.cut_off, l.id
            """,
            [list(subscription_ids), list(subscription_ids)],
        )
        for row in cursor.fetchall():
            own = found.setdefault(row[0], [])
            _take_back(own, line := _billed_line(row), corrects=row[16], amount=row[17])
            own.append(line)
    return found


def standing_of(subscription_id: UUID) -> list[BilledLine]:
    """The same of one order, in the scope of its seller or its buyer; for previews."""
    return billed_lines([subscription_id]).get(subscription_id, [])


def _take_back(lines: list[BilledLine], credit: BilledLine, *, corrects: str, amount: Decimal) -> None:
    """A line that a run credited has that much less left."""
    for place, line in enumerate(lines):
        charge, days = line.settled.charge, credit.settled.charge.days
        same = replace(
            credit.settled.charge, days=charge.days, quantity=charge.quantity, numerator=charge.numerator
        )
        if line.number == corrects and same == charge and days.overlap(charge.days) == days:
            lines[place] = replace(line, left=line.left - amount)
            return


def _billed_line(row: Sequence[Any]) -> BilledLine:
    (
        _id,
        meter,
        plan,
        start,
        end,
        billing_start,
        billing_end,
        quantity,
        unit_price,
        seats,
        numerator,
        amount,
    ) = row[:12]
    category, rate, number, taxes, _corrects, _amount, by_hand, line, for_levels = row[12:]
    by_hand, for_levels = by_hand or ZERO, for_levels or ZERO
    charge = Charge(
        meter=meter,
        plan=plan,
        days=Period(start, end),
        period=Period(billing_start, billing_end),
        quantity=quantity,
        unit_price=unit_price,
        seats=seats,
        numerator=numerator,
    )
    because = next((one["because"] for one in json.loads(taxes) if one["category"] == category), "")
    treatment = Treatment(TaxCategory(category), rate, Because(because))
    left = max(ZERO, amount - by_hand - for_levels)
    return BilledLine(Settled(charge, amount), treatment, number, left, by_hand, line)


def credited_months(subscription_ids: Collection[UUID]) -> set[tuple[UUID, date]]:
    """The months of these orders whose missed promise was credited, each by its first day."""
    found = ServiceCredit.objects.filter(subscription_id__in=subscription_ids)
    return set(found.values_list("subscription_id", "month"))


def creditable_lines(invoice: Invoice) -> list[Creditable]:
    """The lines of an invoice, and what people on credit notes and runs on later documents took of each."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            select l.number, l.category, l.rate, l.amount,
                   coalesce((
                       select sum(credit.amount) from invoicing_invoice note
                       join invoicing_invoiceline credit on credit.invoice_id = note.id
                       where note.corrects_id = l.invoice_id and credit.corrects_number = l.number
                   ), 0) - coalesce((
                       select sum(least(0, later.amount * case i.kind when 'credit_note' then -1 else 1 end))
                       from invoicing_invoiceline later join invoicing_invoice i on i.id = later.invoice_id
                       where later.subscription_id = l.subscription_id and later.corrects = %s and later.settled < 0
                         and (later.meter, later.name, later.seats, later.billing_start)
                             = (l.meter, l.name, l.seats, l.billing_start)
                         and later.period_start >= l.period_start and later.period_end <= l.period_end
                   ), 0) + coalesce((
                       select sum(abs(missed.amount)) from invoicing_invoiceline missed
                       where missed.subscription_id = l.subscription_id and missed.meter = 'service_level'
                         and missed.cut_off is not null and missed.corrects = %s and missed.corrects_number = l.number
                   ), 0)
            from invoicing_invoiceline l where l.invoice_id = %s order by l.number
            """,
            [invoice.number, invoice.number, invoice.id],
        )
        rows = cursor.fetchall()
    becauses = {(one["category"], Decimal(one["rate"])): Because(one["because"]) for one in invoice.taxes}
    return [
        Creditable(number, Treatment(TaxCategory(category), rate, becauses[category, rate]), amount, credited)
        for number, category, rate, amount, credited in rows
    ]


def taxes_from(stored: Iterable[Mapping[str, str]]) -> list[Taxed]:
    """The taxes of a document as they were stored."""
    return [
        Taxed(
            Treatment(TaxCategory(one["category"]), Decimal(one["rate"]), Because(one["because"])),
            Decimal(one["base"]),
            Decimal(one["amount"]),
        )
        for one in stored
    ]


def rates_from(stored: Iterable[Mapping[str, str]]) -> tuple[OwnRate, ...]:
    """The rates of a seller's own tax as they were stored."""
    return tuple(
        OwnRate(Decimal(one["percent"]), date.fromisoformat(one["valid_from"]), Buyers(one["buyers"]))
        for one in stored
    )
