"""What a run has made goes out by mail, each document once, under its seller's name with the PDF attached."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import replace
from datetime import date
from email import message_from_bytes, policy
from email.message import EmailMessage
from uuid import UUID

import pytest

from freehold.dunning import jobs
from freehold.dunning.actions.close_mailed_run import close_mailed_run
from freehold.dunning.actions.mail_documents import mail_documents
from freehold.dunning.actions.send_document import send_document
from freehold.dunning.jobs import mail_document, mail_run, sweep_letters
from freehold.dunning.models import Letter
from freehold.dunning.queries import count_unsent, documents_to_mail, list_letters, runs_to_mail
from freehold.invoicing.actions.credit_invoice import credit_invoice
from freehold.invoicing.actions.set_buyer_profile import set_buyer_profile
from freehold.invoicing.tests.conftest import ACME, Billing
from freehold.kernel.actor import Actor
from freehold.kernel.errors import NotPermitted
from freehold.notices.models import Notice
from freehold.notices.service import send
from freehold.notices.states import NoticeState
from freehold.notices.tests.test_send import Receiver
from freehold.tenants.row_security import scope

AsRole = Callable[[str], AbstractContextManager[None]]

APRIL = date(2030, 4, 1)


def post(seller: Actor) -> None:
    """Send all that waits, as the worker does."""
    with scope(seller.tenant_id):
        waiting = list(Notice.objects.filter(state=NoticeState.WAITING).order_by("id"))
    for notice in waiting:
        send(seller.tenant_id, notice.id)


def read(receiver: Receiver) -> list[EmailMessage]:
    """What arrived."""
    return [message_from_bytes(raw, EmailMessage, policy=policy.default) for raw in receiver.messages]


def letters(seller: Actor) -> list[tuple[str, bool]]:
    """To whom letters of a seller go, the oldest first, and whether they are on their way."""
    with scope(seller.tenant_id):
        return [(one.to, one.notice_id is not None) for one in Letter.objects.order_by("id")]


@pytest.fixture
def billed(billing: Billing) -> tuple[Billing, UUID]:
    """Alder has billed Acme for April; the run."""
    billing.order(APRIL)
    return billing, billing.run(billing.cast.partner, APRIL)


def test_an_invoice_arrives_under_the_sellers_name_with_its_pdf(
    billed: tuple[Billing, UUID], receiver: Receiver
) -> None:
    billing, run = billed
    partner = billing.cast.partner

    mail_run(str(partner.tenant_id), str(run))
    post(partner)

    (message,) = read(receiver)
    assert message["From"] == "Alder IT <no-reply@mail.test>"
    assert message["Reply-To"] == "Alder IT GmbH <rechnung@alder.example>"
    assert message["To"] == "buchhaltung@acme-dental.example"
    assert message["Subject"] == "Invoice RE-000001 from Alder IT GmbH"
    plain = message.get_body(("plain",)).get_content()
    assert all(
        text in plain
        for text in ("Acme Dental GmbH", "€17.85", "15 April 2030", "DE89 3704 0044 0532 0130 00")
    )
    assert "Meridian" not in plain
    (file,) = message.iter_attachments()
    assert (file.get_content_type(), file.get_filename()) == ("application/pdf", "RE-000001.pdf")
    assert b"factur-x.xml" in file.get_content()


def test_a_buyer_who_reads_german_is_written_to_in_german(billing: Billing, receiver: Receiver) -> None:
    partner = billing.cast.partner
    with scope(partner.tenant_id):
        set_buyer_profile(
            replace(ACME, language="de"), buyer_id=billing.cast.customer.tenant_id, actor=partner
        )
    billing.order(APRIL)

    mail_run(str(partner.tenant_id), str(billing.run(partner, APRIL)))
    post(partner)

    (message,) = read(receiver)
    assert message["Subject"] == "Rechnung RE-000001 von Alder IT GmbH"
    assert "17,85\N{NO-BREAK SPACE}€" in message.get_body(("plain",)).get_content()


def test_a_document_goes_out_once_however_often_its_run_is_seen_to(
    billed: tuple[Billing, UUID], receiver: Receiver, as_role: AsRole
) -> None:
    billing, run = billed
    partner = billing.cast.partner

    for _ in range(3):
        mail_run(str(partner.tenant_id), str(run))
        post(partner)
    with as_role("freehold_worker"):
        sweep_letters(0)
    post(partner)

    assert letters(partner) == [("buchhaltung@acme-dental.example", True)]
    assert len(receiver.messages) == 1


def test_what_a_lost_job_left_is_found_by_the_sweep_and_then_left_alone(
    billed: tuple[Billing, UUID], as_role: AsRole
) -> None:
    billing, run = billed
    partner = billing.cast.partner
    with scope(partner.tenant_id):
        credit_invoice(billing.id_of("RE-000001"), reason="As agreed", actor=partner)
    note = billing.id_of("GS-000001")

    with as_role("freehold_worker"):
        assert runs_to_mail() == [(partner.tenant_id, run)]
        assert documents_to_mail() == [(partner.tenant_id, note)]
        mail_run(str(partner.tenant_id), str(run))
        sweep_letters(0)
        mail_document(str(partner.tenant_id), str(note))

        assert (runs_to_mail(), documents_to_mail()) == ([], [])
    assert len(letters(partner)) == 2


def test_a_buyer_without_an_address_is_listed_until_it_has_one(billing: Billing) -> None:
    partner = billing.cast.partner
    with scope(partner.tenant_id):
        set_buyer_profile(replace(ACME, email=""), buyer_id=billing.cast.customer.tenant_id, actor=partner)
    billing.order(APRIL)

    mail_run(str(partner.tenant_id), str(billing.run(partner, APRIL)))

    with scope(partner.tenant_id):
        (unsent,) = list_letters(partner, is_unsent=True)
        assert (unsent.number, unsent.buyer_name, unsent.state) == ("RE-000001", "Acme Dental", None)
        assert (count_unsent(partner).documents, Notice.objects.count()) == (1, 0)


def test_a_document_that_was_turned_down_is_listed_until_it_has_gone_out(
    billed: tuple[Billing, UUID], receiver: Receiver
) -> None:
    billing, run = billed
    partner = billing.cast.partner
    receiver.answer = b"550 5.1.1 no such person"
    mail_run(str(partner.tenant_id), str(run))
    post(partner)

    with scope(partner.tenant_id):
        (unsent,) = list_letters(partner, is_unsent=True)
        before = count_unsent(partner).documents
        send_document(billing.id_of("RE-000001"), actor=partner)
        assert count_unsent(partner).documents == 0
    post(partner)
    with scope(partner.tenant_id):
        again = [one.is_repeat for one in list_letters(partner, is_unsent=True)]

    assert (unsent.state, unsent.last_error, before) == (
        NoticeState.REFUSED, "550 5.1.1 no such person", 1,
    )  # fmt: skip
    assert again == [True]


@pytest.mark.parametrize(
    ("language", "thanks", "rest"),
    [
        ("en", "It is paid, thank you.", "Of it, €7.85 is still open. Please pay €7.85 to"),
        ("de", "Sie ist bezahlt, vielen Dank.", "Davon sind noch 7,85 € offen. Bitte überweisen Sie 7,85 €"),
    ],
)
def test_the_letter_of_an_invoice_asks_for_what_is_open_and_thanks_for_what_is_paid(
    billing: Billing, receiver: Receiver, language: str, thanks: str, rest: str
) -> None:
    partner = billing.cast.partner
    with scope(partner.tenant_id):
        set_buyer_profile(
            replace(ACME, language=language), buyer_id=billing.cast.customer.tenant_id, actor=partner
        )
    billing.order(APRIL)
    billing.run(partner, APRIL)
    invoice = billing.id_of("RE-000001")

    for amount in ("10.00", "7.85"):
        billing.pay(amount, "RE-000001")
        with scope(partner.tenant_id):
            send_document(invoice, actor=partner)
    post(partner)

    part, whole = (
        " ".join(one.get_body(("plain",)).get_content().split()).replace("\N{NO-BREAK SPACE}", " ")
        for one in read(receiver)
    )
    assert rest in part
    assert thanks in whole
    assert "DE89" not in whole


def test_the_letter_of_an_invoice_that_was_credited_asks_for_nothing(
    billed: tuple[Billing, UUID], receiver: Receiver
) -> None:
    billing, _ = billed
    partner = billing.cast.partner
    with scope(partner.tenant_id):
        credit_invoice(billing.id_of("RE-000001"), reason="As agreed", actor=partner)
        send_document(billing.id_of("RE-000001"), actor=partner)
    post(partner)

    (message,) = read(receiver)
    assert "There is nothing to pay." in message.get_body(("plain",)).get_content()


def test_what_is_old_is_left_to_a_person(billed: tuple[Billing, UUID], as_role: AsRole) -> None:
    billing, run = billed
    billing.at(date(2030, 5, 2))

    mail_run(str(billing.cast.partner.tenant_id), str(run))

    assert letters(billing.cast.partner) == []
    with as_role("freehold_worker"):
        assert runs_to_mail() == []


def test_killed_between_two_parts_it_goes_on_with_what_is_left(
    billed: tuple[Billing, UUID], monkeypatch: pytest.MonkeyPatch, as_role: AsRole
) -> None:
    billing, run = billed
    partner = billing.cast.partner

    def dying(_run: UUID, *, actor: Actor) -> None:
        raise SystemExit

    monkeypatch.setattr(jobs, "close_mailed_run", dying)
    with suppress(SystemExit):
        mail_run(str(partner.tenant_id), str(run))
    monkeypatch.undo()
    billing.at(APRIL)
    with as_role("freehold_worker"):
        left = runs_to_mail()
    mail_run(str(partner.tenant_id), str(run))

    assert left == [(partner.tenant_id, run)]
    assert len(letters(partner)) == 1


def test_the_platform_alone_sends_by_itself(billed: tuple[Billing, UUID]) -> None:
    billing, run = billed
    partner = billing.cast.partner

    def refused(ids: Sequence[UUID]) -> None:
        with scope(partner.tenant_id), pytest.raises(NotPermitted):
            mail_documents(ids, actor=partner)
        with scope(partner.tenant_id), pytest.raises(NotPermitted):
            close_mailed_run(run, actor=partner)

    refused([billing.id_of("RE-000001")])

    assert letters(partner) == []


def test_a_rival_sees_no_letter_and_sends_none(billed: tuple[Billing, UUID]) -> None:
    billing, run = billed
    cast = billing.cast
    invoice = billing.id_of("RE-000001")
    mail_document(str(cast.rival.tenant_id), str(invoice))
    mail_document(str(cast.customer.tenant_id), str(invoice))

    assert letters(cast.partner) == []
    assert letters(cast.customer) == []
    mail_run(str(cast.partner.tenant_id), str(run))
    with scope(cast.rival.tenant_id):
        assert list_letters(cast.rival) == []
