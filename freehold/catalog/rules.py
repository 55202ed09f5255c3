"""What a catalog may say."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from uuid import UUID

from freehold.kernel.period import Interval
from freehold.kernel.pricing import Terms
from freehold.kernel.service_levels import ServiceLevel
from freehold.tenants.states import TenantKind

NAME_LENGTH = 80
DESCRIPTION_LENGTH = 1000
MOST_TRIAL_DAYS = 90
CURRENCY = re.compile(r"[A-Z]{3}")


def is_name(name: str) -> bool:
    """Something to read on one line of a page or an invoice."""
    return bool(name.strip()) and len(name) <= NAME_LENGTH and name.isprintable()


def is_description(text: str) -> bool:
    """At most a few paragraphs, without control characters."""
    return len(text) <= DESCRIPTION_LENGTH and all(part.isprintable() for part in text.split())


def is_trial(days: int) -> bool:
    """No trial, or one of up to three months."""
    return 0 <= days <= MOST_TRIAL_DAYS


@dataclass(frozen=True, slots=True)
class DiscountFacts:
    """What a seller takes off; without a buyer, a plan or a term it is for all of them."""

    id: UUID
    percent: Decimal
    buyer_id: UUID | None
    plan_id: UUID | None
    interval: Interval | None
    valid_from: date
    valid_until: date | None  # the first day without it

    def fits(self, *, buyer_id: UUID, plan_id: UUID, interval: Interval) -> bool:
        """Whether it is for such an order."""
        return (
            self.buyer_id in (None, buyer_id)
            and self.plan_id in (None, plan_id)
            and self.interval in (None, interval)
        )


def may_supply(seller: TenantKind, *, runs_here: bool) -> bool:
    """Who offers a service by itself: the operator whatever it likes, a partner what no engine of the operator runs."""
    return seller is TenantKind.OPERATOR or (seller is TenantKind.PARTNER and not runs_here)


def agreed_terms(
    terms: Terms,
    discounts: Iterable[DiscountFacts],
    *,
    plan_id: UUID,
    buyer_id: UUID,
    level: ServiceLevel | None,
) -> Terms:
    """The terms that a buyer gets: with the largest discount that fits (never several), and what the plan promises."""
    fitting = (
        one.percent
        for one in discounts
        if one.fits(buyer_id=buyer_id, plan_id=plan_id, interval=terms.interval)
    )
    return replace(terms, discount_percent=max(fitting, default=Decimal(0)), service_level=level)


def is_discount(percent: Decimal) -> bool:
    """More than nothing, at most all, with two digits after the point."""
    return percent.is_finite() and 0 < percent <= 100 and percent == round(percent, 2)
