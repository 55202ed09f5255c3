"""Approve an application, which invites the company, or decline it with a reason."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from freehold.audit.actions.record import record
from freehold.channel.actions.invite_partner import InvitedPartner, invite_partner
from freehold.channel.models import PartnerApplication
from freehold.channel.permissions import DECIDE_APPLICATION
from freehold.channel.rules.joining import LONGEST_REASON, is_text
from freehold.channel.states import ApplicationState
from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.errors import Conflict, NotFound, Refused
from freehold.kernel.permission import require
from freehold.notices.actions.enqueue import enqueue_notice
from freehold.notices.states import NoticeTemplate


@transaction.atomic
def approve_application(application_id: UUID, *, actor: Actor) -> InvitedPartner:
    """Invite the company that applied; it joins by the link, as everybody does.

    Raises: NotFound, NotPermitted, Conflict("decided").
    """
    row = _lock(application_id, actor)
    require(actor, DECIDE_APPLICATION)
    _refuse_decided(row)
    invited = invite_partner(
        row.company,
        person_name=row.person_name,
        email=row.email,
        country=row.country,
        language=row.language,
        application_id=row.id,
        actor=actor,
    )
    _decide(row, ApplicationState.APPROVED, "", actor)
    return invited


@transaction.atomic
def decline_application(application_id: UUID, *, reason: str, actor: Actor) -> None:
    """Say no, and tell the applicant why. Raises: NotFound, NotPermitted, Conflict("decided"), Refused("no_reason")."""
    row = _lock(application_id, actor)
    require(actor, DECIDE_APPLICATION)
    _refuse_decided(row)
    if not reason.strip() or not is_text(reason, most=LONGEST_REASON):
        raise Refused("no_reason", _("Say why: the applicant reads it."), field="reason")
    _decide(row, ApplicationState.DECLINED, reason.strip(), actor)
    enqueue_notice(
        NoticeTemplate.APPLICATION_DECLINED,
        to=row.email,
        language=row.language,
        context={"name": row.person_name, "company": row.company, "reason": row.reason},
    )


def _lock(application_id: UUID, actor: Actor) -> PartnerApplication:
    found = (
        PartnerApplication.objects.select_for_update()
        .filter(tenant_id=actor.tenant_id, id=application_id)
        .first()
    )
    if found is None or found.state == ApplicationState.UNPROVEN:
        raise NotFound
    return found


def _refuse_decided(row: PartnerApplication) -> None:
    if row.state != ApplicationState.WAITING:
        raise Conflict("decided", _("Somebody has decided on this application already."))


def _decide(row: PartnerApplication, state: ApplicationState, reason: str, actor: Actor) -> None:
    row.state = state
    row.reason = reason
    row.decided_by = actor.name
    row.decided_at = clock.now()
    row.save(update_fields=["state", "reason", "decided_by", "decided_at"])
    record(
        actor, DECIDE_APPLICATION, subject_kind="partner_application", subject_id=row.id, company=row.company,
        decision=state, reason=reason,
    )  # fmt: skip
