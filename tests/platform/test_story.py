"""The story that everything is for: a partner sells a customer hosted mail, and it works."""

import imaplib
from dataclasses import dataclass

import pytest

from tests.platform.clients import Device, wait_for, written
from tests.platform.conftest import Company, Instance

pytestmark = pytest.mark.engines

DOMAIN = "acme-dental.example"
AT_ONCE_SECONDS = (
    12.0  # the worker flushes Dovecot's cache within a second; without it, the cache ends by itself
)
ANN, BOB, CAT = f"ann@{DOMAIN}", f"bob@{DOMAIN}", f"cat@{DOMAIN}"
CLEO, BEA = "cleo@cedar-legal.example", "bea@bright-bakery.example"


@dataclass(frozen=True)
class Acme:
    """Acme Dental as Alder set it up, and Ann's device after she accepted."""

    company: Company
    ann: Device


@pytest.fixture(scope="module")
def acme(instance: Instance) -> Acme:
    """A new customer with a proven domain and three people, one of whom accepted the invitation."""
    company = instance.set_up("anna@alder-it.example", "Acme Dental", DOMAIN, seats=3)
    for name, address in (("Ann Acme", ANN), ("Bob Bridge", BOB), ("Cat Crown", CAT)):
        instance.welcome(company, name, address, BEA)
    return Acme(company, instance.accept(ANN, BEA))


def test_the_order_has_three_people_with_mailboxes(acme: Acme) -> None:
    inside = acme.company.inside

    assert [one["address"] for one in inside.items("/mailboxes?kind=personal")] == [ANN, BOB, CAT]
    service = inside.get(f"/instances/{acme.company.instance_id}")
    assert (service["observed_state"], service["seats"], service["seats_used"]) == ("active", 3, 3)
    states = {str(one["email"]): one["state"] for one in inside.items("/people")}
    assert states == {ANN: "active", BOB: "invited", CAT: "invited"}


def test_one_publication_was_enough_for_every_record_the_signing_key_included(acme: Acme) -> None:
    records = acme.company.inside.items(f"/domains/{acme.company.domain_id}/records")

    assert "dkim" in {record["kind"] for record in records}
    assert {str(record["state"]) for record in records} == {"right"}


def test_a_person_writes_and_another_partners_customer_answers(instance: Instance, acme: Acme) -> None:
    cleo = instance.device(CLEO)

    acme.ann.send(CLEO, "A tooth for Cleo")
    received = cleo.read("HEADER", "SUBJECT", '"A tooth for Cleo"')
    assert received["DKIM-Signature"] is not None
    assert "auth=pass" in str(received["Authentication-Results"])
    answer = written(CLEO, ANN, "Re: A tooth for Cleo")
    answer["In-Reply-To"] = received["Message-ID"]
    with cleo.submission() as client:
        client.send_message(answer)

    came = acme.ann.read("HEADER", "SUBJECT", '"Re: A tooth for Cleo"')
    assert came["In-Reply-To"] == received["Message-ID"]


def test_suspension_stops_sign_in_keeps_mail_and_gives_all_back(instance: Instance, acme: Acme) -> None:
    company = acme.company
    acme.ann.send(ANN, "Before")
    acme.ann.read("HEADER", "SUBJECT", '"Before"')
    before = acme.ann.subjects()

    with acme.ann.imap() as session:
        company.seller.post(f"/subscriptions/{company.number}/suspension", {"reason": "asked"})
        wait_for(lambda: not acme.ann.may_sign_in(), seconds=AT_ONCE_SECONDS, what="the refusal")
        wait_for(lambda: has_ended(session), what="the end of the open session")
    sent = instance.device(CLEO).send(ANN, "While suspended")
    wait_for(
        lambda: [
            event
            for event in company.inside.items(f"/mail/trace?address={ANN}")
            if event["message_id"] in str(sent["Message-ID"]) and event["delivery"] == "delivered"
        ],
        what="the delivery",
    )
    assert not acme.ann.may_sign_in()
    company.seller.post(f"/subscriptions/{company.number}/resumption", {})

    wait_for(acme.ann.may_sign_in, what="sign-in")
    acme.ann.read("HEADER", "SUBJECT", '"While suspended"')
    assert sorted(acme.ann.subjects()) == sorted([*before, "While suspended"])


def test_all_of_it_stands_in_the_customers_log_which_verifies(acme: Acme) -> None:
    inside = acme.company.inside

    acts = {str(line["action"]) for line in inside.items("/log?limit=200")}
    assert acts >= {
        "tenants.create_customer",
        "domains.claim_domain",
        "domains.prove_domain",
        "subscriptions.order",
        "subscriptions.suspend",
        "subscriptions.resume",
        "mail.create_mailbox",
        "accounts.accept_invitation",
        "accounts.create_app_password",
    }, acts
    verdict = inside.get("/log/verification")
    assert (verdict["holds"], verdict["faults"]) == (True, [])
    assert int(str(verdict["entries"])) >= len(acts)


def has_ended(session: imaplib.IMAP4) -> bool:
    """Whether the server closed a session."""
    try:
        session.noop()
    except (imaplib.IMAP4.abort, OSError):
        return True
    return False
