"""Reminders: each step of an invoice once, on its day, and none about what is paid, credited or blocked."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from freehold.delegation.queries import GrantFacts, grants_held
from freehold.dunning.actions.allow_reminders import allow_reminders
from freehold.dunning.actions.block_reminders import block_reminders
from freehold.dunning.actions.remind import remind
from freehold.dunning.jobs import sweep_reminders
from freehold.dunning.models import Reminder, Suspension
from freehold.dunning.queries import (
    Unsent,
    count_unsent,
    find_block,
    list_overdue,
    list_reminders,
    sellers_who_remind,
)
from freehold.dunning.states import Outlook, Wording
from freehold.dunning.tests.conftest import DUE, STEPS, Reminding
from freehold.dunning.tests.test_mail_documents import post
from freehold.dunning.views.overdue import told_next
from freehold.invoicing.actions.credit_invoice import credit_invoice
from freehold.invoicing.actions.set_buyer_profile import set_buyer_profile
from freehold.invoicing.tests.conftest import ACME
from freehold.kernel.errors import NotPermitted
from freehold.kernel.money import Money
from freehold.notices.actions.note_sent import note_refused
from freehold.notices.tests.test_send import Receiver
from freehold.payments.actions.cancel_collection import cancel_collection
from freehold.payments.actions.collect_invoices import collect_invoices
from freehold.payments.actions.give_mandate import give_mandate
from freehold.payments.actions.set_creditor import set_creditor
from freehold.payments.states import Scheme
from freehold.payments.tests.conftest import ACME_GIVES, CREDITOR_ID
from freehold.subscriptions.states import State, SuspendReason
from freehold.tenants.row_security import scope

AsRole = Callable[[str], AbstractContextManager[None]]


def after(days: int) -> date:
    """So many days after it was due."""
    return DUE + timedelta(days=days)


def test_the_steps_come_one_after_the_other_each_on_its_day_and_once(reminding: Reminding) -> None:
    found = {day: reminding.work(after(day)) for day in (0, 4, 5, 6, 14, 15, 29, 30, 31, 39, 40, 41, 90)}

    assert {day: letters for day, letters in found.items() if letters} == {
        5: [("RE-000001", Wording.FRIENDLY)],
        15: [("RE-000001", Wording.FIRM)],
        30: [("RE-000001", Wording.LAST)],
        40: [("RE-000001", Wording.SUSPENSION)],
    }


def test_the_last_letter_announces_the_suspension_and_the_suspension_keeps_its_day(
    reminding: Reminding, receiver: Receiver
) -> None:
    partner = reminding.billing.cast.partner
    for day in (60, 70, 85):
        reminding.write(after(day))
    post(partner)

    last = message_from_bytes(receiver.messages[-1], EmailMessage, policy=policy.default)
    text = last.get_body(("plain",)).get_content()
    assert last["Subject"] == "Last reminder: invoice RE-000001 from Alder IT GmbH"
    assert "nothing has come before 19 July 2030" in " ".join(text.split())
    assert "€17.85 of our invoice" in " ".join(text.split())
    (file,) = last.iter_attachments()
    assert file.get_filename() == "RE-000001.pdf"
    assert reminding.work(date(2030, 7, 18)) == []
    assert reminding.work(date(2030, 7, 19)) == [("RE-000001", Wording.SUSPENSION)]


def test_a_suspension_whose_announcement_was_turned_down_does_not_come_and_is_listed(
    reminding: Reminding,
) -> None:
    partner = reminding.billing.cast.partner
    for day in (5, 15):
        reminding.work(after(day))
    reminding.write(after(30))
    with scope(partner.tenant_id):
        for one in reminding.waiting():
            note_refused(one, error="550 no such user")

    found = [reminding.work(after(day)) for day in (40, 90)]

    assert found == [[], []]
    assert reminding.subscription().state is State.ACTIVE
    with scope(partner.tenant_id):
        (listed,) = list_overdue(partner)
        (unsent,) = list_reminders(partner, is_unsent=True)
        assert count_unsent(partner) == Unsent(0, 1)
    assert (listed.outlook, listed.next_on) == (Outlook.NOT_SENT, None)
    assert (unsent.number, unsent.written.last_error) == ("RE-000001", "550 no such user")


def test_an_announcement_that_goes_out_late_puts_the_suspension_off_by_as_many_days(
    reminding: Reminding,
) -> None:
    for day in (5, 15):
        reminding.work(after(day))
    reminding.write(after(30))

    while_it_waits = reminding.write(after(41))
    reminding.work(after(45))
    found = [reminding.work(after(day)) for day in (54, 55)]

    assert (while_it_waits, found) == ([], [[], [("RE-000001", Wording.SUSPENSION)]])


def test_what_a_credit_of_the_buyer_covers_is_neither_reminded_of_nor_suspended_for(
    reminding: Reminding,
) -> None:
    billing, partner = reminding.billing, reminding.billing.cast.partner
    for day in (5, 15, 30):
        reminding.work(after(day))
    billing.pay("17.85")

    found = [reminding.work(after(day)) for day in (40, 90)]

    with scope(partner.tenant_id):
        (listed,) = list_overdue(partner)
    assert found == [[], []]
    assert reminding.subscription().state is State.ACTIVE
    assert (listed.outlook, listed.credit) == (Outlook.CREDIT, Money(Decimal("17.85"), "EUR"))
    assert str(told_next(listed)) == "A credit of €17.85 covers it: put it to the invoice."


def test_a_credit_that_does_not_cover_it_stops_no_reminder(reminding: Reminding) -> None:
    reminding.work(after(5))
    reminding.billing.pay("17.84")

    assert reminding.work(after(15)) == [("RE-000001", Wording.FIRM)]


def test_a_suspension_for_debt_does_to_the_order_what_a_person_would_and_touches_no_grant(
    reminding: Reminding,
) -> None:
    cast = reminding.billing.cast

    def grants() -> list[GrantFacts]:
        with scope(cast.partner.tenant_id, person_id=cast.partner.person_id):
            return grants_held(cast.partner, tenant_id=cast.customer.tenant_id)

    for day in (5, 15, 30):
        reminding.work(after(day))
    reminding.billing.at(after(40))
    before = grants()
    reminding.work(after(40))

    order = reminding.subscription()
    assert (order.state, order.suspend_reason, order.suspended_by_seller) == (
        State.SUSPENDED, SuspendReason.OVERDUE, True,
    )  # fmt: skip
    assert (order.ends_on, order.erase_after) == (None, None)
    assert grants() == before


def test_what_was_paid_in_part_is_reminded_of_the_rest(reminding: Reminding) -> None:
    reminding.work(after(5))
    reminding.billing.pay("10.00", "RE-000001")
    reminding.work(after(15))

    with scope(reminding.billing.cast.partner.tenant_id):
        found = Reminder.objects.order_by("id").values_list("open_amount", flat=True)
        assert list(found) == [Decimal("17.85"), Decimal("7.85")]


def test_what_is_paid_is_reminded_of_no_more(reminding: Reminding) -> None:
    reminding.work(after(5))
    reminding.billing.pay("17.85", "RE-000001")

    assert [reminding.work(after(day)) for day in (15, 30, 40)] == [[], [], []]


def test_what_is_credited_is_reminded_of_no_more(reminding: Reminding) -> None:
    partner = reminding.billing.cast.partner
    reminding.work(after(5))
    with scope(partner.tenant_id):
        credit_invoice(reminding.billing.id_of("RE-000001"), reason="As agreed", actor=partner)

    assert [reminding.work(after(day)) for day in (15, 30, 40)] == [[], [], []]


def test_what_is_being_collected_is_left_alone_until_the_bank_gives_it_back(reminding: Reminding) -> None:
    billing, cast = reminding.billing, reminding.billing.cast
    reminding.work(after(5))
    billing.at(after(6))
    with scope(cast.partner.tenant_id):
        set_creditor(CREDITOR_ID, notice_days=5, actor=cast.partner)
    with scope(cast.customer.tenant_id):
        give_mandate(ACME_GIVES, actor=cast.customer)
    with scope(cast.partner.tenant_id):
        collection = collect_invoices(actor=cast.partner, scheme=Scheme.CORE)

    during = reminding.work(after(15))
    with scope(cast.partner.tenant_id):
        outlooks = [one.outlook for one in list_overdue(cast.partner)]
        cancel_collection(collection, actor=cast.partner)

    assert (during, outlooks) == ([], [Outlook.COLLECTED])
    assert reminding.work(after(16)) == [("RE-000001", Wording.FIRM)]


def test_a_payment_between_the_look_and_the_letter_stops_the_letter(reminding: Reminding) -> None:
    billing, partner = reminding.billing, reminding.billing.cast.partner
    billing.at(after(5))
    billing.pay("17.85", "RE-000001")

    with scope(partner.tenant_id):
        letter = remind(
            billing.id_of("RE-000001"),
            buyer_id=billing.cast.customer.tenant_id,
            actor=billing.platform(partner),
        )

    assert (letter, reminding.written()) == (None, [])


def test_without_an_address_nothing_is_written_and_nothing_suspended(reminding: Reminding) -> None:
    partner = reminding.billing.cast.partner
    with scope(partner.tenant_id):
        set_buyer_profile(
            replace(ACME, email=""), buyer_id=reminding.billing.cast.customer.tenant_id, actor=partner
        )

    assert [reminding.work(after(day)) for day in (5, 40, 90)] == [[], [], []]
    with scope(partner.tenant_id):
        (listed,) = list_overdue(partner)
    assert (listed.number, listed.outlook, listed.next_on) == ("RE-000001", Outlook.NO_ADDRESS, None)
    assert reminding.subscription().state is State.ACTIVE


def test_the_list_says_what_comes_next_and_when(reminding: Reminding) -> None:
    partner = reminding.billing.cast.partner
    reminding.work(after(5))

    with scope(partner.tenant_id):
        (listed,) = list_overdue(partner)
        assert list_overdue(partner, outlook=Outlook.BLOCKED) == []

    assert (listed.days, listed.outlook, listed.letter) == (5, Outlook.LETTER, Wording.FIRM)
    assert (listed.last_on, listed.next_on) == (after(5), after(15))


def test_the_worker_takes_the_steps_of_every_seller_by_day_and_lets_none_hold_up_another(
    reminding: Reminding, as_role: AsRole
) -> None:
    reminding.billing.at(after(5))

    with as_role("freehold_worker"):
        assert sellers_who_remind() == [reminding.billing.cast.partner.tenant_id]
        sweep_reminders(0)
        sweep_reminders(0)

    assert reminding.written() == [(5, Wording.FRIENDLY)]


def test_the_platform_alone_reminds_and_a_rival_sees_nothing(reminding: Reminding) -> None:
    billing, cast = reminding.billing, reminding.billing.cast
    billing.at(after(5))
    invoice = billing.id_of("RE-000001")

    with scope(cast.partner.tenant_id), pytest.raises(NotPermitted):
        remind(invoice, buyer_id=cast.customer.tenant_id, actor=cast.partner)
    with scope(cast.rival.tenant_id):
        assert list_overdue(cast.rival) == []
        actor = billing.platform(cast.rival)
        assert remind(invoice, buyer_id=cast.customer.tenant_id, actor=actor) is None

    assert reminding.written() == []


ACTS = st.lists(
    st.tuples(
        st.integers(1, 12), st.sampled_from(["work", "work", "work", "pay", "credit", "block", "allow"])
    ),
    min_size=4,
    max_size=14,
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ACTS)
def test_in_whatever_order_things_happen_nothing_settled_or_blocked_is_reminded_and_no_step_comes_twice(
    reminding: Reminding, acts: list[tuple[int, str]]
) -> None:
    billing, partner = reminding.billing, reminding.billing.cast.partner
    with transaction.atomic():
        invoice, day = billing.id_of("RE-000001"), DUE
        for days, act in acts:
            day += timedelta(days=days)
            billing.at(day)
            before, is_open = len(reminding.written()), billing.open_of("RE-000001") > 0
            with scope(partner.tenant_id):
                is_blocked = find_block(partner, invoice) is not None
                if act == "pay":
                    pass
                elif act == "credit" and is_open:
                    left = min(Decimal("5.00"), billing.open_of("RE-000001"))
                    credit_invoice(
                        invoice,
                        reason="As agreed",
                        net=(left / Decimal("1.19")).quantize(Decimal("0.01")),
                        actor=partner,
                    )
                elif act == "block" and not is_blocked:
                    block_reminders(invoice, reason="Disputed", actor=partner)
                elif act == "allow" and is_blocked:
                    allow_reminders(invoice, actor=partner)
            if act == "pay" and is_open:
                billing.pay("6.00", "RE-000001")
            if act == "work":
                reminding.work(day)
                if is_blocked or not is_open:
                    assert len(reminding.written()) == before
        taken = reminding.written()
        assert taken == [(one.days_after_due, one.wording) for one in STEPS[: len(taken)]]
        with scope(partner.tenant_id):
            assert Suspension.objects.exists() == (len(taken) == len(STEPS))
        transaction.set_rollback(True)
