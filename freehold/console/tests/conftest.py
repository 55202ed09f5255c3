"""People who have signed in."""

from collections.abc import Callable

import pytest
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.test import Client

from freehold.accounts.models import Person
from freehold.delegation.middleware import GRANT_SESSION_KEY
from freehold.kernel.actor import Actor
from freehold.tenants.row_security import scope


@pytest.fixture
def signed_in(db: None) -> Callable[[Actor], Client]:
    """A browser in which this actor has signed in, and under a grant has entered."""

    def make(actor: Actor, **headers: str) -> Client:
        with scope(actor.home_tenant_id, person_id=actor.person_id):
            person = Person.objects.get(id=actor.person_id)
        client = Client(headers=headers)
        session = client.session
        session[SESSION_KEY] = str(actor.person_id)
        session[HASH_SESSION_KEY] = person.get_session_auth_hash()
        session["_auth_user_backend"] = "allauth.account.auth_backends.AuthenticationBackend"
        if actor.grant_id:
            session[GRANT_SESSION_KEY] = str(actor.grant_id)
        session.save()
        client.cookies["freehold-session"] = session.session_key
        return client

    return make
