"""What time does to a grant: it ends and both sides know, the first administrators are told, a year later all again."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from conftest import Cast
from freehold.audit.queries import log_lines
from freehold.delegation.actions.advance_grant import advance_grant
from freehold.delegation.actions.end_grant import end_grant
from freehold.delegation.actions.expire_grant import expire_grant
from freehold.delegation.actions.give_grant import give_grant
from freehold.delegation.actions.introduce_grant import introduce_grant
from freehold.delegation.actions.remind_of_grant import remind_of_grant
from freehold.delegation.actions.set_up_customer import set_up_customer
from freehold.delegation.actions.warn_of_grant import warn_of_grant
from freehold.delegation.jobs import end_grants
from freehold.delegation.models import Grant
from freehold.delegation.queries import grants_given
from freehold.delegation.rules import warned_at
from freehold.kernel import clock
from freehold.kernel.actor import Actor, Role, Via, platform_actor
from freehold.kernel.errors import FreeholdError, NotFound, NotPermitted, Refused
from freehold.notices.models import Notice
from freehold.notices.service import compose
from freehold.tenants.row_security import scope

TECHNICIAN = frozenset({Role.TECHNICIAN})
Tamper = Callable[..., None]


@pytest.fixture
def sweep(as_role) -> Callable[[], None]:
    """The worker's sweep."""

    def run() -> None:
        with as_role("freehold_worker"):
            end_grants(0)

    return run


def told(actor: Actor) -> list[tuple[str, str]]:
    """Which notices about access the people of a tenant were sent, the oldest first."""
    with scope(actor.tenant_id):
        rows = Notice.objects.filter(template__startswith="grant_").order_by("created_at", "id")
        return [(row.template, row.to) for row in rows]


def acts(actor: Actor) -> list[str]:
    """What the log of a tenant tells of access, the newest first."""
    with scope(actor.tenant_id):
        return [line.action for line in log_lines(actor.tenant_id) if line.action.startswith("delegation.")]


def worker(actor: Actor) -> Actor:
    return platform_actor(actor.tenant_id, via=Via.JOB)


def test_an_ended_time_is_noted_once_in_both_logs_and_both_sides_are_told(cast: Cast, sweep, tamper: Tamper):
    tamper("update delegation_grant set ends_at = now() - interval '1 minute', told_at = now()")

    sweep()
    sweep()

    with scope(cast.customer.tenant_id):
        (grant,) = Grant.objects.filter(tenant_id=cast.customer.tenant_id)
    assert (grant.ended_at, grant.ended_by) == (grant.ends_at, "")
    assert acts(cast.customer) == acts(cast.partner)[:1] == ["delegation.expire_grant"]
    assert told(cast.customer) == [("grant_ended", "ada@acme-dental.example")]
    assert ("grant_lost", "anna@alder.example") in told(cast.partner)


def test_the_first_administrator_is_told_of_the_set_up_grant_and_no_member_is(cast: Cast, sweep):
    with scope(cast.partner.tenant_id):
        empty = set_up_customer("Dune Logistics", actor=cast.partner)

    sweep()
    sweep()

    assert told(cast.customer) == [("grant_given", "ada@acme-dental.example")]
    assert acts(cast.customer) == ["delegation.introduce_grant"]
    with scope(empty):
        assert Notice.objects.count() == 0
        assert Grant.objects.get(tenant_id=empty).told_at is None


def test_standing_support_is_reminded_of_once_a_year(cast: Cast, sweep, tamper: Tamper):
    with scope(cast.customer.tenant_id):
        give_grant(TECHNICIAN, lasts=None, reason="", actor=cast.customer)
    sweep()
    before = told(cast.customer)

    tamper("update delegation_grant set remind_on = current_date where kind = 'standing'")
    sweep()
    sweep()

    assert told(cast.customer)[len(before) :] == [("grant_reminder", "ada@acme-dental.example")]
    with scope(cast.customer.tenant_id):
        standing = Grant.objects.get(kind="standing")
        assert standing.remind_on == clock.today() + timedelta(days=365)
        assert standing.ended_at is None
        words = compose(Notice.objects.get(template="grant_reminder").id)
    assert "Alder IT" in str(words["Subject"])
    assert "Technician" in words.get_body(("plain",)).get_content()


def test_a_grant_is_told_of_when_it_is_given_and_when_somebody_ends_it(cast: Cast, sweep):
    with scope(cast.customer.tenant_id):
        grant_id = give_grant(TECHNICIAN, lasts=timedelta(hours=4), reason="laptop", actor=cast.customer)
        end_grant(grant_id, actor=cast.customer)

    assert told(cast.customer) == [
        ("grant_given", "ada@acme-dental.example"),
        ("grant_ended", "ada@acme-dental.example"),
    ]
    assert told(cast.partner)[-2:] == [
        ("grant_held", "anna@alder.example"),
        ("grant_lost", "anna@alder.example"),
    ]
    with scope(cast.partner.tenant_id):
        words = compose(Notice.objects.get(template="grant_held").id).get_body(("plain",)).get_content()
    assert "laptop" in words
    assert "Acme Dental" in words
    assert "by itself on" in words


def test_an_administrator_through_a_group_is_told_as_well(cast: Cast, tamper: Tamper):
    tamper(
        "with g as (insert into accounts_group (id, tenant_id, created_at, name, roles) "
        "values (gen_random_uuid(), %s, now(), 'Board', '{administrator}') returning id) "
        "insert into accounts_groupmember (id, tenant_id, created_at, group_id, person_id) "
        "select gen_random_uuid(), %s, now(), g.id, %s from g",
        [cast.customer.tenant_id, cast.customer.tenant_id, cast.member.person_id],
    )
    with scope(cast.customer.tenant_id):
        give_grant(TECHNICIAN, lasts=timedelta(hours=4), reason="laptop", actor=cast.customer)

    assert told(cast.customer) == [
        ("grant_given", "ada@acme-dental.example"),
        ("grant_given", "max@acme-dental.example"),
    ]


@pytest.mark.parametrize(
    ("act", "code"),
    [(expire_grant, "grant_holds"), (remind_of_grant, "not_due"), (warn_of_grant, "not_due")],
)
def test_what_is_not_due_is_not_done(cast: Cast, as_role, act, code: str):
    with as_role("freehold_worker"), scope(cast.customer.tenant_id):
        (grant,) = grants_given(cast.customer)

        with pytest.raises(Refused) as refusal:
            act(grant.id, actor=worker(cast.customer))

        assert refusal.value.code == code
        assert grants_given(cast.customer) == [grant]
    assert told(cast.customer) == []


def test_it_is_introduced_once(cast: Cast, as_role):
    with as_role("freehold_worker"), scope(cast.customer.tenant_id):
        (grant,) = grants_given(cast.customer)
        introduce_grant(grant.id, actor=worker(cast.customer))

        with pytest.raises(Refused, match="have been told"):
            introduce_grant(grant.id, actor=worker(cast.customer))
        assert advance_grant(grant.id, actor=worker(cast.customer)) is None

    assert len(told(cast.customer)) == 1


@pytest.mark.parametrize("act", [expire_grant, remind_of_grant, introduce_grant, warn_of_grant])
@pytest.mark.parametrize(("who", "error"), [("customer", NotPermitted), ("rival", NotFound)])
def test_no_person_does_the_platforms_part(cast: Cast, act, who: str, error: type[FreeholdError]):
    with scope(cast.customer.tenant_id):
        (grant,) = grants_given(cast.customer)
    actor: Actor = getattr(cast, who)
    with scope(actor.tenant_id), pytest.raises(error):
        act(grant.id, actor=actor)

    assert told(cast.customer) == []


@pytest.mark.parametrize(
    ("lasts", "ahead"),
    [
        (timedelta(hours=1), None),
        (timedelta(hours=2), timedelta(hours=1)),
        (timedelta(days=7), timedelta(hours=1)),
        (timedelta(days=8), timedelta(days=7)),
        (timedelta(days=730), timedelta(days=7)),
    ],
)
def test_the_end_is_told_a_week_ahead_and_of_short_grants_an_hour(
    lasts: timedelta, ahead: timedelta | None
) -> None:
    start = clock.now()

    assert warned_at(start, start + lasts) == (None if ahead is None else start + lasts - ahead)
    assert warned_at(start, None) is None


@pytest.mark.parametrize("lasts", [timedelta(hours=4), timedelta(days=30)])
def test_both_are_told_before_the_end_once(cast: Cast, sweep, tamper: Tamper, lasts: timedelta) -> None:
    with scope(cast.customer.tenant_id):
        grant_id = give_grant(TECHNICIAN, lasts=lasts, reason="laptop", actor=cast.customer)
    tamper("update delegation_grant set told_at = now()")
    before = told(cast.customer), told(cast.partner)
    sweep()
    assert (told(cast.customer), told(cast.partner)) == before

    tamper("update delegation_grant set warn_at = now() where id = %s", [grant_id])
    sweep()
    sweep()

    assert told(cast.customer)[len(before[0]) :] == [("grant_ends_soon", "ada@acme-dental.example")]
    assert told(cast.partner)[len(before[1]) :] == [("grant_held_ends_soon", "anna@alder.example")]
    assert acts(cast.customer)[0] == acts(cast.partner)[0] == "delegation.warn_of_grant"
    with scope(cast.customer.tenant_id):
        assert Grant.objects.get(id=grant_id).ended_at is None
        words = compose(Notice.objects.get(template="grant_ends_soon").id)
    assert words is not None
    assert "ends by itself on" in words.get_body(("plain",)).get_content()  # type: ignore[union-attr]


def test_of_what_was_ended_before_nobody_is_warned(cast: Cast, sweep, tamper: Tamper) -> None:
    with scope(cast.customer.tenant_id):
        grant_id = give_grant(TECHNICIAN, lasts=timedelta(hours=4), reason="laptop", actor=cast.customer)
        end_grant(grant_id, actor=cast.customer)
    tamper("update delegation_grant set warn_at = now() where id = %s", [grant_id])

    sweep()

    assert "grant_ends_soon" not in [template for template, _to in told(cast.customer)]
