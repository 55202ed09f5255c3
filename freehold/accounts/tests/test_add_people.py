"""Many people at once."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from conftest import Cast
from freehold.accounts.actions.add_people import NewPerson, add_people
from freehold.accounts.queries.people import count_people
from freehold.kernel.errors import Conflict, FreeholdError, NotPermitted
from freehold.tenants.row_security import scope


def newcomers(count: int) -> list[NewPerson]:
    return [NewPerson(f"Person {number}", f"p{number}@acme-dental.example") for number in range(count)]


def test_a_hundred_cost_as_many_queries_as_ten(cast: Cast) -> None:
    counts = []
    for count, offset in ((10, 0), (100, 10)):
        people = [NewPerson(p.name, p.email.replace("p", f"q{offset}", 1)) for p in newcomers(count)]
        with (
            scope(cast.customer.tenant_id),
            CaptureQueriesContext(
                connection,
            ) as queries,
        ):
            add_people(people, actor=cast.customer)
        counts.append(len(queries))

    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    "bad",
    [
        NewPerson("", "x@acme-dental.example"),
        NewPerson("X", "no address"),
        NewPerson("X", "p1@acme-dental.example"),
        NewPerson("X", "max@acme-dental.example"),
        NewPerson("X", "bert@birch.example"),
    ],
)
def test_one_at_fault_and_nobody_is_made(cast: Cast, bad: NewPerson) -> None:
    with scope(cast.customer.tenant_id):
        before = count_people(cast.customer)
        with pytest.raises(FreeholdError):
            add_people([*newcomers(3), bad], actor=cast.customer)

        assert count_people(cast.customer) == before


def test_twice_is_a_conflict(cast: Cast) -> None:
    with scope(cast.customer.tenant_id):
        add_people(newcomers(2), actor=cast.customer)
        with pytest.raises(Conflict):
            add_people(newcomers(2), actor=cast.customer)


def test_a_member_may_not(cast: Cast) -> None:
    with scope(cast.member.tenant_id), pytest.raises(NotPermitted):
        add_people(newcomers(1), actor=cast.member)
