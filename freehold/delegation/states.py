"""Kinds of a grant."""

from enum import StrEnum


class GrantStep(StrEnum):
    """What the passing of time asks of a grant."""

    EXPIRE = "expire"
    INTRODUCE = "introduce"
    REMIND = "remind"


class GrantKind(StrEnum):
    """Why a grant exists."""

    SET_UP = "set-up"  # made with a new customer: administrator, 30 days
    STANDING = "standing"  # chosen by the customer: until ended, reminded once a year
    ASKED = "asked"  # given on request, for a time
