"""The states of a transfer, and who looks at it."""

from enum import StrEnum


class TransferState(StrEnum):
    """How far a customer's move to another seller has come."""

    ASKED = "asked"  # it waits for its day
    MOVED = "moved"
    WITHDRAWN = "withdrawn"  # by the customer, before its day
    UNDONE = "undone"  # taken back by consent of all three, within a week
    FAILED = "failed"  # a rule stood in the way on its day; nothing has changed


class Party(StrEnum):
    """As what a tenant looks at a transfer."""

    CUSTOMER = "customer"
    FORMER = "former"  # the seller that the customer leaves
    NEW = "new"  # the seller that it goes to


class HandoverState(StrEnum):
    """How far the handover of many customers has come."""

    PROPOSED = "proposed"  # it waits for the seller who is to receive them
    AGREED = "agreed"  # customers are told, and move on the day
    DONE = "done"  # each has moved, stayed or gone elsewhere
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
