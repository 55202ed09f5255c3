"""What invoices know of being collected, which those who collect say. Filled at start by `config`."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from freehold.kernel.money import Money
from freehold.ui.formats import written_money


@dataclass(frozen=True, slots=True)
class Debited:
    """A debit of an invoice that is neither paid nor given back yet."""

    amount: Money
    collect_on: date
    is_at_bank: bool  # its file was fetched


_look: list[Callable[[UUID], Debited | None]] = []


def register(look: Callable[[UUID], Debited | None]) -> None:
    """Say who knows of the debit that an invoice waits for; the last one counts."""
    _look[:] = [look]


def debited_now(invoice_id: UUID) -> Debited | None:
    """The debit that an invoice waits for, as the seller sees it; None where there is none."""
    return _look[0](invoice_id) if _look else None


def warning_of(invoice_id: UUID) -> str:
    """What a seller should know before, or after, an invoice is paid or credited otherwise; "" where no debit waits."""
    found = debited_now(invoice_id)
    if found is None:
        return ""
    about = {"amount": written_money(found.amount), "day": date_format(found.collect_on, "DATE_FORMAT")}
    if found.is_at_bank:
        return (
            _(
                "A debit of %(amount)s on %(day)s is at the bank already. Where the invoice is paid or credited otherwise, "
                "call it back there, or what it brings becomes the buyer’s credit."
            )
            % about
        )
    return (
        _(
            "A debit of %(amount)s on %(day)s is made. Its file was not fetched yet: it leaves out what is paid or credited."
        )
        % about
    )
