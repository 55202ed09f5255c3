"""See to it that a domain has a signing key, as part of whatever needs it."""

from uuid import UUID

from django.db import IntegrityError, transaction

from freehold.kernel.sealed import seal
from freehold.services.mail.actions.ask_engine import ask_for_keys
from freehold.services.mail.models import DkimKey
from freehold.services.mail.rules.dkim import new_key, new_selector


@transaction.atomic
def ensure_dkim_key(tenant_id: UUID, domain: str) -> None:
    """Make a tenant's first key of a domain if it has none; mail of a domain without one is not accepted for sending."""
    own = DkimKey.objects.filter(tenant_id=tenant_id, domain=domain, active=True)
    if own.exists():
        return
    try:
        with transaction.atomic():
            write_key(tenant_id, domain)
    except IntegrityError:  # somebody else made it at the same moment
        if not own.exists():
            raise


def write_key(tenant_id: UUID, domain: str) -> DkimKey:
    """Write a new active key of a domain, sealed, and have the host take it."""
    made = new_key()
    key = DkimKey.objects.create(
        tenant_id=tenant_id,
        domain=domain,
        selector=new_selector(),
        sealed_key=seal(made.private_pem),
        public_txt=made.public_txt,
    )
    ask_for_keys(tenant_id)
    return key
