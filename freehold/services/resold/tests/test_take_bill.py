"""A bill is taken in once; each of its lines counts once, and is what an order costs in its months."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest

from conftest import Cast, make_person
from freehold.kernel.actor import Role
from freehold.kernel.errors import Conflict, NotFound, NotPermitted, Refused
from freehold.services.resold.actions.check_bill import check_bill, choose_columns
from freehold.services.resold.actions.discard_bill import discard_bill
from freehold.services.resold.actions.take_bill import take_bill
from freehold.services.resold.models import VendorCharge
from freehold.services.resold.queries.bills import SupplierCost, charges_of, get_bill, supplier_costs
from freehold.services.resold.rules.bill import Columns, LineFault
from freehold.services.resold.tests.bills import TODAY, checked, line, tried
from freehold.services.resold.tests.conftest import Sold
from freehold.tenants.row_security import scope

NOVEMBER, DECEMBER, JANUARY = date(2026, 11, 1), date(2026, 12, 1), date(2027, 1, 1)


def take(cast: Cast, bill_id: UUID, *, leave_out: bool = False) -> int:
    with scope(cast.partner.tenant_id):
        return take_bill(bill_id, today=TODAY, actor=cast.partner, leave_out=leave_out)


def costs(cast: Cast, since: date = NOVEMBER, until: date = JANUARY) -> list[SupplierCost]:
    with scope(cast.partner.tenant_id):
        return supplier_costs(cast.partner, since, until)


def kept(cast: Cast) -> int:
    with scope(cast.partner.tenant_id):
        return VendorCharge.objects.count()


def test_what_was_taken_in_is_what_the_order_costs(sold: Sold, cast: Cast) -> None:
    sold.do()
    bill_id = checked(cast, line(), line("NW-9", amount="9.00"))

    assert take(cast, bill_id) == 2

    with scope(cast.partner.tenant_id):
        bill = get_bill(cast.partner, bill_id)
        assert [one.customer for one in charges_of(cast.partner, bill_id)] == ["Acme Dental", ""]
    assert (bill.lines, str(bill.total), bill.closed_by) == (2, "36.00 EUR", "Anna Alder")
    order = sold.order
    assert set(costs(cast)) == {
        SupplierCost(order.buyer_id, order.id, order.plan_id, NOVEMBER, "EUR", Decimal("27.00")),
        SupplierCost(None, None, None, NOVEMBER, "EUR", Decimal("9.00")),
    }
    assert costs(cast, DECEMBER) == []


def test_a_line_over_two_months_costs_in_each_by_the_day(cast: Cast) -> None:
    take(cast, checked(cast, "NW-1,Office,2026-11-16,2026-12-15,1,30.00,EUR\n"))

    assert [(one.month, one.amount) for one in costs(cast)] == [
        (NOVEMBER, Decimal(15)),
        (DECEMBER, Decimal(15)),
    ]


def test_a_bill_taken_twice_or_sent_again_with_more_counts_each_line_once(cast: Cast) -> None:
    first = checked(cast, line())
    take(cast, first)
    with pytest.raises(Refused) as again:
        take(cast, first)
    second = checked(cast, line(), line("NW-2"))
    trial = tried(cast, second)

    assert again.value.code == "bill_closed"
    assert (len(trial.new), trial.known) == (1, 1)
    assert take(cast, second) == 1
    third = checked(cast, line("NW-2"), line())
    with pytest.raises(Refused) as nothing:
        take(cast, third)
    assert nothing.value.code == "nothing_new"
    assert kept(cast) == 2


def test_a_line_that_says_something_else_than_before_holds_it_up(cast: Cast) -> None:
    head = "Line ID,Subscription,Start,End,Amount\n"

    def bill(amount: str) -> bytes:
        return f"{head}L-1,NW-1,2026-11-01,2026-11-30,{amount}\nL-{amount},NW-2,2026-11-01,2026-11-30,1\n".encode()

    with scope(cast.partner.tenant_id):
        first = check_bill("Northwind", bill("5.00"), file_name="a.csv", actor=cast.partner)
        take_bill(first, today=TODAY, actor=cast.partner)
        second = check_bill("Northwind", bill("6.00"), file_name="b.csv", actor=cast.partner)
    before = kept(cast)

    with pytest.raises(Conflict) as conflict:
        take(cast, second)

    assert conflict.value.code == "line_changed"
    assert tried(cast, second).changed == (2,)
    assert kept(cast) == before


WITH_IDS = "Line ID,Subscription,Product,Start,End,Seats,Amount\n"
READ = Columns(
    reference="Subscription",
    amount="Amount",
    starts_on="Start",
    ends_on="End",
    seats="Seats",
    description="Product",
    line_id="Line ID",
)


@pytest.mark.parametrize("leading", [READ, replace(READ, line_id="")])
@pytest.mark.parametrize(
    "other", [{"line_id": ""}, {"line_id": "", "description": ""}, {"line_id": "", "seats": ""}, {}]
)
def test_a_bill_that_is_read_again_by_other_columns_counts_once(
    cast: Cast, leading: Columns, other: dict[str, str]
) -> None:
    rows = "L-1,NW-1,Office,2026-11-01,2026-11-30,3,5.00\n"

    def bill(content: str, columns: Columns) -> UUID:
        with scope(cast.partner.tenant_id):
            return check_bill(
                "Northwind",
                (WITH_IDS + content).encode(),
                file_name="a.csv",
                columns=columns,
                actor=cast.partner,
            )

    take(cast, bill(rows, leading))
    again = replace(READ, **other)
    second = bill(rows + "L-2,NW-2,Office,2026-11-01,2026-11-30,1,7.00\n", again)

    if again == leading:
        assert (tried(cast, second).otherwise, take(cast, second)) == ((), 1)
        return
    with pytest.raises(Conflict) as conflict:
        take(cast, second)
    assert conflict.value.code == "read_otherwise"
    assert tried(cast, second).otherwise == (2,)
    assert not tried(cast, second).may_take
    assert kept(cast) == 1
    with scope(cast.partner.tenant_id):
        choose_columns(second, leading, actor=cast.partner)
    assert take(cast, second) == 1


def test_two_things_of_an_order_that_cost_the_same_both_count_by_the_same_columns(cast: Cast) -> None:
    take(cast, checked(cast, line()))

    assert take(cast, checked(cast, line().replace("Office", "Calls"), name="b.csv")) == 1
    assert kept(cast) == 2


def test_seats_below_nothing_are_no_number_unless_money_comes_back(cast: Cast) -> None:
    trial = tried(
        cast,
        checked(
            cast, line(seats=-5), line("NW-2", seats=-5, amount="0"), line("NW-3", seats=-5, amount="-1")
        ),
    )

    assert trial.faults == ((2, LineFault.SEATS), (3, LineFault.SEATS))
    assert [one.reference for one in trial.new] == ["NW-3"]


def test_lines_that_cannot_be_read_hold_it_up_unless_they_are_left_out_aloud(cast: Cast) -> None:
    bill_id = checked(cast, line(), line("NW-2", amount="NaN"), "Total,,,,,54.00,EUR\n")

    with pytest.raises(Refused) as refusal:
        take(cast, bill_id)
    assert (refusal.value.code, kept(cast)) == ("lines_amiss", 0)
    assert take(cast, bill_id, leave_out=True) == 1
    with scope(cast.partner.tenant_id):
        assert get_bill(cast.partner, bill_id).left_out == 2


def test_what_was_taken_in_is_not_discarded_and_nobody_else_takes(cast: Cast) -> None:
    bill_id = checked(cast, line())
    technician = make_person(cast.partner.tenant_id, "tom@alder.example", "Tom", Role.TECHNICIAN)
    with scope(technician.tenant_id), pytest.raises(NotPermitted):
        take_bill(bill_id, today=TODAY, actor=technician)
    for actor in (cast.operator, cast.rival):
        with scope(actor.tenant_id), pytest.raises(NotFound):
            take_bill(bill_id, today=TODAY, actor=actor)
    with scope(cast.partner.tenant_id), pytest.raises(Conflict):
        take_bill(bill_id, today=TODAY, seen_version=7, actor=cast.partner)
    assert kept(cast) == 0

    take(cast, bill_id)

    with scope(cast.partner.tenant_id), pytest.raises(Refused):
        discard_bill(bill_id, actor=cast.partner)
    assert kept(cast) == 1


def test_a_reference_put_right_later_finds_its_costs(sold: Sold, cast: Cast) -> None:
    take(cast, checked(cast, line("NW-LATER")))
    sold.do(reference="NW-LATER")

    assert [one.subscription_id for one in costs(cast)] == [sold.order.id]
