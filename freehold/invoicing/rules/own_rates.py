"""Rates of a seller's own tax, outside the EU: in percent, each from a day on, for buyers at home or elsewhere. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from freehold.invoicing.states import Buyers

MOST_RATES = 20
HIGHEST = Decimal(100)


@dataclass(frozen=True, slots=True)
class OwnRate:
    """A rate of the seller's own tax, and for whom it holds from which day on."""

    percent: Decimal
    valid_from: date
    buyers: Buyers


def own_rate(rates: Iterable[OwnRate], *, buyer_is_at_home: bool, on: date) -> Decimal | None:
    """What holds on a day for a buyer in the seller's own country, or for one elsewhere; None: no tax."""
    group = Buyers.HOME if buyer_is_at_home else Buyers.ABROAD
    begun = [one for one in rates if one.buyers is group and one.valid_from <= on]
    return max(begun, key=lambda one: one.valid_from).percent if begun else None


def in_order(rates: Iterable[OwnRate]) -> tuple[OwnRate, ...]:
    """Those for buyers at home first, of each group the oldest first."""
    return tuple(sorted(rates, key=lambda one: (one.buyers is not Buyers.HOME, one.valid_from)))


def is_rate(percent: Decimal) -> bool:
    """Whether a tax may be so high: more than nothing, not more than all, two digits after the point at most."""
    return percent.is_finite() and 0 < percent <= HIGHEST and percent == round(percent, 2)


def twins(rates: Sequence[OwnRate]) -> list[int]:
    """The places of those whose group and day an earlier one has already."""
    seen: set[tuple[Buyers, date]] = set()
    found = []
    for place, one in enumerate(rates):
        if (one.buyers, one.valid_from) in seen:
            found.append(place)
        seen.add((one.buyers, one.valid_from))
    return found
