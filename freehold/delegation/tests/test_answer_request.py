"""Answering a request: who may, with what, once, and what everybody learns of it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from conftest import Cast
from freehold.delegation.actions.approve_request import approve_request
from freehold.delegation.actions.choose_answerer import choose_answerer
from freehold.delegation.actions.decline_request import decline_request
from freehold.delegation.actions.expire_request import expire_request
from freehold.delegation.actions.leave_sellers import leave_sellers
from freehold.delegation.actions.withdraw_request import withdraw_request
from freehold.delegation.asking import answerers, get_request, requests_made, requests_to_answer
from freehold.delegation.jobs import close_requests
from freehold.delegation.queries import enter_person, get_grant
from freehold.delegation.states import AnsweredBy, RequestState
from freehold.delegation.tests.conftest import BOTH, TECHNICIAN, Asking, lines_of
from freehold.kernel import clock
from freehold.kernel.actor import Actor, Role, Via, platform_actor
from freehold.kernel.errors import FreeholdError, NotFound, NotPermitted, Refused
from freehold.notices.models import Notice
from freehold.tenants.row_security import scope

Told = Callable[[Actor], list[tuple[str, str]]]
Tamper = Callable[..., None]
ANSWERS = [approve_request, decline_request]


def test_the_customer_lets_in_who_asked_and_all_concerned_know(
    asking: Asking, cast: Cast, told: Told
) -> None:
    request_id = asking.by_operator(roles=BOTH, ticket="T-17")
    with scope(cast.customer.tenant_id):
        grant_id = approve_request(request_id, actor=cast.customer)
        grant = get_grant(cast.customer, grant_id)
    with scope(cast.operator.tenant_id):
        (made,) = requests_made(cast.operator)

    assert (grant.holder_name, grant.roles, grant.reason) == (
        "Meridian Hosting",
        (Role.BILLING, Role.TECHNICIAN),
        "mail stands still",
    )
    assert grant.ends_at == grant.starts_at + timedelta(days=1)
    assert (grant.ticket, grant.asked_by) == ("T-17", "Olga Meridian")
    assert (made.state, made.tenant_name, made.answered_by) == (
        RequestState.APPROVED,
        "Acme Dental",
        AnsweredBy.CUSTOMER,
    )
    for actor in (cast.customer, cast.partner, cast.operator):
        assert lines_of(actor)[0].action == "delegation.approve_request"
    assert told(cast.customer)[-1] == ("grant_given", "ada@acme-dental.example")
    assert told(cast.operator)[-1] == ("grant_held", "olga@meridian.example")
    assert told(cast.partner)[-1] == ("grant_given_by_customer", "anna@alder.example")


def test_it_opens_the_door_from_that_moment_on(asking: Asking, cast: Cast) -> None:
    request_id = asking.by_operator()
    with scope(cast.customer.tenant_id):
        grant_id = approve_request(request_id, actor=cast.customer)

    with scope(cast.operator.tenant_id, person_id=cast.operator.person_id):
        entered = enter_person(cast.operator.person_id, grant_id=grant_id, via=Via.PAGE)  # type: ignore[arg-type]

    assert entered is not None
    assert (entered.acting_for, entered.actor.roles) == ("Acme Dental", TECHNICIAN)
    assert (entered.actor.grant_holder, entered.actor.grant_reason) == (
        "Meridian Hosting",
        "mail stands still",
    )


def test_it_is_approved_with_less(asking: Asking, cast: Cast) -> None:
    request_id = asking.by_partner(roles=BOTH)
    with scope(cast.customer.tenant_id):
        approve_request(request_id, roles=TECHNICIAN, lasts=timedelta(hours=2), actor=cast.customer)

    (grant,) = asking.grants()
    assert grant.roles == ["technician"]
    assert grant.ends_at == grant.starts_at + timedelta(hours=2)


@pytest.mark.parametrize(
    ("less", "code"),
    [
        ({"roles": frozenset({Role.ADMINISTRATOR})}, "wider_than_asked"),
        ({"roles": frozenset({Role.TECHNICIAN, Role.ADMINISTRATOR})}, "wider_than_asked"),
        ({"roles": frozenset({"root"})}, "wider_than_asked"),
        ({"roles": frozenset()}, "wider_than_asked"),
        ({"lasts": timedelta(hours=25)}, "duration"),
        ({"lasts": timedelta(minutes=59)}, "duration"),
    ],
)
def test_it_is_never_approved_with_more(
    asking: Asking, cast: Cast, less: dict[str, object], code: str
) -> None:
    request_id = asking.by_partner()
    with scope(cast.customer.tenant_id), pytest.raises(Refused) as refusal:
        approve_request(request_id, **less, actor=cast.customer)  # type: ignore[arg-type]

    assert refusal.value.code == code
    assert asking.grants() == []
    assert asking.row(request_id).state == RequestState.OPEN


def test_who_asked_and_is_declined_learns_that_and_nothing_else(
    asking: Asking, cast: Cast, told: Told
) -> None:
    request_id = asking.by_operator()
    with scope(cast.customer.tenant_id):
        decline_request(request_id, actor=cast.customer)

    with scope(cast.operator.tenant_id):
        (made,) = requests_made(cast.operator)
        written = str(list(Notice.objects.values_list("context", flat=True)))
    log = str([(line.actor_name, line.facts, line.from_outside) for line in lines_of(cast.operator)])
    assert (made.state, made.tenant_name) == (RequestState.DECLINED, asking.pseudonym)
    assert "Acme" not in str(made) + written + log
    assert "Ada" not in str(made) + written + log
    assert lines_of(cast.operator)[0].actor_name == asking.pseudonym
    assert lines_of(cast.customer)[0].actor_name == "Ada Acme"
    assert told(cast.operator)[-1] == ("request_declined", "olga@meridian.example")
    assert asking.grants() == []


@pytest.mark.parametrize("answer", ANSWERS)
def test_nobody_answers_what_they_ask_for(asking: Asking, cast: Cast, answer: Callable[..., object]) -> None:
    for request_id, asker in ((asking.by_partner(), cast.partner), (asking.by_operator(), cast.operator)):
        with scope(asker.tenant_id), pytest.raises(Refused) as refusal:
            answer(request_id, actor=asker)
        assert refusal.value.code == "own_request"
        assert asking.row(request_id).state == RequestState.OPEN
    assert asking.grants() == []


@pytest.mark.parametrize("answer", [*ANSWERS, withdraw_request])
@pytest.mark.parametrize(
    ("who", "error"),
    [("member", NotPermitted), ("rival", NotFound), ("rival_customer", NotFound), ("operator", NotFound)],
)
def test_nobody_else_answers(
    asking: Asking, cast: Cast, answer: Callable[..., object], who: str, error: type[FreeholdError]
) -> None:
    request_id = asking.by_partner()
    actor: Actor = getattr(cast, who)

    with scope(actor.tenant_id), pytest.raises(error):
        answer(request_id, actor=actor)
    with scope(actor.tenant_id), pytest.raises(NotFound):
        answer(uuid4(), actor=actor)

    assert asking.row(request_id).state == RequestState.OPEN


@pytest.mark.parametrize("answer", [*ANSWERS, withdraw_request])
def test_nobody_answers_under_a_grant(asking: Asking, cast: Cast, answer: Callable[..., object]) -> None:
    request_id = asking.by_operator()

    with scope(cast.customer.tenant_id), pytest.raises(NotPermitted, match="Under a grant"):
        answer(request_id, actor=cast.under_grant())

    assert asking.row(request_id).state == RequestState.OPEN


@pytest.mark.parametrize("answer", ANSWERS)
def test_a_partner_answers_only_where_its_customer_chose_so(
    asking: Asking, cast: Cast, answer: Callable[..., object]
) -> None:
    request_id = asking.by_operator()
    with scope(cast.partner.tenant_id), pytest.raises(NotPermitted) as refusal:
        answer(request_id, actor=cast.partner)
    assert refusal.value.code == "customer_answers"

    with scope(cast.customer.tenant_id):
        choose_answerer(seller_answers=True, actor=cast.customer)
    with scope(cast.partner.tenant_id):
        assert [one.id for one in requests_to_answer(cast.partner)] == [request_id]
        answer(request_id, actor=cast.partner)

    assert asking.row(request_id).answered_by == AnsweredBy.PARTNER
    assert lines_of(cast.customer)[0].actor_name == "Anna Alder"
    assert "Anna" not in str([(line.actor_name, line.facts) for line in lines_of(cast.operator)])


def test_a_partner_never_answers_its_own_request(asking: Asking, cast: Cast) -> None:
    with scope(cast.customer.tenant_id):
        choose_answerer(seller_answers=True, actor=cast.customer)
    request_id = asking.by_partner()

    with scope(cast.partner.tenant_id), pytest.raises(Refused) as refusal:
        approve_request(request_id, actor=cast.partner)

    assert refusal.value.code == "own_request"
    assert asking.grants() == []


def test_the_choice_is_off_at_first_recorded_and_taken_back_at_any_time(asking: Asking, cast: Cast) -> None:
    request_id = asking.by_operator()
    with scope(cast.customer.tenant_id):
        assert not answerers(cast.customer).seller_answers
        choose_answerer(seller_answers=True, actor=cast.customer)
        chosen = answerers(cast.customer)
        choose_answerer(seller_answers=False, actor=cast.customer)
        assert not answerers(cast.customer).seller_answers
    assert (chosen.seller_answers, chosen.chosen_by) == (True, "Ada Acme")
    assert [line.facts["partner_answers"] for line in lines_of(cast.customer, "delegation.choose")] == [
        False,
        True,
    ]

    with scope(cast.partner.tenant_id), pytest.raises(NotPermitted):
        approve_request(request_id, actor=cast.partner)


def test_the_choice_holds_for_the_seller_that_it_was_made_for(
    asking: Asking, cast: Cast, tamper: Tamper
) -> None:
    with scope(cast.customer.tenant_id):
        choose_answerer(seller_answers=True, actor=cast.customer)

    tamper("update delegation_answerchoice set partner_id = %s", [cast.rival.tenant_id])

    request_id = asking.by_operator()
    with scope(cast.customer.tenant_id):
        assert not answerers(cast.customer).seller_answers
    with scope(cast.partner.tenant_id), pytest.raises(NotPermitted):
        approve_request(request_id, actor=cast.partner)


def test_only_the_customers_own_administrators_choose_and_never_for_the_operator(cast: Cast) -> None:
    for actor in (cast.member, replace(cast.customer, roles=TECHNICIAN), cast.under_grant()):
        with scope(cast.customer.tenant_id), pytest.raises(NotPermitted):
            choose_answerer(seller_answers=True, actor=actor)
    for actor in (cast.partner, cast.operator):  # above Alder is the operator, above that nobody
        with scope(actor.tenant_id), pytest.raises(Refused) as refusal:
            choose_answerer(seller_answers=True, actor=actor)
        assert refusal.value.code == "no_partner"


def test_who_asked_takes_it_back_and_nobody_else(asking: Asking, cast: Cast, told: Told) -> None:
    request_id = asking.by_operator()
    with scope(cast.customer.tenant_id), pytest.raises(Refused) as refusal:
        withdraw_request(request_id, actor=cast.customer)
    assert refusal.value.code == "not_yours"

    with scope(cast.operator.tenant_id):
        withdraw_request(request_id, actor=cast.operator)

    assert asking.row(request_id).state == RequestState.WITHDRAWN
    assert told(cast.customer)[-1] == ("request_withdrawn", "ada@acme-dental.example")
    with scope(cast.customer.tenant_id), pytest.raises(Refused):
        approve_request(request_id, actor=cast.customer)


@pytest.mark.parametrize("first", [*ANSWERS, withdraw_request])
@pytest.mark.parametrize("second", [*ANSWERS, withdraw_request])
def test_what_is_answered_is_not_answered_again(
    asking: Asking, cast: Cast, first: Callable[..., object], second: Callable[..., object]
) -> None:
    request_id = asking.by_partner()

    def answer(act: Callable[..., object]) -> None:
        actor = cast.partner if act is withdraw_request else cast.customer
        with scope(actor.tenant_id):
            act(request_id, actor=actor)

    answer(first)
    before, grants = asking.row(request_id).state, len(asking.grants())
    with pytest.raises(Refused) as refusal:
        answer(second)

    assert refusal.value.code == "request_over"
    assert (asking.row(request_id).state, len(asking.grants())) == (before, grants)


@pytest.mark.parametrize("answer", ANSWERS)
def test_after_its_time_nothing_is_answered_even_before_the_sweep(
    asking: Asking, cast: Cast, tamper: Tamper, answer: Callable[..., object]
) -> None:
    request_id = asking.by_partner()
    tamper("update delegation_grantrequest set expires_at = now() - interval '1 second'")

    with scope(cast.customer.tenant_id), pytest.raises(Refused) as refusal:
        answer(request_id, actor=cast.customer)

    assert refusal.value.code == "request_over"
    with scope(cast.customer.tenant_id):
        assert get_request(cast.customer, request_id).state is RequestState.EXPIRED
        assert requests_to_answer(cast.customer) == []
    assert asking.grants() == []


def test_the_sweep_closes_what_nobody_answered_once_and_tells_who_asked(
    asking: Asking, cast: Cast, tamper: Tamper, told: Told, as_role
) -> None:
    request_id = asking.by_operator()
    tamper("update delegation_grantrequest set expires_at = now()")

    with as_role("freehold_worker"):
        close_requests(0)
        close_requests(0)

    assert asking.row(request_id).state == RequestState.EXPIRED
    assert [template for template, _to in told(cast.operator)].count("request_expired") == 1
    assert lines_of(cast.customer)[0].action == "delegation.expire_request"
    assert asking.by_operator() != request_id


def test_what_is_not_due_is_not_closed(asking: Asking, cast: Cast) -> None:
    request_id = asking.by_partner()

    with scope(cast.partner.tenant_id):
        with pytest.raises(Refused) as refusal:
            expire_request(request_id, actor=platform_actor(cast.partner.tenant_id, via=Via.JOB))
        with pytest.raises(NotPermitted):
            expire_request(request_id, actor=cast.partner)

    assert refusal.value.code == "not_due"
    assert asking.row(request_id).expires_at > clock.now() + timedelta(days=13)


def test_what_a_seller_asked_for_is_over_once_the_customer_has_left_it(
    asking: Asking, cast: Cast, told: Told
) -> None:
    by_partner, by_operator = asking.by_partner(), asking.by_operator()

    with scope(cast.customer.tenant_id):
        leave_sellers([cast.partner.tenant_id], actor=platform_actor(cast.customer.tenant_id, via=Via.JOB))

    assert asking.row(by_partner).state == RequestState.DECLINED
    assert asking.row(by_operator).state == RequestState.OPEN
    assert told(cast.partner)[-1] == ("request_declined", "anna@alder.example")
    assert asking.grants() == []
