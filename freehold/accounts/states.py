"""States of a person, and kinds of an app password."""

from enum import StrEnum


class PersonState(StrEnum):
    """Invited people have no password yet; those who left keep their record, not their access."""

    INVITED = "invited"
    ACTIVE = "active"
    LEFT = "left"


class AppPasswordKind(StrEnum):
    """A device's password is named and lasts; a session's opens the inbox in the browser and ends with it."""

    DEVICE = "device"
    SESSION = "session"
