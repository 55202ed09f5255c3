"""How units, outcomes and faults are told to people."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from freehold.metering.states import Fault

# UN/ECE Recommendation 20, in the letters that people write; what is counted in ones has none.
UNITS = {"C62": "", "E34": "GB"}

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
