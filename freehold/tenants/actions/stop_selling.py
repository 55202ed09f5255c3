"""Let a partner sell nothing new, as its seller says, while its own customers run on; and let it sell again."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.errors import NotFound, Refused
from freehold.kernel.permission import require
from freehold.tenants.models import Edge
from freehold.tenants.permissions import STOP_SELLING
from freehold.tenants.states import TenantKind


@transaction.atomic
def stop_selling(partner_id: UUID, *, protected_until: date, actor: Actor) -> None:
    """Stop it, in its seller's scope; part of an action that says why. Its people sign in, read and export as before.

    Raises: NotFound, NotPermitted, Refused("stopped_already").
    """
    edge = _lock(partner_id, actor)
    if edge.stopped_at is not None:
        raise Refused("stopped_already", _("This partner has been stopped already."))
    edge.stopped_at, edge.protected_until = clock.now(), protected_until
    edge.save(update_fields=["stopped_at", "protected_until"])


@transaction.atomic
def sell_again(partner_id: UUID, *, actor: Actor) -> None:
    """Undo that. Raises: NotFound, NotPermitted, Refused("not_stopped")."""
    edge = _lock(partner_id, actor)
    if edge.stopped_at is None:
        raise Refused("not_stopped", _("This partner sells as it likes."))
    edge.stopped_at, edge.protected_until = None, None
    edge.save(update_fields=["stopped_at", "protected_until"])


def _lock(partner_id: UUID, actor: Actor) -> Edge:
    edge = (
        Edge.objects.select_for_update()
        .filter(
            seller_id=actor.tenant_id,
            buyer_id=partner_id,
            buyer_kind=TenantKind.PARTNER,
            ended_at__isnull=True,
        )
        .first()
    )
    if edge is None:
        raise NotFound
    require(actor, STOP_SELLING)
    return edge
