"""The pages of letters: what a seller reads, and what nobody else does."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from django.test import Client

from freehold.dunning.jobs import mail_run
from freehold.dunning.queries import own_practice
from freehold.dunning.rules.steps import Step
from freehold.dunning.states import Wording
from freehold.dunning.tests.conftest import Reminding
from freehold.invoicing.actions.set_buyer_profile import set_buyer_profile
from freehold.invoicing.tests.conftest import ACME, Billing
from freehold.notices.actions.note_sent import note_refused
from freehold.tenants.row_security import scope

SignedIn = Callable[..., Client]
APRIL = date(2030, 4, 1)


@pytest.fixture
def mailed(billing: Billing) -> Billing:
    """Alder has billed Acme, and the invoice is on its way."""
    billing.order(APRIL)
    partner = billing.cast.partner
    mail_run(str(partner.tenant_id), str(billing.run(partner, APRIL)))
    return billing


def test_a_seller_reads_what_went_out_and_sends_it_again(mailed: Billing, signed_in: SignedIn) -> None:
    browser, invoice = signed_in(mailed.cast.partner), mailed.id_of("RE-000001")

    listed = browser.get("/reminders/letters/").content.decode()
    sent = browser.post(f"/reminders/{invoice}/send/", follow=True).content.decode()

    assert all(text in listed for text in ("RE-000001", "Acme Dental", ACME.email, "On its way"))
    assert f"It is on its way to {ACME.email}." in sent
    assert sent.count("On its way") == 2
    assert "RE-000001" not in browser.get("/reminders/letters/?state=unsent").content.decode()
    assert f"/reminders/{invoice}/" in browser.get(f"/invoices/{invoice}/").content.decode()


def test_what_was_not_sent_is_said_with_what_to_do(billing: Billing, signed_in: SignedIn) -> None:
    partner = billing.cast.partner
    with scope(partner.tenant_id):
        set_buyer_profile(replace(ACME, email=""), buyer_id=billing.cast.customer.tenant_id, actor=partner)
    billing.order(APRIL)
    mail_run(str(partner.tenant_id), str(billing.run(partner, APRIL)))
    browser, invoice = signed_in(partner), billing.id_of("RE-000001")

    listed = browser.get("/reminders/letters/?state=unsent").content.decode()
    refused = browser.post(f"/reminders/{invoice}/send/", follow=True).content.decode()

    assert "1 document was not sent" in listed
    assert "RE-000001" in listed
    assert "There is no e-mail address for invoices yet" in refused


def test_the_practice_is_changed_on_its_page(billing: Billing, signed_in: SignedIn) -> None:
    browser = signed_in(billing.cast.partner)

    assert "checked" in browser.get("/reminders/settings/").content.decode()
    assert browser.post("/reminders/settings/", {"version": "0"}).status_code == 302

    assert "checked" not in browser.get("/reminders/settings/").content.decode()
    assert browser.post("/reminders/settings/", {"version": "0"}).status_code == 422


def test_a_customer_a_rival_and_a_member_read_none_of_it(mailed: Billing, signed_in: SignedIn) -> None:
    cast, invoice = mailed.cast, mailed.id_of("RE-000001")

    for other in (cast.customer, cast.rival):
        assert signed_in(other).get(f"/reminders/{invoice}/").status_code == 404
        assert signed_in(other).post(f"/reminders/{invoice}/send/").status_code == 404
        assert "RE-000001" not in signed_in(other).get("/reminders/letters/").content.decode()
    assert signed_in(cast.member).get("/reminders/letters/").status_code == 404


def test_what_is_overdue_is_listed_with_what_comes_next_and_stopped_and_let_go_on(
    reminding: Reminding, signed_in: SignedIn
) -> None:
    reminding.work(date(2030, 4, 20))
    browser, invoice = signed_in(reminding.billing.cast.partner), reminding.billing.id_of("RE-000001")

    listed = browser.get("/reminders/").content.decode()
    page = browser.get(f"/reminders/{invoice}/").content.decode()
    refused = browser.post(f"/reminders/{invoice}/block/", {"reason": ""})
    stopped = browser.post(
        f"/reminders/{invoice}/block/", {"reason": "Disputed"}, follow=True
    ).content.decode()
    narrowed = browser.get("/reminders/?next=blocked").content.decode()
    going_on = browser.post(f"/reminders/{invoice}/allow/", follow=True).content.decode()

    assert all(text in listed for text in ("RE-000001", "€17.85", "5 days ago", "Second reminder"))
    assert all(text in page for text in ("Friendly reminder", ACME.email, "Stop reminders"))
    assert refused.status_code == 422
    assert all(text in stopped for text in ("Disputed", "Let reminders go on"))
    assert "RE-000001" in narrowed
    assert "RE-000001" not in browser.get("/reminders/?next=suspension").content.decode()
    assert "Reminders go on." in going_on


def test_steps_are_set_on_their_page_and_unfair_ones_refused(billing: Billing, signed_in: SignedIn) -> None:
    browser = signed_in(billing.cast.partner)
    unfair = {
        "version": "0",
        "days_0": "5",
        "wording_0": "friendly",
        "days_1": "9",
        "wording_1": "suspension",
    }

    proposed = browser.get("/reminders/settings/").content.decode()
    refused = browser.post("/reminders/settings/", unfair)
    saved = browser.post("/reminders/settings/", unfair | {"days_1": "12"})

    assert "a proposal" in proposed
    assert refused.status_code == 422
    assert "needs a letter that announces it" in refused.content.decode()
    assert saved.status_code == 302
    with scope(billing.cast.partner.tenant_id):
        assert own_practice(billing.cast.partner).steps == (
            Step(5, Wording.FRIENDLY),
            Step(12, Wording.SUSPENSION),
        )


def test_reminders_are_listed_beside_the_other_letters(reminding: Reminding, signed_in: SignedIn) -> None:
    reminding.work(date(2030, 4, 20))
    browser, partner = signed_in(reminding.billing.cast.partner), reminding.billing.cast.partner

    listed = browser.get("/reminders/letters/reminders/").content.decode()
    none = browser.get("/reminders/letters/reminders/?state=unsent").content.decode()
    reminding.write(date(2030, 4, 30))
    with scope(partner.tenant_id):
        for one in reminding.waiting():
            note_refused(one, error="550 no such user")
    unsent = browser.get("/reminders/letters/reminders/?state=unsent").content.decode()

    assert all(text in listed for text in ("RE-000001", "Friendly reminder", ACME.email, "Sent"))
    assert "RE-000001" not in none
    assert all(
        text in unsent for text in ("Second reminder", "550 no such user", "1 reminder did not arrive")
    )
    assert "Friendly reminder" not in unsent


def test_all_letters_are_shown_in_both_languages(billing: Billing, signed_in: SignedIn) -> None:
    browser = signed_in(billing.cast.partner)

    english = browser.get("/reminders/settings/letters/?language=en").content.decode()
    german = browser.get("/reminders/settings/letters/?language=de").content.decode()

    assert "Last reminder: invoice RE-000123 from Alder IT GmbH" in english
    assert "Credit note GS-000007 from Alder IT GmbH" in english
    assert "on invoice RE-000123" in english
    assert "Letzte Mahnung: Rechnung RE-000123 von Alder IT GmbH" in german
