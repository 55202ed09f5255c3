"""A customer with a proven domain and hosted mail, and a browser's session of its administrator."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

import pytest
from django.test import Client

from conftest import Cast, signed_in_browser
from freehold.domains.models import Domain
from freehold.domains.states import DomainState
from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.provisioning.actions.want import want_instance
from freehold.tenants.row_security import scope

DOMAIN = "acme-dental.example"


@dataclass(frozen=True, slots=True)
class Hosted:
    """Acme with mail: its instance, and how to sign somebody in."""

    cast: Cast
    instance_id: UUID
    client_of: Callable[[Actor], Client]

    @property
    def admin(self) -> Actor:
        return self.cast.customer

    def page(self, path: str) -> Client:
        return self.client_of(self.admin).get(path)


@pytest.fixture
def hosted(cast: Cast) -> Hosted:
    tenant_id = cast.customer.tenant_id
    with scope(tenant_id):
        Domain.objects.create(
            tenant_id=tenant_id,
            name=DOMAIN,
            unicode_name=DOMAIN,
            state=DomainState.PROVEN,
            token="t",
            proven_at=clock.now(),
        )
        instance_id = want_instance(
            tenant_id, kind="mail", title="Mail Standard", seats=3, options={"quota_gb": 10}
        )
    return Hosted(cast, instance_id, signed_in_browser)
