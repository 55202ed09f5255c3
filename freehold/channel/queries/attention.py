"""Whether anything about moves needs attention now, in one question, for start pages."""

from dataclasses import dataclass

from django.db import connection

from freehold.channel.permissions import SEE_TRANSFERS
from freehold.channel.queries.declarations import StrandedFacts, find_stranded
from freehold.channel.queries.handovers import HandoverFacts, handovers_to_answer
from freehold.channel.queries.transfers import TransferFacts, about_to_leave, open_transfer
from freehold.kernel.actor import Actor
from freehold.kernel.permission import require

ANYTHING = """
select exists (select from channel_transfer where state = 'asked' and (buyer_id = %(own)s or former_seller_id = %(own)s)),
       exists (select from channel_handover where state = 'proposed' and seller_id = %(own)s),
       exists (select from channel_stranded where over_at is null and tenant_id = %(own)s)
"""


@dataclass(frozen=True, slots=True)
class Attention:
    """What there is; all of it empty for most, most of the time."""

    stranded: StrandedFacts | None  # to a customer: its provider is gone
    waiting: TransferFacts | None  # to a customer: its move
    leaving: tuple[TransferFacts, ...]  # to a seller
    offered: tuple[HandoverFacts, ...]  # to a seller


def attention(actor: Actor) -> Attention:
    """What of it there is for the actor's tenant. Raises: NotPermitted."""
    require(actor, SEE_TRANSFERS)
    with connection.cursor() as cursor:
        cursor.execute(ANYTHING, {"own": actor.tenant_id})
        asked, proposed, stranded = cursor.fetchone()
    return Attention(
        stranded=find_stranded(actor) if stranded else None,
        waiting=open_transfer(actor) if asked else None,
        leaving=tuple(about_to_leave(actor)) if asked else (),
        offered=tuple(handovers_to_answer(actor)) if proposed else (),
    )
