"""States of a domain and of what was seen of it in DNS."""

from enum import StrEnum


class DomainState(StrEnum):
    """Whose a domain is."""

    CLAIMED = "claimed"  # named by a tenant, not shown to be its own
    PROVEN = "proven"  # its token was seen in DNS; one tenant at a time
    RELEASED = "released"  # let go; kept for the log alone


class CheckState(StrEnum):
    """What a look into DNS found of one record."""

    RIGHT = "right"
    MISSING = "missing"
    WRONG = "wrong"
    UNREACHABLE = "unreachable"  # no server answered: nothing is known


class Advice(StrEnum):
    """What a person should know or do about a record, beyond its state."""

    NONE = ""
    PUBLISH = "publish"  # add this record
    REPLACE = "replace"  # a different value stands there
    MERGE_SPF = "merge_spf"  # an SPF record of others stands there: publish the merged one instead
    ONE_SPF = "one_spf"  # several SPF records stand there: only one may, so publish the merged one
    SPF_TOO_LONG = "spf_too_long"  # more than ten look-ups: receivers give up (RFC 7208, 4.6.4)
    OTHER_MX = "other_mx"  # mail may also go to other servers
    NULL_MX = "null_mx"  # the domain says that it takes no mail (RFC 7505)
    ONE_DMARC = "one_dmarc"  # several DMARC records stand there: none applies (RFC 7489, 6.6.3)
    REVOKED_KEY = "revoked_key"  # an empty key: signatures fail (RFC 6376, 3.6.1)
    TRY_LATER = "try_later"  # the servers did not answer


class AnswerState(StrEnum):
    """How the question to DNS ended."""

    FOUND = "found"
    NOTHING = "nothing"  # no such name, or no record of this type
    UNREACHABLE = "unreachable"  # time-out, SERVFAIL, a loop, a broken answer


class HostState(StrEnum):
    """Whose a host name is."""

    CLAIMED = "claimed"  # named by a seller, not shown to be its own
    PROVEN = "proven"  # its token was seen in DNS; one seller at a time


class CertificateSource(StrEnum):
    """Where the certificate of a host name is from."""

    NONE = ""
    SUPPLIED = "supplied"
