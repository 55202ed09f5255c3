"""Agree, as one of the three, that a move is taken back."""

from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _

from freehold.audit.actions.record import record
from freehold.channel.models import Transfer, UndoConsent
from freehold.channel.permissions import AGREE_TO_UNDO
from freehold.channel.queries.transfers import TransferFacts, transfer_facts
from freehold.channel.rules.moving import undo_until
from freehold.channel.states import TransferState
from freehold.channel.telling import tell
from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.errors import NotFound, Refused
from freehold.kernel.jobs import Job, enqueue
from freehold.kernel.permission import require
from freehold.notices.states import NoticeTemplate
from freehold.tenants.row_security import enter


@transaction.atomic
def agree_to_undo(transfer_id: UUID, *, actor: Actor) -> TransferFacts:
    """Agree; once all three have, within a week of the move, a job takes it back at once, on the old plans and terms.

    The first one to agree asks the other two. Raises: NotFound, NotPermitted, Refused("not_moved", "too_late",
    "agreed_already").
    """
    transfer = Transfer.objects.filter(id=transfer_id).first()
    if transfer is None:
        raise NotFound
    require(actor, AGREE_TO_UNDO)
    _lock(transfer)
    if transfer.state != TransferState.MOVED or transfer.moved_on is None or transfer.undoes_id is not None:
        raise Refused("not_moved", _("There is nothing to take back."))
    until = undo_until(transfer.moved_on)
    if clock.today() >= until:
        raise Refused("too_late", _("A move can be taken back within seven days, by consent of all three."))
    _row, is_new = UndoConsent.objects.get_or_create(
        tenant_id=actor.tenant_id, transfer_id=transfer.id, defaults={"agreed_by": actor.name}
    )
    if not is_new:
        raise Refused("agreed_already", _("You have agreed already."))
    record(
        actor, AGREE_TO_UNDO, subject_kind="transfer", subject_id=transfer.id, customer=transfer.buyer_name
    )
    agreed = UndoConsent.objects.filter(transfer_id=transfer.id).count()
    parties = {transfer.buyer_id, transfer.seller_id, transfer.former_seller_id}
    if agreed == len(parties):
        with enter(transfer.buyer_id, because="a move is taken back where the customer's services are"):
            enqueue(
                Job.UNDO_TRANSFER,
                lock=f"transfer:{transfer.id}",
                tenant_id=transfer.buyer_id,
                transfer_id=transfer.id,
            )
    elif agreed == 1:
        for party in sorted(parties - {actor.tenant_id}):
            tell(NoticeTemplate.TRANSFER_UNDO_ASKED, party, customer=transfer.buyer_name, until=until)
    return transfer_facts(actor, transfer)


def _lock(transfer: Transfer) -> None:
    """Of three who agree at once, one is the last: the row itself only its customer may lock."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"transfer:{transfer.id}"])
