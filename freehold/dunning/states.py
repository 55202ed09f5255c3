"""The words that reminders are kept by."""

from enum import StrEnum


class Wording(StrEnum):
    """Which letter a step sends."""

    FRIENDLY = "friendly"
    FIRM = "firm"
    LAST = "last"
    SUSPENSION = "suspension"  # and the orders on the invoice are suspended with it


class Outlook(StrEnum):
    """What comes next about an overdue invoice, and if nothing does, why."""

    LETTER = "letter"
    SUSPENSION = "suspension"
    BLOCKED = "blocked"  # the seller wants no reminders about it
    COLLECTED = "collected"  # a direct debit of it is on its way
    CREDIT = "credit"  # the buyer has a credit that covers it
    NO_ADDRESS = "no_address"  # nobody has said where letters go
    NOT_ANNOUNCED = "not_announced"  # a suspension that no letter has announced does not come
    NOT_SENT = "not_sent"  # nor one whose announcement still waits, or was turned down by the mail system
    NOTHING = "nothing"  # all steps are taken, or there are none
