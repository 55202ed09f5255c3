"""Declare that a partner has gone: it sells nothing new, its customers run on, are told, and choose another provider."""

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from freehold.audit.actions.record import record
from freehold.channel.actions.make_code import make_code
from freehold.channel.models import Declaration
from freehold.channel.permissions import DECLARE_GONE
from freehold.channel.queries.declarations import DeclarationFacts, declaration_facts
from freehold.channel.rules.moving import RUNS_ON
from freehold.channel.states import GoneReason
from freehold.channel.telling import tell
from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.errors import Refused
from freehold.kernel.jobs import Job, enqueue
from freehold.kernel.permission import require
from freehold.notices.states import NoticeTemplate
from freehold.tenants.actions.stop_selling import stop_selling
from freehold.tenants.queries import brand_of
from freehold.tenants.row_security import enter

NOTE_LENGTH = 500
A_MONTH = timedelta(days=30)


@transaction.atomic
def declare_gone(partner_id: UUID, *, reason: GoneReason, actor: Actor, note: str = "") -> DeclarationFacts:
    """Declare it of a partner of the actor's own, with the reason, on record at both.

    For 90 days no debt of the partner stops its customers; they are told by a job, under a name that is nobody's, and go to
    another provider by its code, or by the one made here to the seller itself. The partner's people sign in, read and export as
    before. Raises: NotFound, NotPermitted, Refused("stopped_already", "note").
    """
    require(actor, DECLARE_GONE)
    if len(note) > NOTE_LENGTH or not note.isprintable():
        raise Refused("note", _("A note is one line of at most 500 characters."), field="note")
    runs_until = clock.today() + RUNS_ON
    stop_selling(partner_id, protected_until=runs_until, actor=actor)
    brand = brand_of(partner_id)
    name = brand.name if brand else ""
    code = make_code(actor=actor, lasts=RUNS_ON + A_MONTH, is_for_one=False, note=name[:120])
    row = Declaration.objects.create(
        seller_id=actor.tenant_id,
        buyer_id=partner_id,
        partner_name=name,
        reason=reason,
        note=note.strip(),
        code=code.code,
        runs_until=runs_until,
    )
    facts = {"reason": reason, "note": row.note, "runs_until": runs_until}
    record(actor, DECLARE_GONE, subject_kind="partner", subject_id=partner_id, **facts)
    with enter(partner_id, because="a partner that is declared gone reads it, and its customers are told"):
        record(actor, DECLARE_GONE, subject_kind="partner", subject_id=partner_id, **facts)
        enqueue(Job.TELL_STRANDED, lock=f"declaration:{row.id}", tenant_id=partner_id, declaration_id=row.id)
    tell(NoticeTemplate.PARTNER_STOPPED, partner_id, runs_until=runs_until)
    return declaration_facts(row)
