"""Make a domain a new signing key."""

from django.db import transaction

from freehold.audit.actions.record import record
from freehold.domains.actions.ask_for_check import ask_for_check
from freehold.domains.queries import find_domain
from freehold.kernel.actor import Actor, platform_actor
from freehold.kernel.permission import require
from freehold.services.mail.actions.ask_engine import ask_for_keys
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
    ask_for_keys(actor.tenant_id)
    record(actor, ROTATE_DKIM_KEY, subject_kind="domain", subject_id=domain, selector=key.selector)
    domain_here = find_domain(actor.tenant_id, domain)
    if (
        domain_here is not None
    ):  # the look finds the new record missing, and publishes it where a DNS key is there
        ask_for_check(domain_here.id, actor=platform_actor(actor.tenant_id, via=actor.via))
    return key.selector
