"""The link with which somebody chooses a first password: made, sent, and made void by the next one."""

from datetime import timedelta

from django.conf import settings

from freehold.accounts.models import Invitation, Person
from freehold.accounts.rules import digest, new_secret
from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.notices.actions.enqueue import enqueue_notice
from freehold.notices.states import NoticeTemplate
from freehold.tenants.queries import get_tenant

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
        secrets={"link": invitation_link(secret)},
    )
    return secret


def invitation_link(secret: str) -> str:
    """The address that opens the account, once."""
    return f"{settings.ORIGIN}{PATH}{secret}/"
