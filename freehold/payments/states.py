"""The words that bank statements are kept by."""

from enum import StrEnum


class EntryState(StrEnum):
    """What became of a booking on a bank statement."""

    MATCHED = "matched"  # it named its invoice, and is recorded as a payment of it
    PROPOSED = "proposed"  # account and amount fit one open invoice alone: a person confirms it
    WAITING = "waiting"  # nobody can tell yet what it is for
    ASSIGNED = "assigned"  # a person said what it is for
    SET_ASIDE = "set_aside"  # a person said that it is for nothing here


class Why(StrEnum):
    """By what an entry was matched, or why it waits."""

    REFERENCE = "reference"  # the payment reference (ISO 11649)
    NUMBER = "number"  # the number of an invoice in its text
    DEBIT = "debit"  # a debit that was collected
    ACCOUNT = "account"  # the account of a buyer, and the amount of one open invoice
    NOTHING = "nothing"  # it names no invoice
    SEVERAL = "several"  # it names invoices of several buyers
    CURRENCY = "currency"  # it is in another currency than what it names
    RETURNED = "returned"  # the bank took something back that is not known here
    REFUSED = "refused"  # it could not be recorded
    UNDONE = "undone"  # the payment as which it was recorded was undone


class Scheme(StrEnum):
    """By which rules a debit is made."""

    CORE = "core"  # anybody's account; it may be given back within eight weeks without a reason
    B2B = "b2b"  # companies alone, and their bank must know of the mandate; none is given back


class DebitState(StrEnum):
    """What became of a debit."""

    PENDING = "pending"
    COLLECTED = "collected"
    RETURNED = "returned"
    CANCELLED = "cancelled"
    NOT_NEEDED = "not_needed"  # left out of the file: nobody owes it any more
