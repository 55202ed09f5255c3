"""Break glass: two people of the operator, and everybody concerned knows at once."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.db import IntegrityError

from conftest import Cast, make_person
from freehold.accounts.second_factor import Shown, require_second_factor_now
from freehold.accounts.tests.people import code_of
from freehold.delegation.actions.ask_in_emergency import ask_in_emergency
from freehold.delegation.actions.break_glass import break_glass
from freehold.delegation.actions.end_grant import end_grant
from freehold.delegation.actions.enter_tenant import enter_tenant
from freehold.delegation.emergencies import list_emergencies
from freehold.delegation.models import Emergency, Grant
from freehold.delegation.queries import enter_person, grants_given
from freehold.delegation.states import EmergencyState, GrantKind
from freehold.delegation.tests.conftest import TECHNICIAN, Asking, lines_of
from freehold.kernel import clock
from freehold.kernel.actor import Actor, Role, Via, platform_actor
from freehold.kernel.errors import FreeholdError, NotFound, NotPermitted, Refused
from freehold.notices.models import Notice
from freehold.notices.service import compose
from freehold.tenants.row_security import scope

Told = Callable[[Actor], list[tuple[str, str]]]
Tamper = Callable[..., None]
KEY = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def shown() -> Shown:
    """A second factor that was shown just now."""
    return Shown(at=clock.now())


def ask(actor: Actor, reference: str, **changed: object) -> UUID:
    """Ask for an hour as a technician, or for something else."""
    wanted = {
        "roles": TECHNICIAN,
        "lasts": timedelta(hours=1),
        "reason": "mail loops, nobody answers",
        "shown": shown(),
        **changed,
    }
    with scope(actor.tenant_id, person_id=actor.person_id):
        return ask_in_emergency(reference, **wanted, actor=actor)  # type: ignore[arg-type]


def approve(actor: Actor, emergency_id: UUID, showing: Shown | None = None) -> UUID:
    with scope(actor.tenant_id, person_id=actor.person_id):
        return break_glass(emergency_id, shown=showing or shown(), actor=actor)


def broken(cast: Cast) -> list[Grant]:
    with scope(cast.customer.tenant_id):
        return list(Grant.objects.filter(kind=GrantKind.BREAK_GLASS))


def test_two_people_get_in_for_hours_and_all_three_logs_say_so(
    asking: Asking, cast: Cast, colleague: Actor, told: Told
) -> None:
    emergency_id = ask(cast.operator, asking.pseudonym, lasts=timedelta(hours=4))
    assert told(cast.operator)[-1] == ("break_glass_asked", "omar@meridian.example")
    assert broken(cast) == []

    grant_id = approve(colleague, emergency_id)

    (grant,) = broken(cast)
    assert (grant.id, grant.holder_id, grant.roles) == (grant_id, cast.operator.tenant_id, ["technician"])
    assert grant.ends_at == grant.starts_at + timedelta(hours=4)
    assert (grant.asked_by, grant.approved_by) == ("Olga Meridian", "Omar Meridian")
    for actor in (cast.customer, cast.partner, cast.operator):
        newest = lines_of(actor)[0]
        assert (newest.action, newest.facts["reason"]) == (
            "delegation.break_glass",
            "mail loops, nobody answers",
        )
    assert told(cast.customer)[-1] == ("glass_broken", "ada@acme-dental.example")
    assert told(cast.partner)[-1] == ("glass_broken_at_customer", "anna@alder.example")
    with scope(cast.customer.tenant_id):
        message = compose(Notice.objects.get(template="glass_broken").id)
    assert message is not None
    words = message.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert "Olga Meridian asked for this and Omar Meridian approved it." in words
    with scope(cast.operator.tenant_id):
        (listed,) = list_emergencies(cast.operator)
    assert (listed.state, listed.reference, listed.approved_by) == (
        EmergencyState.APPROVED,
        asking.pseudonym,
        "Omar Meridian",
    )


def test_nobody_learns_who_it_is_by_asking_alone(asking: Asking, cast: Cast, colleague: Actor) -> None:
    ask(cast.operator, asking.pseudonym)

    with scope(cast.operator.tenant_id):
        said = str(list_emergencies(cast.operator)) + str(
            list(Notice.objects.values_list("context", flat=True))
        )
    said += str([(line.facts, line.subject_id) for line in lines_of(cast.operator)])
    assert "Acme" not in said
    assert str(cast.customer.tenant_id) not in said


def test_a_tenant_that_a_log_names_by_its_id_can_be_meant(cast: Cast, colleague: Actor) -> None:
    emergency_id = ask(cast.operator, str(cast.customer.tenant_id))

    approve(colleague, emergency_id)

    assert len(broken(cast)) == 1
    for unknown in (str(uuid4()), str(cast.operator.tenant_id), "C-00000000", "Acme Dental"):
        with pytest.raises(NotFound):
            ask(cast.operator, unknown)


def test_the_one_who_asked_never_approves_not_even_past_the_program(cast: Cast, colleague: Actor) -> None:
    emergency_id = ask(cast.operator, str(cast.customer.tenant_id))

    with pytest.raises(Refused) as refusal:
        approve(cast.operator, emergency_id)

    assert refusal.value.code == "same_person"
    assert broken(cast) == []
    with (
        pytest.raises(IntegrityError, match="delegation_emergency_two_people"),
        scope(cast.operator.tenant_id),
    ):
        Emergency.objects.update(approved_by_id=cast.operator.person_id, approved_at=clock.now())


def test_it_lasts_four_hours_at_most(cast: Cast, colleague: Actor) -> None:
    for lasts in (timedelta(hours=5), timedelta(minutes=30), timedelta(minutes=90), timedelta(0)):
        with pytest.raises(Refused) as refusal:
            ask(cast.operator, str(cast.customer.tenant_id), lasts=lasts)
        assert refusal.value.code == "duration"
    for changed, code in (({"roles": frozenset()}, "no_roles"), ({"reason": " "}, "no_reason")):
        with pytest.raises(Refused) as refusal:
            ask(cast.operator, str(cast.customer.tenant_id), **changed)
        assert refusal.value.code == code


def test_after_an_hour_nobody_approves_any_more(cast: Cast, colleague: Actor, tamper: Tamper) -> None:
    emergency_id = ask(cast.operator, str(cast.customer.tenant_id))
    tamper("update delegation_emergency set expires_at = now() - interval '1 second'")

    with pytest.raises(Refused) as refusal:
        approve(colleague, emergency_id)

    assert refusal.value.code == "emergency_over"
    with scope(cast.operator.tenant_id):
        assert list_emergencies(cast.operator)[0].state is EmergencyState.EXPIRED
    assert broken(cast) == []


def test_it_is_approved_once(cast: Cast, colleague: Actor) -> None:
    emergency_id = ask(cast.operator, str(cast.customer.tenant_id))
    approve(colleague, emergency_id)

    with pytest.raises(Refused) as refusal:
        approve(colleague, emergency_id)

    assert refusal.value.code == "emergency_over"
    assert len(broken(cast)) == 1


@pytest.mark.parametrize("at", [None, timedelta(minutes=11), timedelta(minutes=-1)])
def test_both_show_a_second_factor_just_now(cast: Cast, colleague: Actor, at: timedelta | None) -> None:
    stale = Shown(at=None if at is None else clock.now() - at)
    with pytest.raises(Refused) as refusal:
        ask(cast.operator, str(cast.customer.tenant_id), shown=stale)
    assert refusal.value.code == "second_factor_stale"
    emergency_id = ask(cast.operator, str(cast.customer.tenant_id))

    with pytest.raises(Refused) as refusal:
        approve(colleague, emergency_id, stale)

    assert refusal.value.code == "second_factor_stale"
    assert broken(cast) == []


def test_a_program_shows_the_code_of_its_persons_app_and_each_code_works_once(
    cast: Cast, colleague: Actor
) -> None:
    with scope(colleague.tenant_id, person_id=colleague.person_id):
        Authenticator.objects.create(
            user_id=colleague.person_id, type="totp", data={"secret": get_adapter().encrypt(KEY)}
        )
    code = code_of(KEY)
    emergency_id = ask(cast.operator, str(cast.customer.tenant_id))

    with pytest.raises(NotPermitted) as wrong:
        approve(colleague, emergency_id, Shown(code="000000" if code != "000000" else "111111"))
    approve(colleague, emergency_id, Shown(code=code))

    assert wrong.value.code == "wrong_code"
    with (
        scope(colleague.tenant_id, person_id=colleague.person_id),
        pytest.raises(NotPermitted, match="used already"),
    ):
        require_second_factor_now(colleague, shown=Shown(code=code))
    with scope(cast.operator.tenant_id, person_id=cast.operator.person_id), pytest.raises(NotPermitted):
        require_second_factor_now(cast.operator, shown=Shown(code=code))  # who has no app


@pytest.mark.parametrize(
    ("who", "error"),
    [("partner", NotFound), ("rival", NotFound), ("customer", NotFound), ("member", NotFound)],
)
def test_nobody_but_the_operator_breaks_glass(
    cast: Cast, colleague: Actor, who: str, error: type[FreeholdError]
) -> None:
    emergency_id = ask(cast.operator, str(cast.customer.tenant_id))
    actor: Actor = getattr(cast, who)

    with pytest.raises(error):
        ask(actor, str(cast.rival_customer.tenant_id))
    with pytest.raises(error):
        approve(actor, emergency_id)
    with scope(actor.tenant_id):
        assert Emergency.objects.count() == 0
        with pytest.raises(NotFound):
            list_emergencies(actor)
    assert broken(cast) == []


def test_of_the_operators_people_administrators_alone_approve_and_none_by_a_narrow_token(
    cast: Cast, colleague: Actor
) -> None:
    emergency_id = ask(cast.operator, str(cast.customer.tenant_id))
    narrow = replace(colleague, scopes=frozenset({"delegation"}), token_id=uuid4())
    for actor in (
        replace(colleague, roles=frozenset({Role.TECHNICIAN})),
        replace(colleague, roles=frozenset({Role.MEMBER})),
        narrow,
    ):
        with pytest.raises(NotPermitted):
            approve(actor, emergency_id)
    with pytest.raises(NotPermitted):
        ask(narrow, str(cast.customer.tenant_id))
    with pytest.raises(Refused, match="Only a person"):
        approve(platform_actor(cast.operator.tenant_id, via=Via.COMMAND), emergency_id)

    assert broken(cast) == []


def test_it_is_for_the_two_of_them_alone(cast: Cast, colleague: Actor) -> None:
    third = make_person(cast.operator.tenant_id, "otto@meridian.example", "Otto", Role.ADMINISTRATOR)
    grant_id = approve(colleague, ask(cast.operator, str(cast.customer.tenant_id)))

    def comes_in(actor: Actor) -> bool:
        with scope(actor.tenant_id, person_id=actor.person_id):
            entered = enter_person(actor.person_id, grant_id=grant_id, via=Via.PAGE)  # type: ignore[arg-type]
        return entered is not None and not entered.grant_refused

    assert [comes_in(actor) for actor in (cast.operator, colleague, third)] == [True, True, False]
    with scope(third.tenant_id), pytest.raises(NotFound):
        enter_tenant(grant_id, actor=third)


def test_the_customer_ends_it_at_once(cast: Cast, colleague: Actor) -> None:
    grant_id = approve(colleague, ask(cast.operator, str(cast.customer.tenant_id)))

    with scope(cast.customer.tenant_id):
        end_grant(grant_id, actor=cast.customer)
        assert not any(
            grant.kind is GrantKind.BREAK_GLASS and grant.in_force for grant in grants_given(cast.customer)
        )
    with scope(cast.operator.tenant_id, person_id=cast.operator.person_id):
        entered = enter_person(cast.operator.person_id, grant_id=grant_id, via=Via.PAGE)  # type: ignore[arg-type]

    assert entered is not None
    assert entered.grant_refused


def test_where_nobody_can_be_told_yet_the_first_administrator_is_told_later(
    cast: Cast, colleague: Actor, tamper: Tamper
) -> None:
    tamper("update accounts_person set roles = '{member}' where id = %s", [cast.customer.person_id])

    approve(colleague, ask(cast.operator, str(cast.customer.tenant_id)))

    assert broken(cast)[0].told_at is None
