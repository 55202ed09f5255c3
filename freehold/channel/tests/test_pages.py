"""The pages and the API: a customer reads who is behind a code and what it costs, asks, and takes it back."""

from datetime import timedelta
from typing import Any

from django.test import Client

from conftest import signed_in_browser
from freehold.channel.actions.declare_gone import declare_gone
from freehold.channel.actions.propose_handover import propose_handover
from freehold.channel.jobs import sweep_transfers
from freehold.channel.states import GoneReason, TransferState
from freehold.channel.tests.conftest import Moving
from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.tenants.row_security import scope


def page(browser: Client, address: str, data: dict[str, object] | None = None) -> str:
    """What a page says after a form was sent, or when it is opened."""
    answer = (
        browser.post(address, data, follow=True) if data is not None else browser.get(address, follow=True)
    )
    assert answer.status_code in (200, 422), answer.status_code
    return answer.content.decode()


def opened(actor: Actor) -> Client:
    return signed_in_browser(actor)


def test_a_customer_moves_in_three_steps(moving: Moving) -> None:
    moving.billing.order(clock.today())
    (order,) = moving.orders(moving.cast.customer)
    code, browser = moving.code(), opened(moving.cast.customer)
    today, day = clock.today(), clock.today() + timedelta(days=9)

    assert "Change your provider" in page(browser, "/provider/")
    assert "not known" in page(browser, "/provider/change/", {"code": "JOIN-00000000"})
    second = page(browser, "/provider/change/", {"code": f" {code.lower()} "})
    assert "Move to Birch Systems" in second
    assert "Birch Notes: " in second
    address = f"/provider/change/plans/?code={code}"
    chosen = {"moves_on": day.isoformat(), f"order_{order.number}": str(moving.rivals_plan)}
    late = page(browser, address, {**chosen, "moves_on": (today + timedelta(days=90)).isoformat()})
    assert "within two months" in late
    summary = page(browser, address, chosen)
    assert "it cannot refuse" in summary
    assert moving.transfers() == []
    asked = page(browser, address, {**chosen, "confirm": "1"})
    assert "You move to Birch Systems on" in asked
    (row,) = moving.transfers()
    assert TransferState.ASKED in row

    assert "Taken back" in page(browser, f"/provider/{row[0]}/withdraw/", {})
    assert TransferState.WITHDRAWN in moving.transfers()[0]


def test_sellers_see_who_comes_and_who_goes_and_not_where(moving: Moving) -> None:
    moving.billing.order(clock.today())
    moving.ask(clock.today() + timedelta(days=9))

    leaving, coming = page(opened(moving.cast.partner), "/moves/"), page(opened(moving.cast.rival), "/moves/")
    above = page(opened(moving.cast.operator), "/moves/")

    assert "leaves you" in leaving
    assert "Birch" not in leaving
    assert "comes to you" in coming
    assert "Alder" not in coming
    assert "Acme" not in above


def test_the_start_pages_say_who_leaves_and_what_is_to_be_chosen(moving: Moving) -> None:
    moving.billing.order(clock.today())
    moving.ask(clock.today() + timedelta(days=9))
    code = moving.code()
    with scope(moving.cast.partner.tenant_id):
        propose_handover(code, moves_on=clock.today() + timedelta(days=20), actor=moving.cast.partner)
    with scope(moving.cast.operator.tenant_id):
        declare_gone(moving.cast.partner.tenant_id, reason=GoneReason.INSOLVENT, actor=moving.cast.operator)
    with moving.as_role("freehold_worker"):
        sweep_transfers(0)

    assert "Acme Dental goes to another provider" in page(opened(moving.cast.partner), "/")
    assert "wants to hand customers over to you" in page(opened(moving.cast.rival), "/")
    assert "Please choose another provider by" in page(opened(moving.cast.customer), "/")


def test_a_seller_invites_and_takes_it_back(moving: Moving) -> None:
    browser = opened(moving.cast.rival)

    made = page(browser, "/moves/codes/new/", {"note": "the bakery", "lasts": "7", "is_for_one": "many"})
    assert "the bakery" in made
    assert "by many" in made
    assert "JOIN-" in made
    code_id = made.split("/moves/codes/")[2].split("/")[0] if made.count("/moves/codes/") > 1 else ""
    assert "Taken back" in page(browser, f"/moves/codes/{code_id}/end/", {})


def test_a_member_is_not_shown_what_it_may_not_do(moving: Moving) -> None:
    browser = opened(moving.cast.member)

    assert "/provider/" not in page(browser, "/")
    assert browser.get("/provider/").status_code == 403


def test_the_same_by_the_api(moving: Moving) -> None:
    number = moving.billing.order(clock.today())
    rival, customer, partner = (
        opened(one) for one in (moving.cast.rival, moving.cast.customer, moving.cast.partner)
    )

    made = send(rival, "customer-codes", {"days": 7, "note": "the bakery"})
    wanted = {"code": made["code"], "moves_on": (clock.today() + timedelta(days=5)).isoformat()}
    seen = send(customer, "transfers/preview", wanted)
    asked = send(customer, "transfers", {**wanted, "choices": [{"number": number, "plan_id": None}]})

    assert seen["provider"]["name"] == "Birch Systems"
    assert [one["plan_name"] for one in seen["moves"]] == ["Birch Notes"]
    assert (asked["name"], asked["side"], asked["state"]) == ("Birch Systems", "customer", "asked")
    assert partner.get(f"/api/v1/transfers/{asked['id']}").json()["name"] == "Acme Dental"
    assert [one["side"] for one in rival.get("/api/v1/transfers").json()["items"]] == ["new"]
    assert [one["is_good"] for one in rival.get("/api/v1/customer-codes").json()["items"]] == [False]
    assert partner.delete(f"/api/v1/transfers/{asked['id']}").status_code == 404
    assert customer.delete(f"/api/v1/transfers/{asked['id']}").status_code == 204
    assert rival.delete(f"/api/v1/customer-codes/{made['id']}").status_code == 204


def send(browser: Client, path: str, body: dict[str, object]) -> dict[str, Any]:
    """The answer to a POST that says yes."""
    answer = browser.post(f"/api/v1/{path}", body, content_type="application/json")
    assert answer.status_code < 300, answer.content
    said: dict[str, Any] = answer.json()
    return said


def test_two_sellers_agree_on_a_handover_and_see_how_far_it_has_come(moving: Moving) -> None:
    moving.billing.order(clock.today())
    code, day = moving.code(), clock.today() + timedelta(days=20)
    giving, receiving = opened(moving.cast.partner), opened(moving.cast.rival)

    early = page(
        giving, "/moves/handovers/new/", {"code": code, "moves_on": clock.today().isoformat(), "whom": "all"}
    )
    assert "at least 14 days ahead" in early
    chosen = {"code": code, "moves_on": day.isoformat(), "whom": "some"}
    nobody = page(giving, "/moves/handovers/new/", chosen)
    assert "at least one customer" in nobody
    proposed = page(
        giving, "/moves/handovers/new/", {**chosen, "customers": [str(moving.cast.customer.tenant_id)]}
    )
    assert "Take the handover back" in proposed
    seen = page(receiving, "/moves/")
    address = "/moves/handovers/" + seen.split("/moves/handovers/", 2)[2].split("/")[0] + "/"
    assert "Agree to take them over" in page(receiving, address)
    assert "Acme" not in page(receiving, address)

    assert "being told" in page(receiving, f"{address}agree/", {})
    with moving.as_role("freehold_worker"):
        sweep_transfers(0)

    assert "Acme Dental" in page(receiving, address)
    assert "0 of 1 done" in page(giving, f"{address}progress/")
    told = page(opened(moving.cast.customer), "/provider/")
    assert "hands its customers over" in told
    assert "Change your provider" in told


def test_a_handover_by_the_api(moving: Moving) -> None:
    moving.billing.order(clock.today())
    giving, receiving = opened(moving.cast.partner), opened(moving.cast.rival)
    wanted = {"code": moving.code(), "moves_on": (clock.today() + timedelta(days=20)).isoformat()}

    first, second = send(giving, "handovers", wanted), send(giving, "handovers", wanted)
    agreed = send(receiving, f"handovers/{first['id']}/agree", {})
    withdrawn = send(giving, f"handovers/{second['id']}/withdraw", {})
    declined = send(receiving, f"handovers/{send(giving, 'handovers', wanted)['id']}/decline", {})

    assert (agreed["state"], withdrawn["state"], declined["state"]) == ("agreed", "withdrawn", "declined")
    assert giving.get(f"/api/v1/handovers/{first['id']}").json()["customers"] == 1
    assert len(receiving.get("/api/v1/handovers").json()["items"]) == 3
    assert opened(moving.cast.operator).get(f"/api/v1/handovers/{first['id']}").status_code == 404
