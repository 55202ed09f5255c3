"""What was earned, as pages, the API, commands and the overview read it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from freehold.kernel.actor import Actor
from freehold.kernel.errors import NotFound, Refused
from freehold.kernel.period import Period, add_months
from freehold.kernel.permission import require
from freehold.reporting.permissions import SEE_MARGIN
from freehold.reporting.reading.earned import Part, earned_in
from freehold.reporting.rules.earning import MOST_MONTHS, Earned, months_in
from freehold.reporting.states import By, Counted, Sort
from freehold.tenants.queries import get_tenant, names_of_buyers
from freehold.tenants.states import TenantKind


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
    name: str  # as people read it; empty for what the seller bought for itself
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


def last_months(today: date, months: int) -> tuple[date, date]:
    """The running month and those before it, as `since` and `until`."""
    first = today.replace(day=1)
    return add_months(first, 1 - months), add_months(first, 1)


def margin(actor: Actor, asked: Asked) -> MarginReport:
    """What a seller charged its buyers, less what it was charged for the same orders, without tax.

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
    totals = _totals(parts)
    currency = asked.currency or max(totals, key=lambda one: (totals[one].revenue, one), default="")
    own = [part for part in parts if part.currency == currency]
    by_month = {one.month: Earned(one.revenue, one.cost) for one in own if one.month is not None}
    months = tuple((month, by_month.get(month, Earned())) for month in months_in(period))
    return MarginReport(
        asked=replace(asked, currency=currency),
        currency=currency,
        currencies=tuple(sorted(totals)),
        rows=_sorted(_rows(actor, asked.by, own, months), asked),
        months=months,
        total=totals.get(currency, Earned()),
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


def _totals(parts: Sequence[Part]) -> dict[str, Earned]:
    found: dict[str, Earned] = {}
    for part in parts:
        if part.month is not None:
            found[part.currency] = found.get(part.currency, Earned()) + Earned(part.revenue, part.cost)
    return found


def _rows(
    actor: Actor, by: By, parts: Sequence[Part], months: Sequence[tuple[date, Earned]]
) -> list[MarginRow]:
    if by is By.MONTH:
        return [MarginRow(month.isoformat(), month.isoformat()[:7], earned) for month, earned in months]
    keyed = [part for part in parts if part.month is None]
    names = {}
    if by is By.CUSTOMER:
        known = names_of_buyers(actor.tenant_id, {UUID(part.key) for part in keyed if part.key})
        names = {str(buyer_id): name for buyer_id, name in known.items()}
    return [
        MarginRow(part.key, names.get(part.key, part.key), Earned(part.revenue, part.cost)) for part in keyed
    ]


def _sorted(rows: list[MarginRow], asked: Asked) -> tuple[MarginRow, ...]:
    if asked.sort is None and asked.by is By.MONTH:
        return tuple(rows)
    sort = asked.sort or Sort.REVENUE_DOWN
    if sort.field == "name":
        return tuple(sorted(rows, key=lambda row: (row.name.casefold(), row.key), reverse=sort.is_down))
    named = sorted(rows, key=lambda row: (row.name.casefold(), row.key))
    return tuple(sorted(named, key=lambda row: getattr(row.earned, sort.field), reverse=sort.is_down))
