"""Setting up and removing one's own second factors, through the pages: each is told and on record as it happens."""

import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse

from conftest import Browser, Cast
from freehold.accounts.actions.require_second_factor import require_second_factor
from freehold.accounts.tests.people import PASSWORD, code_of, give_password, sign_in
from freehold.audit.queries import log_lines
from freehold.notices.models import Notice
from freehold.tenants.row_security import scope

APP = "/account/2fa/totp/activate/"
ADD = "/account/2fa/webauthn/add/"


@pytest.fixture
def max_signed_in(client: Browser, cast: Cast) -> Browser:
    """Max, who has just shown who he is."""
    give_password(cast.member)
    sign_in(client)
    return client


def set_up_app(browser: Browser) -> str:
    """Set up an authenticator app; return its key."""
    secret: str = browser.get(APP).context["form"].secret
    done = browser.post(APP, {"code": code_of(secret)})
    assert done["Location"] == reverse("mfa_view_recovery_codes")
    return secret


def told(cast: Cast) -> list[str]:
    """What Max was told of, in order."""
    with scope(cast.member.tenant_id):
        return [notice.context["change"] for notice in Notice.objects.order_by("created_at", "id")]


def test_an_app_is_set_up_told_and_on_record_in_one_go(max_signed_in: Browser, cast: Cast) -> None:
    set_up_app(max_signed_in)

    assert told(cast) == ["totp_added"]
    with scope(cast.member.tenant_id):
        assert log_lines(cast.member.tenant_id)[0].action == "accounts.totp_added"
    page = max_signed_in.get(reverse("mfa_view_recovery_codes")).content.decode()
    assert "The authenticator app is set up." in page
    assert page.count("\n", page.index('id="recovery_codes"'), page.index("</pre>")) == 10


def test_a_wrong_code_sets_up_nothing(max_signed_in: Browser, cast: Cast) -> None:
    max_signed_in.get(APP)
    answer = max_signed_in.post(APP, {"code": "12 34"})

    assert "This code is not right." in answer.content.decode()
    assert told(cast) == []
    with scope(cast.member.tenant_id, person_id=cast.member.person_id):
        assert Authenticator.objects.count() == 0


def test_new_recovery_codes_replace_the_old_and_are_told(max_signed_in: Browser, cast: Cast) -> None:
    set_up_app(max_signed_in)
    old = max_signed_in.get(reverse("mfa_view_recovery_codes")).context["unused_codes"]

    max_signed_in.post(reverse("mfa_generate_recovery_codes"))

    new = max_signed_in.get(reverse("mfa_view_recovery_codes")).context["unused_codes"]
    assert not set(old) & set(new)
    assert told(cast) == ["totp_added", "recovery_codes_made"]


def test_removing_the_app_takes_the_codes_along(max_signed_in: Browser, cast: Cast) -> None:
    set_up_app(max_signed_in)

    max_signed_in.post(reverse("mfa_deactivate_totp"))

    assert told(cast) == ["totp_added", "totp_removed"]
    with scope(cast.member.tenant_id, person_id=cast.member.person_id):
        assert Authenticator.objects.count() == 0


def test_the_last_factor_stays_where_one_is_required(max_signed_in: Browser, cast: Cast) -> None:
    set_up_app(max_signed_in)
    with scope(cast.customer.tenant_id):
        require_second_factor(actor=cast.customer)

    answer = max_signed_in.post(reverse("mfa_deactivate_totp"))

    assert "Your company asks everybody for a second factor." in answer.content.decode()
    assert told(cast) == ["totp_added"]


def test_minutes_after_signing_in_what_decides_who_signs_in_asks_for_the_password_again(
    max_signed_in: Browser,
) -> None:
    session = max_signed_in.session
    for record in session["account_authentication_methods"]:
        record["at"] -= 6 * 60
    session.save()

    for path in (APP, ADD, reverse("mfa_generate_recovery_codes")):
        asked = max_signed_in.get(path)
        assert asked["Location"].startswith("/account/reauthenticate/"), path
    wrong = max_signed_in.post(asked["Location"], {"password": "not this one"})
    assert "This is not your password." in wrong.content.decode()
    max_signed_in.post(asked["Location"], {"password": PASSWORD})
    assert max_signed_in.get(APP).status_code == 200


@pytest.mark.parametrize(
    "credential",
    ["", "x", "{}", "[]", "null", "7", '"x"', '{"id": 1}', '{"id": "eA", "rawId": "eA", "type": "public-key"}',
     '{"id": "%%", "rawId": "%%", "type": "public-key", "response": {"clientDataJSON": "e30", "attestationObject": "oA"}}',
     '{"id": "eA", "rawId": "eA", "type": "public-key", "response": []}',
     '{"id": "eA", "rawId": "eA", "response": {"userHandle": "eA", "clientDataJSON": "", "authenticatorData": ""}}'],
)  # fmt: skip
@pytest.mark.parametrize("where", ["add", "sign_in", "confirm"])
def test_whatever_plays_a_passkey_is_refused_in_plain_words(
    max_signed_in: Browser, cast: Cast, where: str, credential: str
) -> None:
    path = {
        "add": ADD,
        "sign_in": "/account/2fa/webauthn/login/",
        "confirm": "/account/2fa/webauthn/reauthenticate/",
    }
    browser = Browser() if where == "sign_in" else max_signed_in
    browser.get(path[where], headers={"Accept": "application/json"})

    answer = browser.post(path[where], {"name": "x", "credential": credential})

    assert answer.status_code in (200, 302)
    with scope(cast.member.tenant_id, person_id=cast.member.person_id):
        assert Authenticator.objects.count() == 0
