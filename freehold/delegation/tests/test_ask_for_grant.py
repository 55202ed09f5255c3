"""Asking for access: by whom, of whom, by what name, how often, and who reads it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from conftest import Cast, make_person
from freehold.delegation.actions.set_up_customer import set_up_customer
from freehold.delegation.asking import requests_made, requests_of_customers, requests_received
from freehold.delegation.models import Grant, GrantRequest
from freehold.delegation.rules import MOST_REQUESTS, may_ask_again_at
from freehold.delegation.states import RequestState
from freehold.delegation.tests.conftest import BOTH, Asking, ask, lines_of
from freehold.kernel import clock
from freehold.kernel.actor import Actor, Role
from freehold.kernel.errors import NotFound, NotPermitted, Refused
from freehold.notices.models import Notice
from freehold.notices.service import compose
from freehold.subscriptions.tests.conftest import Ordered
from freehold.tenants.row_security import scope

Told = Callable[[Actor], list[tuple[str, str]]]
A_DAY = timedelta(days=1)


def test_a_seller_asks_its_own_buyer_and_both_sides_see_it(asking: Asking, cast: Cast, told: Told) -> None:
    request_id = asking.by_partner(roles=BOTH, ticket="T-17")

    with scope(cast.customer.tenant_id):
        (received,) = requests_received(cast.customer)
    with scope(cast.partner.tenant_id):
        (made,) = requests_made(cast.partner)
    assert received.id == made.id == request_id
    assert (received.asker_name, received.asked_by, received.ticket) == ("Alder IT", "Anna Alder", "T-17")
    assert (received.may_answer, received.is_own) == (True, False)
    assert (made.tenant_name, made.may_answer, made.may_withdraw) == ("Acme Dental", False, True)
    assert lines_of(cast.customer)[0].action == lines_of(cast.partner)[0].action == "delegation.ask_for_grant"
    assert lines_of(cast.customer)[0].facts["reason"] == "mail stands still"
    assert told(cast.customer)[-1] == ("grant_asked", "ada@acme-dental.example")
    assert asking.grants() == []


def test_the_operator_asks_by_the_pseudonym_and_reads_nothing_else_until_it_is_let_in(
    asking: Asking, cast: Cast
) -> None:
    request_id = asking.by_operator()

    with scope(cast.operator.tenant_id):
        (made,) = requests_made(cast.operator)
        written = str(list(Notice.objects.values_list("context", flat=True)))
    log = str([(line.actor_name, line.facts, line.subject_id) for line in lines_of(cast.operator, "")])
    assert (made.id, made.tenant_name, made.grant_id) == (request_id, asking.pseudonym, None)
    for revealing in ("Acme", "Ada", "acme-dental", str(cast.customer.tenant_id)):
        assert revealing not in str(made) + written + log


def test_it_reaches_the_customer_under_its_partners_brand_with_the_name_of_who_asks(
    asking: Asking, cast: Cast
) -> None:
    asking.by_operator()

    with scope(cast.customer.tenant_id):
        message = compose(Notice.objects.get(template="grant_asked").id)
    assert message is not None
    words = message.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert str(message["From"]).startswith("Alder IT")
    assert (
        "Olga Meridian of Meridian Hosting asks for access to Acme Dental as Technician, for 1 day." in words
    )
    assert "mail stands still" in words


def test_it_reaches_a_german_administrator_in_german(
    asking: Asking, cast: Cast, tamper: Callable[..., None]
) -> None:
    tamper("update accounts_person set language = 'de' where id = %s", [cast.customer.person_id])

    asking.by_operator()

    with scope(cast.customer.tenant_id):
        message = compose(Notice.objects.get(template="grant_asked").id)
    assert message is not None
    assert str(message["Subject"]) == "Meridian Hosting bittet um Zugriff auf Acme Dental"
    assert "für 1 Tag." in message.get_body(("plain",)).get_content()  # type: ignore[union-attr]


def test_who_sells_to_the_customer_is_told_who_asks_past_it(asking: Asking, cast: Cast, told: Told) -> None:
    asking.by_operator()

    with scope(cast.partner.tenant_id):
        (seen,) = requests_of_customers(cast.partner)
    assert (seen.tenant_name, seen.asker_name, seen.may_answer) == ("Acme Dental", "Meridian Hosting", False)
    assert told(cast.partner)[-1] == ("grant_asked_of_customer", "anna@alder.example")
    assert lines_of(cast.partner)[0].action == "delegation.ask_for_grant"


def test_a_rival_sees_nothing_of_it(asking: Asking, cast: Cast) -> None:
    asking.by_partner()
    asking.by_operator()

    for other in (cast.rival, cast.rival_customer):
        with scope(other.tenant_id):
            assert GrantRequest.objects.count() == 0


@pytest.mark.parametrize("who", ["partner", "rival", "customer", "rival_customer"])
def test_nobody_else_asks_by_a_pseudonym(asking: Asking, cast: Cast, who: str) -> None:
    with pytest.raises(NotFound):
        ask(getattr(cast, who), asking.pseudonym)

    assert lines_of(getattr(cast, who), "delegation.ask") == []


def test_a_pseudonym_of_an_order_that_has_ended_leads_nowhere(
    asking: Asking, cast: Cast, tamper: Callable[..., None]
) -> None:
    tamper("update subscriptions_subscription set state = 'ended', ends_on = current_date")

    with pytest.raises(NotFound):
        asking.by_operator()


@pytest.mark.parametrize("wrong", ["", "C-", "C-00000000", "c-%", "Acme Dental", str(UUID(int=7)), "x" * 500])
def test_what_names_nobody_is_not_found(asking: Asking, cast: Cast, wrong: str) -> None:
    with pytest.raises(NotFound):
        ask(cast.operator, wrong)


def test_the_id_of_somebody_elses_buyer_is_not_found(asking: Asking, cast: Cast) -> None:
    acme, alder = str(cast.customer.tenant_id), str(cast.partner.tenant_id)
    for actor, reference in (
        (cast.operator, acme),  # a customer of its partner
        (cast.rival, acme),
        (cast.rival, alder),
        (cast.partner, alder),  # itself
        (cast.partner, str(cast.operator.tenant_id)),  # who sells to it
        (cast.customer, alder),
        (cast.customer, str(cast.rival_customer.tenant_id)),
    ):
        with pytest.raises(NotFound):
            ask(actor, reference)

    with scope(cast.customer.tenant_id):
        assert GrantRequest.objects.count() == 0


def test_a_grant_never_follows_from_who_invoices_whom(asking: Asking, cast: Cast, ordered: Ordered) -> None:
    """Meridian bills Alder and Alder bills Acme: that lets neither into what it did not get a grant for."""
    with scope(cast.operator.tenant_id):
        direct = set_up_customer("Elm Direct", actor=cast.operator)
    anna = make_person(cast.partner.tenant_id, "arne@alder.example", "Arne Alder", Role.ADMINISTRATOR)

    with scope(cast.customer.tenant_id):
        kinds = set(Grant.objects.values_list("holder_id", "kind"))
    assert kinds == {(cast.partner.tenant_id, "set-up")}
    with pytest.raises(NotFound):
        ask(anna, str(direct))


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"roles": frozenset()}, "no_roles"),
        ({"lasts": timedelta(minutes=59)}, "duration"),
        ({"lasts": timedelta(days=731)}, "duration"),
        ({"lasts": timedelta(minutes=90)}, "duration"),
        ({"lasts": timedelta(hours=-1)}, "duration"),
        ({"reason": "  "}, "no_reason"),
    ],
)
def test_what_is_out_of_bounds_is_refused(
    asking: Asking, cast: Cast, changed: dict[str, object], code: str
) -> None:
    with pytest.raises(Refused) as refusal:
        asking.by_partner(**changed)

    assert refusal.value.code == code
    with scope(cast.partner.tenant_id):
        assert GrantRequest.objects.count() == 0


@pytest.mark.parametrize("role", [Role.BILLING, Role.MEMBER])
def test_only_who_could_enter_asks(asking: Asking, cast: Cast, role: Role) -> None:
    with pytest.raises(NotPermitted):
        ask(replace(cast.partner, roles=frozenset({role})), str(cast.customer.tenant_id))


def test_nobody_asks_under_a_grant(asking: Asking, cast: Cast) -> None:
    """Meridian inside Alder under its set-up grant is not Alder."""
    inside = replace(
        cast.operator, tenant_id=cast.partner.tenant_id, grant_id=uuid4(), grant_holder="Meridian Hosting"
    )
    with pytest.raises(NotPermitted, match="Under a grant"):
        ask(inside, str(cast.customer.tenant_id))


def test_one_request_is_open_at_a_time(asking: Asking, cast: Cast) -> None:
    asking.by_operator()

    with pytest.raises(Refused) as refusal:
        asking.by_operator()

    assert refusal.value.code == "asked_already"
    with scope(cast.operator.tenant_id):
        assert GrantRequest.objects.count() == 1


def test_nobody_is_pestered(asking: Asking, cast: Cast, tamper: Callable[..., None]) -> None:
    for _time in range(MOST_REQUESTS):
        asking.by_operator()
        tamper("update delegation_grantrequest set state = 'withdrawn'")

    with pytest.raises(Refused, match="often enough"):
        asking.by_operator()
    asking.by_partner()  # what one asks holds up no other

    tamper("update delegation_grantrequest set asked_at = asked_at - interval '31 days', state = 'expired'")
    asking.by_operator()


def test_after_a_no_a_day_passes() -> None:
    now = clock.now()
    asked = [(now - timedelta(hours=30), RequestState.DECLINED, now - timedelta(hours=23))]

    assert may_ask_again_at(asked, now=now) == now + timedelta(hours=1)
    assert may_ask_again_at(asked, now=now + timedelta(hours=1)) is None
