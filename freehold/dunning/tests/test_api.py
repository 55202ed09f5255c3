"""Letters and reminders by the API and from the shell: the same as on the pages."""

import json
from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from typer.testing import CliRunner

from freehold.dunning.commands import app
from freehold.dunning.tests.conftest import Reminding
from freehold.invoicing.tests.conftest import ACME

SignedIn = Callable[..., Client]
run = CliRunner().invoke
API = "/api/v1"


@pytest.fixture
def overdue(reminding: Reminding) -> Reminding:
    """The first reminder is written."""
    reminding.work(date(2030, 4, 20))
    return reminding


def test_what_is_overdue_and_was_written_is_read_and_a_document_sent(
    overdue: Reminding, signed_in: SignedIn
) -> None:
    browser, invoice = signed_in(overdue.billing.cast.partner), overdue.billing.id_of("RE-000001")

    found = browser.get(f"{API}/overdue-invoices").json()
    (listed,) = found["items"]
    assert found["next"] is None
    sent = browser.post(f"{API}/invoices/{invoice}/letters", content_type="application/json")
    written = browser.get(f"{API}/invoices/{invoice}/letters").json()
    letters = browser.get(f"{API}/letters").json()

    assert (listed["number"], listed["open"], listed["letter"], listed["next_on"]) == (
        "RE-000001", {"amount": "17.85", "currency": "EUR"}, "firm", "2030-04-30",
    )  # fmt: skip
    assert (sent.status_code, sent.json()) == (201, {"to": ACME.email})
    assert [one["wording"] for one in written["reminders"]] == ["friendly"]
    assert [one["to"] for one in written["letters"]] == [ACME.email]
    assert [one["number"] for one in letters["items"]] == ["RE-000001"]
    assert browser.get(f"{API}/letters?is_unsent=true").json()["items"] == []


def test_reminders_are_blocked_and_allowed(overdue: Reminding, signed_in: SignedIn) -> None:
    browser, invoice = signed_in(overdue.billing.cast.partner), overdue.billing.id_of("RE-000001")
    address = f"{API}/invoices/{invoice}"

    def post(verb: str, body: dict[str, str]) -> int:
        return browser.post(f"{address}/{verb}", body, content_type="application/json").status_code

    assert post("block-reminders", {"reason": "Disputed"}) == 204
    assert browser.get(f"{address}/letters").json()["block"]["reason"] == "Disputed"
    assert post("block-reminders", {"reason": "Disputed"}) == 422
    assert post("allow-reminders", {}) == 204
    assert browser.get(f"{address}/letters").json()["block"] is None


def test_the_practice_is_read_and_set(overdue: Reminding, signed_in: SignedIn) -> None:
    browser = signed_in(overdue.billing.cast.partner)

    def put(steps: list[dict[str, object]], version: int) -> int:
        body = {"mails_documents": True, "steps": steps, "version": version}
        return browser.put(f"{API}/reminder-practice", body, content_type="application/json").status_code

    assert browser.get(f"{API}/reminder-practice").json()["version"] == 1
    assert put([{"days_after_due": 3, "wording": "suspension"}], 1) == 422
    assert put([{"days_after_due": 3, "wording": "friendly"}], 0) == 409
    assert put([{"days_after_due": 3, "wording": "friendly"}], 1) == 200

    assert browser.get(f"{API}/reminder-practice").json() == {
        "mails_documents": True, "steps": [{"days_after_due": 3, "wording": "friendly"}], "version": 2,
    }  # fmt: skip


def test_a_buyer_reads_nothing_of_it(overdue: Reminding, signed_in: SignedIn) -> None:
    browser, invoice = signed_in(overdue.billing.cast.customer), overdue.billing.id_of("RE-000001")

    assert browser.get(f"{API}/invoices/{invoice}/letters").status_code == 404
    assert browser.get(f"{API}/overdue-invoices").status_code == 404
    assert browser.get(f"{API}/letters").status_code == 404


def test_the_same_from_the_shell(overdue: Reminding) -> None:
    seller = str(overdue.billing.cast.partner.tenant_id)

    (listed,) = json.loads(run(app, ["reminders", "list", seller, "--json"]).output)
    sent = run(app, ["reminders", "send", seller, "RE-000001"])
    (letter,) = json.loads(run(app, ["reminders", "letters", seller, "--json"]).output)
    blocked = run(app, ["reminders", "block", seller, "RE-000001", "--reason", "Disputed"])
    stopped = run(app, ["reminders", "list", seller])
    allowed = run(app, ["reminders", "allow", seller, "RE-000001"])
    steps = run(app, ["reminders", "steps", seller, "--step", "4:friendly", "--step", "20:last"])

    assert (listed["number"], listed["letter"], listed["next_on"]) == ("RE-000001", "firm", "2030-04-30")
    assert sent.output.strip() == ACME.email
    assert letter["to"] == ACME.email
    assert (blocked.exit_code, allowed.exit_code) == (0, 0)
    assert "blocked" in stopped.output
    assert steps.output.split() == ["4:friendly", "20:last"]
    assert run(app, ["reminders", "steps", seller, "--step", "soon"]).exit_code == 2
    assert run(app, ["reminders", "steps", seller, "--none"]).output == ""
