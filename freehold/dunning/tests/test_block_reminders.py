"""Reminders about an invoice stop and go on when its seller says so."""

from datetime import date

import pytest

from freehold.dunning.actions.allow_reminders import allow_reminders
from freehold.dunning.actions.block_reminders import block_reminders
from freehold.dunning.jobs import look_at_debt
from freehold.dunning.models import Block
from freehold.dunning.queries import find_block, list_overdue
from freehold.dunning.states import Outlook, Wording
from freehold.dunning.tests.conftest import Reminding
from freehold.invoicing.actions.credit_invoice import credit_invoice
from freehold.kernel.errors import NotFound, NotPermitted, Refused
from freehold.subscriptions.states import State
from freehold.tenants.row_security import scope


def block(reminding: Reminding, reason: str = "They dispute three seats") -> None:
    partner = reminding.billing.cast.partner
    with scope(partner.tenant_id):
        block_reminders(reminding.billing.id_of("RE-000001"), reason=reason, actor=partner)


def test_no_step_comes_while_it_is_blocked_and_the_next_one_comes_after(reminding: Reminding) -> None:
    partner = reminding.billing.cast.partner
    block(reminding)

    assert [reminding.work(date(2030, month, 20)) for month in (4, 5, 6)] == [[], [], []]
    with scope(partner.tenant_id):
        assert [one.outlook for one in list_overdue(partner)] == [Outlook.BLOCKED]
        allow_reminders(reminding.billing.id_of("RE-000001"), actor=partner)
    assert reminding.work(date(2030, 6, 21)) == [("RE-000001", Wording.FRIENDLY)]


def test_what_stands_still_for_it_runs_again_and_stays_so(suspended: Reminding) -> None:
    cast = suspended.billing.cast
    block(suspended)
    look_at_debt(str(cast.partner.tenant_id), str(cast.customer.tenant_id))
    blocked = suspended.subscription().state
    with scope(cast.partner.tenant_id):
        allow_reminders(suspended.billing.id_of("RE-000001"), actor=cast.partner)
    suspended.work(date(2030, 8, 1))

    assert (blocked, suspended.subscription().state) == (State.ACTIVE, State.ACTIVE)


@pytest.mark.parametrize("reason", ["", "  ", "two\nlines", "x" * 201])
def test_a_reason_is_one_line(reminding: Reminding, reason: str) -> None:
    with pytest.raises(Refused) as refused:
        block(reminding, reason)

    assert (refused.value.code, refused.value.field) == ("reason", "reason")
    with scope(reminding.billing.cast.partner.tenant_id):
        assert Block.objects.count() == 0


def test_it_is_blocked_once_and_allowed_once(reminding: Reminding) -> None:
    partner, invoice = reminding.billing.cast.partner, reminding.billing.id_of("RE-000001")
    with scope(partner.tenant_id):
        with pytest.raises(Refused, match="not stopped"):
            allow_reminders(invoice, actor=partner)
        block_reminders(invoice, reason="Disputed", actor=partner)
        with pytest.raises(Refused, match="stopped already"):
            block_reminders(invoice, reason="Disputed again", actor=partner)

        found = find_block(partner, invoice)

    assert found is not None
    assert found.reason == "Disputed"


def test_nobody_is_reminded_of_a_credit_note(reminding: Reminding) -> None:
    partner = reminding.billing.cast.partner
    with scope(partner.tenant_id):
        credit_invoice(reminding.billing.id_of("RE-000001"), reason="As agreed", actor=partner)
    with scope(partner.tenant_id), pytest.raises(Refused, match="credit note"):
        block_reminders(reminding.billing.id_of("GS-000001"), reason="Disputed", actor=partner)


def test_only_its_seller_and_with_the_role(reminding: Reminding) -> None:
    cast, invoice = reminding.billing.cast, reminding.billing.id_of("RE-000001")

    for other in (cast.rival, cast.customer, cast.operator):
        for act in (
            lambda other=other: block_reminders(invoice, reason="No", actor=other),
            lambda other=other: allow_reminders(invoice, actor=other),
        ):
            with scope(other.tenant_id), pytest.raises(NotFound):
                act()
    member = reminding.billing.member_of(cast.partner)
    with scope(cast.partner.tenant_id), pytest.raises(NotPermitted):
        block_reminders(invoice, reason="No", actor=member)
    with scope(cast.partner.tenant_id), pytest.raises(NotPermitted):
        allow_reminders(invoice, actor=member)

    with scope(cast.partner.tenant_id):
        assert find_block(cast.partner, invoice) is None
