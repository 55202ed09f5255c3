"""One debit of a collection that did not come, or that came back, without a statement that says so."""

import json
from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest
from typer.testing import CliRunner

from freehold.console.queries import overview_of
from freehold.kernel.errors import NotFound, NotPermitted, Refused
from freehold.payments.actions.confirm_collection import confirm_collection
from freehold.payments.actions.return_debit import return_debit
from freehold.payments.commands import app
from freehold.payments.states import DebitState
from freehold.payments.tests.conftest import Debiting
from freehold.payments.tests.test_debit_pages import SignedIn
from freehold.tenants.row_security import scope
from freehold.tenants.states import TenantKind

ALL = date(2030, 5, 15)  # a Wednesday, on which both invoices are due


def at_bank(debiting: Debiting) -> UUID:
    made = debiting.collect(collect_on=ALL)
    debiting.fetch(made)
    debiting.billing.at(ALL)
    return made


def test_all_but_what_did_not_come_is_confirmed_and_the_rest_later(debiting: Debiting) -> None:
    made, seller = at_bank(debiting), debiting.billing.cast.partner
    missing, come = debiting.debits()

    with scope(seller.tenant_id):
        assert confirm_collection(made, paid_on=ALL, except_debit_ids=[missing.id], actor=seller) == 1
    first = [one.state for one in debiting.debits()]
    with scope(seller.tenant_id):
        with pytest.raises(NotFound):
            confirm_collection(made, paid_on=ALL, except_debit_ids=[come.id], actor=seller)
        assert confirm_collection(made, paid_on=ALL, actor=seller) == 1

    assert first == [DebitState.PENDING, DebitState.COLLECTED]
    assert {one.state for one in debiting.debits()} == {DebitState.COLLECTED}
    assert (debiting.billing.open_of("RE-000001"), debiting.billing.credit_left()) == (0, 0)


def test_a_debit_that_the_bank_turned_down_can_be_collected_anew(debiting: Debiting) -> None:
    at_bank(debiting)
    seller = debiting.billing.cast.partner
    debit, other = debiting.debits()

    with scope(seller.tenant_id):
        return_debit(debit.id, reason="The account is closed", actor=seller)
        with pytest.raises(Refused) as twice:
            return_debit(debit.id, reason="again", actor=seller)
    debiting.collect()

    assert twice.value.code == "not_returnable"
    assert [(one.state, one.note) for one in debiting.debits()] == [
        (DebitState.RETURNED, "The account is closed"),
        (DebitState.PENDING, ""),
        (DebitState.PENDING, ""),
    ]
    assert other.state == DebitState.PENDING


def test_a_collected_debit_that_comes_back_undoes_its_payment(debiting: Debiting) -> None:
    made, seller = at_bank(debiting), debiting.billing.cast.partner
    with scope(seller.tenant_id):
        confirm_collection(made, paid_on=ALL, actor=seller)
        return_debit(debiting.debits()[0].id, reason="The buyer asked for it", actor=seller)

    assert [one.state for one in debiting.debits()] == [DebitState.RETURNED, DebitState.COLLECTED]
    assert debiting.billing.open_of("RE-000001") == Decimal("17.85")
    assert debiting.billing.open_of("RE-000002") == 0


def test_what_no_bank_has_cannot_come_back_and_only_billing_says_so(debiting: Debiting) -> None:
    debiting.collect(collect_on=ALL)
    cast, debit = debiting.billing.cast, debiting.debits()[0]
    member = debiting.billing.member_of(cast.partner)

    with scope(cast.partner.tenant_id):
        with pytest.raises(Refused) as unfetched:
            return_debit(debit.id, reason="closed", actor=cast.partner)
        with pytest.raises(Refused) as silent:
            return_debit(debit.id, reason=" ", actor=cast.partner)
    with scope(member.tenant_id), pytest.raises(NotPermitted):
        return_debit(debit.id, reason="closed", actor=member)
    for actor in (cast.customer, cast.rival, cast.operator):
        with scope(actor.tenant_id), pytest.raises(NotFound):
            return_debit(debit.id, reason="closed", actor=actor)

    assert (unfetched.value.code, silent.value.code) == ("not_fetched", "reason")
    assert {one.state for one in debiting.debits()} == {DebitState.PENDING}


def test_pages_api_and_shell_tell_one_debit_from_the_others(debiting: Debiting, signed_in: SignedIn) -> None:
    made, seller = at_bank(debiting), debiting.billing.cast.partner
    browser = signed_in(seller)
    first, second = debiting.debits()
    address = f"/payments/debits/{made}/"

    page = browser.get(address).content.decode()
    done = browser.post(
        f"{address}paid/", {"paid_on": "2030-05-15", "except_debit_ids": [str(first.id)]}, follow=True
    ).content.decode()
    read = browser.get(f"/payments/debits/returned/{first.id}/").content.decode()
    empty = browser.post(f"/payments/debits/returned/{first.id}/", {"reason": ""})
    back = browser.post(
        f"/payments/debits/returned/{first.id}/", {"reason": "Account closed"}, follow=True
    ).content.decode()
    api = browser.post(
        f"/api/v1/direct-debit/debits/{second.id}/return",
        json.dumps({"reason": "MD06"}),
        content_type="application/json",
    )
    shell = CliRunner().invoke(
        app, ["payments", "returned", str(seller.tenant_id), str(second.id), "--reason", "x"]
    )

    assert "Tick what did not come" in page
    assert "The debits are recorded as payments." in done
    assert "RE-000001 is open again" in read
    assert empty.status_code == 422
    assert "Account closed" in back
    assert api.status_code == 204
    assert isinstance(shell.exception, Refused)
    assert {one.state for one in debiting.debits()} == {DebitState.RETURNED}


def test_a_debit_of_which_nothing_is_heard_for_ten_days_needs_attention(debiting: Debiting) -> None:
    at_bank(debiting)
    seller = debiting.billing.cast.partner

    def told() -> list[str]:
        with scope(seller.tenant_id, person_id=seller.person_id):
            todos = overview_of(seller, TenantKind.PARTNER).todos
        return [todo.what for todo in todos if "given back" in todo.what]

    debiting.billing.at(date(2030, 5, 25))
    early = told()
    debiting.billing.at(date(2030, 5, 26))

    assert early == []
    assert told() == ["2 debits are neither paid nor given back, ten days after their day"]
