"""The pages, the API and the commands of direct debit, as the buyer and as the seller see them."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.test import Client
from typer.testing import CliRunner

from freehold.invoicing.tests.conftest import Billing
from freehold.payments.commands import app
from freehold.payments.models import Collection, Mandate
from freehold.payments.tests.camt import ACME
from freehold.payments.tests.conftest import CREDITOR_ID, Debiting
from freehold.tenants.row_security import scope

SignedIn = Callable[..., Client]
run = CliRunner().invoke


def test_a_buyer_gives_a_mandate_on_its_page_and_the_seller_collects_by_it(
    two_months: Billing, signed_in: SignedIn
) -> None:
    cast = two_months.cast
    seller, buyer = signed_in(cast.partner), signed_in(cast.customer)
    sent = {"holder": "Acme Dental GmbH", "iban": ACME, "scheme": "core", "agrees": "on"}

    assert "does not collect by direct debit" in buyer.get("/payments/mandates/own/").content.decode()
    wrong = seller.post("/payments/debits/settings/", {"creditor_id": "DE1", "notice_days": "5"})
    assert "check digits do not fit" in wrong.content.decode()
    seller.post("/payments/debits/settings/", {"creditor_id": CREDITOR_ID, "notice_days": "5"})
    assert CREDITOR_ID in seller.get("/payments/debits/").content.decode()
    offered = buyer.get("/payments/mandates/own/new/").content.decode()
    assert "Let Alder IT GmbH collect" in offered
    assert CREDITOR_ID in offered
    assert buyer.post("/payments/mandates/own/new/", sent | {"iban": "DE1"}).status_code == 422
    assert buyer.post("/payments/mandates/own/new/", {**sent, "agrees": ""}).status_code == 422
    assert buyer.post("/payments/mandates/own/new/", sent).status_code == 302
    page = buyer.get("/payments/mandates/own/").content.decode()
    assert "DE02 … 2051" in page
    assert ACME not in page
    assert "DE02 … 2051" in seller.get("/payments/debits/").content.decode()

    choice = seller.get("/payments/debits/collect/core/?on=2030-05-15").content.decode()
    assert all(number in choice for number in ("RE-000001", "RE-000002"))
    early = {"collect_on": "2030-05-02", "invoice_ids": [str(two_months.id_of("RE-000001"))]}
    assert seller.post("/payments/debits/collect/core/", early).status_code == 422
    made = seller.post("/payments/debits/collect/core/", early | {"collect_on": "2030-05-06"})
    shown = seller.get(made["Location"]).content.decode()
    assert all(text in shown for text in ("€17.85", "RE-000001", "Not at the bank yet", "File for the bank"))
    file = seller.get(f"{made['Location']}file/")
    assert (file["Content-Type"], ACME in file.content.decode()) == ("application/xml", True)
    assert "RE-000001" in buyer.get("/payments/mandates/own/").content.decode()
    assert buyer.get(made["Location"]).status_code == 404
    two_months.at(date(2030, 5, 6))
    assert seller.post(f"{made['Location']}paid/", {"paid_on": "2030-05-05"}).status_code == 422
    assert seller.post(f"{made['Location']}paid/", {"paid_on": "2030-05-06"}).status_code == 302
    assert two_months.open_of("RE-000001") == 0
    assert "Collected" in seller.get(made["Location"]).content.decode()


def test_a_collection_is_cancelled_and_its_file_not_handed_out_any_more(
    debiting: Debiting, signed_in: SignedIn
) -> None:
    browser = signed_in(debiting.billing.cast.partner)
    address = f"/payments/debits/{debiting.collect()}/"

    done = browser.post(f"{address}cancel/", follow=True).content.decode()

    assert "The collection is cancelled" in done
    assert "File for the bank" not in done
    assert browser.get(f"{address}file/").status_code == 422


def test_a_mandate_on_paper_is_recorded_and_revoked_after_the_consequence_is_read(
    debiting: Debiting, signed_in: SignedIn
) -> None:
    cast = debiting.billing.cast
    browser, address = signed_in(cast.partner), f"/payments/mandates/new/{cast.customer.tenant_id}/"
    sent = {"holder": "Acme", "iban": ACME, "signed_on": "2030-04-01", "scheme": "b2b", "reference": "P-1"}

    assert "Acme Dental" in browser.get("/payments/mandates/new/").content.decode()
    assert browser.post(address, sent).status_code == 302
    taken = browser.post(address, sent)
    with scope(cast.partner.tenant_id):
        mandate = Mandate.objects.get(reference="P-1")
    revoke = f"/payments/mandates/{mandate.id}/revoke/"
    read = signed_in(cast.customer).get(revoke).content.decode()
    done = signed_in(cast.customer).post(revoke, follow=True).content.decode()

    assert "Another mandate has this reference" in taken.content.decode()
    assert "Nothing more is collected" in read
    assert "The mandate is revoked" in done
    assert signed_in(cast.rival).get(revoke).status_code == 404
    assert signed_in(cast.member).get("/payments/debits/").status_code == 404


def test_the_api_does_the_same(debiting: Debiting, signed_in: SignedIn) -> None:
    cast = debiting.billing.cast
    seller, buyer = signed_in(cast.partner), signed_in(cast.customer)

    def post(browser: Client, path: str, **sent: object) -> dict[str, object]:
        answer = browser.post(
            f"/api/v1/direct-debit/{path}", json.dumps(sent), content_type="application/json"
        )
        return answer.json() if answer.content else {"status": answer.status_code}

    given = post(buyer, "own", holder="Acme", iban=ACME)
    made = post(seller, "collections", collect_on="2030-05-15")
    whole = seller.get(f"/api/v1/direct-debit/collections/{made['id']}").json()
    own = buyer.get("/api/v1/direct-debit/own").json()
    wrong = post(
        seller,
        "mandates",
        buyer_id=str(cast.customer.tenant_id),
        holder="A",
        iban="X",
        signed_on="2030-04-01",
    )

    assert own["mandate"]["reference"] == given["reference"]
    assert [one["state"] for one in own["debits"]] == ["pending", "pending"]
    assert (whole["collection"]["amount"]["amount"], len(whole["debits"])) == ("35.70", 2)
    assert wrong["code"] == "iban"
    assert seller.get("/api/v1/direct-debit/creditor").json() == {
        "creditor_id": CREDITOR_ID,
        "notice_days": 5,
    }
    file = seller.get(f"/api/v1/direct-debit/collections/{made['id']}/file")
    assert b"pain.008.001.08" in file.content
    assert post(seller, f"collections/{made['id']}/cancel") == {"status": 204}
    assert post(seller, f"collections/{made['id']}/paid", paid_on="2030-05-15")["code"] == "nothing_pending"
    mandates = seller.get("/api/v1/direct-debit/mandates").json()
    assert post(buyer, f"mandates/{mandates[0]['id']}/revoke") == {"status": 204}
    assert len(seller.get("/api/v1/direct-debit/collections").json()) == 1


def test_a_shell_collects_and_saves_the_file_for_its_owner_alone(debiting: Debiting, tmp_path: Path) -> None:
    seller, file = str(debiting.billing.cast.partner.tenant_id), tmp_path / "may.xml"

    made = run(app, ["payments", "collect", seller]).output.strip()
    saved = run(app, ["payments", "save", seller, made, str(file)])

    again = run(app, ["payments", "save", seller, made, str(file)])

    assert saved.exit_code == 0, saved.exception
    assert again.exit_code == 2
    assert "Name a file that is not there yet" in " ".join(again.output.split())
    assert ACME in file.read_text()
    assert file.stat().st_mode & 0o777 == 0o600
    assert "17.85" in run(app, ["payments", "collections", seller]).output
    with scope(debiting.billing.cast.partner.tenant_id):
        assert Collection.objects.count() == 1


def test_more_invoices_than_a_form_takes_are_collected_without_ticks(
    debiting: Debiting, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("freehold.payments.forms.MOST_TICKS", 1)
    monkeypatch.setattr("freehold.payments.views.debits.MOST_TICKS", 1)
    browser = signed_in(debiting.billing.cast.partner)

    page = browser.get("/payments/debits/collect/core/?on=2030-05-15").content.decode()
    made = browser.post("/payments/debits/collect/core/", {"collect_on": "2030-05-15"})

    assert "All 2 invoices that are due by then are collected" in page
    assert 'name="invoice_ids"' not in page
    assert made.status_code == 302
    assert len(debiting.debits()) == 2
