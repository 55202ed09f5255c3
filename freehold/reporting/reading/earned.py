"""What was charged on one edge and paid on the next: invoices joined with the chain of their orders, in the seller's scope."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import connection

from freehold.kernel.money import EXPONENTS
from freehold.kernel.period import Period
from freehold.reporting.states import By, Counted

WITHOUT_CENTS = [currency for currency, exponent in EXPONENTS.items() if exponent == 0]

# The lines of documents that the tenant has issued (is_sold) or received, as what they add to what is owed.
SIGN = "case i.kind when 'credit_note' then -1 else 1 end"
OF_LINES = """
    select i.seller_id = %(own)s as is_sold, l.buyer_id, l.pseudonym, l.name, l.subscription_id, l.period_start, l.period_end,
           i.currency, {month} as month, l.amount * {sign} as net
    from invoicing_invoice i join invoicing_invoiceline l on l.invoice_id = i.id
    where ({ends}) and {within}"""
# A document's sum is that of its lines.
OF_DOCUMENTS = """
    select i.seller_id = %(own)s as is_sold, i.buyer_id, '' as pseudonym, '' as name, null::uuid as subscription_id,
           i.period_start, i.period_end, i.currency, {month} as month, i.net * {sign} as net
    from invoicing_invoice i where ({ends}) and {within}"""
ISSUED = "i.seller_id = %(own)s and (%(buyer)s::uuid is null or i.buyer_id = %(buyer)s)"
RECEIVED = "i.buyer_id = %(own)s"
OF_LINE = {
    Counted.ISSUED: {
        "sign": SIGN,
        "month": "date_trunc('month', i.issued_on::timestamp)::date",
        "within": "i.issued_on >= %(since)s and i.issued_on < %(until)s",
    },
    Counted.SERVED: {
        "sign": SIGN,
        "month": "date_trunc('month', l.period_start::timestamp)::date",
        "within": "i.period_start < %(until)s and i.period_end > %(since)s",
    },
}
# What of each line counts in which month. By the days, the running sum is rounded, so that the months sum to the line.
PART = {
    Counted.ISSUED: """
part as (select is_sold, buyer_id, pseudonym, name, subscription_id, period_start, currency, month, net from line)""",
    Counted.SERVED: """
part as (
    select is_sold, buyer_id, pseudonym, name, subscription_id, period_start, currency, month, net from line
    where period_end <= (month + interval '1 month')::date and month >= %(since)s and month < %(until)s
    union all
    select is_sold, buyer_id, pseudonym, name, subscription_id, period_start, currency, within.month,
           round(net * (least(within.next, period_end) - period_start) / (period_end - period_start), within.cents)
         - round(net * (greatest(within.month, period_start) - period_start) / (period_end - period_start), within.cents)
    from line cross join lateral (
        select first::date as month, (first + interval '1 month')::date as next,
               case when line.currency = any(%(without_cents)s) then 0 else 2 end as cents
        from generate_series(line.month::timestamp, (period_end - 1)::timestamp, '1 month') first
    ) within
    where period_end > (line.month + interval '1 month')::date
      and within.month >= %(since)s and within.month < %(until)s
)""",
}
# What was bought belongs to the order that was sold of it, and to the plan that it had on the line's first day.
EARNED = """
with sold as (
    select id, buyer_id, pseudonym, upstream_id from subscriptions_subscription where seller_id = %(own)s
), phase as (
    select distinct on (subscription_id, starts_on) subscription_id, starts_on, plan_name
    from subscriptions_phase where seller_id = %(own)s
    order by subscription_id, starts_on, recorded_at desc, id desc
), held as (
    select subscription_id, plan_name, starts_on,
           coalesce(lead(starts_on) over (partition by subscription_id order by starts_on), 'infinity') as ends_on
    from phase
), """
FACT = """, fact as (
    select month, currency, buyer_id, pseudonym, name as plan, net as revenue, 0 as cost from part where is_sold
    union all
    select part.month, part.currency, sold.buyer_id, coalesce(sold.pseudonym, ''),
           coalesce(held.plan_name, part.name), 0, part.net
    from part
    left join sold on sold.upstream_id = part.subscription_id
    left join held on held.subscription_id = sold.id and part.period_start >= held.starts_on and part.period_start < held.ends_on
    where not part.is_sold
)
select currency, {key}::text, month, grouping(month) = 0, sum(revenue), sum(cost) from fact
where (%(buyer)s::uuid is null or buyer_id = %(buyer)s) and (%(plan)s::text is null or plan = %(plan)s)
group by grouping sets ((currency, {key}), (currency, month))
"""
KEYS = {By.CUSTOMER: "buyer_id", By.END: "pseudonym", By.PLAN: "plan"}


@dataclass(frozen=True, slots=True)
class Part:
    """A sum of lines: of one key, or of one month."""

    currency: str
    key: str
    month: date | None
    revenue: Decimal
    cost: Decimal


def earned_in(
    own: UUID, period: Period, *, by: By, counted: Counted, buyer_id: UUID | None, plan: str | None
) -> list[Part]:
    """What was charged and paid in some whole months, by key and by month; the key of what is for no customer is empty."""
    fact = FACT.format(key=KEYS.get(by, "currency"))
    statement = EARNED + "line as (" + _lines(by, counted, buyer_id, plan) + ")," + PART[counted] + fact
    with connection.cursor() as cursor:
        cursor.execute(
            statement,
            {
                "own": own, "since": period.start, "until": period.end, "without_cents": WITHOUT_CENTS,
                "buyer": buyer_id, "plan": plan,
            },
        )  # fmt: skip
        rows: Sequence[tuple[str, str | None, date | None, bool, Decimal, Decimal]] = cursor.fetchall()
    return [
        Part(currency, key or "", month if is_month else None, revenue, cost)
        for currency, key, month, is_month, revenue, cost in rows
    ]


def _lines(by: By, counted: Counted, buyer_id: UUID | None, plan: str | None) -> str:
    """What is summed: whole documents wherever neither days, nor plans, nor whom the cost is for are asked for."""
    whole = counted is Counted.ISSUED and by in {By.CUSTOMER, By.MONTH} and plan is None
    sold = OF_DOCUMENTS if whole else OF_LINES
    bought = OF_DOCUMENTS if whole and by is By.MONTH and buyer_id is None else OF_LINES
    parts = OF_LINE[counted]
    if sold == bought:
        return sold.format(**parts, ends=f"{ISSUED} or {RECEIVED}")
    return f"{sold.format(**parts, ends=ISSUED)} union all {bought.format(**parts, ends=RECEIVED)}"


def plans_on(invoice_ids: Sequence[UUID]) -> dict[UUID, list[tuple[str, Decimal]]]:
    """What each plan makes of these invoices, tax within, in the order of their lines."""
    found: dict[UUID, list[tuple[str, Decimal]]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "select invoice_id, name, sum(amount * (100 + rate)) from invoicing_invoiceline where invoice_id = any(%s) "
            "group by invoice_id, name order by invoice_id, min(number)",
            [list(invoice_ids)],
        )
        for invoice_id, plan, weight in cursor.fetchall():
            found.setdefault(invoice_id, []).append((plan, weight))
    return found


@dataclass(frozen=True, slots=True)
class Sold:
    """For whom an order is, and which plan it had in a month."""

    buyer_id: UUID
    pseudonym: str
    plan: str


def sold_in(own: UUID, asked: Collection[tuple[UUID, date]]) -> dict[tuple[UUID, date], Sold]:
    """The orders that a seller sells, each in a month: the last plan that it had there."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            select asked.id, asked.month, s.buyer_id, s.pseudonym, coalesce((
                select p.plan_name from subscriptions_phase p
                where p.seller_id = s.seller_id and p.subscription_id = s.id
                  and p.starts_on < (asked.month + interval '1 month')::date
                order by p.starts_on desc, p.recorded_at desc limit 1
            ), s.plan_name)
            from unnest(%s::uuid[], %s::date[]) asked (id, month)
            join subscriptions_subscription s on s.id = asked.id and s.seller_id = %s
            """,
            [[order_id for order_id, _month in asked], [month for _id, month in asked], own],
        )
        return {(order_id, month): Sold(*sold) for order_id, month, *sold in cursor.fetchall()}
