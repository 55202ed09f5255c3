"""Write to the administrators of the three whom a customer's move concerns, under the brand that they know."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format

from freehold.accounts.queries.people import people_with_role
from freehold.kernel.actor import Role
from freehold.notices.actions.enqueue import enqueue_notice
from freehold.notices.letters import Letterhead
from freehold.notices.states import NoticeTemplate
from freehold.tenants.queries import get_tenant
from freehold.tenants.row_security import enter

Value = str | date


def tell(template: NoticeTemplate, tenant_id: UUID, **values: Value) -> int:
    """Write to a tenant's administrators, each in their language; how many there were."""
    with enter(tenant_id, because="those whom a move concerns are told"):
        return _tell_here(template, tenant_id, None, values)


def tell_in_nobodys_name(template: NoticeTemplate, tenant_id: UUID, **values: Value) -> int:
    """The same under the neutral name of the instance, as when the brand that they know is gone."""
    with enter(tenant_id, because="those whom a move concerns are told"):
        return _tell_here(template, tenant_id, Letterhead(sender=settings.NEUTRAL_DOMAIN), values)


def _tell_here(
    template: NoticeTemplate, tenant_id: UUID, letterhead: Letterhead | None, values: Mapping[str, Value]
) -> int:
    people = people_with_role(Role.ADMINISTRATOR)
    if not people:
        return 0
    language_here = get_tenant(tenant_id).language
    for person in people:
        language = person.language or language_here
        with translation.override(language):
            written = {name: _written(value) for name, value in values.items()}
        enqueue_notice(
            template,
            to=person.email,
            language=language,
            person_id=person.person_id,
            context={"name": person.name, **written},
            letterhead=letterhead,
        )
    return len(people)


def _written(value: Value) -> str:
    return date_format(value, "DATE_FORMAT") if isinstance(value, date) else value
