"""The words of the mail service's states and kinds."""

from enum import StrEnum


class MailboxKind(StrEnum):
    """Whose a mailbox is."""

    PERSONAL = "personal"  # one person signs in to it
    SHARED = "shared"  # nobody's own: people are given access


class MailboxState(StrEnum):
    """Whether a mailbox takes mail. Suspension is the instance's, not the mailbox's."""

    ACTIVE = "active"
    CLOSED = "closed"  # no sign-in, no new mail; the store stays until it is erased


class AddressKind(StrEnum):
    """What an address leads to."""

    MAILBOX = "mailbox"  # the one that a mailbox is known by
    ALIAS = "alias"
    GROUP = "group"  # fans out to its members
    CATCH_ALL = "catchall"  # `@domain`: whatever no other address takes


class SenderVerdict(StrEnum):
    """What a person or an administrator says of a sender."""

    ALLOW = "allow"
    BLOCK = "block"


class RuleField(StrEnum):
    """What a simple rule looks at."""

    FROM = "from"
    TO = "to"  # To and Cc
    SUBJECT = "subject"


class RuleMatch(StrEnum):
    """How a simple rule compares."""

    CONTAINS = "contains"
    IS = "is"


class RuleAction(StrEnum):
    """What a simple rule does."""

    FILE = "file"  # into a folder
    MARK_READ = "mark_read"
    FLAG = "flag"
    DELETE = "delete"  # into Trash
    FORWARD = "forward"  # a copy to an address


class Direction(StrEnum):
    """Which way a traced message went, seen from the tenant."""

    IN = "in"
    OUT = "out"
    INTERNAL = "internal"


class Delivery(StrEnum):
    """How far a traced message came."""

    ACCEPTED = "accepted"
    DELIVERED = "delivered"
    DEFERRED = "deferred"
    BOUNCED = "bounced"
    REJECTED = "rejected"
    DELETED = "deleted"  # taken out of the queue by hand
