"""A second factor as a tenant's requirement."""

import pytest
from allauth.mfa.models import Authenticator

from conftest import Browser, Cast
from freehold.accounts.actions.require_second_factor import (
    require_second_factor,
    stop_requiring_second_factor,
)
from freehold.accounts.tests.people import give_password, sign_in
from freehold.kernel.errors import NotPermitted, Refused
from freehold.tenants.row_security import scope


def test_whoever_has_none_is_led_to_set_one_up(client: Browser, cast: Cast) -> None:
    give_password(cast.member)
    sign_in(client)
    assert client.get("/security/").status_code == 200

    with scope(cast.customer.tenant_id):
        require_second_factor(actor=cast.customer)

    assert client.get("/security/")["Location"] == "/account/2fa/"
    assert client.get("/account/2fa/").status_code == 200
    with scope(cast.member.tenant_id, person_id=cast.member.person_id):
        Authenticator.objects.create(user_id=cast.member.person_id, type="totp", data={"secret": "sealed"})
    assert client.get("/security/").status_code == 200


def test_the_seller_that_acts_under_a_grant_needs_one_too(client: Browser, cast: Cast) -> None:
    give_password(cast.partner)
    sign_in(client, "anna@alder.example")
    actor = cast.under_grant()
    client.post(f"/access/{actor.grant_id}/enter/")
    assert client.get("/people/").status_code == 200

    with scope(cast.customer.tenant_id):
        require_second_factor(actor=cast.customer)

    assert client.get("/people/")["Location"] == "/account/2fa/"


def test_asking_twice_is_refused(cast: Cast) -> None:
    with scope(cast.customer.tenant_id):
        require_second_factor(actor=cast.customer)
        with pytest.raises(Refused):
            require_second_factor(actor=cast.customer)
        stop_requiring_second_factor(actor=cast.customer)
        with pytest.raises(Refused):
            stop_requiring_second_factor(actor=cast.customer)


def test_a_member_cannot_ask(cast: Cast) -> None:
    with scope(cast.member.tenant_id), pytest.raises(NotPermitted):
        require_second_factor(actor=cast.member)
