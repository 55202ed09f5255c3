"""Kinds of a grant, and what becomes of a request for one."""

from enum import StrEnum


class GrantStep(StrEnum):
    """What the passing of time asks of a grant."""

    EXPIRE = "expire"
    INTRODUCE = "introduce"
    WARN = "warn"
    REMIND = "remind"


class GrantKind(StrEnum):
    """Why a grant exists."""

    SET_UP = "set-up"  # made with a new customer: administrator, 30 days
    STANDING = "standing"  # chosen by the customer: until ended, reminded once a year
    ASKED = "asked"  # given on request, for a time
    BREAK_GLASS = "break-glass"  # taken by two people of the operator, for hours


class RequestState(StrEnum):
    """An open request is answered, taken back, or over after its time."""

    OPEN = "open"
    APPROVED = "approved"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class AnsweredBy(StrEnum):
    """Who answered a request."""

    CUSTOMER = "customer"
    PARTNER = "partner"


class EmergencyState(StrEnum):
    """Break glass: one person asked, and a second one approved within the hour, or nobody did."""

    OPEN = "open"
    APPROVED = "approved"
    EXPIRED = "expired"
