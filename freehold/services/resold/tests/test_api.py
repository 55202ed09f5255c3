"""Programs do with vendors what people do on the pages."""

import json
from datetime import timedelta

from conftest import Browser, Cast
from freehold.accounts.actions.create_token import create_token
from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.provisioning.states import InstanceState
from freehold.services.resold.actions.take_bill import take_bill
from freehold.services.resold.tests.bills import HEAD, checked, line
from freehold.services.resold.tests.conftest import REFERENCE, Sold
from freehold.tenants.row_security import scope


class Program:
    """A program of somebody, with a token of its own."""

    def __init__(self, actor: Actor) -> None:
        with scope(actor.tenant_id, person_id=actor.person_id):
            made = create_token("Test", scopes=frozenset(), lasts=timedelta(days=1), actor=actor)
        self.browser = Browser(headers={"Authorization": f"Bearer {made.secret}"})

    def ask(self, method: str, path: str, body: object = None) -> tuple[int, object]:
        sent = "" if body is None else json.dumps(body)
        answer = self.browser.generic(method, f"/api/v1{path}", sent, content_type="application/json")
        return answer.status_code, json.loads(answer.content) if answer.content else None


def test_a_task_is_done_by_the_api(sold: Sold, cast: Cast) -> None:
    program = Program(cast.partner)
    _status, found = program.ask("GET", "/vendor-tasks")
    (task,) = found["items"]
    here = f"/vendor-tasks/{task['id']}"

    refused, problem = program.ask("POST", f"{here}/done", {})
    assigned, _none = program.ask("PUT", f"{here}/assignee", {"person_id": str(cast.partner.person_id)})
    done, _none = program.ask("POST", f"{here}/done", {"reference": REFERENCE})
    _status, after = program.ask("GET", here)
    _status, supplies = program.ask("GET", "/vendor-supplies")
    (supply,) = supplies["items"]
    changed, _supply = program.ask("PUT", f"/vendor-supplies/{supply['id']}/reference", {"reference": "NW-5"})

    assert (task["customer"], task["subscription"], task["seats"]) == ("Acme Dental", sold.number, 3)
    assert (refused, problem["code"]) == (422, "reference")
    assert (assigned, done, changed) == (204, 204, 200)
    assert (after["state"], after["assignee_id"]) == ("done", str(cast.partner.person_id))
    assert sold.reconcile().observed_state is InstanceState.ACTIVE


def test_a_bill_is_tried_taken_and_told_by_month(sold: Sold, cast: Cast) -> None:
    sold.do()
    program = Program(cast.partner)
    content = HEAD + line() + line("NW-2", amount="NaN")

    made, bill = program.ask("POST", "/vendor-bills", {"vendor": "Northwind", "content": content})
    here = f"/vendor-bills/{bill['id']}"
    _status, trial = program.ask("GET", f"{here}/trial")
    twice, problem = program.ask("POST", "/vendor-bills", {"vendor": "Northwind", "content": content})
    columns, _none = program.ask("PUT", f"{here}/columns", {"columns": trial["columns"], "version": 1})
    held_up, _problem = program.ask("POST", f"{here}/take", {})
    _status, taken = program.ask("POST", f"{here}/take", {"leave_out": True, "version": 2})
    _status, lines = program.ask("GET", f"{here}/lines")
    _status, costs = program.ask("GET", "/supplier-costs?since=2026-11-01&until=2026-12-01")
    _status, bills = program.ask("GET", "/vendor-bills")
    discarded, _problem = program.ask("POST", f"{here}/discard")

    assert (made, twice, problem["code"], columns, held_up, discarded) == (
        201,
        409,
        "bill_known",
        204,
        422,
        422,
    )
    assert (trial["new"], trial["faults"][0]["fault"], trial["may_take"]) == (1, "amount", True)
    assert taken == {"lines": 1}
    assert [(one["reference"], one["amount"]) for one in lines["items"]] == [(REFERENCE, "27.000000000")]
    assert [(one["subscription_id"], one["amount"]) for one in costs] == [
        (str(sold.order.id), "27.000000000")
    ]
    assert bills["items"][0]["total"] == {"amount": "27.000000000", "currency": "EUR"}


def test_what_agrees_is_told_for_a_day(sold: Sold, cast: Cast) -> None:
    sold.do()
    program = Program(cast.partner)

    _status, today = program.ask("GET", "/vendor-matching")
    _status, before = program.ask("GET", f"/vendor-matching?day={clock.today() - timedelta(days=2)}")

    assert [(one["sold"], one["held"], one["billed"], one["verdict"]) for one in today["items"]] == [
        (3, 3, None, "agrees")
    ]
    assert before == {"items": [], "next": None}


def test_what_agrees_comes_in_parts(sold: Sold, cast: Cast) -> None:
    sold.do()
    with scope(cast.partner.tenant_id):
        day = clock.today()
        bill_id = checked(cast, *(f"NW-{number},Office,{day},{day},1,1.00,EUR\n" for number in range(3)))
        take_bill(bill_id, today=day, actor=cast.partner)
    program = Program(cast.partner)

    _status, first = program.ask("GET", "/vendor-matching?limit=3")
    _status, second = program.ask("GET", f"/vendor-matching?limit=3&cursor={first['next']}")

    seen = [one["reference"] for one in (*first["items"], *second["items"])]
    assert seen == ["NW-0", "NW-1", "NW-2", "NW-1001"]
    assert second["next"] is None


def test_nobody_else_reads_any_of_it(sold: Sold, cast: Cast) -> None:
    (task,) = sold.tasks()

    for address in ("/vendor-tasks", "/vendor-matching"):
        assert Program(cast.customer).ask("GET", address)[0] == 404
    for actor in (cast.rival, cast.operator):
        program = Program(actor)
        assert program.ask("GET", "/vendor-tasks")[1]["items"] == []
        assert program.ask("GET", f"/vendor-tasks/{task.id}")[0] == 404
        assert program.ask("POST", f"/vendor-tasks/{task.id}/done", {"reference": "X"})[0] == 404
        assert program.ask("GET", "/vendor-matching")[1]["items"] == []
