"""Remove a second factor that somebody has lost, so that they can sign in and set up a new one."""

from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from freehold.accounts.permissions import RESET_SECOND_FACTOR
from freehold.accounts.queries.locks import lock_person
from freehold.accounts.sessions import close_sessions
from freehold.audit.actions.record import record
from freehold.kernel.actor import Actor
from freehold.kernel.errors import Refused
from freehold.kernel.permission import require
from freehold.notices.actions.enqueue import enqueue_notice
from freehold.notices.states import NoticeTemplate
from freehold.tenants.queries import get_tenant, origin_for
from freehold.tenants.row_security import scope


@transaction.atomic
def reset_second_factor(person_id: UUID, *, actor: Actor) -> None:
    """Remove somebody's passkeys, authenticator app and recovery codes, sign them out, and tell them who did it.

    Their password stays; one's own factors are removed on one's own page, after proving who one is.
    Raises: NotFound, NotPermitted, Refused("own_second_factor", "no_second_factor").
    """
    person = lock_person(person_id, actor=actor)
    require(actor, RESET_SECOND_FACTOR)
    if person.id == actor.person_id:
        raise Refused("own_second_factor", _("Remove your own second factor under Security."))
    with scope(
        actor.tenant_id, person_id=person.id
    ):  # factors and sessions are visible to their person alone
        removed, __ = Authenticator.objects.filter(user_id=person.id).delete()
        if not removed:
            raise Refused("no_second_factor", _("%(name)s has no second factor.") % {"name": person.name})
        sessions = close_sessions(actor.tenant_id, person.id)
    enqueue_notice(
        NoticeTemplate.SECOND_FACTOR_RESET,
        to=person.contact_email or person.email,
        language=person.language or get_tenant(actor.tenant_id).language,
        person_id=person.id,
        context={
            "name": person.name,
            "address": person.email,
            "by": actor.name,
            "from_outside": actor.home_tenant_id != actor.tenant_id,
            "link": origin_for(person.tenant_id) + reverse("account_reset_password"),
        },
    )
    record(
        actor,
        RESET_SECOND_FACTOR,
        subject_kind="person",
        subject_id=person.id,
        name=person.name,
        sessions=sessions,
    )
