"""What all actions on a subscription share: locking it, moving the chain above it, holding its service, telling both ends.

Locks are taken in one order everywhere: the lowest subscription, those above it, the instance.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from uuid import UUID

from django.utils.translation import gettext as _

from freehold.audit.actions.record import record
from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.errors import CHANGED_MEANWHILE, Conflict, NotFound, Refused
from freehold.kernel.permission import Permission
from freehold.provisioning.actions.want import want_released, want_suspended
from freehold.provisioning.queries import home_of, is_gone
from freehold.subscriptions.models import Subscription
from freehold.subscriptions.phases import write_phases
from freehold.subscriptions.rules import read_number
from freehold.subscriptions.states import OF_THE_SERVICE, Erasure, SuspendReason
from freehold.tenants.queries import find_edge, names_of_buyers
from freehold.tenants.row_security import enter


def lock_subscription(number: str) -> Subscription:
    """An order that the tenant in scope sells or has ordered, locked until the transaction ends. Raises: NotFound."""
    found = Subscription.objects.select_for_update().filter(number=read_number(number) or "").first()
    if found is None:
        raise NotFound
    return found


def lock_by_id(subscription_id: UUID) -> Subscription:
    """The same by its id, for the sweep. Raises: NotFound."""
    found = Subscription.objects.select_for_update().filter(id=subscription_id).first()
    if found is None:
        raise NotFound
    return found


def refuse_if_changed(subscription: Subscription, seen_version: int | None) -> None:
    """Two people may have the same page open: the second one's form is refused. Raises: Conflict("changed_meanwhile")."""
    if seen_version is not None and seen_version != subscription.version:
        raise Conflict(
            CHANGED_MEANWHILE,
            _("Somebody else has changed this order meanwhile. Look at it again."),
        )


def refuse_above(subscription: Subscription) -> None:
    """Seats and ends are the customer's to decide, not of those between. Raises: Refused("follows_customer")."""
    if not subscription.leads:
        raise Refused(
            "follows_customer",
            _("This follows the customer's own order. Change that one; this one goes with it."),
        )


def is_protected(subscription: Subscription, reason: SuspendReason, actor: Actor) -> bool:
    """Whether it is of a customer whose seller is gone, so that no debt of that seller's stops it for a time."""
    by_seller_above = actor.tenant_id == subscription.seller_id and not subscription.leads
    if not by_seller_above or reason in OF_THE_SERVICE:
        return False
    edge = find_edge(subscription.buyer_id)
    return edge is not None and edge.protected_until is not None and clock.today() < edge.protected_until


def refuse_if_left(subscription: Subscription) -> None:
    """An order on an edge that has ended is over: nobody brings it back. Raises: Refused("left")."""
    with enter(subscription.seller_id, because="what has ended comes back only with the seller of now"):
        edge = find_edge(subscription.buyer_id)
    if subscription.moved_at is not None or edge is None or edge.seller_id != subscription.seller_id:
        raise Refused("left", _("Another provider has taken over. Order there anew."))


def change_chain(
    lowest: Subscription,
    change: Callable[[Subscription], None],
    *,
    actor: Actor,
    act: Permission,
    **facts: object,
) -> None:
    """Do the same to a subscription and to each one above it, in that order; save and record all of it."""
    subscription = lowest
    save_change(subscription, change)
    record_on_edge(actor, act, subscription, **facts)
    while subscription.upstream_id is not None:
        with enter(subscription.seller_id, because="the subscriptions of one order move together"):
            subscription = Subscription.objects.select_for_update().get(id=subscription.upstream_id)
            save_change(subscription, change)
        record_above(actor, act, subscription, **facts)


def save_change(subscription: Subscription, change: Callable[[Subscription], None]) -> None:
    """Change one subscription, count its version up, and write down what is charged from now on."""
    change(subscription)
    subscription.version += 1
    subscription.save()
    write_phases(subscription)


def change_above(lowest: Subscription, change: Callable[[Subscription], None]) -> None:
    """Do something to each subscription above, in order, that follows from what was done and recorded below."""
    subscription = lowest
    while subscription.upstream_id is not None:
        with enter(subscription.seller_id, because="the subscriptions of one order move together"):
            subscription = Subscription.objects.select_for_update().get(id=subscription.upstream_id)
            save_change(subscription, change)


def hold_service(subscription: Subscription) -> None:
    """Want the service suspended for as long as this subscription holds it."""
    with enter(home_of(subscription.instance_id), because="the service follows its order"):
        want_suspended(subscription.instance_id, hold=subscription.id)


def release_service(subscription: Subscription) -> None:
    """Let go of the service; it runs again unless another subscription of the chain holds it."""
    with enter(home_of(subscription.instance_id), because="the service follows its order"):
        want_released(subscription.instance_id, hold=subscription.id)


def erasure_of(subscription: Subscription) -> Erasure:
    """How far the erasure of an order's data has come: done is what was seen, not what is wanted."""
    if subscription.erase_wanted_at is None:
        return Erasure.KEPT
    if subscription.erased_at is not None:
        return Erasure.NOTED
    with enter(
        home_of(subscription.instance_id), because="an order is erased once its service was seen gone"
    ):
        return Erasure.SEEN_GONE if is_gone(subscription.instance_id) else Erasure.BEGUN


def record_on_edge(actor: Actor, act: Permission, subscription: Subscription, **facts: object) -> None:
    """Record an act in the logs of both ends. The seller reads its buyer's name where a person of the buyer acted.

    An act above the lowest subscription touches a customer who knows nothing of that edge: its log tells that
    a seller above its own has acted.
    """
    by_seller = actor.is_platform or actor.tenant_id == subscription.seller_id
    in_name = actor if by_seller else _in_name_of(actor, _buyer_name(subscription))
    _record(subscription.buyer_id, actor, act, subscription, facts)
    _record(subscription.seller_id, in_name, act, subscription, facts)
    if not subscription.leads:
        with enter(home_of(subscription.instance_id), because="nothing happens to a customer unseen"):
            record(
                _in_name_of(actor, _("a seller above yours")),
                act,
                subject_kind="subscription",
                subject_id="",
                **facts,
            )


def record_above(actor: Actor, act: Permission, subscription: Subscription, **facts: object) -> None:
    """Record in an upper seller's log what followed from below, in the name of its own buyer."""
    in_name = actor if actor.is_platform else _in_name_of(actor, _buyer_name(subscription))
    _record(subscription.seller_id, in_name, act, subscription, facts)


def _record(
    tenant_id: UUID, actor: Actor, act: Permission, subscription: Subscription, facts: Mapping[str, object]
) -> None:
    with enter(tenant_id, because="an act on an order stands in the logs of both its ends"):
        record(
            actor,
            act,
            subject_kind="subscription",
            subject_id=subscription.number,
            plan=subscription.plan_name,
            **facts,
        )


def _in_name_of(actor: Actor, name: str) -> Actor:
    return replace(actor, name=name, person_id=None, grant_id=None)


def _buyer_name(subscription: Subscription) -> str:
    with enter(subscription.seller_id, because="a seller calls its buyer by the name on their edge"):
        names = names_of_buyers(subscription.seller_id, [subscription.buyer_id])
    return names.get(subscription.buyer_id, "")
