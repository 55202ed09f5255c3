"""The words that invoices are kept by."""

from enum import StrEnum


class Regime(StrEnum):
    """Which law of taxes a seller is under."""

    EU_VAT = "eu_vat"  # VAT of its country (directive 2006/112/EC)
    SMALL = "small"  # exempt as a small business (directive 2006/112/EC, art. 284)
    OUTSIDE = "outside"  # not in the EU: its own tax, or none


class Buyers(StrEnum):
    """For which buyers a rate of a seller's own tax holds."""

    HOME = "home"  # in the seller's own country
    ABROAD = "abroad"  # everywhere else


class ParkReason(StrEnum):
    """Why a run passed a buyer over."""

    NO_PROFILE = "no_profile"  # nobody has said how the buyer stands on an invoice
    CURRENCIES = "currencies"  # orders of one edge in several currencies
    ABSURD = "absurd"  # an amount that no invoice of this kind has
    DISAGREES = "disagrees"  # the totals are not the sum of their parts
    NOT_WRITTEN = "not_written"  # the database refuses the document, as one whose number is taken
    NOT_RATED = "not_rated"  # what is agreed or read makes no price


class Standing(StrEnum):
    """How an invoice stands: what is still to be paid of it."""

    OPEN = "open"
    OVERDUE = "overdue"  # open, and the day on which it was due is over
    PAID = "paid"  # nothing is open, and money came for it; or it was for nothing
    CREDITED = "credited"  # nothing is open since credits took all of it


class PaymentKind(StrEnum):
    """How money came or went."""

    TRANSFER = "transfer"
    DEBIT = "debit"  # collected by SEPA direct debit
    OTHER = "other"  # cash, a card, what was settled elsewhere
