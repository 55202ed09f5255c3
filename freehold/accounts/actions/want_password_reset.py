"""Send somebody the link with which they choose a new password."""

from django.db import transaction

from freehold.accounts.models import Person
from freehold.accounts.permissions import CHANGE_OWN
from freehold.accounts.queries.own import own_actor
from freehold.audit.actions.record import record
from freehold.kernel.permission import require
from freehold.notices.actions.enqueue import enqueue_notice
from freehold.notices.states import NoticeTemplate
from freehold.tenants.queries import get_tenant


@transaction.atomic
def want_password_reset(person: Person, *, link: str) -> None:
    """Write the notice with the link, sealed; to the contact address where there is one.

    A hosted address may be what the forgotten password opens. Whoever asked is not known, and is told nothing.
    """
    actor = own_actor(person)
    require(actor, CHANGE_OWN)
    enqueue_notice(
        NoticeTemplate.PASSWORD_RESET,
        to=person.contact_email or person.email,
        language=person.language or get_tenant(person.tenant_id).language,
        person_id=person.id,
        context={"name": person.name, "address": person.email},
        secrets={"link": link},
    )
    record(actor, "accounts.want_password_reset", subject_kind="person", subject_id=person.id)
