"""What was earned, as pages, the API, commands and the overview read it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TypeVar
from uuid import UUID

from django.utils.translation import gettext as _

from freehold.kernel.actor import Actor
from freehold.kernel.errors import NotFound, Refused
from freehold.kernel.period import Period, add_months
from freehold.kernel.permission import require
from freehold.reporting.permissions import SEE_MARGIN
from freehold.reporting.reading.earned import Part, earned_in, sold_in
from freehold.reporting.rules.earning import MOST_MONTHS, Earned, months_in
from freehold.reporting.states import By, Counted, Sort
from freehold.services.resold.queries.bills import supplier_costs
from freehold.tenants.queries import get_tenant, names_of_buyers
from freehold.tenants.states import TenantKind

Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a margin report is asked for: whole months, `since` and `until` being firsts of a month."""

    since: date
    until: date  # the first month that is not in it
    by: By = By.CUSTOMER
    counted: Counted = Counted.SERVED
    currency: str = ""  # empty: the one in which most is charged
    buyer_id: UUID | None = None
    plan: str | None = None
    sort: Sort | None = None  # unless given: by month in order, else the largest revenue first


@dataclass(frozen=True, slots=True)
class MarginRow:
    """What was earned with one customer or plan, or in one month; `key` is its id, its name or its first day."""

    key: str
    name: str  # as people read it; empty for what is for no customer
    earned: Earned


@dataclass(frozen=True, slots=True)
class MarginReport:
    """What was earned in one currency. Others stand beside it by name and are never added to it."""

    asked: Asked
    currency: str
    currencies: tuple[str, ...]
    rows: tuple[MarginRow, ...]
    months: tuple[tuple[date, Earned], ...]  # each month asked for, in order
    total: Earned
    vendors: Decimal  # what of the cost vendors of services charge, whose bills the seller has taken in


def last_months(today: date, months: int) -> tuple[date, date]:
    """The running month and those before it, as `since` and `until`."""
    first = today.replace(day=1)
    return add_months(first, 1 - months), add_months(first, 1)


def margin(actor: Actor, asked: Asked) -> MarginReport:
    """What a seller charged its buyers, less what it was charged for the same orders, by its seller and by vendors; without tax.

    What vendors charge counts by the days that it is for, whatever is asked for.

    Raises: NotFound (who sells nothing), NotPermitted, Refused("months", "no_customer").
    """
    require_seller(actor)
    require(actor, SEE_MARGIN)
    period = whole_months(asked.since, asked.until)
    if asked.by is By.END and asked.buyer_id is None:
        raise Refused("no_customer", _("Choose a customer first, to see who is behind it."), field="customer")
    parts = earned_in(
        actor.tenant_id,
        period,
        by=asked.by,
        counted=asked.counted,
        buyer_id=asked.buyer_id,
        plan=asked.plan,
    )
    vendors = _vendors(actor, asked, period)
    parts += vendors
    totals = _totals(parts)
    currency = asked.currency or max(totals, key=lambda one: (totals[one].revenue, one), default="")
    own = [part for part in parts if part.currency == currency]
    by_month = _summed((one.month, one) for one in own if one.month is not None)
    months = tuple((month, by_month.get(month, Earned())) for month in months_in(period))
    return MarginReport(
        asked=replace(asked, currency=currency),
        currency=currency,
        currencies=tuple(sorted(totals)),
        rows=_sorted(_rows(actor, asked.by, own, months), asked),
        months=months,
        total=totals.get(currency, Earned()),
        vendors=sum((one.cost for one in vendors if one.currency == currency and one.month), Decimal(0)),
    )


def name_of_buyer(actor: Actor, buyer_id: UUID) -> str:
    """What the seller calls a buyer, present or past; empty where it has none of this id."""
    require(actor, SEE_MARGIN)
    return names_of_buyers(actor.tenant_id, [buyer_id]).get(buyer_id, "")


def require_seller(actor: Actor) -> None:
    """Go on only for a tenant that sells: a customer has nothing of this kind. Raises: NotFound."""
    if get_tenant(actor.tenant_id).kind is TenantKind.CUSTOMER:
        raise NotFound


def whole_months(since: date, until: date) -> Period:
    """The months from `since` up to `until`. Raises: Refused("months")."""
    months = (until.year - since.year) * 12 + until.month - since.month
    if since.day != 1 or until.day != 1 or not 1 <= months <= MOST_MONTHS:
        raise Refused(
            "months",
            _("Choose whole months, from one to %(most)s of them.") % {"most": MOST_MONTHS},
            field="since",
        )
    return Period(since, until)


def _vendors(actor: Actor, asked: Asked, period: Period) -> list[Part]:
    """What vendors charge, as further parts: each by its key, and by its month."""
    # Whoever may see the margin may see what it is made of, with a token for reports alone too.
    costs = supplier_costs(replace(actor, scopes=None), period.start, period.end)
    sold = sold_in(
        actor.tenant_id, {(one.subscription_id, one.month) for one in costs if one.subscription_id}
    )
    found = []
    for one in costs:
        order = sold.get((one.subscription_id, one.month)) if one.subscription_id else None
        buyer_id, plan = (order.buyer_id, order.plan) if order else (None, "")
        if (asked.buyer_id or buyer_id) != buyer_id or (asked.plan or plan) != plan:
            continue
        keys = {
            By.CUSTOMER: str(buyer_id) if buyer_id else "",
            By.END: order.pseudonym if order else "",
            By.PLAN: plan,
        }
        found += [
            Part(one.currency, keys.get(asked.by, ""), None, Decimal(0), one.amount),
            Part(one.currency, "", one.month, Decimal(0), one.amount),
        ]
    return found


def _totals(parts: Sequence[Part]) -> dict[str, Earned]:
    return _summed((part.currency, part) for part in parts if part.month is not None)


def _summed(parts: Iterable[tuple[Key, Part]]) -> dict[Key, Earned]:
    found: dict[Key, Earned] = {}
    for key, part in parts:
        found[key] = found.get(key, Earned()) + Earned(part.revenue, part.cost)
    return found


def _rows(
    actor: Actor, by: By, parts: Sequence[Part], months: Sequence[tuple[date, Earned]]
) -> list[MarginRow]:
    if by is By.MONTH:
        return [MarginRow(month.isoformat(), month.isoformat()[:7], earned) for month, earned in months]
    keyed = _summed((part.key, part) for part in parts if part.month is None)
    names = {}
    if by is By.CUSTOMER:
        known = names_of_buyers(actor.tenant_id, {UUID(key) for key in keyed if key})
        names = {str(buyer_id): name for buyer_id, name in known.items()}
    return [MarginRow(key, names.get(key, key), earned) for key, earned in keyed.items()]


def _sorted(rows: list[MarginRow], asked: Asked) -> tuple[MarginRow, ...]:
    if asked.sort is None and asked.by is By.MONTH:
        return tuple(rows)
    sort = asked.sort or Sort.REVENUE_DOWN
    if sort.field == "name":
        return tuple(sorted(rows, key=lambda row: (row.name.casefold(), row.key), reverse=sort.is_down))
    named = sorted(rows, key=lambda row: (row.name.casefold(), row.key))
    return tuple(sorted(named, key=lambda row: getattr(row.earned, sort.field), reverse=sort.is_down))
