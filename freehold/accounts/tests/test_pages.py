"""Every page of accounts opens for whom it is, and for nobody else."""

import pytest

from conftest import Browser, Cast
from freehold.accounts.actions.create_group import create_group
from freehold.accounts.tests.people import give_password, sign_in
from freehold.tenants.row_security import scope


@pytest.fixture
def administrator(client: Browser, cast: Cast) -> Browser:
    """Ada, signed in."""
    give_password(cast.customer)
    sign_in(client, "ada@acme-dental.example")
    return client


@pytest.mark.parametrize(
    "path",
    [
        "/security/", "/devices/", "/security/tokens/new/", "/people/", "/people/?q=ada&state=active",
        "/people/invite/", "/groups/", "/groups/new/", "/account/password/change/", "/account/2fa/",
        "/account/logout/",
    ],
)  # fmt: skip
def test_an_administrators_pages_open(administrator: Browser, path: str) -> None:
    response = administrator.get(path)

    if response.status_code == 302:
        response = administrator.get(response["Location"])
    assert response.status_code == 200
    assert "{%" not in response.content.decode()
    assert "{{" not in response.content.decode()


@pytest.mark.parametrize("path", ["/account/login/", "/account/password/reset/", "/account/inactive/"])
def test_pages_of_sign_in_open_for_everybody(client: Browser, path: str) -> None:
    assert client.get(path).status_code == 200


@pytest.mark.parametrize("path", ["/security/", "/devices/", "/people/", "/groups/"])
def test_nobody_else_sees_them(client: Browser, path: str) -> None:
    assert client.get(path)["Location"].startswith("/account/login/")


def test_a_person_and_a_group_have_pages(administrator: Browser, cast: Cast) -> None:
    with scope(cast.customer.tenant_id):
        group_id = create_group("Front desk", actor=cast.customer)

    assert administrator.get(f"/people/{cast.member.person_id}/").status_code == 200
    assert administrator.get(f"/people/{cast.member.person_id}/deactivate/").status_code == 200
    assert administrator.get(f"/groups/{group_id}/").status_code == 200


def test_a_group_is_deleted_by_its_name(administrator: Browser, cast: Cast) -> None:
    with scope(cast.customer.tenant_id):
        group_id = create_group("Front desk", actor=cast.customer)
    path = f"/groups/{group_id}/delete/"

    assert "The 0 people in it stay" in administrator.get(path).content.decode()
    assert administrator.post(path, {"typed": "Back desk"}).status_code == 422
    assert administrator.get(f"/groups/{group_id}/").status_code == 200
    assert administrator.post(path, {"typed": "front desk"})["Location"] == "/groups/"
    assert administrator.get(f"/groups/{group_id}/").status_code == 404


def test_inviting_shows_the_link_once_and_the_link_opens_the_account(administrator: Browser) -> None:
    response = administrator.post(
        "/people/invite/", {"name": "Nia New", "email": "nia@acme-dental.example", "contact_email": ""}
    )
    link = response.context["link"]

    stranger = Browser()
    path = link.partition("//")[2].partition("/")[2]
    moved = stranger.get(f"/{path}")
    assert moved["Location"] == "/account/invitation/"
    assert stranger.get("/account/invitation/").status_code == 200
    weak = stranger.post("/account/invitation/", {"password": "password"})
    assert weak.status_code == 422
    done = stranger.post("/account/invitation/", {"password": "a quite long sentence"})
    assert done["Location"] == "/account/login/"
    assert sign_in(stranger, "nia@acme-dental.example", "a quite long sentence")["Location"] == "/"
    again = Browser()
    again.get(f"/{path}")
    assert again.get("/account/invitation/").status_code == 404


def test_a_device_password_is_shown_once(administrator: Browser) -> None:
    made = administrator.post("/devices/", {"name": "Ada’s phone"})
    secret = made.context["made"].secret

    assert secret in made.content.decode()
    assert "It is shown only now. In the device" in made.content.decode()
    assert secret not in administrator.get("/devices/").content.decode()


def test_a_token_is_shown_once_and_works(administrator: Browser) -> None:
    made = administrator.post("/security/tokens/new/", {"name": "report", "scopes": ["mail"], "lasts": "30"})

    secret = made.context["made"].secret
    assert secret in made.content.decode()
    assert secret not in administrator.get("/security/").content.decode()
