"""Which tax a supply of services bears, by the two countries, the seller's regime and the buyer's VAT identifier.

Source: directive 2006/112/EC, arts. 44 (between businesses: where the buyer is), 45 (else: where the seller is), 58 and 369a
to 369k (electronic services to others: where the buyer is, once the seller uses the one-stop shop), 196 (reverse charge), 284
(small businesses).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from freehold.invoicing.document import TaxCategory
from freehold.invoicing.rules.own_rates import OwnRate, own_rate
from freehold.invoicing.rules.vat_rates import STANDARD, standard_rate
from freehold.invoicing.states import Regime
from freehold.kernel.money import EXPONENTS

ZERO = Decimal(0)


class Because(StrEnum):
    """Why there is no tax. The document says it in words."""

    NOTHING = ""
    REVERSE_CHARGE = "reverse_charge"
    OUTSIDE_EU = "outside_eu"
    SMALL_BUSINESS = "small_business"
    NO_TAX = "no_tax"


@dataclass(frozen=True, slots=True)
class SellerTax:
    """What of a seller decides the tax."""

    country: str
    regime: Regime
    uses_oss: bool = False
    own_rates: tuple[OwnRate, ...] = ()  # of its own tax, outside the EU


@dataclass(frozen=True, slots=True)
class BuyerTax:
    """What of a buyer decides it."""

    country: str
    has_vat_id: bool


@dataclass(frozen=True, slots=True)
class Treatment:
    """The category and rate of a line, and why there is no tax."""

    category: TaxCategory
    rate: Decimal
    because: Because = Because.NOTHING


@dataclass(frozen=True, slots=True)
class Taxed:
    """The tax of all lines of one treatment."""

    treatment: Treatment
    base: Decimal
    amount: Decimal


def treatment_of(seller: SellerTax, buyer: BuyerTax, *, on: date) -> Treatment:
    """The tax of what is supplied up to and with a day (art. 64: a period's supply is made at its end)."""
    if seller.regime is Regime.SMALL:
        return Treatment(TaxCategory.EXEMPT, ZERO, Because.SMALL_BUSINESS)
    if seller.regime is Regime.OUTSIDE:
        rate = own_rate(seller.own_rates, buyer_is_at_home=buyer.country == seller.country, on=on)
        if rate is None:
            return Treatment(TaxCategory.OUTSIDE, ZERO, Because.NO_TAX)
        return Treatment(TaxCategory.STANDARD, rate)
    return _within_eu(seller, buyer, on)


def taxes_of(lines: Iterable[tuple[Treatment, Decimal]], *, currency: str) -> list[Taxed]:
    """The tax of each treatment on the sum of its lines, rounded once (EN 16931, BR-CO-17)."""
    bases: dict[Treatment, Decimal] = {}
    for treatment, amount in lines:
        bases[treatment] = bases.get(treatment, ZERO) + amount
    unit = Decimal(1).scaleb(-EXPONENTS[currency])
    return [
        Taxed(one, base, (base * one.rate / 100).quantize(unit, rounding=ROUND_HALF_UP))
        for one, base in bases.items()
    ]


def _within_eu(seller: SellerTax, buyer: BuyerTax, on: date) -> Treatment:
    if buyer.country == seller.country:
        return Treatment(TaxCategory.STANDARD, standard_rate(seller.country, on))
    if buyer.country not in STANDARD:
        return Treatment(TaxCategory.OUTSIDE, ZERO, Because.OUTSIDE_EU)
    if buyer.has_vat_id:
        return Treatment(TaxCategory.REVERSE_CHARGE, ZERO, Because.REVERSE_CHARGE)
    return Treatment(
        TaxCategory.STANDARD, standard_rate(buyer.country if seller.uses_oss else seller.country, on)
    )
