"""A customer with a proven domain and hosted mail, and a browser's session of its administrator."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client

from conftest import Cast
from freehold.accounts.models import Person
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


def client_of(actor: Actor) -> Client:
    """A browser in which this person is signed in."""
    with scope(actor.home_tenant_id, person_id=actor.person_id):
        person = Person.objects.get(id=actor.person_id)
    session = SessionStore()
    session[SESSION_KEY] = str(person.id)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.create()
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    return client


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
            tenant_id, kind="mail", title="Mail Standard", seats=3, options={"quota_gib": 10}
        )
    return Hosted(cast, instance_id, client_of)
