"""Write to the administrators of a tenant about access: to those who give it, and to those who hold it."""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.formats import date_format

from freehold.accounts.queries.people import people_with_role
from freehold.accounts.words import roles_told
from freehold.delegation.models import Grant
from freehold.kernel.actor import Role
from freehold.notices.actions.enqueue import enqueue_notice
from freehold.notices.states import NoticeTemplate
from freehold.tenants.queries import get_tenant


def tell_giver(template: NoticeTemplate, grant: Grant) -> int:
    """Tell the administrators of the tenant that gave it, in that tenant's scope; how many were told."""
    return _tell(template, grant, tenant_id=grant.tenant_id)


def tell_holder(template: NoticeTemplate, grant: Grant) -> int:
    """Tell the administrators of the tenant that holds it, in that tenant's scope; how many were told."""
    return _tell(template, grant, tenant_id=grant.holder_id)


def _tell(template: NoticeTemplate, grant: Grant, *, tenant_id: UUID) -> int:
    people = people_with_role(Role.ADMINISTRATOR)
    tenant = get_tenant(tenant_id)
    for person in people:
        language = person.language or tenant.language
        with translation.override(language):
            context = {
                "name": person.name,
                "holder": grant.holder_name,
                "organisation": grant.tenant_name,
                "roles": roles_told(grant.roles),
                "reason": grant.reason,
                "since": _written(grant.starts_at, tenant.time_zone),
                "until": _written(grant.ends_at, tenant.time_zone),
                "ended_by": grant.ended_by,
            }
        enqueue_notice(
            template, to=person.email, language=language, person_id=person.person_id, context=context
        )
    return len(people)


def _written(at: datetime | None, time_zone: str) -> str:
    """An instant as people of that tenant write it; nothing for none."""
    return date_format(at.astimezone(ZoneInfo(time_zone)), "DATETIME_FORMAT") if at else ""
