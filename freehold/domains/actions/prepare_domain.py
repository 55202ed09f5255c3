"""Have services make what their records need, before anybody publishes them."""

from typing import cast
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from freehold.domains.contract import NeedsOf
from freehold.domains.permissions import PREPARE_DOMAIN
from freehold.domains.queries import lock_domain
from freehold.domains.states import DomainState
from freehold.kernel.actor import Actor
from freehold.kernel.errors import NotFound
from freehold.kernel.permission import require


@transaction.atomic
def prepare_domain(domain_id: UUID, *, actor: Actor) -> None:
    """Make the keys that a domain's records bear, proven or not, so that publishing once is enough.

    Safe to repeat. Raises: NotFound (a released domain needs nothing), NotPermitted.
    """
    domain = lock_domain(domain_id)
    require(actor, PREPARE_DOMAIN)
    if domain.state == DomainState.RELEASED:
        raise NotFound
    for path in settings.DOMAIN_NEEDS:
        cast(NeedsOf, import_string(path))(domain.tenant_id, domain.name)
