"""The vendor's reference of an order can be put right."""

import pytest

from conftest import Cast, make_person
from freehold.kernel.actor import Role
from freehold.kernel.errors import Conflict, NotFound, NotPermitted, Refused
from freehold.services.resold.actions.change_reference import change_reference
from freehold.services.resold.queries.supplies import SupplyFacts, list_supplies
from freehold.services.resold.tests.conftest import Sold
from freehold.tenants.row_security import scope


def supply(cast: Cast) -> SupplyFacts:
    with scope(cast.partner.tenant_id):
        (found,) = list_supplies(cast.partner)
    return found


def test_it_is_put_right_and_seen_by_whoever_saw_an_older_one(sold: Sold, cast: Cast) -> None:
    sold.do()
    before = supply(cast)

    with scope(cast.partner.tenant_id):
        change_reference(before.id, " NW-2 ", seen_version=before.version, actor=cast.partner)
        with pytest.raises(Conflict):
            change_reference(before.id, "NW-3", seen_version=before.version, actor=cast.partner)

    assert supply(cast).reference == "NW-2"


def test_it_is_one_line_and_nobody_elses(sold: Sold, cast: Cast) -> None:
    sold.do()
    before = supply(cast)
    member = make_person(cast.partner.tenant_id, "mia@alder.example", "Mia Alder", Role.MEMBER)

    with scope(cast.partner.tenant_id), pytest.raises(Refused):
        change_reference(before.id, " ", actor=cast.partner)
    with scope(member.tenant_id), pytest.raises(NotPermitted):
        change_reference(before.id, "NW-9", actor=member)
    with scope(cast.operator.tenant_id), pytest.raises(NotFound):
        change_reference(before.id, "NW-9", actor=cast.operator)

    assert supply(cast) == before
