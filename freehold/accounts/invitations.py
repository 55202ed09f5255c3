"""The link with which somebody begins: made, sent, used once, and made void by the next one."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import UUID

from freehold.accounts.models import Invitation, Person
from freehold.accounts.permissions import CHANGE_OWN
from freehold.accounts.queries.own import own_actor
from freehold.accounts.queries.sign_in import find_invitation
from freehold.accounts.rules import digest, new_secret
from freehold.accounts.states import PersonState
from freehold.audit.actions.record import record
from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.errors import NotFound
from freehold.kernel.permission import require
from freehold.notices.actions.enqueue import enqueue_notice
from freehold.notices.states import NoticeTemplate
from freehold.tenants.queries import get_tenant, origin_for
from freehold.tenants.row_security import scope

LASTS = timedelta(days=7)
PATH = "/account/invitation/"


def send_invitation(person: Person, *, actor: Actor) -> str:
    """Void earlier links, make one of 256 random bits for seven days, and send it; return its secret."""
    now = clock.now()
    Invitation.objects.filter(person_id=person.id, used_at=None, expires_at__gt=now).update(expires_at=now)
    secret = new_secret()
    to = person.contact_email or person.email
    Invitation.objects.create(
        tenant_id=person.tenant_id,
        person_id=person.id,
        digest=digest(secret),
        sent_to=to,
        expires_at=now + LASTS,
    )
    tenant = get_tenant(person.tenant_id)
    enqueue_notice(
        NoticeTemplate.INVITATION,
        to=to,
        language=person.language or tenant.language,
        person_id=person.id,
        context={
            "name": person.name,
            "inviter": actor.name,
            "organisation": tenant.name,
            "address": person.email,
        },
        secrets={"link": invitation_link(secret, tenant_id=person.tenant_id)},
    )
    return secret


@contextmanager
def use_invitation(secret: str) -> Iterator[Person]:
    """Use an invitation in its person's scope, once: within, they get what they sign in with; then they are active.

    The secret in the link is the proof; there is no actor before it is used.
    Raises: NotFound (used, expired, void or unknown).
    """
    found = find_invitation(secret)
    if found is None:
        raise NotFound
    with scope(found.tenant_id, person_id=found.person_id):
        invitation = Invitation.objects.select_for_update().get(id=found.id)
        person = Person.objects.select_for_update().get(id=found.person_id)
        require(own_actor(person), CHANGE_OWN)
        if invitation.used_at is not None or person.state != PersonState.INVITED:
            raise NotFound
        yield person
        person.state = PersonState.ACTIVE
        person.save(update_fields=["password", "state"])
        invitation.used_at = clock.now()
        invitation.save(update_fields=["used_at"])
        record(own_actor(person), "accounts.accept_invitation", subject_kind="person", subject_id=person.id)


def invitation_link(secret: str, *, tenant_id: UUID) -> str:
    """The address that opens the account, once: at the host name of the brand that the tenant's people see."""
    return f"{origin_for(tenant_id)}{PATH}{secret}/"
