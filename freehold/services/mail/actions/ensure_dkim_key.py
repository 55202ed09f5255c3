"""See to it that a domain has a signing key, as part of whatever needs it."""

from uuid import UUID

from django.db import IntegrityError, transaction

from freehold.domains.queries import is_proven
from freehold.kernel.sealed import seal
from freehold.services.mail.actions.ask_engine import ask_for_keys
from freehold.services.mail.models import DkimKey
from freehold.services.mail.rules.dkim import new_key, new_selector


@transaction.atomic
def ensure_dkim_key(tenant_id: UUID, domain: str) -> None:
    """Make a tenant's first key for a domain if it has none, as soon as the domain is named and before it is proven.

    So its record stands among those that are published first. The engines sign with the key of the tenant that
    has proven the domain alone; mail of a domain without one is not accepted for sending.
    """
    own = DkimKey.objects.filter(tenant_id=tenant_id, domain=domain, active=True)
    if own.exists():
        return
    try:
        with transaction.atomic():
            write_key(tenant_id, domain)
            if is_proven(tenant_id, domain):
                ask_for_keys(tenant_id)
    except IntegrityError:  # somebody else made it at the same moment
        if not own.exists():
            raise


def write_key(tenant_id: UUID, domain: str) -> DkimKey:
    """Write a new active key of a domain, sealed."""
    made = new_key()
    return DkimKey.objects.create(
        tenant_id=tenant_id,
        domain=domain,
        selector=new_selector(),
        sealed_key=seal(made.private_pem),
        public_txt=made.public_txt,
    )
