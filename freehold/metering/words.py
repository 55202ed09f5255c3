"""How units, outcomes and faults are told to people."""

from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from freehold.metering.states import Fault
from freehold.provisioning.contract import Meter, OverDays
from freehold.ui.formats import written_number

FAULTS: dict[Fault, str | Promise] = {
    Fault.MALFORMED: _("It cannot be read: a field is missing, unknown, or does not fit."),
    Fault.NO_SUCH_ORDER: _("You sell no order with this number."),
    Fault.NO_SUCH_METER: _("The service of this order has no such meter."),
    Fault.QUANTITY: _("A quantity is a number from 0 up to a thousand million."),
    Fault.FUTURE: _("It lies in the future."),
    Fault.TOO_OLD: _("It is more than 90 days old."),
    Fault.NOT_SERVED: _("The order was not served on this day."),
}

CONFLICT = _("Another event with this id was accepted before, with other content. It stands.")

OVER_DAYS: dict[OverDays, str | Promise] = {
    OverDays.SUM: _("in all"),
    OverDays.AVERAGE: _("on average"),
}


def written_quantity(quantity: Decimal, meter: Meter) -> str:
    """A quantity with its unit, as people read it: three digits after the point at most."""
    rounded = round(quantity, 3).normalize()
    exponent = rounded.as_tuple().exponent
    decimals = max(0, -exponent) if isinstance(exponent, int) else 0
    number = written_number(rounded, decimals)
    return f"{number}\N{NO-BREAK SPACE}{meter.written_unit}" if meter.written_unit else number
