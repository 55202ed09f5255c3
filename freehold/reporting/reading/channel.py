"""How a seller's edges have grown and shrunk, by month and by buyer; customers behind a buyer by their pseudonyms alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection

# Each phase changes the seats of its order by what they were before; an order that ends takes its last ones away.
CHANGES = """
    select s.buyer_id, s.pseudonym, p.starts_on as day,
           p.seats - coalesce(lag(p.seats) over (partition by s.id order by p.starts_on, p.recorded_at, p.id), 0) as seats
    from subscriptions_subscription s join subscriptions_phase p on p.seller_id = s.seller_id and p.subscription_id = s.id
    where s.seller_id = %(own)s and (s.ends_on is null or p.starts_on < s.ends_on)
    union all
    select s.buyer_id, s.pseudonym, s.ends_on, -last.seats
    from subscriptions_subscription s cross join lateral (
        select p.seats from subscriptions_phase p
        where p.seller_id = s.seller_id and p.subscription_id = s.id and p.starts_on < s.ends_on
        order by p.starts_on desc, p.recorded_at desc, p.id desc limit 1
    ) last
    where s.seller_id = %(own)s and s.ends_on is not null
"""
SEATS = f"""
with change as ({CHANGES})
select date_trunc('month', greatest(day, %(first)s))::date, sum(seats)::bigint from change
where day < %(until)s group by 1
"""  # noqa: S608 - constants
SERVED = """
with first_phase as (
    select subscription_id, min(starts_on) as day from subscriptions_phase where seller_id = %(own)s group by subscription_id
),
customer as (
    select s.buyer_id, s.pseudonym, min(p.day) as began,
           nullif(max(coalesce(s.ends_on, 'infinity'::date)), 'infinity'::date) as ended
    from subscriptions_subscription s join first_phase p on p.subscription_id = s.id
    where s.seller_id = %(own)s and (s.ends_on is null or p.day < s.ends_on)
    group by s.buyer_id, s.pseudonym
)
select date_trunc('month', greatest(began, %(first)s))::date, began < %(first)s, 1, count(*) from customer
where began < %(until)s group by 1, 2
union all
select date_trunc('month', greatest(ended, %(first)s))::date, ended < %(first)s, -1, count(*) from customer
where ended < %(until)s group by 1, 2
"""
PARTNERS = """
with partner as (
    select (e.created_at at time zone 'utc')::date as began, (e.ended_at at time zone 'utc')::date as ended
    from tenants_edge e where e.seller_id = %(own)s and e.buyer_kind = 'partner'
)
select date_trunc('month', greatest(began, %(first)s))::date, began < %(first)s, 1, count(*) from partner
where began < %(until)s group by 1, 2
union all
select date_trunc('month', greatest(ended, %(first)s))::date, ended < %(first)s, -1, count(*) from partner
where ended < %(until)s group by 1, 2
"""
BUYERS = f"""
with change as ({CHANGES}),
held as (
    select buyer_id, pseudonym, coalesce(sum(seats) filter (where day <= %(today)s), 0)::bigint as seats,
           coalesce(sum(seats) filter (where day <= %(since)s), 0)::bigint as before
    from change where day <= %(today)s group by buyer_id, pseudonym
),
leaving as (
    select distinct s.buyer_id, s.pseudonym from subscriptions_subscription s
    where s.seller_id = %(own)s and s.cancel_requested_at is not null and s.ends_on > %(today)s and s.state <> 'ended'
)
select h.buyer_id, e.buyer_name, e.buyer_kind, h.pseudonym, h.seats, h.before, l.buyer_id is not null
from held h
join tenants_edge e on e.seller_id = %(own)s and e.buyer_id = h.buyer_id and e.ended_at is null
left join leaving l on l.buyer_id = h.buyer_id and l.pseudonym = h.pseudonym
where h.seats > 0 or h.before > 0
"""  # noqa: S608 - constants
UNPROVEN = """
select h.buyer_id from domains_domainhealth h
join tenants_edge e on e.seller_id = h.seller_id and e.buyer_id = h.buyer_id and e.ended_at is null
where h.seller_id = %s and (h.unproven > 0 or h.failing > 0)
"""


@dataclass(frozen=True, slots=True)
class Moved:
    """How many came and went in a month; `before` counts those of earlier months."""

    month: date
    is_before: bool
    came: int
    went: int


@dataclass(frozen=True, slots=True)
class Held:
    """What a buyer, or a customer behind it, has now and had some time ago."""

    buyer_id: UUID
    buyer_name: str
    is_partner: bool
    pseudonym: str  # of a customer behind a buyer that sells on
    seats: int
    seats_before: int
    is_leaving: bool


def seats_changed(own: UUID, *, first: date, until: date) -> dict[date, int]:
    """By how many seats each month from `first` changed; the first one holds all that was before, too."""
    with connection.cursor() as cursor:
        cursor.execute(SEATS, {"own": own, "first": first, "until": until})
        return dict(cursor.fetchall())


def customers_moved(own: UUID, *, first: date, until: date) -> list[Moved]:
    """Customers that began and ended to be served: by name or, behind a buyer, by pseudonym, each counts once."""
    return _moved(SERVED, own, first, until)


def partners_moved(own: UUID, *, first: date, until: date) -> list[Moved]:
    """Partners that came and went."""
    return _moved(PARTNERS, own, first, until)


def buyers_held(own: UUID, *, today: date, since: date) -> list[Held]:
    """What each buyer, and each customer behind one, has today and had on the day `since`."""
    with connection.cursor() as cursor:
        cursor.execute(BUYERS, {"own": own, "today": today, "since": since})
        return [
            Held(buyer, name, kind == "partner", pseudonym, seats, before, leaving)
            for buyer, name, kind, pseudonym, seats, before, leaving in cursor.fetchall()
        ]


def buyers_with_domains_amiss(own: UUID) -> set[UUID]:
    """Buyers of which a domain is not proven, or fails a check."""
    with connection.cursor() as cursor:
        cursor.execute(UNPROVEN, [own])
        return {row[0] for row in cursor.fetchall()}


def _moved(statement: str, own: UUID, first: date, until: date) -> list[Moved]:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"own": own, "first": first, "until": until})
        rows: Sequence[tuple[date, bool, int, int]] = cursor.fetchall()
    return [
        Moved(month, is_before, count if sign > 0 else 0, count if sign < 0 else 0)
        for month, is_before, sign, count in rows
    ]
