"""The states of what comes into the channel, moves within it, and is told in it."""

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


class ApplicationState(StrEnum):
    """How far an application to sell has come."""

    UNPROVEN = "unproven"  # nobody has opened the link that went to the mail address
    WAITING = "waiting"  # for the seller
    APPROVED = "approved"  # and so invited
    DECLINED = "declined"


class RegistrationState(StrEnum):
    """What became of a prospect that a seller registered by its domain."""

    HELD = "held"  # nobody else may begin with this domain
    WON = "won"  # the prospect proved its domain as a customer of the one who registered it
    CHOSEN_OTHERWISE = "chosen_otherwise"  # it proved its domain with somebody else
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class IncidentReach(StrEnum):
    """To whom an incident notice goes."""

    ALL = "all"
    PARTNERS = "partners"  # some partners, and everybody behind them
    PSEUDONYMS = "pseudonyms"  # some customers, known by their pseudonyms alone


class IncidentState(StrEnum):
    """How far an incident notice has come."""

    SENDING = "sending"
    SENT = "sent"
    STOPPED = "stopped"


class RiskReason(StrEnum):
    """Why a buyer may be about to be lost."""

    OVERDUE = "overdue"
    SEATS_FALLING = "seats_falling"
    UNPROVEN_DOMAIN = "unproven_domain"
    CANCELLATION = "cancellation"


class GoneReason(StrEnum):
    """Why a seller says that a partner is gone."""

    INSOLVENT = "insolvent"
    SUSPENDED = "suspended"  # its seller sells to it no longer
    SILENT = "silent"  # nobody there answers
