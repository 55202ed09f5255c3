"""Whether a host name leads browsers to this platform."""

from freehold.domains.rules.verdicts import Answer
from freehold.domains.states import AnswerState


def leads_to(target: str, *, alias: Answer, addresses: Answer, targets: Answer) -> bool | None:
    """By a CNAME to the target, or by an address that the target has too; None when nobody answered.

    The top of a zone can have no CNAME: there an address does it. Source: RFC 1034, 3.6.2.
    """
    if f"{target}." in alias.values:
        return True
    if set(addresses.values) & set(targets.values):
        return True
    if AnswerState.UNREACHABLE in {alias.state, addresses.state, targets.state}:
        return None
    return False
