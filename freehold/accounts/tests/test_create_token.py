"""Making API tokens, and what they may."""

from dataclasses import replace
from datetime import timedelta

import pytest

from conftest import Cast
from freehold.accounts.actions.create_token import create_token
from freehold.accounts.models import ApiToken
from freehold.accounts.permissions import CREATE_TOKEN, SEE_PEOPLE
from freehold.accounts.rules import MOST_TOKENS
from freehold.delegation.queries import enter_token
from freehold.kernel import clock
from freehold.kernel.errors import NotPermitted, Refused
from freehold.kernel.permission import may
from freehold.notices.models import Notice
from freehold.tenants.row_security import scope

DAY = timedelta(days=1)


def test_a_token_acts_for_its_person_within_its_scopes(cast: Cast) -> None:
    with scope(cast.customer.tenant_id):
        made = create_token(
            "report", scopes=frozenset({"accounts.see_people"}), lasts=DAY, actor=cast.customer
        )

    entered = enter_token(made.secret, grant_id=None)
    assert entered is not None
    assert entered.actor.person_id == cast.customer.person_id
    assert may(entered.actor, SEE_PEOPLE)
    assert not may(entered.actor, CREATE_TOKEN)


def test_an_expired_token_opens_nothing(cast: Cast) -> None:
    with scope(cast.customer.tenant_id):
        made = create_token(
            "report", scopes=frozenset(), lasts=timedelta(microseconds=1), actor=cast.customer
        )

    assert enter_token(made.secret, grant_id=None) is None


@pytest.mark.parametrize(
    ("name", "scopes", "lasts", "code"),
    [
        ("", [], DAY, "not_a_name"),
        ("x", ["Every thing"], DAY, "not_a_scope"),
        ("x", [], timedelta(days=367), "duration"),
        ("x", [], timedelta(0), "duration"),
    ],
)
def test_what_cannot_be(cast: Cast, name: str, scopes: list[str], lasts: timedelta, code: str) -> None:
    with scope(cast.customer.tenant_id):
        with pytest.raises(Refused) as refusal:
            create_token(name, scopes=frozenset(scopes), lasts=lasts, actor=cast.customer)

        assert refusal.value.code == code
        assert ApiToken.objects.count() == 0


@pytest.mark.parametrize("wanted", [frozenset(), frozenset({"accounts", "mail"})])
def test_a_token_makes_none_wider_than_itself(cast: Cast, wanted: frozenset[str]) -> None:
    actor = replace(cast.customer, scopes=frozenset({"accounts"}))
    with scope(actor.tenant_id):
        with pytest.raises(Refused) as refusal:
            create_token("more", scopes=wanted, lasts=DAY, actor=actor)
        assert refusal.value.code == "wider_than_own"

        create_token("same", scopes=frozenset({"accounts"}), lasts=DAY, actor=actor)


def test_nobody_makes_one_under_a_grant(cast: Cast) -> None:
    actor = cast.under_grant()
    with scope(actor.tenant_id):
        with pytest.raises((NotPermitted, Refused)):
            create_token("report", scopes=frozenset(), lasts=DAY, actor=actor)

        assert ApiToken.objects.count() == 0


def test_nobody_has_more_than_can_be_looked_over(cast: Cast) -> None:
    with scope(cast.customer.tenant_id):
        ApiToken.objects.bulk_create(
            ApiToken(
                tenant_id=cast.customer.tenant_id,
                person_id=cast.customer.person_id,
                name="old",
                digest=str(number),
                expires_at=clock.now() + DAY,
            )
            for number in range(MOST_TOKENS)
        )
        with pytest.raises(Refused) as refusal:
            create_token("one more", scopes=frozenset(), lasts=DAY, actor=cast.customer)

        assert refusal.value.code == "too_many"
        ApiToken.objects.filter(digest="0").update(expires_at=clock.now())
        create_token("one more", scopes=frozenset(), lasts=DAY, actor=cast.customer)
        assert Notice.objects.get().context["change"] == "token_made"
