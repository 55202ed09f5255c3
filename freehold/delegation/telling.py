"""Write to the administrators of a tenant about access: to those who give it, who hold it, and who ask for it."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.formats import date_format

from freehold.accounts.queries.people import people_with_role
from freehold.accounts.words import roles_told
from freehold.delegation.models import Emergency, Grant, GrantRequest
from freehold.kernel.actor import Role
from freehold.notices.actions.enqueue import enqueue_notice
from freehold.notices.states import NoticeTemplate
from freehold.tenants.queries import TenantFacts, get_tenant

HOURS_A_DAY = 24
Context = Callable[[TenantFacts], dict[str, str | int]]


def tell_giver(template: NoticeTemplate, grant: Grant) -> int:
    """Tell the administrators of the tenant that gave it, in that tenant's scope; how many were told."""
    return _tell(template, grant.tenant_id, lambda tenant: _of_grant(grant, tenant))


def tell_holder(template: NoticeTemplate, grant: Grant) -> int:
    """Tell the administrators of the tenant that holds it, in that tenant's scope; how many were told."""
    return _tell(template, grant.holder_id, lambda tenant: _of_grant(grant, tenant))


def tell_seller(template: NoticeTemplate, grant: Grant, *, seller_id: UUID, customer: str) -> int:
    """Tell the administrators of who sells to the tenant, in that seller's scope, by the name it has there."""
    return _tell(template, seller_id, lambda tenant: {**_of_grant(grant, tenant), "organisation": customer})


def tell_of_request(
    template: NoticeTemplate, request: GrantRequest, *, tenant_id: UUID, called: str, may_answer: bool = False
) -> int:
    """Tell the administrators of a tenant, in its scope, of a request; `called` is what the asked one is called there."""

    def context(tenant: TenantFacts) -> dict[str, str | int]:
        return {
            "holder": request.asker_name,
            "asked_by": request.asked_by,
            "organisation": called,
            "roles": roles_told(request.roles),
            **_lasting(request.lasts_hours),
            "reason": request.reason,
            "ticket": request.ticket,
            "until": _written(request.expires_at, tenant.time_zone),
            "may_answer": int(may_answer),
        }

    return _tell(template, tenant_id, context)


def tell_colleagues(emergency: Emergency) -> int:
    """Tell the operator's other administrators that somebody wants to break the glass."""
    return _tell(
        NoticeTemplate.BREAK_GLASS_ASKED,
        emergency.tenant_id,
        lambda tenant: {
            "asked_by": emergency.asked_by,
            "organisation": emergency.reference,
            "roles": roles_told(emergency.roles),
            **_lasting(emergency.lasts_hours),
            "reason": emergency.reason,
            "until": _written(emergency.expires_at, tenant.time_zone),
        },
        besides=emergency.asked_by_id,
    )


def _lasting(hours: int) -> dict[str, str | int]:
    """A duration in days where it is whole ones, else in hours."""
    days, rest = divmod(hours, HOURS_A_DAY)
    return {"days": 0, "hours": hours} if rest else {"days": days, "hours": 0}


def _of_grant(grant: Grant, tenant: TenantFacts) -> dict[str, str | int]:
    return {
        "holder": grant.holder_name,
        "organisation": grant.tenant_name,
        "roles": roles_told(grant.roles),
        "reason": grant.reason,
        "since": _written(grant.starts_at, tenant.time_zone),
        "until": _written(grant.ends_at, tenant.time_zone),
        "ended_by": grant.ended_by,
        "asked_by": grant.asked_by,
        "approved_by": grant.approved_by,
    }


def _tell(template: NoticeTemplate, tenant_id: UUID, context: Context, *, besides: UUID | None = None) -> int:
    people = [one for one in people_with_role(Role.ADMINISTRATOR) if one.person_id != besides]
    tenant = get_tenant(tenant_id)
    for person in people:
        language = person.language or tenant.language
        with translation.override(language):
            said = {"name": person.name, **context(tenant)}
        enqueue_notice(template, to=person.email, language=language, person_id=person.person_id, context=said)
    return len(people)


def _written(at: datetime | None, time_zone: str) -> str:
    """An instant as people of that tenant write it; nothing for none."""
    return date_format(at.astimezone(ZoneInfo(time_zone)), "DATETIME_FORMAT") if at else ""
