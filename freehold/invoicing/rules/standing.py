"""How an invoice stands, by what was paid and credited of it. Pure."""

from datetime import date
from decimal import Decimal

from freehold.invoicing.states import Standing


def standing_of(gross: Decimal, credited: Decimal, paid: Decimal, *, due_on: date, today: date) -> Standing:
    """The day on which it is due is still in time. What was for nothing counts as paid."""
    if gross - credited - paid > 0:
        return Standing.OVERDUE if due_on < today else Standing.OPEN
    return Standing.CREDITED if paid == 0 and credited > 0 else Standing.PAID
