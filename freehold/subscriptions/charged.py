"""What a seller charges for, and what was agreed on from which day on: orders as invoices read them, set-wise."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import connection
from django.db.models import Count

from freehold.kernel.period import Anchor, Interval
from freehold.kernel.pricing import Terms, Timing, terms_from
from freehold.kernel.rating import Span
from freehold.subscriptions.models import Subscription


@dataclass(frozen=True, slots=True)
class ChargedSubscription:
    """What a seller charges for, as its run of invoices reads it."""

    id: UUID
    number: str
    buyer_id: UUID
    plan_name: str
    reference: str
    pseudonym: str
    began: date  # the first day that is charged
    interval: Interval
    anchor: Anchor
    timing: Timing
    kind: str  # of the service
    instance_id: UUID
    last_phase_recorded_at: datetime
    promised: Decimal | None  # the most that was ever promised of a month, in percent


def charged_buyers(seller_id: UUID) -> list[tuple[UUID, int]]:
    """Whom the seller in scope charges or has charged, by id, and for how many orders; to share out a run of invoices."""
    found = Subscription.objects.filter(seller_id=seller_id, charged_from__isnull=False).order_by("buyer_id")
    return list(found.values_list("buyer_id").annotate(Count("id")))


def charged_subscriptions(seller_id: UUID, buyer_ids: Collection[UUID]) -> list[ChargedSubscription]:
    """The orders of some buyers that are or were charged, in the seller's scope."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            select s.id, s.number, s.buyer_id, s.plan_name, s.reference, s.pseudonym, s.charged_from,
                   s.terms ->> 'interval', s.terms ->> 'anchor', s.terms ->> 'timing', s.kind, s.instance_id, p.recorded_at,
                   case when s.version = 1 then (s.terms #>> '{service_level,0,below}')::numeric else (
                       select max((q.terms #>> '{service_level,0,below}')::numeric) from subscriptions_phase q
                       where q.seller_id = s.seller_id and q.subscription_id = s.id
                   ) end
            from subscriptions_subscription s cross join lateral (
                select max(p.recorded_at) as recorded_at from subscriptions_phase p
                where p.seller_id = s.seller_id and p.subscription_id = s.id
            ) p
            where s.seller_id = %s and s.buyer_id = any(%s) and s.charged_from is not null
            order by s.buyer_id, s.id
            """,
            [seller_id, list(buyer_ids)],
        )
        return [
            ChargedSubscription(
                id=row[0],
                number=row[1],
                buyer_id=row[2],
                plan_name=row[3],
                reference=row[4],
                pseudonym=row[5],
                began=row[6],
                interval=Interval(row[7]),
                anchor=Anchor(row[8]),
                timing=Timing(row[9]),
                kind=row[10],
                instance_id=row[11],
                last_phase_recorded_at=row[12],
                promised=row[13],
            )
            for row in cursor.fetchall()
        ]


def spans_of(seller_id: UUID, subscription_ids: Collection[UUID]) -> dict[UUID, list[Span]]:
    """What was agreed on from which day on, for each of these orders, in the seller's scope."""
    found: dict[UUID, list[Span]] = {}
    read: dict[str, Terms] = {}  # many orders share few terms
    with connection.cursor() as cursor:
        cursor.execute(
            """
            select distinct on (subscription_id, starts_on)
                   subscription_id, starts_on, seats, terms::text, plan_name, is_charged
            from subscriptions_phase where seller_id = %s and subscription_id = any(%s)
            order by subscription_id, starts_on, recorded_at desc, id desc
            """,
            [seller_id, list(subscription_ids)],
        )
        for subscription_id, start, seats, terms, plan, is_charged in cursor.fetchall():
            if terms not in read:
                read[terms] = terms_from(json.loads(terms))
            span = Span(start, seats, read[terms], plan, is_charged)
            found.setdefault(subscription_id, []).append(span)
    return found
