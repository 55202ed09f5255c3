"""The words that reports are asked by."""

from enum import StrEnum


class By(StrEnum):
    """What the rows of a report are."""

    CUSTOMER = "customer"  # whom the seller bills, a partner among them
    END = "end"  # the customers behind one buyer, by their pseudonyms
    PLAN = "plan"  # the seller's own
    MONTH = "month"


class Counted(StrEnum):
    """In which month an amount counts."""

    SERVED = "served"  # by the days that it is for: a year's price counts a twelfth or so in each month
    ISSUED = "issued"  # all of it in the month of its document


class Sort(StrEnum):
    """How the rows are sorted; a minus turns it round."""

    NAME = "name"
    NAME_DOWN = "-name"
    REVENUE = "revenue"
    REVENUE_DOWN = "-revenue"
    COST = "cost"
    COST_DOWN = "-cost"
    MARGIN = "margin"
    MARGIN_DOWN = "-margin"

    @property
    def field(self) -> str:
        """The column that leads."""
        return self.removeprefix("-")

    @property
    def is_down(self) -> bool:
        """Whether the largest comes first."""
        return self.startswith("-")


class OwedSort(StrEnum):
    """How the rows of what is owed are sorted; a minus turns it round."""

    NAME = "name"
    NAME_DOWN = "-name"
    OPEN = "open"
    OPEN_DOWN = "-open"
    OVERDUE = "overdue"
    OVERDUE_DOWN = "-overdue"

    @property
    def field(self) -> str:
        """The column that leads."""
        return self.removeprefix("-")

    @property
    def is_down(self) -> bool:
        """Whether the largest comes first."""
        return self.startswith("-")


class Age(StrEnum):
    """For how long something has been due."""

    NOT_DUE = "not_due"
    DAYS_30 = "days_30"  # up to 30 days overdue
    DAYS_60 = "days_60"
    DAYS_90 = "days_90"
    OLDER = "older"


class DriftKind(StrEnum):
    """Between which two the difference is."""

    ORDER = "order"  # what an order says, and what is written down to be charged for it
    EDGES = "edges"  # one edge, and the one above it
    PROVIDED = "provided"  # what was ordered, and what the service has
    BILLED = "billed"  # what was agreed on, and what stands on invoices
    USED = "used"  # what was measured on one edge, and on the one above it


class What(StrEnum):
    """What differs."""

    SEATS = "seats"
    PRICE = "price"  # of a day
    CHARGED = "charged"  # whether anything is charged at all
    MISSING = "missing"  # there is nothing on the other side
    STATE = "state"  # of the service
    LATE = "late"  # the service has not come to what is wanted, for an hour or beyond the day that people had
    QUANTITY = "quantity"
    UNRATEABLE = "unrateable"  # what was agreed on makes no price
