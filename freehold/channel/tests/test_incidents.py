"""Incidents are told from a fixed list, under the brand that each knows, to the end and to nobody twice."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from uuid import UUID, uuid4

import pytest

from conftest import Cast
from freehold.audit.queries import log_lines
from freehold.catalog.tests.conftest import Shop, notebooks, shop
from freehold.channel.actions.send_incident_notice import send_incident_notice
from freehold.channel.actions.stop_incident_notice import stop_incident_notice
from freehold.channel.actions.tell_of_incident import tell_of_incident
from freehold.channel.jobs import send_incidents
from freehold.channel.models import IncidentNotice
from freehold.channel.queries.incidents import IncidentFacts, get_incident, list_incidents
from freehold.channel.rules.incidents import INCIDENTS, FactKind, fault_of
from freehold.channel.states import IncidentReach, IncidentState
from freehold.channel.tests.partners import written
from freehold.kernel.actor import Actor, Via, platform_actor
from freehold.kernel.errors import NotFound, NotPermitted, Refused
from freehold.notices.models import Notice
from freehold.notices.service import compose
from freehold.notices.states import NoticeTemplate
from freehold.subscriptions.actions.order import order_subscription
from freehold.subscriptions.queries import Side, list_subscriptions
from freehold.tenants.row_security import scope

__all__ = ["notebooks", "shop"]

AsRole = Callable[[str], AbstractContextManager[None]]
SECURITY = NoticeTemplate.INCIDENT_SECURITY
FACTS = {
    "began_on": "2030-05-04", "noticed_on": "2030-05-05", "affected": "mail_read", "advice": "change_password",
    "reference": "SEC-7",
}  # fmt: skip


def sent(cast: Cast, **whom: object) -> UUID:
    with scope(cast.operator.tenant_id):
        return send_incident_notice(
            SECURITY, FACTS, actor=cast.operator, **{"reach": IncidentReach.ALL, **whom}
        )


def seen(cast: Cast, notice_id: UUID) -> IncidentFacts:
    with scope(cast.operator.tenant_id):
        return get_incident(cast.operator, notice_id)


def told(*tenants: Actor) -> list[int]:
    """How many notices of incidents each has."""
    return [
        sum(template.startswith("incident") for template, _to in written(one.tenant_id)) for one in tenants
    ]


def test_everybody_is_told_once_under_the_brand_that_they_know_and_it_stands_in_each_log(
    cast: Cast, as_role: AsRole
) -> None:
    notice_id = sent(cast)

    with as_role("freehold_worker"):
        send_incidents(0)
        send_incidents(0)

    everybody = (cast.customer, cast.rival_customer, cast.partner, cast.rival)
    assert told(*everybody) == [1, 1, 1, 1]
    assert told(cast.operator) == [0]
    for one in everybody:
        with scope(one.tenant_id):
            (line,) = log_lines(one.tenant_id, action="channel.tell_of_incident")
            notice = Notice.objects.get(template=SECURITY)
            message = compose(notice.id)
        assert line.facts == {"template": "incident_security", "reference": "SEC-7"}
        assert message is not None
        text = message.as_string()
        assert ("Meridian" in text) is False
        assert ("under your name" in text) is (one in (cast.partner, cast.rival))
        assert "Somebody without the right to may have read mail." in text
    found = seen(cast, notice_id)
    assert (found.state, found.tenants_told, found.people_told) == (IncidentState.SENT, 4, 4)
    with scope(cast.operator.tenant_id):
        (line,) = log_lines(cast.operator.tenant_id, action="channel.send_incident_notice")
    assert line.actor_name == "Olga Meridian"


def test_it_goes_on_where_a_killed_worker_left_it(cast: Cast, as_role: AsRole) -> None:
    notice_id = sent(cast)
    worker = platform_actor(cast.operator.tenant_id, via=Via.JOB)
    everybody = (cast.customer, cast.rival_customer, cast.partner, cast.rival)
    counts = []

    with as_role("freehold_worker"):
        for most in (1, 2, 2, 2):
            try:
                with scope(cast.operator.tenant_id):
                    tell_of_incident(notice_id, most=most, actor=worker)
                    if len(counts) == 1:
                        raise KeyboardInterrupt  # killed before it was written down
            except KeyboardInterrupt:
                pass
            counts.append(sum(told(*everybody)))

    assert counts == [1, 1, 3, 4]
    assert told(*everybody) == [1, 1, 1, 1]
    assert seen(cast, notice_id).state is IncidentState.SENT


def test_some_partners_and_all_behind_them(cast: Cast, as_role: AsRole) -> None:
    sent(cast, reach=IncidentReach.PARTNERS, partner_ids=[cast.partner.tenant_id])

    with as_role("freehold_worker"):
        send_incidents(0)

    assert told(cast.customer, cast.partner, cast.rival_customer, cast.rival) == [1, 1, 0, 0]


def test_some_customers_by_their_pseudonyms_with_a_copy_to_who_sells_to_them(
    cast: Cast, shop: Shop, as_role: AsRole
) -> None:
    with scope(cast.partner.tenant_id):
        order_subscription(shop.partners_plan, seats=3, buyer_id=cast.customer.tenant_id, actor=cast.partner)
    with scope(cast.operator.tenant_id):
        (order,) = list_subscriptions(cast.operator, side=Side.SOLD)
    notice_id = sent(cast, reach=IncidentReach.PSEUDONYMS, pseudonyms=[order.customer])

    with as_role("freehold_worker"):
        send_incidents(0)

    assert told(cast.customer, cast.partner, cast.rival_customer, cast.rival) == [1, 1, 0, 0]
    assert "Acme" not in repr(seen(cast, notice_id))


@pytest.mark.parametrize(
    "whom",
    [
        {"reach": IncidentReach.PARTNERS},
        {"reach": IncidentReach.PARTNERS, "partner_ids": [uuid4()]},
        {"reach": IncidentReach.PSEUDONYMS, "pseudonyms": ["C-NOBODY"]},
    ],
)
def test_nobody_whom_the_operator_does_not_know_is_chosen(cast: Cast, whom: Mapping[str, object]) -> None:
    with pytest.raises(Refused) as refusal:
        sent(cast, **whom)

    assert refusal.value.code == "nobody_chosen"
    with scope(cast.operator.tenant_id):
        assert IncidentNotice.objects.count() == 0


def test_a_customer_of_a_partner_cannot_be_chosen_by_its_id(cast: Cast) -> None:
    with pytest.raises(Refused):
        sent(cast, reach=IncidentReach.PARTNERS, partner_ids=[cast.customer.tenant_id])


@pytest.mark.parametrize("template", [one for one in NoticeTemplate if one not in INCIDENTS])
def test_nothing_else_is_told_on_the_operators_behalf(cast: Cast, template: NoticeTemplate) -> None:
    with scope(cast.operator.tenant_id):
        with pytest.raises(Refused) as refusal:
            send_incident_notice(template, FACTS, reach=IncidentReach.ALL, actor=cast.operator)
        assert IncidentNotice.objects.count() == 0

    assert refusal.value.code == "not_an_incident"


@pytest.mark.parametrize(
    "facts",
    [
        {"affected": "our new offer"},
        {"reference": "buy at shop.example"},
        {"reference": "see https://evil"},
        {"reference": ""},
        {"reference": "x" * 81},
        {"began_on": "4 May"},
        {"offer": "50 % off"},
    ],
)
def test_only_named_facts_of_their_kind_are_said(cast: Cast, facts: dict[str, str]) -> None:
    assert fault_of(SECURITY, {**FACTS, **facts}) == next(iter(facts))


def test_every_text_of_an_incident_says_each_of_its_facts_in_each_language(
    cast: Cast, as_role: AsRole
) -> None:
    for template, wanted in INCIDENTS.items():
        given = {
            name: {FactKind.DAY: "2030-05-04", FactKind.NAME: f"The {name}", FactKind.COUNTRY: "DE"}.get(
                fact.kind, fact.choices[0] if fact.choices else ""
            )
            for name, fact in wanted.items()
        }
        assert fault_of(template, given) is None
        with scope(cast.operator.tenant_id):
            send_incident_notice(template, given, reach=IncidentReach.ALL, actor=cast.operator)
    with as_role("freehold_worker"), scope(cast.operator.tenant_id):
        for row in list_incidents(cast.operator):
            tell_of_incident(row.id, most=9, actor=platform_actor(cast.operator.tenant_id, via=Via.JOB))
    with scope(cast.customer.tenant_id):
        texts = [compose(one).as_string() for one in Notice.objects.values_list("id", flat=True)]  # type: ignore[union-attr]

    assert len(texts) == len(INCIDENTS)
    assert all("The reference" in text for text in texts)


def test_a_stopped_one_tells_nobody_more(cast: Cast, as_role: AsRole) -> None:
    notice_id = sent(cast)
    with scope(cast.operator.tenant_id):
        stop_incident_notice(notice_id, actor=cast.operator)
        stop_incident_notice(notice_id, actor=cast.operator)

    with as_role("freehold_worker"):
        send_incidents(0)

    assert told(cast.customer, cast.partner) == [0, 0]
    assert seen(cast, notice_id).state is IncidentState.STOPPED


def test_only_the_operators_administrators_may(cast: Cast) -> None:
    for seller in (cast.partner, cast.customer):
        with scope(seller.tenant_id):
            with pytest.raises(NotFound):
                send_incident_notice(SECURITY, FACTS, reach=IncidentReach.ALL, actor=seller)
            with pytest.raises(NotFound):
                list_incidents(seller)
    with scope(cast.member.tenant_id), pytest.raises(NotPermitted):
        send_incident_notice(SECURITY, FACTS, reach=IncidentReach.ALL, actor=cast.member)
    notice_id = sent(cast)
    with scope(cast.rival.tenant_id), pytest.raises(NotFound):
        stop_incident_notice(notice_id, actor=cast.rival)


def test_not_more_than_ten_a_day(cast: Cast) -> None:
    for _time in range(10):
        sent(cast)

    with pytest.raises(Refused) as refusal:
        sent(cast)

    assert refusal.value.code == "too_many"
