"""The words of reports for people."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from freehold.reporting.states import By, Counted

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
FOR_ONESELF = _("For your own use")


def told_month(month: date) -> str:
    """A month with its year, as people write it."""
    return date_format(month, "F Y")


def short_month(month: date) -> str:
    """The same where there is little room."""
    return date_format(month, "M y")
