"""Careless and hostile input on every page of accounts: a clear answer each time, and nothing is made by it."""

from uuid import UUID, uuid4

import pytest

from conftest import Browser, Cast
from freehold.accounts.models import ApiToken, AppPassword, Group, GroupMember, Person
from freehold.accounts.tests.people import give_password, sign_in
from freehold.tenants.row_security import scope

VALUES = (
    "", "a\x00b", "x" * 100_000, "a\nBcc: b", "\u202egnp.exe", "<script>alert(1)</script>", "%(name)s%s{{ 7|add:7 }}", "9" * 30,
)  # fmt: skip
CLEAR = {200, 302, 400, 404, 422}


@pytest.fixture
def ada(client: Browser, cast: Cast) -> Browser:
    """Acme's administrator, signed in."""
    give_password(cast.customer)
    sign_in(client, "ada@acme-dental.example")
    return client


def forms(person_id: UUID, group_id: UUID) -> list[tuple[str, dict[str, str]]]:
    """Each form of accounts, filled in well."""
    return [
        ("/profile/", {"name": "Ada Acme", "language": "", "time_zone": "", "version": "1"}),
        ("/devices/", {"name": "phone"}),
        ("/security/tokens/new/", {"name": "report", "scopes": "mail", "lasts": "30"}),
        ("/people/invite/", {"name": "Nia", "email": "nia@acme-dental.example", "contact_email": "", "roles": ""}),
        (f"/people/{person_id}/", {"name": "Max", "email": "max@acme-dental.example", "contact_email": "", "version": "1"}),
        (f"/people/{person_id}/roles/", {"roles": "billing", "version": "1"}),
        (f"/people/{person_id}/deactivate/", {"typed": "no"}),
        (f"/people/{person_id}/reset-second-factor/", {"typed": "no"}),
        ("/people/second-factor/", {"required": "no"}),
        ("/groups/new/", {"name": "Desk", "roles": ""}),
        (f"/groups/{group_id}/", {"name": "Front desk", "roles": ""}),
        (f"/groups/{group_id}/members/", {"person": "max@acme-dental.example"}),
        ("/account/login/", {"login": "ada@acme-dental.example", "password": "x"}),
        ("/account/password/reset/", {"email": "ada@acme-dental.example"}),
        ("/account/password/change/", {"oldpassword": "x", "password1": "x"}),
        ("/account/reauthenticate/", {"password": "x", "next": "/security/"}),
        ("/account/2fa/totp/activate/", {"code": "000000"}),
        ("/account/2fa/authenticate/", {"code": "000000"}),
    ]  # fmt: skip


def test_no_form_breaks_and_nothing_odd_is_kept(ada: Browser, cast: Cast, desk: UUID) -> None:
    ada.get("/account/2fa/totp/activate/")
    for path, filled in forms(cast.member.person_id, desk):
        for field in filled:
            for value in VALUES:
                answer = ada.post(path, {**filled, field: value})
                assert answer.status_code in CLEAR | {429}, (path, field, value[:30], answer.status_code)

    with scope(cast.customer.tenant_id):
        names = [
            *Person.objects.filter(tenant_id=cast.customer.tenant_id).values_list("name", flat=True),
            *Group.objects.values_list("name", flat=True),
            *AppPassword.objects.values_list("name", flat=True),
            *ApiToken.objects.values_list("name", flat=True),
        ]
    assert all(name.isprintable() and name.strip() and len(name) <= 120 for name in names)


@pytest.mark.parametrize(
    "path",
    [
        "/people/{}/", "/people/{}/deactivate/", "/people/{}/reset-second-factor/", "/groups/{}/",
        "/security/sessions/99999999999999999999999/end/", "/security/sessions/0/end/",
        "/security/tokens/{}/revoke/", "/devices/{}/revoke/", "/people/{}/roles/", "/people/{}/resend/",
        "/people/{}/reactivate/", "/groups/{}/delete/",
    ],
)  # fmt: skip
def test_what_is_nobodys_is_not_there(ada: Browser, path: str) -> None:
    answer = ada.post(path.format(uuid4()), {"name": "x", "typed": "x", "roles": "billing", "version": "1"})

    assert answer.status_code == 404


def test_what_a_rivals_person_is_asked_about_is_not_there(client: Browser, cast: Cast, desk: UUID) -> None:
    give_password(cast.rival)
    sign_in(client, "bert@birch.example")

    for path in (f"/people/{cast.member.person_id}/", f"/groups/{desk}/"):
        assert client.get(path).status_code == 404
    for path, filled in forms(cast.member.person_id, desk):
        if str(cast.member.person_id) in path or str(desk) in path:
            answer = client.post(path, filled)
            assert answer.status_code in (302, 404), path
    with scope(cast.customer.tenant_id):
        assert Person.objects.get(id=cast.member.person_id).roles == ["member"]
        assert GroupMember.objects.count() == 0


@pytest.mark.parametrize("address", ["nobody@acme-dental.example", "bert@birch.example", "", "x"])
def test_a_group_takes_only_ones_own_people_and_says_so(
    ada: Browser, cast: Cast, desk: UUID, address: str
) -> None:
    page = ada.post(f"/groups/{desk}/members/", {"person": address}, follow=True)

    assert "Nobody of your people signs in as" in page.content.decode()
    with scope(cast.customer.tenant_id):
        assert GroupMember.objects.count() == 0


def test_a_group_takes_a_person_however_the_address_is_written(ada: Browser, cast: Cast, desk: UUID) -> None:
    ada.post(f"/groups/{desk}/members/", {"person": " Max@Acme-Dental.Example "})

    with scope(cast.customer.tenant_id):
        assert GroupMember.objects.get().person_id == cast.member.person_id


@pytest.mark.parametrize(
    "onwards", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_signing_in_leads_to_no_other_site(client: Browser, cast: Cast, onwards: str) -> None:
    give_password(cast.member)

    answer = client.post(
        "/account/login/",
        {"login": "max@acme-dental.example", "password": "a rather long horse", "next": onwards},
    )

    assert answer["Location"] == "/"
