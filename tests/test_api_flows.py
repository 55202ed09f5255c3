"""What an administrator and a person do by the API, operation by operation, and what it leads to."""

import json
from datetime import date, timedelta

import pytest
from django.http import HttpResponse
from django.test import Client

from conftest import Cast
from freehold.audit.queries import log_lines
from freehold.config.api import api
from freehold.kernel import clock
from freehold.tenants.row_security import scope
from tests.conftest import DOMAIN, Caller, World

ADDRESSES = {
    operation["operationId"]: (method, path)
    for path, methods in api.get_openapi_schema(path_prefix="/api/v1/")["paths"].items()
    for method, operation in methods.items()
}


class Program:
    """A program that knows operations by their names, and expects each to work."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def answer(self, operation: str, body: object = None, query: str = "", **ids: object) -> HttpResponse:
        """The answer to one operation."""
        method, path = ADDRESSES[operation]
        sent = b"" if body is None else json.dumps(body).encode()
        address = path.format_map(ids) + query
        return self.client.generic(method.upper(), address, sent, content_type="application/json")  # type: ignore[return-value]

    def do(self, operation: str, body: object = None, query: str = "", **ids: object) -> dict[str, object]:
        """The body of an answer that says yes."""
        response = self.answer(operation, body, query, **ids)
        assert response.status_code < 300, f"{operation}: {response.status_code} {response.content!r}"
        return json.loads(response.content) if response.content else {}

    def refused(self, operation: str, body: object = None, query: str = "", **ids: object) -> str:
        """The code of an answer that says no."""
        response = self.answer(operation, body, query, **ids)
        assert response.status_code >= 400, f"{operation}: {response.status_code}"
        return str(json.loads(response.content)["code"])


@pytest.fixture
def acme(world: World, client_of: Caller) -> Program:
    """Acme's administrator's program."""
    return Program(client_of(world.cast.customer))


def test_people_groups_and_what_they_sign_in_with(acme: Program, cast: Cast) -> None:
    invited = acme.do(
        "invite_person", {"name": "Nia New", "email": f"nia@{DOMAIN}", "contact_email": "nia@home.example"}
    )
    person = acme.do("get_person", person_id=invited["id"])
    assert (person["state"], person["roles"]) == ("invited", ["member"])

    group = acme.do("create_group", {"name": "Reception", "roles": ["technician"]})["id"]
    acme.do("add_member", group_id=group, person_id=invited["id"])
    assert [m["name"] for m in acme.do("list_members", group_id=group)["items"]] == ["Nia New"]  # type: ignore[attr-defined]
    acme.do("remove_member", group_id=group, person_id=invited["id"])
    acme.do("change_group", {"name": "Front", "roles": []}, group_id=group)
    acme.do("delete_group", group_id=group)
    assert acme.refused("get_group", group_id=group) == "not_found"

    changed = acme.do(
        "change_roles",
        {"roles": ["member", "billing"], "version": person["version"]},
        person_id=invited["id"],
    )
    stale = {"name": "Nia", "email": f"nia@{DOMAIN}", "version": person["version"]}
    assert acme.refused("change_person", stale, person_id=invited["id"]) == "changed_meanwhile"
    acme.do("change_person", stale | {"version": changed["version"]}, person_id=invited["id"])
    acme.do("resend_invitation", person_id=invited["id"])
    assert acme.refused("reset_second_factor", person_id=invited["id"]) == "no_second_factor"
    acme.do("deactivate_person", person_id=invited["id"])
    acme.do("reactivate_person", person_id=invited["id"])
    found = acme.do("list_people", query="?search=nia")["items"]
    assert [one["name"] for one in found] == ["Nia"]  # type: ignore[attr-defined]


def test_ones_own_tokens_and_app_passwords_are_made_once_and_revoked(acme: Program) -> None:
    token = acme.do("create_token", {"name": "Nightly", "scopes": ["audit"], "days": 3})
    narrow = Program(Client(headers={"Authorization": f"Bearer {token['secret']}"}))
    narrow.do("list_log")
    assert narrow.refused("list_people") == "not_permitted"
    acme.do("revoke_token", token_id=token["id"])
    assert narrow.refused("list_log") == "not_signed_in"

    made = acme.do("create_app_password", {"name": "Tablet"})
    shown = acme.do("list_app_passwords")["items"]
    assert "Tablet" in [one["name"] for one in shown]  # type: ignore[attr-defined]
    assert str(made["secret"]) not in json.dumps(shown)
    acme.do("revoke_app_password", password_id=made["id"])
    assert acme.do("list_sessions")["items"] == []
    assert acme.refused("end_session", session_id=1) == "not_found"


def test_a_second_factor_is_required_of_all_and_left_to_each_again(acme: Program) -> None:
    acme.do("require_second_factor")
    assert acme.do("get_tenant")["requires_second_factor"] is True

    acme.do("stop_requiring_second_factor")
    assert acme.do("get_tenant")["requires_second_factor"] is False


def test_mail_is_set_up_from_end_to_end(acme: Program, world: World) -> None:
    ada, maxs, shared = (world.ids[name] for name in ("mailbox_id", "grantee_id", "shared_id"))

    acme.do("add_alias", {"address": f"a.acme@{DOMAIN}"}, mailbox_id=ada)
    assert acme.do("get_mailbox", mailbox_id=ada)["aliases"] == [f"a.acme@{DOMAIN}"]
    assert acme.refused("add_alias", {"address": f"max@{DOMAIN}"}, mailbox_id=ada) == "address_taken"
    acme.do("remove_alias", mailbox_id=ada, address=f"a.acme@{DOMAIN}")
    acme.do("rename_mailbox", {"address": f"ada.acme@{DOMAIN}", "display_name": "Ada"}, mailbox_id=ada)
    acme.do("change_quota", {"quota_bytes": 2**31}, mailbox_id=ada)

    acme.do("give_access", {}, mailbox_id=shared, grantee_id=maxs)
    (access,) = acme.do("list_access", mailbox_id=shared)["items"]  # type: ignore[misc]
    assert (access["full_access"], access["send_as"]) == (True, True)
    acme.do("take_access", mailbox_id=shared, grantee_id=maxs)

    acme.do("set_forwarding", {"targets": ["ada@home.example"]}, mailbox_id=ada)
    acme.do("set_auto_reply", {"subject": "Away", "text": "Back on Monday"}, mailbox_id=ada)
    rule = {
        "field": "subject",
        "match": "contains",
        "value": "invoice",
        "action": "file",
        "argument": "Invoices",
    }
    acme.do("set_rules", {"rules": [rule]}, mailbox_id=ada)
    acme.do("judge_sender", {"sender": "spam@junk.example", "verdict": "block"}, mailbox_id=ada)
    settings = acme.do("get_mailbox_settings", mailbox_id=ada)
    assert settings["forward_to"] == ["ada@home.example"]
    assert settings["auto_reply"]["text"] == "Back on Monday"  # type: ignore[index]
    assert [r["argument"] for r in settings["rules"]] == ["Invoices"]  # type: ignore[attr-defined]
    assert [s["sender"] for s in settings["senders"]] == ["spam@junk.example"]  # type: ignore[attr-defined]
    acme.do("clear_auto_reply", mailbox_id=ada)
    acme.do("forget_sender", query="?sender=spam@junk.example", mailbox_id=ada)

    acme.do(
        "set_mail_group_members",
        {"mailbox_ids": [str(ada)], "outside": ["x@home.example"]},
        group_id=world.ids["group_id"],
    )
    assert len(acme.do("get_mail_group", group_id=world.ids["group_id"])["members"]) == 2  # type: ignore[arg-type]
    acme.do("set_catch_all", {"mailbox_id": str(shared)}, domain=DOMAIN)
    assert [c["domain"] for c in acme.do("list_catch_alls")["items"]] == [DOMAIN]  # type: ignore[attr-defined]
    acme.do("clear_catch_all", domain=DOMAIN)
    acme.do("set_limits", {"hourly_per_person": 10, "hourly_per_tenant": 50})
    assert acme.do("get_limits")["hourly_per_person"] == 10
    acme.do("freeze_sender", {"because": "a stolen password"}, mailbox_id=maxs)
    acme.do("unfreeze_sender", mailbox_id=maxs)
    assert acme.do("list_queue")["items"] == []
    assert acme.refused("retry_message", queue_id="4XyZ123abc") == "not_found"

    with scope(world.cast.customer.tenant_id):
        acts = {line.action for line in log_lines(world.cast.customer.tenant_id, limit=200)}
    assert {"mail.share_mailbox", "mail.change_limits", "mail.freeze_sender"} <= acts


def test_one_and_many_are_welcomed_with_their_mailboxes(acme: Program) -> None:
    welcomed = acme.do("welcome_person", {"name": "Nia", "address": f"nia@{DOMAIN}"})
    assert acme.do("get_mailbox", mailbox_id=welcomed["mailbox_id"])["person_id"] == welcomed["person_id"]

    two = [{"name": f"N {n}", "address": f"n{n}@{DOMAIN}"} for n in (1, 2)]
    too_many = [{"name": "One more", "address": f"more@{DOMAIN}"}]
    made = acme.do("welcome_people", {"people": two})
    assert len(made["mailbox_ids"]) == 2  # type: ignore[arg-type]
    assert acme.refused("welcome_people", {"people": too_many}) == "no_seat_left"
    assert acme.refused("welcome_person", {"name": "Nia", "address": f"nia@{DOMAIN}"}) == "person_exists"


def test_an_order_lives_through_its_states(acme: Program, world: World) -> None:
    number = world.ids["number"]

    assert acme.do("change_seats", {"seats": 7}, number=number)["seats"] == 7
    assert acme.refused("change_seats", {"seats": 1}, number=number) == "seats_in_use"
    suspended = acme.do("suspend_subscription", {"reason": "asked"}, number=number)
    assert suspended["state"] == "suspended"
    assert acme.refused("suspend_subscription", {"reason": "asked"}, number=number) == "not_active"
    stale = {"version": int(str(suspended["version"])) - 1}
    assert acme.refused("resume_subscription", stale, number=number) == "changed_meanwhile"
    assert acme.do("resume_subscription", {}, number=number)["state"] == "active"
    ends_on = str(clock.today() + timedelta(days=40))
    cancelled = acme.do("cancel_subscription", {"ends_on": ends_on}, number=number)
    assert cancelled["state"] == "cancelling"
    assert date.fromisoformat(str(cancelled["erase_after"])) >= clock.today() + timedelta(days=70)
    assert acme.do("withdraw_cancellation", {}, number=number)["state"] == "active"
    assert acme.refused("convert_trial", {}, number=number) == "no_trial"
    (listed,) = acme.do("list_subscriptions", query="?side=bought&order=seats")["items"]  # type: ignore[misc]
    assert listed["number"] == number


def test_each_tier_sees_its_own_edge_and_the_operator_a_pseudonym(world: World, client_of: Caller) -> None:
    seen = {
        name: Program(client_of(actor)).do("list_subscriptions")["items"]
        for name, actor in (
            ("alder", world.cast.partner),
            ("meridian", world.cast.operator),
            ("birch", world.cast.rival),
        )
    }

    assert [(one["customer"], one["price"]["amount"]) for one in seen["alder"]] == [("Acme Dental", "4")]  # type: ignore[attr-defined]
    (upper,) = seen["meridian"]  # type: ignore[misc]
    assert "Acme" not in json.dumps(upper)
    assert upper["price"]["amount"] == "2"
    assert seen["birch"] == []


def test_a_domain_is_claimed_looked_at_and_released(acme: Program) -> None:
    made = acme.do("claim_domain", {"name": "zähne.example"})["id"]
    domain = acme.do("get_domain", domain_id=made)
    assert (domain["name"], domain["unicode_name"], domain["state"]) == (
        "xn--zhne-loa.example",
        "zähne.example",
        "claimed",
    )
    records = acme.do("list_records", domain_id=made)["items"]
    assert records[0]["kind"] == "proof"  # type: ignore[index]
    assert str(domain["proof_value"]) in str(acme.do("get_zone", domain_id=made)["zone"])
    acme.do("check_domain", domain_id=made)
    acme.do("release_domain", domain_id=made)
    assert acme.refused("claim_domain", {"name": "not a domain"}).startswith("malformed")


def test_a_partner_sells_under_its_own_name(world: World, client_of: Caller) -> None:
    alder, meridian = Program(client_of(world.cast.partner)), Program(client_of(world.cast.operator))
    (offered,) = alder.do("list_offered_plans")["items"]  # type: ignore[misc]

    made = alder.do("adopt_plan", {"source_plan_id": offered["id"], "name": "Alder Mail Plus"})["id"]
    prices = [{"plan_id": made, "per_seat_month": "6.50"}]
    alder.do("publish_price_list", {"currency": "EUR", "valid_from": str(clock.today()), "prices": prices})

    assert alder.do("get_plan", plan_id=made)["prices"] == [{"amount": "6.50", "currency": "EUR"}]
    assert meridian.refused("get_plan", plan_id=made) == "not_found"
    alder.do("describe_plan", {"name": "Alder Mail Max"}, plan_id=made)
    alder.do("retire_plan", plan_id=made)
    assert alder.refused("retire_plan", plan_id=made) == "plan_retired"
    assert alder.refused("create_offering", {"name": "Own", "kind": "mail"}) == "not_operator"


def test_settings_and_brand_change_once_for_two_who_do_it_at_once(
    acme: Program, world: World, client_of: Caller
) -> None:
    version = acme.do("get_tenant")["version"]
    wanted = {"name": "Acme Dental Ltd", "language": "de", "time_zone": "Europe/Vienna", "version": version}

    acme.do("change_settings", wanted)
    assert acme.refused("change_settings", wanted) == "changed_meanwhile"
    alder = Program(client_of(world.cast.partner))
    alder.do("change_brand", {"name": "Alder", "accent": "#123456"})
    assert acme.do("get_brand")["name"] == "Alder"
    assert acme.refused("change_brand", {"name": "Mine", "accent": "#123456"}) == "not_found"


def test_an_instance_shows_what_is_wanted_and_what_was_observed(acme: Program, world: World) -> None:
    instance = acme.do("get_instance", instance_id=world.ids["instance_id"])

    assert (instance["wanted_state"], instance["observed_state"], instance["is_adrift"]) == (
        "active",
        "gone",
        True,
    )
    acme.do("try_instance", instance_id=world.ids["instance_id"])
