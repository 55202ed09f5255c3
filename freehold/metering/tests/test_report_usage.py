"""Events: any order, any number of replays, the same sums; hostile ones stand alone."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import Cast
from freehold.audit.queries import log_lines
from freehold.kernel import clock
from freehold.kernel.errors import NotPermitted, Refused
from freehold.kernel.period import Period
from freehold.kernel.pricing import Component, Mode, Terms, Tier
from freehold.kernel.rating import Charge, Span, charges_in_arrears
from freehold.metering.actions.count_events import count_events
from freehold.metering.models import PendingUsage, UsageEvent
from freehold.metering.queries import usage_in
from freehold.metering.rules import Event, averaged
from freehold.metering.states import Fault, Outcome
from freehold.metering.tests.conftest import SERVED_DAYS, Metered, days_ago, event, noon
from freehold.tenants.row_security import scope

PERIOD = Period(days_ago(60), clock.today())
ACCEPTED, LATE, DUPLICATE, CONFLICT = Outcome.ACCEPTED, Outcome.LATE, Outcome.DUPLICATE, Outcome.CONFLICT


def pending(metered: Metered) -> Decimal:
    with scope(metered.cast.partner.tenant_id):
        return sum((row.quantity for row in PendingUsage.objects.all()), Decimal(0))


def test_an_event_is_counted_when_its_day_is_over_on_each_edge(metered: Metered, cast: Cast) -> None:
    one, two = event(metered, "a", "2.5"), event(metered, "b", "1")

    report = metered.report(one, two)

    assert report.outcomes == [ACCEPTED, ACCEPTED]
    assert metered.used(cast.customer) == {}
    assert metered.count() == 0
    assert metered.count(before=clock.today() + timedelta(days=1)) == 1
    day = one.at.date()
    assert metered.used(cast.customer) == {("notes", day): Decimal("3.5")}
    assert metered.used(cast.operator, metered.upper) == {("notes", day): Decimal("3.5")}
    with scope(cast.partner.tenant_id):
        acts = [line.action for line in log_lines(cast.partner.tenant_id)][:2]
    assert acts == ["metering.count_events", "metering.report_usage"]


def test_a_late_event_is_a_correction_beside_what_was_read(metered: Metered, cast: Cast) -> None:
    day = days_ago(20)
    metered.close(day, notes=Decimal(7))

    report = metered.report(event(metered, "a", "2", day=day))
    metered.count()

    assert report.outcomes == [LATE]
    assert metered.used(cast.customer) == {("notes", day): Decimal(9)}
    assert metered.used(cast.operator, metered.upper) == {("notes", day): Decimal(9)}


def test_the_operators_event_on_its_own_edge_stands_on_those_below_too(metered: Metered, cast: Cast) -> None:
    day = days_ago(2)

    report = metered.report(event(metered, "a", "4", day=day, number=metered.upper), by=cast.operator)
    metered.count(of=cast.operator)

    assert report.outcomes == [LATE]
    assert (
        metered.used(cast.customer)
        == metered.used(cast.operator, metered.upper)
        == {("notes", day): Decimal(4)}
    )
    for actor in (cast.operator, cast.partner):
        with scope(actor.tenant_id):
            assert "metering.count_events" in {line.action for line in log_lines(actor.tenant_id)}


def test_the_same_event_is_a_duplicate_and_another_under_its_id_a_conflict(metered: Metered) -> None:
    one = event(metered, "a", "2", day=days_ago(2))
    others = [replace(one, quantity=Decimal(3)), replace(one, at=noon(days_ago(3)))]
    metered.report(one)
    before = metered.everything()

    again = metered.report(one, replace(one, quantity=Decimal("2.000")), *others)

    assert again.outcomes == [DUPLICATE, DUPLICATE, CONFLICT, CONFLICT]
    assert metered.everything() == before


def test_within_one_batch_the_first_of_an_id_counts(metered: Metered) -> None:
    one = event(metered, "a", "2", day=days_ago(2))

    report = metered.report(one, one, replace(one, quantity=Decimal(5)), one)

    assert report.outcomes == [LATE, DUPLICATE, CONFLICT, DUPLICATE]
    assert pending(metered) == 2


def test_a_repeat_within_a_batch_is_told_by_what_stands_and_not_by_its_neighbour(metered: Metered) -> None:
    stands = event(metered, "a", "2", day=days_ago(2))
    metered.report(stands)
    other = replace(stands, quantity=Decimal(5))

    assert metered.report(other, other, stands).outcomes == [CONFLICT, CONFLICT, DUPLICATE]
    assert pending(metered) == 2


def test_an_id_is_an_orders_own(metered: Metered, cast: Cast) -> None:
    day = days_ago(2)
    metered.report(event(metered, "a", "4", day=day))

    report = metered.report(event(metered, "a", "5", day=day, number=metered.upper), by=cast.operator)

    assert report.outcomes == [LATE]


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"subscription": "SUB-00000000"}, Fault.NO_SUCH_ORDER),
        ({"meter": "nonsense"}, Fault.NO_SUCH_METER),
        ({"quantity": Decimal(-1)}, Fault.QUANTITY),
        ({"quantity": Decimal(10**9)}, Fault.QUANTITY),
        ({"quantity": Decimal("NaN")}, Fault.QUANTITY),
        ({"quantity": Decimal("Infinity")}, Fault.QUANTITY),
        ({"at": clock.now() + timedelta(days=1)}, Fault.FUTURE),
        ({"at": clock.now() - timedelta(days=91)}, Fault.TOO_OLD),
        ({"at": clock.now() - timedelta(days=SERVED_DAYS + 2)}, Fault.NOT_SERVED),
    ],
)
def test_what_does_not_fit_is_refused_alone(
    metered: Metered, change: dict[str, object], fault: Fault
) -> None:
    bad = replace(event(metered, "bad"), **change)  # type: ignore[arg-type]

    report = metered.report(event(metered, "a", "1"), bad, None, event(metered, "b", "2"))

    assert report.outcomes == [ACCEPTED, Outcome.REFUSED, Outcome.REFUSED, ACCEPTED]
    assert report.faults == {1: fault, 2: Fault.MALFORMED}
    assert pending(metered) == 3


def test_only_who_sells_an_order_reports_its_usage(metered: Metered, cast: Cast) -> None:
    before = metered.everything()
    one = event(metered, "a")

    for actor in (cast.customer, cast.rival, cast.operator):
        assert metered.report(one, by=actor).faults == {0: Fault.NO_SUCH_ORDER}

    assert metered.everything() == before


def test_who_may_not_report_changes_nothing(metered: Metered, cast: Cast) -> None:
    before = metered.everything()

    with pytest.raises(NotPermitted):
        metered.report(event(metered, "a"), by=cast.member)

    assert metered.everything() == before


def test_a_batch_has_a_thousand_events_at_most(metered: Metered) -> None:
    before = metered.everything()

    with pytest.raises(Refused) as refusal:
        metered.report(*[event(metered, str(number)) for number in range(1001)])

    assert refusal.value.code == "too_many_events"
    assert metered.everything() == before


def test_a_batch_costs_the_same_statements_whatever_its_size(metered: Metered) -> None:
    def statements(name: str, size: int) -> int:
        with CaptureQueriesContext(connection) as queries:
            metered.report(*[event(metered, f"{name}-{number}") for number in range(size)])
        return len(queries)

    statements("first", 1)

    assert statements("few", 2) == statements("many", 400)


def test_counting_twice_counts_once(metered: Metered) -> None:
    metered.report(event(metered, "a", "4", day=days_ago(2)))
    metered.count()
    before = metered.everything()

    assert metered.count() == 0
    assert metered.everything() == before


def test_no_person_counts(metered: Metered, cast: Cast) -> None:
    with scope(cast.partner.tenant_id), pytest.raises(NotPermitted):
        count_events(before=clock.today(), actor=cast.partner)


def owed(notes: Decimal) -> list[Charge]:
    """What an invoice charges for notes in the period, by steps."""
    tiers = Tier(Decimal(10), Decimal("0.5")), Tier(None, Decimal("0.25"), flat=Decimal(1))
    terms = Terms("EUR", (Component("notes", Mode.GRADUATED, tiers),))
    return charges_in_arrears([Span(PERIOD.start, 3, terms, "Notes")], PERIOD, {"notes": notes})


@settings(max_examples=25, suppress_health_check=list(HealthCheck))
@given(data=st.data(), batch=st.integers(0, 10**9))
def test_events_in_any_order_and_with_any_replays_give_the_same_sums_and_charges(
    metered: Metered, cast: Cast, data: st.DataObject, batch: int
) -> None:
    """Each example has ids of its own; what it adds is compared with the plain sum of its distinct events."""
    distinct: dict[str, Event] = {}
    for number, (quantity, ago) in enumerate(
        data.draw(
            st.lists(st.tuples(st.decimals(0, 1000, places=3), st.integers(1, 60)), min_size=1, max_size=8)
        )
    ):
        name = f"{batch}-{number}"
        distinct[name] = event(metered, name, str(quantity), day=days_ago(ago))
    names = sorted(distinct)
    sent = data.draw(st.permutations(names + data.draw(st.lists(st.sampled_from(names), max_size=10))))
    steps = []  # all is drawn before anything is sent: a draw may break an example off
    while sent:
        size = data.draw(st.integers(1, len(sent)))
        steps.append((sent[:size], data.draw(st.booleans())))
        sent = sent[size:]
    before = metered.used(cast.customer)
    with scope(cast.partner.tenant_id):
        known = set(UsageEvent.objects.filter(event_id__in=names).values_list("event_id", flat=True))

    for batched, counted in steps:
        metered.report(*[distinct[name] for name in batched])
        if counted:
            metered.count()
    metered.count()

    after = metered.used(cast.customer)
    expected = dict(before)
    for name, one in distinct.items():
        if name not in known:
            key = one.meter, one.at.date()
            expected[key] = expected.get(key, Decimal(0)) + one.quantity
    assert after == expected
    assert after == metered.used(cast.operator, metered.upper)
    order = metered.ids()[metered.number]
    with scope(cast.partner.tenant_id):
        used = usage_in(cast.partner.tenant_id, {order: PERIOD})
    plain = averaged(sum(expected.values(), Decimal(0)), days=PERIOD.days)
    assert owed(used.get((order, "notes"), Decimal(0))) == owed(plain)
