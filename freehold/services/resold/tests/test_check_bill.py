"""A vendor's file is looked at before anything of it counts."""

from dataclasses import replace
from decimal import Decimal

import pytest

from conftest import Cast, make_person
from freehold.kernel.actor import Role
from freehold.kernel.errors import Conflict, NotFound, NotPermitted, Refused
from freehold.kernel.money import Money
from freehold.services.resold.actions.check_bill import check_bill, choose_columns
from freehold.services.resold.actions.discard_bill import discard_bill
from freehold.services.resold.models import VendorBill, VendorCharge
from freehold.services.resold.queries.bills import list_bills
from freehold.services.resold.rules.bill import LineFault
from freehold.services.resold.tests.bills import HEAD, checked, line, tried
from freehold.services.resold.tests.conftest import Sold
from freehold.tenants.row_security import scope


def test_a_trial_says_all_of_it_and_writes_no_line(sold: Sold, cast: Cast) -> None:
    sold.do()

    bill_id = checked(cast, line(), line(), line("NW-9", amount="9.00"), line(amount="NaN"))
    trial = tried(cast, bill_id)

    assert [one.reference for one in trial.new] == ["NW-1001", "NW-9"]
    assert [one.customer for one in trial.shown] == ["Acme Dental", ""]
    assert trial.repeated == (3,)
    assert trial.faults == ((5, LineFault.AMOUNT),)
    assert (trial.total, trial.unmatched) == (Money(Decimal("36.00"), "EUR"), 1)
    with scope(cast.partner.tenant_id):
        assert not VendorCharge.objects.exists()


def test_the_same_file_is_refused_until_the_first_is_discarded(cast: Cast) -> None:
    first = checked(cast, line())

    with pytest.raises(Conflict) as conflict:
        checked(cast, line(), name="another-name.csv")
    with scope(cast.partner.tenant_id):
        discard_bill(first, actor=cast.partner)
        assert VendorBill.objects.get(id=first).content == ""
    checked(cast, line())

    assert conflict.value.code == "bill_known"


def test_the_columns_that_were_chosen_are_those_of_the_vendors_next_bill(cast: Cast) -> None:
    first = checked(cast, line())
    columns = replace(tried(cast, first).columns, description="")
    with scope(cast.partner.tenant_id):
        choose_columns(first, columns, seen_version=1, actor=cast.partner)
        with pytest.raises(Conflict):
            choose_columns(first, columns, seen_version=1, actor=cast.partner)
        with pytest.raises(Refused) as refusal:
            choose_columns(first, replace(columns, amount="No such"), actor=cast.partner)

    second = checked(cast, line(month=12))

    assert refusal.value.field == "amount"
    assert tried(cast, second).columns == columns


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b'A;B\n"', b"one\ntwo\n", b"A;B\n1;\0\n"])
def test_what_is_no_table_leaves_nothing(cast: Cast, content: bytes) -> None:
    with scope(cast.partner.tenant_id):
        with pytest.raises(Refused) as refusal:
            check_bill("Northwind", content, file_name="x.csv", actor=cast.partner)
        assert list_bills(cast.partner) == []

    assert refusal.value.code == "no_table"


def test_technicians_and_others_see_no_bill(cast: Cast) -> None:
    bill_id = checked(cast, line())
    technician = make_person(cast.partner.tenant_id, "tom@alder.example", "Tom", Role.TECHNICIAN)
    content = (HEAD + line("X")).encode()

    with scope(technician.tenant_id), pytest.raises(NotPermitted):
        check_bill("Northwind", content, file_name="x.csv", actor=technician)
    for actor in (cast.operator, cast.rival, cast.customer):
        with scope(actor.tenant_id):
            assert list_bills(actor) == []
            with pytest.raises(NotFound):
                discard_bill(bill_id, actor=actor)
            with pytest.raises(NotFound):
                choose_columns(bill_id, tried(cast, bill_id).columns, actor=actor)

    with scope(cast.partner.tenant_id):
        assert len(list_bills(cast.partner)) == 1
