"""Phases of an order: what of it is charged from which day on. Every act on an order writes them along."""

from collections.abc import Mapping
from datetime import date, timedelta

from freehold.kernel import clock
from freehold.subscriptions.models import Phase, Subscription
from freehold.subscriptions.rules import charged_days

LATER = timedelta(microseconds=1)


def write_phases(subscription: Subscription, *, held: Mapping[date, Phase] | None = None) -> list[Phase]:
    """Write down from which days on something else is charged than before, given how the order stands now.

    `held` are the phases so far, read unless given. Returns what was added, which may be nothing.
    """
    known = dict(phases_of(subscription) if held is None else held)
    added = changes(subscription, known, today=clock.today())
    Phase.objects.bulk_create(added)
    return added


def phases_of(subscription: Subscription) -> dict[date, Phase]:
    """What holds from each day on, in order."""
    found = Phase.objects.filter(seller_id=subscription.seller_id, subscription_id=subscription.id)
    return {one.starts_on: one for one in found.order_by("starts_on", "recorded_at", "id")}


def changes(subscription: Subscription, held: Mapping[date, Phase], *, today: date) -> list[Phase]:
    """The phases that make what is charged from today on as the order now stands; nothing is written."""
    wanted = charged_days(
        charged_from=subscription.charged_from,
        is_paused=subscription.is_paused,
        ends_on=subscription.ends_on,
        today=today,
    )
    merged = dict(held)
    added: list[Phase] = []
    for day in sorted({*wanted, *(day for day in held if day > today)}):
        is_charged = wanted[max(start for start in wanted if start <= day)]
        phase = _phase(subscription, day, is_charged, merged.get(day))
        before = max((start for start in merged if start <= day), default=None)
        if before is None or _says(merged[before]) != _says(phase):
            merged[day] = phase
            added.append(phase)
    return added


def _phase(subscription: Subscription, day: date, is_charged: bool, replaced: Phase | None) -> Phase:
    now = clock.now()
    return Phase(
        seller_id=subscription.seller_id,
        buyer_id=subscription.buyer_id,
        subscription_id=subscription.id,
        starts_on=day,
        seats=subscription.seats,
        plan_id=subscription.plan_id,
        plan_name=subscription.plan_name,
        terms=subscription.terms,
        is_charged=is_charged,
        recorded_at=now if replaced is None else max(now, replaced.recorded_at + LATER),
    )


def _says(phase: Phase) -> tuple[object, ...]:
    if not phase.is_charged:
        return (False,)
    return True, phase.seats, phase.plan_id, phase.plan_name, phase.terms
