"""What something costs: the one implementation of each pricing rule. Exact; nothing is rounded here.

Amounts are of one currency's main unit, quantities of a meter's unit. Source of the two kinds of tiers: the field's usage,
as in Stripe's and Lago's papers on graduated and volume prices.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise

from freehold.kernel.money import EXPONENTS
from freehold.kernel.period import Anchor, Interval

SEATS = "seats"  # the meter of what an order has seats of
FLAT = "flat"  # the meter of what is charged once a period, whatever is used
FRACTIONS = 9  # digits after the point that a price may have
MOST_PRICE = Decimal(1_000_000)
MOST_TIERS = 20
ZERO, ONE, HUNDRED = Decimal(0), Decimal(1), Decimal(100)


class Mode(StrEnum):
    """How tiers make a price."""

    UNIT = "unit"  # each unit costs the same
    GRADUATED = "graduated"  # each unit costs what the tier says that it falls in
    VOLUME = "volume"  # all units cost what the tier says that the whole quantity falls in


class Timing(StrEnum):
    """When a period is charged. Usage is known at its end alone, and so is always charged in arrears."""

    ADVANCE = "advance"
    ARREARS = "arrears"


@dataclass(frozen=True, slots=True)
class Tier:
    """A step of a price: up to and with a quantity, or without end, a unit costs `unit`, and the step itself `flat`."""

    up_to: Decimal | None
    unit: Decimal
    flat: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class Component:
    """One part of a plan's price: what it is counted by, and what it costs a period beyond what is included."""

    meter: str  # SEATS, FLAT, or a meter of the service
    mode: Mode
    tiers: tuple[Tier, ...]
    included: Decimal = ZERO
    included_per_seat: Decimal = ZERO

    def price_of(self, quantity: Decimal, *, seats: int = 0) -> Decimal:
        """What a quantity costs in a whole period, exactly. `seats` bring along what each of them includes."""
        charged = max(ZERO, quantity - self.included - self.included_per_seat * seats)
        if charged == 0:
            return ZERO
        if self.mode is Mode.UNIT:
            return charged * self.tiers[0].unit
        if self.mode is Mode.VOLUME:
            tier = next(tier for tier in self.tiers if tier.up_to is None or charged <= tier.up_to)
            return charged * tier.unit + tier.flat
        total, below = ZERO, ZERO
        for tier in self.tiers:
            upper = charged if tier.up_to is None else min(charged, tier.up_to)
            if upper <= below:
                break
            total += (upper - below) * tier.unit + tier.flat
            below = upper
        return total


@dataclass(frozen=True, slots=True)
class Terms:
    """What buyer and seller agreed on: how often and when is charged, what for, and what makes it less or more."""

    currency: str  # ISO 4217
    components: tuple[Component, ...]
    interval: Interval = Interval.MONTH
    anchor: Anchor = Anchor.CALENDAR
    timing: Timing = Timing.ADVANCE
    minimum: Decimal = ZERO  # at least so much a period, whatever is used
    discount_percent: Decimal = ZERO

    def component(self, meter: str) -> Component | None:
        """The part that is counted by a meter."""
        return next((one for one in self.components if one.meter == meter), None)

    def as_json(self) -> dict[str, object]:
        """As it is stored; decimals as text."""
        return {
            "currency": self.currency,
            "interval": self.interval.value,
            "anchor": self.anchor.value,
            "timing": self.timing.value,
            "minimum": str(self.minimum),
            "discount_percent": str(self.discount_percent),
            "components": [
                {
                    "meter": one.meter,
                    "mode": one.mode.value,
                    "included": str(one.included),
                    "included_per_seat": str(one.included_per_seat),
                    "tiers": [
                        {
                            "up_to": None if tier.up_to is None else str(tier.up_to),
                            "unit": str(tier.unit),
                            "flat": str(tier.flat),
                        }
                        for tier in one.tiers
                    ],
                }
                for one in self.components
            ],
        }


def terms_from(stored: Mapping[str, object]) -> Terms:
    """Terms as they were stored. Raises: KeyError, ValueError, decimal.InvalidOperation for what never was stored here."""
    components = stored["components"]
    assert isinstance(components, Iterable)
    return Terms(
        currency=str(stored["currency"]),
        interval=Interval(str(stored["interval"])),
        anchor=Anchor(str(stored["anchor"])),
        timing=Timing(str(stored["timing"])),
        minimum=Decimal(str(stored["minimum"])),
        discount_percent=Decimal(str(stored["discount_percent"])),
        components=tuple(
            Component(
                meter=one["meter"],
                mode=Mode(one["mode"]),
                included=Decimal(one["included"]),
                included_per_seat=Decimal(one["included_per_seat"]),
                tiers=tuple(
                    Tier(
                        up_to=None if tier["up_to"] is None else Decimal(tier["up_to"]),
                        unit=Decimal(tier["unit"]),
                        flat=Decimal(tier["flat"]),
                    )
                    for tier in one["tiers"]
                ),
            )
            for one in components
        ),
    )


def is_amount(amount: Decimal) -> bool:
    """A price, included quantity or minimum: nothing or more, finite, not absurd, with nine digits after the point at most."""
    if not amount.is_finite() or not 0 <= amount < MOST_PRICE:
        return False
    return amount == round(amount, FRACTIONS)


def fault_of(terms: Terms) -> str | None:
    """What is wrong with terms, as a code; None when they can be agreed on.

    One of: "currency", "no_components", "meter_twice", "no_tiers", "too_many_tiers", "tiers_order", "last_tier", "unit_tiers",
    "not_an_amount", "discount", "flat_included".
    """
    if terms.currency not in EXPONENTS:
        return "currency"
    if not terms.components:
        return "no_components"
    meters = [one.meter for one in terms.components]
    if len(set(meters)) < len(meters):
        return "meter_twice"
    if not terms.discount_percent.is_finite() or not 0 <= terms.discount_percent <= HUNDRED:
        return "discount"
    if not is_amount(terms.minimum):
        return "not_an_amount"
    return next((fault for one in terms.components if (fault := _fault_of_component(one))), None)


def _fault_of_component(one: Component) -> str | None:
    if not one.tiers:
        return "no_tiers"
    if len(one.tiers) > MOST_TIERS:
        return "too_many_tiers"
    if one.mode is Mode.UNIT and (len(one.tiers) > 1 or one.tiers[0].flat):
        return "unit_tiers"
    if one.tiers[-1].up_to is not None:
        return "last_tier"
    steps = [tier.up_to for tier in one.tiers[:-1]]
    if any(step is None or not is_amount(step) or step == 0 for step in steps) or any(
        low is not None and high is not None and low >= high for low, high in pairwise(steps)
    ):
        return "tiers_order"
    if one.meter == FLAT and (one.included or one.included_per_seat):
        return "flat_included"
    amounts = [
        one.included,
        one.included_per_seat,
        *(tier.unit for tier in one.tiers),
        *(tier.flat for tier in one.tiers),
    ]
    return None if all(is_amount(amount) for amount in amounts) else "not_an_amount"
