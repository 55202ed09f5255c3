"""What a move would charge and credit, to the cent, before anybody asks for it. Nothing is written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from freehold.catalog.queries import OfferedPlan
from freehold.channel.offers import Succession, offer_of, successions
from freehold.channel.permissions import ASK_TRANSFER
from freehold.channel.rules.moving import may_move_on
from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.errors import NotFound, Refused
from freehold.kernel.permission import require
from freehold.provisioning.queries import get_instance
from freehold.provisioning.registry import checked_options, service_for
from freehold.subscriptions.previewing import Preview, preview_leaving, preview_taking_over
from freehold.subscriptions.queries import SubscriptionFacts
from freehold.tenants.queries import BrandFacts, brand_of


@dataclass(frozen=True, slots=True)
class OrderMove:
    """What becomes of one order: what is credited where it ends, what is charged where it goes on. Without tax."""

    order: SubscriptionFacts
    plans: tuple[OfferedPlan, ...]  # to choose from
    plan: OfferedPlan | None  # none: it ends on the day
    why_not: str  # a sentence, where the service itself cannot go on
    leaving: Preview
    joining: Preview | None
    promises_now: tuple[str, ...]
    promises_then: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TransferPreview:
    """A move as its customer reads it before."""

    provider: BrandFacts
    moves_on: date
    moves: tuple[OrderMove, ...]

    @property
    def ending(self) -> tuple[OrderMove, ...]:
        """Orders that nothing goes on with."""
        return tuple(one for one in self.moves if one.plan is None)


def preview_transfer(
    actor: Actor, code: str, *, moves_on: date, choices: Mapping[str, UUID | None] | None = None
) -> TransferPreview:
    """Who is behind a code, and what a move there on a day comes to. Raises: NotFound, NotPermitted, and what refuses a move."""
    require(actor, ASK_TRANSFER)
    if not may_move_on(moves_on, today=clock.today()):
        raise Refused("moves_on", _("Choose today, or a day within two months."), field="moves_on")
    offer = offer_of(actor, code, on=moves_on)
    provider = brand_of(offer.edge.seller_id)
    if provider is None:
        raise NotFound
    moves = tuple(_move(actor, one, moves_on) for one in successions(offer, choices or {}))
    return TransferPreview(provider, moves_on, moves)


def _move(actor: Actor, one: Succession, on: date) -> OrderMove:
    present = get_instance(one.order.instance_id).options
    then = one.links[-1].plan.options if one.links else None
    return OrderMove(
        order=one.order,
        plans=one.plans,
        plan=one.plan,
        why_not=one.why_not,
        leaving=preview_leaving(actor, one.order.number, on),
        joining=preview_taking_over(one.links[0], seats=one.order.seats, on=on) if one.links else None,
        promises_now=_promises(one.order.kind, present),
        promises_then=_promises(one.order.kind, then) if then is not None else (),
    )


def _promises(kind: str, options: Mapping[str, object]) -> tuple[str, ...]:
    promises: Sequence[str] = service_for(kind).promises(checked_options(kind, options))
    return tuple(promises)
