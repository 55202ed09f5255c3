"""Show that the mail address of an application is one's own: only then does the seller hear of it."""

from dataclasses import replace

from django.db import transaction

from freehold.audit.actions.record import record
from freehold.channel.models import PartnerApplication
from freehold.channel.queries.joining import find_application
from freehold.channel.states import ApplicationState
from freehold.channel.telling import tell
from freehold.kernel import clock
from freehold.kernel.actor import Via, platform_actor
from freehold.kernel.errors import NotFound
from freehold.notices.states import NoticeTemplate
from freehold.tenants.row_security import scope


@transaction.atomic
def prove_application(secret: str) -> None:
    """Put the application before the seller, once. The secret is the proof. Raises: NotFound."""
    found = find_application(secret)
    if found is None:
        raise NotFound
    with scope(found.seller_id):
        row = PartnerApplication.objects.select_for_update().get(id=found.id)
        if row.state != ApplicationState.UNPROVEN:
            raise NotFound
        row.state = ApplicationState.WAITING
        row.proven_at = clock.now()
        row.save(update_fields=["state", "proven_at"])
        applicant = replace(platform_actor(found.seller_id, via=Via.PAGE), name=row.person_name)
        record(
            applicant,
            "channel.apply_to_sell",
            subject_kind="partner_application",
            subject_id=row.id,
            company=row.company,
            address=row.email,
        )
        tell(
            NoticeTemplate.APPLICATION_ARRIVED,
            found.seller_id,
            company=row.company,
            person=f"{row.person_name} <{row.email}>",
        )
