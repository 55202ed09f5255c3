"""How long a prospect is protected, and as which name."""

from datetime import datetime, timedelta

from freehold.domains.rules.names import DomainName, owned_name, parse_domain
from freehold.kernel.errors import Refused
from freehold.kernel.language import gettext as _

LASTS = timedelta(days=90)
MOST_HELD = 200


def prospect_name(text: str) -> DomainName:
    """The name under which a prospect is protected: the one that its owner registered, with all below it.

    Names under which anybody may register are refused, those of hosts that hand out names below theirs included.
    Raises: Refused (see `parse_domain`; and "public_suffix", "below_a_domain").
    """
    found = parse_domain(text)
    own = owned_name(found.name)
    if own is None:
        raise Refused(
            "public_suffix",
            _("Under this name anybody may have one; register the customer’s own domain below it."),
            field="name",
        )
    if own != found.name:
        raise Refused(
            "below_a_domain",
            _("Register the domain itself: %(domain)s. All names below it are protected with it.")
            % {"domain": own},
            field="name",
        )
    return found


def may_extend(*, ends_at: datetime, extended_at: datetime | None, now: datetime) -> bool:
    """Once, as long as it holds."""
    return extended_at is None and now < ends_at
