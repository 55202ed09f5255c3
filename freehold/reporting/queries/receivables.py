"""What is owed to a seller, and for how long, as pages, the API and commands read it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext as _

from freehold.invoicing.queries.runs import day_of
from freehold.invoicing.receivables import OpenItem, credits_of, open_items
from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.errors import Refused
from freehold.kernel.permission import require
from freehold.reporting.permissions import SEE_MARGIN
from freehold.reporting.queries.margin import require_seller
from freehold.reporting.reading.earned import plans_on
from freehold.reporting.rules.owing import Owed, age_of, shared_out
from freehold.reporting.states import By, OwedSort
from freehold.tenants.queries import names_of_buyers


@dataclass(frozen=True, slots=True)
class OwedRow:
    """What one customer owes, or is owed for one plan, or of one month's documents; `key` is its id, name or first day."""

    key: str
    name: str
    owed: Owed


@dataclass(frozen=True, slots=True)
class Receivables:
    """What is owed on a day in one currency. Others stand beside it by name and are never added to it."""

    on: date
    by: By
    currency: str
    currencies: tuple[str, ...]
    rows: tuple[OwedRow, ...]
    total: Owed
    invoices: int
    credit: Decimal  # what buyers have paid or were credited beyond their invoices: it is not taken off here


def receivables(
    actor: Actor,
    *,
    by: By = By.CUSTOMER,
    currency: str = "",
    buyer_id: UUID | None = None,
    sort: OwedSort | None = None,
) -> Receivables:
    """What is open of a seller's invoices today, with its tax, by how long it has been due.

    Of an invoice that is paid in part each plan keeps its part of what is open. Raises: NotFound, NotPermitted, Refused("by").
    """
    require_seller(actor)
    require(actor, SEE_MARGIN)
    if by is By.END:
        raise Refused("by", _("Customers behind a buyer owe it, and nothing to you."), field="by")
    today = day_of(actor.tenant_id, clock.now())
    every = open_items(actor.tenant_id, buyer_id=buyer_id)
    credit = credits_of(actor.tenant_id, buyer_id=buyer_id)
    sums: dict[str, Decimal] = {}
    for item in every:
        sums[item.currency] = sums.get(item.currency, Decimal(0)) + item.open
    chosen = currency or max(sums, key=lambda one: (sums[one], one), default="")
    items = [item for item in every if item.currency == chosen]
    rows: dict[str, Owed] = {}
    total = Owed()
    for item, key, amount in _parts(by, items):
        age = age_of(item.due_on, today=today)
        rows[key] = rows.get(key, Owed()).plus(age, amount)
        total = total.plus(age, amount)
    return Receivables(
        on=today,
        by=by,
        currency=chosen,
        currencies=tuple(sorted(sums)),
        rows=_sorted(_named(actor, by, rows), by, sort),
        total=total,
        invoices=len(items),
        credit=sum((one.left for one in credit if one.currency == chosen), Decimal(0)),
    )


def _parts(by: By, items: Sequence[OpenItem]) -> Iterable[tuple[OpenItem, str, Decimal]]:
    if by is By.PLAN:
        plans = plans_on([item.invoice_id for item in items])
        for item in items:
            own = plans.get(item.invoice_id, [("", Decimal(1))])
            shares = shared_out(item.open, [weight for _plan, weight in own], currency=item.currency)
            yield from ((item, plan, share) for (plan, _weight), share in zip(own, shares, strict=True))
    elif by is By.MONTH:
        yield from ((item, item.issued_on.replace(day=1).isoformat(), item.open) for item in items)
    else:
        yield from ((item, str(item.buyer_id), item.open) for item in items)


def _named(actor: Actor, by: By, rows: dict[str, Owed]) -> list[OwedRow]:
    if by is By.CUSTOMER:
        names = names_of_buyers(actor.tenant_id, [UUID(key) for key in rows])
        return [OwedRow(key, names.get(UUID(key), ""), owed) for key, owed in rows.items()]
    return [OwedRow(key, key[:7] if by is By.MONTH else key, owed) for key, owed in rows.items()]


def _sorted(rows: list[OwedRow], by: By, sort: OwedSort | None) -> tuple[OwedRow, ...]:
    named = sorted(rows, key=lambda row: (row.name.casefold(), row.key))
    if sort is None and by is By.MONTH:
        return tuple(named)
    wanted = sort or OwedSort.OPEN_DOWN
    if wanted.field == "name":
        return tuple(reversed(named)) if wanted.is_down else tuple(named)
    return tuple(sorted(named, key=lambda row: getattr(row.owed, wanted.field), reverse=wanted.is_down))
