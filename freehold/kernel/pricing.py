"""What something costs: the one implementation of each pricing rule. Exact; nothing is rounded here.

Amounts are of one currency's main unit, quantities of a meter's unit. Source of the two kinds of tiers: the field's usage,
as in Stripe's and Lago's papers on graduated and volume prices.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from itertools import pairwise

from freehold.kernel.money import EXPONENTS
from freehold.kernel.period import Anchor, Interval
from freehold.kernel.service_levels import ServiceLevel, level_from

SEATS = "seats"  # the meter of what an order has seats of
FLAT = "flat"  # the meter of what is charged once a period, whatever is used
FRACTIONS = 9  # digits after the point that a price may have
MOST_PRICE = Decimal(1_000_000)
MOST_QUANTITY = Decimal(10) ** 15
MOST_TIERS = 1_000  # nobody needs so many; without an end a list could be sent that fills the memory
MOST_COMPONENTS = 20
METER = re.compile(r"[a-z][a-z_]{0,39}")
ZERO, ONE, HUNDRED = Decimal(0), Decimal(1), Decimal(100)
MONTHS = {Interval.MONTH: 1, Interval.YEAR: 12}


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
    service_level: ServiceLevel | None = None  # what was promised beside the price

    def component(self, meter: str) -> Component | None:
        """The part that is counted by a meter."""
        return next((one for one in self.components if one.meter == meter), None)

    @property
    def counts_usage(self) -> bool:
        """Whether anything is charged by what is used."""
        return any(one.meter not in {SEATS, FLAT} for one in self.components)

    @property
    def left(self) -> Decimal:
        """What the discount leaves of each price, as a factor."""
        return (HUNDRED - self.discount_percent) / HUNDRED

    def price_of(self, seats: int) -> Decimal:
        """What a whole period costs before usage, exactly: seats, flat amounts, and at least the minimum."""
        counted = {SEATS: Decimal(seats), FLAT: ONE}
        parts = (one.price_of(counted[one.meter]) for one in self.components if one.meter in counted)
        return max(self.minimum, sum(parts, ZERO) * self.left)

    @property
    def seat_price(self) -> Decimal | None:
        """What each seat costs a period, where each costs the same; None where seats do not count, or in tiers."""
        seats = self.component(SEATS)
        if seats is None or seats.mode is not Mode.UNIT or seats.included:
            return None
        return seats.tiers[0].unit * self.left

    @property
    def is_per_seat(self) -> bool:
        """Whether a price of each seat is all there is to it."""
        return len(self.components) == 1 and not self.minimum and self.seat_price is not None

    def as_json(self) -> dict[str, object]:
        """As it is stored; decimals as text."""
        promised = {"service_level": self.service_level.as_json()} if self.service_level else {}
        return {
            **promised,
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


def per_seat(amount: Decimal, currency: str, interval: Interval = Interval.MONTH) -> Terms:
    """The simplest terms: each seat costs the same, in advance, by the calendar."""
    return Terms(currency, (Component(SEATS, Mode.UNIT, (Tier(None, amount),)),), interval)


def terms_from(stored: object) -> Terms:
    """Terms from their JSON. Raises: ValueError, with what is wrong, for anything that `as_json` never made."""
    facts = _mapping(stored, "terms")
    return Terms(
        currency=_text(facts, "currency"),
        interval=Interval(_text(facts, "interval")),
        anchor=Anchor(_text(facts, "anchor")),
        timing=Timing(_text(facts, "timing")),
        minimum=_decimal(facts, "minimum"),
        discount_percent=_decimal(facts, "discount_percent"),
        service_level=level_from(facts.get("service_level")),
        components=tuple(_component(one) for one in _sequence(facts, "components", MOST_COMPONENTS)),
    )


def _component(stored: object) -> Component:
    facts = _mapping(stored, "a component")
    return Component(
        meter=_text(facts, "meter"),
        mode=Mode(_text(facts, "mode")),
        included=_decimal(facts, "included"),
        included_per_seat=_decimal(facts, "included_per_seat"),
        tiers=tuple(_tier(one) for one in _sequence(facts, "tiers", MOST_TIERS)),
    )


def _tier(stored: object) -> Tier:
    facts = _mapping(stored, "a tier")
    return Tier(
        up_to=None if facts.get("up_to") is None else _decimal(facts, "up_to"),
        unit=_decimal(facts, "unit"),
        flat=_decimal(facts, "flat"),
    )


def _mapping(stored: object, what: str) -> Mapping[object, object]:
    if not isinstance(stored, Mapping):
        raise ValueError(f"{what} must be an object")
    return stored


def _sequence(facts: Mapping[object, object], name: str, most: int) -> Sequence[object]:
    found = facts.get(name)
    if not isinstance(found, list | tuple) or len(found) > most:
        raise ValueError(f"{name} must be a list of at most {most}")
    return found


def _text(facts: Mapping[object, object], name: str) -> str:
    found = facts.get(name)
    if not isinstance(found, str) or len(found) > 40:
        raise ValueError(f"{name} must be a short text")
    return found


def _decimal(facts: Mapping[object, object], name: str) -> Decimal:
    """A number as text; a JSON number that is no whole one has lost its exactness."""
    found = facts.get(name)
    if isinstance(found, bool) or not isinstance(found, str | int) or len(str(found)) > 40:
        raise ValueError(f"{name} must be a number, as text")
    try:
        amount = Decimal(found)
    except InvalidOperation as error:
        raise ValueError(f"{name} must be a number, as text") from error
    if not amount.is_finite():
        raise ValueError(f"{name} must be a finite number")
    return amount


def is_amount(amount: Decimal) -> bool:
    """A price or a minimum: nothing or more, finite, not absurd, with nine digits after the point at most."""
    return _is_within(amount, MOST_PRICE)


def is_quantity(amount: Decimal) -> bool:
    """The same of what is counted: bytes and messages come in larger numbers than prices."""
    return _is_within(amount, MOST_QUANTITY)


def _is_within(amount: Decimal, most: Decimal) -> bool:
    if not amount.is_finite() or not 0 <= amount < most:
        return False
    return amount == round(amount, FRACTIONS)


def fault_of(terms: Terms) -> str | None:
    """What is wrong with terms, as a code; None when they can be agreed on.

    One of: "currency", "no_components", "too_many_components", "meter", "meter_twice", "no_tiers", "too_many_tiers",
    "tiers_order", "last_tier", "unit_tiers", "not_an_amount", "discount", "flat_included".
    """
    if terms.currency not in EXPONENTS:
        return "currency"
    if fault := _fault_of_components(terms.components):
        return fault
    if not terms.discount_percent.is_finite() or not 0 <= terms.discount_percent <= HUNDRED:
        return "discount"
    return None if is_amount(terms.minimum) else "not_an_amount"


def _fault_of_components(components: Sequence[Component]) -> str | None:
    if not components:
        return "no_components"
    if len(components) > MOST_COMPONENTS:
        return "too_many_components"
    if len({one.meter for one in components}) < len(components):
        return "meter_twice"
    return next((fault for one in components if (fault := _fault_of_component(one))), None)


def _fault_of_component(one: Component) -> str | None:
    if not METER.fullmatch(one.meter):
        return "meter"
    if fault := _fault_of_tiers(one):
        return fault
    if one.meter == FLAT and (one.included or one.included_per_seat):
        return "flat_included"
    amounts = [amount for tier in one.tiers for amount in (tier.unit, tier.flat)]
    is_sound = is_quantity(one.included) and is_quantity(one.included_per_seat)
    return None if is_sound and all(is_amount(amount) for amount in amounts) else "not_an_amount"


def _fault_of_tiers(one: Component) -> str | None:
    if not one.tiers:
        return "no_tiers"
    if len(one.tiers) > MOST_TIERS:
        return "too_many_tiers"
    if one.mode is Mode.UNIT and (len(one.tiers) > 1 or one.tiers[0].flat):
        return "unit_tiers"
    if one.tiers[-1].up_to is not None:
        return "last_tier"
    steps = [ZERO if tier.up_to is None else tier.up_to for tier in one.tiers[:-1]]
    is_sound = all(is_quantity(step) and step > 0 for step in steps)
    return None if is_sound and all(low < high for low, high in pairwise(steps)) else "tiers_order"
