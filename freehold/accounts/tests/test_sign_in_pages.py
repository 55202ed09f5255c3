"""Every page of sign-in that can be reached bears our words; what is not offered is not there."""

from pathlib import Path

import allauth
from allauth.account.urls import urlpatterns as account
from allauth.mfa.models import Authenticator
from allauth.mfa.urls import urlpatterns as second_factors
from django.urls import NoReverseMatch, reverse

from conftest import Browser, Cast
from freehold.accounts.tests.people import give_password, sign_in
from freehold.accounts.tests.test_second_factors import set_up_app
from freehold.tenants.row_security import scope

THEIRS = Path(allauth.__file__).parent
# Of allauth's templates, those that hold no word: they extend ours, or carry data for its script.
WORDLESS = {
    "account/base_entrance.html", "account/base_manage.html", "account/base_manage_password.html",
    "mfa/base_entrance.html", "mfa/base_manage.html", "mfa/totp/base.html", "mfa/recovery_codes/base.html",
    "mfa/webauthn/base.html", "mfa/webauthn/snippets/login_script.html", "mfa/recovery_codes/download.txt",
    "mfa/messages/totp_activated.txt",
}  # fmt: skip
NOT_OFFERED = {
    "account_signup", "account_email", "account_email_verification_sent", "account_confirm_email",
    "account_confirm_login_code",
}  # fmt: skip

OF_A_PASSKEY = {"mfa_edit_webauthn", "mfa_remove_webauthn"}


def names(patterns: list[object]) -> set[str]:
    """The names of addresses, however deep."""
    found: set[str] = set()
    for pattern in patterns:
        found |= names(pattern.url_patterns) if hasattr(pattern, "url_patterns") else {pattern.name}
    return found


def address(name: str) -> str:
    """An address of that name, with arguments that lead to nothing of anybody's."""
    for arguments in ({}, {"key": "abc"}, {"uidb36": "abc", "key": "def"}, {"pk": 1}):
        try:
            return reverse(name, kwargs=arguments)
        except NoReverseMatch:
            continue
    raise AssertionError(name)


def stock(templates: list[object]) -> set[str]:
    """The templates with words of allauth's own that went into a page."""
    return {
        template.name
        for template in templates
        if template.origin and THEIRS in Path(template.origin.name).parents and template.name not in WORDLESS
    }


def test_what_is_not_offered_is_not_there(client: Browser, cast: Cast) -> None:
    give_password(cast.member)
    sign_in(client)

    for name in NOT_OFFERED:
        for browser in (client, Browser()):
            assert browser.get(address(name)).status_code == 404, name
            assert browser.post(address(name), {}).status_code == 404, name
    assert client.get("/account/", follow=True).status_code == 200


def test_every_page_is_in_our_words_signed_in_or_not(client: Browser, cast: Cast) -> None:
    give_password(cast.member)
    sign_in(client)
    set_up_app(client)
    offered = names(account) | names(second_factors)

    for name in sorted(offered - NOT_OFFERED - OF_A_PASSKEY - {"account_logout"}):
        for browser in (client, Browser()):
            page = browser.get(address(name), follow=True)
            assert page.status_code == 200, (name, page.status_code)
            assert stock(page.templates) == set(), name
            assert page.redirect_chain or "no-store" in page["Cache-Control"], name


def test_the_pages_of_one_passkey_are_too(client: Browser, cast: Cast) -> None:
    give_password(cast.member)
    sign_in(client)
    with scope(cast.member.tenant_id, person_id=cast.member.person_id):
        key = Authenticator.objects.create(
            user_id=cast.member.person_id, type="webauthn", data={"name": "Max’s phone", "credential": {}}
        )

    for name in OF_A_PASSKEY:
        page = client.get(reverse(name, kwargs={"pk": key.pk}))
        assert page.status_code == 200
        assert stock(page.templates) == set(), name
    too_long = client.post(reverse("mfa_edit_webauthn", kwargs={"pk": key.pk}), {"name": "x" * 61})
    assert "Give a short name of one line." in too_long.content.decode()
    client.post(reverse("mfa_edit_webauthn", kwargs={"pk": key.pk}), {"name": " Work phone "})
    assert "Work phone" in client.get(reverse("mfa_list_webauthn")).content.decode()


def test_a_colleagues_passkey_is_not_there(client: Browser, cast: Cast) -> None:
    give_password(cast.member)
    sign_in(client)
    with scope(cast.customer.tenant_id, person_id=cast.customer.person_id):
        key = Authenticator.objects.create(
            user_id=cast.customer.person_id, type="webauthn", data={"name": "Ada’s phone", "credential": {}}
        )

    for name in OF_A_PASSKEY:
        for act in (client.get, client.post):
            assert act(reverse(name, kwargs={"pk": key.pk})).status_code == 404
