"""The words of reports for people."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.utils.formats import date_format, number_format
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from freehold.kernel.service_levels import Minutes
from freehold.provisioning.registry import services
from freehold.reporting.rules.drift import Difference
from freehold.reporting.states import Age, By, Counted, DriftKind, What
from freehold.ui.formats import written_number

ROWS = {
    By.CUSTOMER: _("Customers"),
    By.END: _("Customers behind"),
    By.PLAN: _("Plans"),
    By.MONTH: _("Months"),
}
HEADS = {
    By.CUSTOMER: _("Customer"),
    By.END: _("Customer behind"),
    By.PLAN: _("Plan"),
    By.MONTH: _("Month"),
}
COUNTED = {
    Counted.SERVED: _("By days of service"),
    Counted.ISSUED: _("By date of document"),
}
LEFT = {
    Counted.SERVED: _("What was left each month, by days of service"),
    Counted.ISSUED: _("What was left each month, by date of document"),
}
AGES = {
    Age.NOT_DUE: _("Not due yet"),
    Age.DAYS_30: _("1 to 30 days"),
    Age.DAYS_60: _("31 to 60 days"),
    Age.DAYS_90: _("61 to 90 days"),
    Age.OLDER: _("Over 90 days"),
}
WITHOUT: dict[By, str | Promise] = {
    # What one bought for oneself, and what vendors charge for no order.
    By.CUSTOMER: _("Without a customer"),
    By.END: _("Without a customer"),
    By.PLAN: _("Without an order"),  # what vendors charge for none
    By.MONTH: "",
}


def told_month(month: date) -> str:
    """A month with its year, as people write it."""
    return date_format(month, "F Y")


def short_month(month: date) -> str:
    """The same where there is little room."""
    return f"{date_format(month, 'M')} ’{month:%y}"


BETWEEN = {
    DriftKind.ORDER: _("Order and what is charged"),
    DriftKind.EDGES: _("Sold and bought"),
    DriftKind.PROVIDED: _("Ordered and provided"),
    DriftKind.BILLED: _("Agreed and billed"),
    DriftKind.USED: _("Usage sold and bought"),
}
CHARGED = {
    (DriftKind.ORDER, "true"): _("It should be charged, and is written down as free."),
    (DriftKind.ORDER, "false"): _("It should be free, and is written down as charged."),
    (DriftKind.EDGES, "true"): _("It is charged where it is sold, and not where it is bought."),
    (DriftKind.EDGES, "false"): _("It is charged where it is bought, and not where it is sold."),
}
DIFFERENCES = {
    (DriftKind.ORDER, What.SEATS): _(
        "%(expected)s seats are ordered, %(found)s are written down to be charged."
    ),
    (DriftKind.ORDER, What.PRICE): _(
        "“%(expected)s” is ordered, “%(found)s” or another price is written down to be charged."
    ),
    (DriftKind.EDGES, What.SEATS): _("%(expected)s seats are sold, %(found)s are bought."),
    (DriftKind.EDGES, What.MISSING): _("The order on the other edge is missing."),
    (DriftKind.PROVIDED, What.SEATS): _("%(expected)s seats are ordered, %(found)s are provided."),
    (DriftKind.PROVIDED, What.MISSING): _("There is no service behind this order."),
    (DriftKind.PROVIDED, What.STATE): _("The service should be %(expected)s, and is wanted %(found)s."),
    (DriftKind.PROVIDED, What.LATE): _("The service should be %(expected)s, and has not come to it in time."),
    (DriftKind.BILLED, What.SEATS): _("%(expected)s seats are agreed on, %(found)s are billed."),
    (DriftKind.BILLED, What.PRICE): _("A price of %(expected)s a period is agreed on, %(found)s is billed."),
    (DriftKind.BILLED, What.UNRATEABLE): _("What was agreed on makes no price."),
    (DriftKind.USED, What.QUANTITY): _("%(meter)s: %(expected)s are sold, %(found)s are bought."),
}
STATES = {"active": _("active"), "suspended": _("suspended"), "gone": _("erased")}


def told_difference(one: Difference) -> str:
    """A difference in a sentence."""
    if one.what is What.CHARGED:
        return str(CHARGED[one.kind, one.expected])
    return str(DIFFERENCES[one.kind, one.what]) % {
        "expected": STATES.get(one.expected, one.expected),
        "found": STATES.get(one.found, one.found),
        "meter": _title(one.meter),
    }


def _title(name: str) -> str:
    """What a meter is called by its service."""
    return next(
        (str(meter.title) for service in services() for meter in service.meters if meter.name == name), name
    )


def written_availability(minutes: Minutes) -> str:
    """The part of the minutes asked in which it answered; a dash where nobody asked."""
    percent = minutes.percent
    if percent is None:
        return "–"
    short = percent.normalize()
    exponent = short.as_tuple().exponent
    digits = max(0, -exponent) if isinstance(exponent, int) else 0
    return f"{number_format(short, max(digits, 2) if short != 100 else 0)}\N{NO-BREAK SPACE}%"


def written_share(percent: Decimal) -> str:
    """So many percent, with a digit after the point."""
    return f"{written_number(percent, 1)}\N{NO-BREAK SPACE}%"


def written_minutes(minutes: int) -> str:
    """So many minutes, with their unit."""
    return f"{number_format(minutes, 0, force_grouping=True)}\N{NO-BREAK SPACE}min"


def written_plans(plans: Sequence[str]) -> str:
    """The plans that an order had, one after the other."""
    written, *rest = plans
    for one in rest:
        written = gettext("%(before)s, then %(after)s") % {"before": written, "after": one}
    return written


def written_unknown(minutes: int) -> str:
    """For how long nobody measured; from two hours on in whole hours."""
    if minutes < 120:
        return ngettext(
            "In %(minutes)s minute nobody measured.", "In %(minutes)s minutes nobody measured.", minutes
        ) % {"minutes": minutes}
    hours = (minutes + 30) // 60
    return ngettext("In %(hours)s hour nobody measured.", "In %(hours)s hours nobody measured.", hours) % {
        "hours": hours
    }
