"""Begin the orders that go on with a customer's service, on each edge of another chain of sellers."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from django.db import transaction

from freehold.kernel import clock, ids
from freehold.kernel.actor import Actor
from freehold.kernel.permission import require
from freehold.provisioning.actions.want import want_under_new_orders
from freehold.subscriptions.actions.order import PREFIX, told
from freehold.subscriptions.chain import record_above, record_on_edge
from freehold.subscriptions.models import Subscription
from freehold.subscriptions.permissions import TAKE_OVER
from freehold.subscriptions.phases import write_phases
from freehold.subscriptions.pseudonyms import pseudonym_of
from freehold.subscriptions.rules import is_served, resting_state
from freehold.subscriptions.states import State, SuspendReason
from freehold.subscriptions.taking_over import Agreed, Left
from freehold.tenants.row_security import enter


@transaction.atomic
def take_over_order(
    left: Left, edges: Sequence[Agreed], *, options: Mapping[str, object], today: date, actor: Actor
) -> str:
    """One order for each edge, the lowest first, charged from today on, behind the same service; the lowest one's number.

    In the customer's scope, whose edge with the new seller stands already. There is no trial: the service ran before.
    Raises: NotPermitted, NotFound, Refused("gone", "bad_options").
    """
    require(actor, TAKE_OVER)
    own_ids = [ids.new_id() for _edge in edges]
    chain = [_order(left, edges, own_ids, place, today) for place in range(len(edges))]
    for one in chain:
        with enter(one.seller_id, because="an order writes one subscription on each edge"):
            one.save(force_insert=True)
            write_phases(one, held={})
    want_under_new_orders(
        left.instance_id,
        title=edges[0].plan_name,
        options=options,
        holds=[one.id for one in chain if not _lets_run(one, today)],
    )
    record_on_edge(actor, TAKE_OVER, chain[0], seats=left.seats, price=told(edges[0].terms))
    for above, edge in zip(chain[1:], edges[1:], strict=True):
        record_above(actor, TAKE_OVER, above, seats=left.seats, price=told(edge.terms))
    return chain[0].number


def _order(
    left: Left, edges: Sequence[Agreed], own_ids: Sequence[UUID], place: int, today: date
) -> Subscription:
    edge = edges[place]
    subscription = Subscription(
        id=own_ids[place],
        number=ids.new_number(PREFIX),
        seller_id=edge.seller_id,
        buyer_id=edge.buyer_id,
        plan_id=edge.plan_id,
        plan_name=edge.plan_name,
        kind=left.kind,
        terms=edge.terms.as_json(),
        currency=edge.terms.currency,
        seats=left.seats,
        reference=left.reference if place == 0 else "",
        pseudonym=pseudonym_of(left.customer_id, known_to=edge.buyer_id) if place else "",
        charged_from=today,
        started_at=clock.now(),
        is_paused=left.is_paused,
        cancel_requested_at=left.cancel_requested_at,
        ends_on=left.ends_on,
        erase_after=left.erase_after,
        instance_id=left.instance_id,
        upstream_id=own_ids[place + 1] if place + 1 < len(edges) else None,
    )
    _lay_on(subscription, left, place)
    subscription.state = resting_state(
        is_suspended=subscription.suspended_at is not None, ends_on=left.ends_on, trial_ends_on=None
    )
    return subscription


def _lay_on(subscription: Subscription, left: Left, place: int) -> None:
    """What goes along: the customer's own pause, and what a seller above has laid on the service itself."""
    if place == 0 and left.is_paused:
        subscription.suspended_at, subscription.suspended_by_id = clock.now(), left.customer_id
        subscription.suspend_reason = SuspendReason.ASKED
    elif place and subscription.seller_id in left.stopped_by:
        reason, since = left.stopped_by[subscription.seller_id]
        subscription.suspended_at, subscription.suspended_by_id = since, subscription.seller_id
        subscription.suspend_reason = reason


def _lets_run(subscription: Subscription, today: date) -> bool:
    return is_served(State(subscription.state), is_suspended=False, ends_on=subscription.ends_on, today=today)
