"""Tell the next ones of an incident whom it concerns."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from django.db import connection, transaction
from django.utils import translation
from django.utils.formats import date_format

from freehold.accounts.queries.people import people_with_role
from freehold.audit.actions.record import record
from freehold.channel.models import IncidentNotice
from freehold.channel.permissions import TELL_OF_INCIDENT
from freehold.channel.rules.incidents import INCIDENTS, FactKind
from freehold.channel.states import IncidentState
from freehold.kernel import clock
from freehold.kernel.actor import Actor, Role, platform_actor
from freehold.kernel.errors import NotFound
from freehold.kernel.permission import require
from freehold.notices.actions.enqueue import enqueue_notice
from freehold.notices.states import NoticeTemplate
from freehold.tenants.queries import get_tenant
from freehold.tenants.row_security import enter
from freehold.tenants.states import TenantKind

BEGINNING = UUID(int=0)


@transaction.atomic
def tell_of_incident(notice_id: UUID, *, most: int, actor: Actor) -> int:
    """Tell `most` more tenants, in the operator's scope; how many were told. All of them or, on an error, none.

    Where it ended stands in the notice's row in the same transaction, so that nobody is told twice or left out, whenever a
    worker is killed. Raises: NotFound, NotPermitted.
    """
    notice = (
        IncidentNotice.objects.select_for_update().filter(tenant_id=actor.tenant_id, id=notice_id).first()
    )
    if notice is None:
        raise NotFound
    require(actor, TELL_OF_INCIDENT)
    if notice.state != IncidentState.SENDING:
        return 0
    targets = _targets(notice, most)
    for tenant_id, kind in targets:
        notice.people_told += _tell_one(tenant_id, kind, notice, actor)
    notice.tenants_told += len(targets)
    if targets:
        notice.after = targets[-1][0]
    if len(targets) < most:
        notice.state = IncidentState.SENT
        notice.finished_at = clock.now()
    notice.save(update_fields=["state", "after", "tenants_told", "people_told", "finished_at"])
    return len(targets)


def _targets(notice: IncidentNotice, most: int) -> list[tuple[UUID, TenantKind]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select * from definer.incident_targets(%s, %s, %s)", [notice.id, notice.after or BEGINNING, most]
        )
        return [(row[0], TenantKind(row[1])) for row in cursor.fetchall()]


def _tell_one(tenant_id: UUID, kind: TenantKind, notice: IncidentNotice, actor: Actor) -> int:
    """Write to one tenant's administrators, under the brand that they know, and into its log; nothing of it is seen above."""
    template = NoticeTemplate(notice.template)
    with enter(tenant_id, because="those whom an incident concerns are told"):
        people = people_with_role(Role.ADMINISTRATOR)
        language_here = get_tenant(tenant_id).language
        for person in people:
            language = person.language or language_here
            enqueue_notice(
                template,
                to=person.email,
                language=language,
                person_id=person.person_id,
                context={
                    "name": person.name,
                    "is_copy": int(kind is TenantKind.PARTNER),
                    **written_facts(template, notice.facts, language),
                },
            )
        record(
            platform_actor(tenant_id, via=actor.via),
            TELL_OF_INCIDENT,
            subject_kind="incident_notice",
            subject_id=notice.id,
            template=template,
            reference=notice.facts["reference"],
        )
    return len(people)


def written_facts(template: NoticeTemplate, facts: Mapping[str, str], language: str) -> dict[str, str]:
    """The facts as people read them: days in their language."""
    with translation.override(language):
        return {
            name: date_format(date.fromisoformat(facts[name]), "DATE_FORMAT")
            if fact.kind is FactKind.DAY
            else facts[name]
            for name, fact in INCIDENTS[template].items()
        }
