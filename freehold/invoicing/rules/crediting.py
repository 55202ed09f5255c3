"""How much of an invoice a credit note takes, line by line. Pure.

The notes of an invoice never exceed it, and the last one takes what is left, to the cent: each line is credited by the running
sum, so that no rounding is left over.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from freehold.invoicing.rules.tax import Taxed, Treatment, taxes_of
from freehold.kernel.money import EXPONENTS

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Creditable:
    """A line of an invoice: what it amounts to, and what earlier notes took of it."""

    number: int
    treatment: Treatment
    amount: Decimal
    credited: Decimal

    @property
    def left(self) -> Decimal:
        """What may still be credited; negative for a line that was a credit itself."""
        return self.amount - self.credited


@dataclass(frozen=True, slots=True)
class Credit:
    """What a note takes: of each line by its number, and the taxes with it."""

    lines: Mapping[int, Decimal]
    taxes: tuple[Taxed, ...]
    net: Decimal
    tax: Decimal

    @property
    def gross(self) -> Decimal:
        """What the buyer gets."""
        return self.net + self.tax


def credit_of_all(
    lines: Sequence[Creditable], billed: Sequence[Taxed], credited: Sequence[Taxed], *, currency: str
) -> Credit:
    """All that is left: of the taxes too, whatever earlier notes were rounded to."""
    taken = {line.number: line.left for line in lines if line.left}
    return _credit(lines, taken, billed, credited, currency)


def credit_of_part(
    lines: Sequence[Creditable],
    net: Decimal,
    billed: Sequence[Taxed],
    credited: Sequence[Taxed],
    *,
    currency: str,
) -> Credit:
    """A part of what is left, by its net amount, spread over the lines in proportion to what is left of each."""
    left = sum((line.left for line in lines), ZERO)
    unit = Decimal(1).scaleb(-EXPONENTS[currency])
    taken: dict[int, Decimal] = {}
    running = told = ZERO
    for line in lines:
        running += line.left
        amount = (net * running / left).quantize(unit, rounding=ROUND_HALF_UP) - told
        told += amount
        if amount:
            taken[line.number] = amount
    return _credit(lines, taken, billed, credited, currency)


def _credit(
    lines: Sequence[Creditable],
    taken: Mapping[int, Decimal],
    billed: Sequence[Taxed],
    credited: Sequence[Taxed],
    currency: str,
) -> Credit:
    """The taxes of a note: rounded once, never more than is left of each, and all of it with the last of the base."""
    by_number = {line.number: line for line in lines}
    own = taxes_of(
        [(by_number[number].treatment, amount) for number, amount in taken.items()], currency=currency
    )
    taxes = tuple(_bounded(one, billed, credited) for one in own)
    net = sum((one.base for one in taxes), ZERO)
    return Credit(dict(taken), taxes, net, sum((one.amount for one in taxes), ZERO))


def _bounded(one: Taxed, billed: Sequence[Taxed], credited: Sequence[Taxed]) -> Taxed:
    base_left = _sum_of(one.treatment, billed)[0] - _sum_of(one.treatment, credited)[0]
    tax_left = _sum_of(one.treatment, billed)[1] - _sum_of(one.treatment, credited)[1]
    if one.base == base_left:
        return Taxed(one.treatment, one.base, tax_left)
    return one if abs(one.amount) <= abs(tax_left) else Taxed(one.treatment, one.base, tax_left)


def _sum_of(treatment: Treatment, taxes: Sequence[Taxed]) -> tuple[Decimal, Decimal]:
    own = [
        one
        for one in taxes
        if (one.treatment.category, one.treatment.rate) == (treatment.category, treatment.rate)
    ]
    return sum((one.base for one in own), ZERO), sum((one.amount for one in own), ZERO)
