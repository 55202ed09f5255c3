"""Where a supply and a task stand."""

from enum import StrEnum


class Held(StrEnum):
    """What a vendor holds for one order, as people have recorded it."""

    NOTHING = "nothing"  # before it was set up, and after it was ended
    ACTIVE = "active"
    SUSPENDED = "suspended"


class TaskKind(StrEnum):
    """What is to be done with the vendor."""

    SET_UP = "set_up"
    CHANGE_SEATS = "change_seats"
    CHANGE_PRODUCT = "change_product"
    SUSPEND = "suspend"
    RESUME = "resume"
    END = "end"


class TaskState(StrEnum):
    """A task is done by somebody, or withdrawn since something else is wanted now."""

    OPEN = "open"
    DONE = "done"
    WITHDRAWN = "withdrawn"


class BillState(StrEnum):
    """A vendor's bill counts once it was taken in."""

    CHECKED = "checked"  # read for a trial: nothing of it counts
    TAKEN = "taken"
    DISCARDED = "discarded"
