"""Change the number of seats, up or down, on any day."""

from django.db import transaction
from django.utils.translation import gettext as _

from freehold.kernel.actor import Actor
from freehold.kernel.errors import Refused
from freehold.kernel.permission import require
from freehold.provisioning.actions.want import want_seats
from freehold.provisioning.queries import home_of
from freehold.subscriptions.chain import (
    change_chain,
    lock_subscription,
    refuse_above,
    refuse_if_changed,
)
from freehold.subscriptions.models import Subscription
from freehold.subscriptions.permissions import CHANGE_SEATS
from freehold.subscriptions.queries import SubscriptionFacts, facts_of
from freehold.subscriptions.rules import MOST_SEATS, is_seats, may_change_seats
from freehold.subscriptions.states import State
from freehold.tenants.row_security import enter


@transaction.atomic
def change_seats(
    number: str, seats: int, *, actor: Actor, seen_version: int | None = None
) -> SubscriptionFacts:
    """Change the seats of an order, of those above it, and of the service.

    Raises: NotFound, NotPermitted, Conflict("changed_meanwhile"), Refused("follows_customer", "ended",
    "seats", "seats_in_use").
    """
    subscription = lock_subscription(number)
    require(actor, CHANGE_SEATS)
    refuse_if_changed(subscription, seen_version)
    refuse_above(subscription)
    if not may_change_seats(State(subscription.state)):
        raise Refused("ended", _("This order has ended."))
    if not is_seats(seats):
        raise Refused("seats", _("Choose from 1 to %(most)s seats.") % {"most": MOST_SEATS}, field="seats")
    before = subscription.seats
    if seats == before:
        return facts_of(actor, subscription)

    def give_seats(one: Subscription) -> None:
        one.seats = seats

    change_chain(subscription, give_seats, actor=actor, act=CHANGE_SEATS, seats=seats, before=before)
    with enter(home_of(subscription.instance_id), because="the service has the seats of its order"):
        want_seats(subscription.instance_id, seats)
    return facts_of(actor, subscription)
