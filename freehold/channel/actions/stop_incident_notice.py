"""Stop telling of an incident."""

from uuid import UUID

from django.db import transaction

from freehold.audit.actions.record import record
from freehold.channel.models import IncidentNotice
from freehold.channel.permissions import STOP_INCIDENT_NOTICE
from freehold.channel.states import IncidentState
from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.errors import NotFound
from freehold.kernel.permission import require


@transaction.atomic
def stop_incident_notice(notice_id: UUID, *, actor: Actor) -> None:
    """Tell nobody more; who was told, was. Safe to repeat. Raises: NotFound, NotPermitted."""
    notice = (
        IncidentNotice.objects.select_for_update().filter(tenant_id=actor.tenant_id, id=notice_id).first()
    )
    if notice is None:
        raise NotFound
    require(actor, STOP_INCIDENT_NOTICE)
    if notice.state != IncidentState.SENDING:
        return
    notice.state = IncidentState.STOPPED
    notice.finished_at = clock.now()
    notice.save(update_fields=["state", "finished_at"])
    record(
        actor,
        STOP_INCIDENT_NOTICE,
        subject_kind="incident_notice",
        subject_id=notice.id,
        told=notice.tenants_told,
    )
