"""People and groups from a shell on the host, through the same actions as the pages."""

import json
from collections.abc import Callable

import pytest
from typer.testing import CliRunner

from conftest import Cast
from freehold.accounts.commands import app
from freehold.accounts.queries.people import get_person
from freehold.kernel.errors import NotFound, Refused
from freehold.tenants.queries import get_tenant
from freehold.tenants.row_security import scope


@pytest.fixture
def do(cast: Cast) -> Callable[..., str]:
    """One command about Acme that works; what it printed."""

    def run(group: str, verb: str, *words: object) -> str:
        arguments = [group, verb, str(cast.customer.tenant_id), *map(str, words)]
        result = CliRunner().invoke(app, arguments)
        assert result.exit_code == 0, (arguments, result.output, result.exception)
        return result.output.strip()

    return run


def test_a_person_is_invited_changed_and_given_roles(cast: Cast, do: Callable[..., str]) -> None:
    person, link = do("people", "invite", "Nia New", "nia@acme-dental.example").split("\t")

    do("people", "change", person, "--name", "Nia Newer", "--contact-email", "nia@home.example")
    do("people", "roles", person, "--role", "technician", "--role", "billing")

    listed = do("people", "list", "--search", "nia").split("\t")
    assert listed[:4] == [person, "nia@acme-dental.example", "Nia Newer", "billing,member,technician"]
    with scope(cast.customer.tenant_id):
        assert get_person(cast.customer, person).contact_email == "nia@home.example"  # type: ignore[arg-type]
    assert do("people", "resend", person) != link


def test_who_left_comes_back_by_a_new_link(cast: Cast, do: Callable[..., str]) -> None:
    do("people", "deactivate", cast.member.person_id)

    assert "/account/invitation/" in do("people", "reactivate", cast.member.person_id)
    assert "invited" in do("people", "list", "--search", "max")


def test_a_second_factor_is_required_and_left_to_everybody_again(cast: Cast, do: Callable[..., str]) -> None:
    do("people", "require-second-factor")
    with scope(cast.customer.tenant_id):
        required = get_tenant(cast.customer.tenant_id).requires_second_factor
    do("people", "require-second-factor", "--stop")

    with scope(cast.customer.tenant_id):
        assert (required, get_tenant(cast.customer.tenant_id).requires_second_factor) == (True, False)


def test_a_group_is_made_filled_changed_and_deleted(cast: Cast, do: Callable[..., str]) -> None:
    group = do("groups", "create", "Front desk", "--role", "technician")
    do("groups", "add", group, cast.member.person_id)
    do("groups", "change", group, "--name", "Desk")

    (listed,) = json.loads(do("groups", "list", "--json"))
    (member,) = json.loads(do("groups", "members", group, "--json"))
    assert (listed["name"], listed["roles"], listed["members"]) == ("Desk", [], 1)
    assert member["email"] == "max@acme-dental.example"
    do("groups", "remove", group, cast.member.person_id)
    assert json.loads(do("groups", "members", group, "--json")) == []
    do("groups", "delete", group)
    assert json.loads(do("groups", "list", "--json")) == []


def test_what_is_refused_on_a_page_is_refused_in_the_shell(cast: Cast) -> None:
    run, tenant = CliRunner().invoke, str(cast.customer.tenant_id)

    last = run(app, ["people", "roles", tenant, str(cast.customer.person_id)])
    present = run(app, ["people", "reactivate", tenant, str(cast.member.person_id)])
    hidden = run(app, ["people", "roles", str(cast.rival_customer.tenant_id), str(cast.member.person_id)])

    assert isinstance(last.exception, Refused)
    assert isinstance(present.exception, Refused)
    assert isinstance(hidden.exception, NotFound)
    with scope(cast.customer.tenant_id):
        assert "administrator" in get_person(cast.customer, cast.customer.person_id).roles  # type: ignore[arg-type]
