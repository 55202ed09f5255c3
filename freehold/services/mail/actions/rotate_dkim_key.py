"""Make a domain a new signing key."""

from django.db import transaction

from freehold.audit.actions.record import record
from freehold.kernel.actor import Actor
from freehold.kernel.permission import require
from freehold.services.mail.actions.ensure_dkim_key import write_key
from freehold.services.mail.models import DkimKey
from freehold.services.mail.permissions import ROTATE_DKIM_KEY
from freehold.services.mail.queries.instance import require_proven


@transaction.atomic
def rotate_dkim_key(domain: str, *, actor: Actor) -> str:
    """Sign with a new key from now on; its selector. The old one stays to be published, for mail still on its way.

    Publish the new record at once: until it stands in DNS, receivers cannot check the new signatures.
    Raises: NotPermitted, Refused("domain_not_proven").
    """
    require(actor, ROTATE_DKIM_KEY)
    require_proven(actor.tenant_id, domain)
    DkimKey.objects.filter(tenant_id=actor.tenant_id, domain=domain, active=True).update(active=False)
    key = write_key(actor.tenant_id, domain)
    record(actor, ROTATE_DKIM_KEY, subject_kind="domain", subject_id=domain, selector=key.selector)
    return key.selector
