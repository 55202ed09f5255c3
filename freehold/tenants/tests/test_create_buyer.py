"""Making a customer or partner below a seller."""

import pytest

from conftest import Cast
from freehold.kernel.errors import NotFound, NotPermitted, Refused
from freehold.tenants.actions.create_buyer import create_buyer
from freehold.tenants.queries import brand_of, buyers_of, count_buyers, find_seller, get_buyer, get_tenant
from freehold.tenants.row_security import scope
from freehold.tenants.states import TenantKind


def test_a_partner_sees_its_new_customer_by_the_name_it_gave(cast: Cast) -> None:
    with scope(cast.partner.tenant_id):
        made = create_buyer("Zinc Works", kind=TenantKind.CUSTOMER, reference="K-7", actor=cast.partner)
        buyer = get_buyer(cast.partner, made)

    assert (buyer.name, buyer.reference) == ("Zinc Works", "K-7")


def test_a_customer_sees_its_partners_brand(cast: Cast) -> None:
    assert brand_of(cast.customer.tenant_id).name == "Alder IT"
    assert find_seller(cast.customer.tenant_id) == cast.partner.tenant_id


def test_a_partner_may_have_partners_to_any_depth(cast: Cast) -> None:
    seller = cast.partner
    for depth in range(3):
        with scope(seller.tenant_id):
            below = create_buyer(f"Tier {depth}", kind=TenantKind.PARTNER, actor=seller)
        with scope(below):
            assert get_tenant(below).parent_id == seller.tenant_id
        seller = type(seller)(
            **{
                **{f: getattr(seller, f) for f in seller.__slots__},
                "tenant_id": below,
                "home_tenant_id": below,
            }
        )


def test_a_customer_sells_to_nobody(cast: Cast) -> None:
    with scope(cast.customer.tenant_id), pytest.raises(Refused) as refusal:
        create_buyer("Nobody", kind=TenantKind.CUSTOMER, actor=cast.customer)

    assert refusal.value.code == "cannot_sell"


def test_a_rivals_customer_is_not_found_and_not_counted(cast: Cast) -> None:
    with scope(cast.rival.tenant_id):
        with pytest.raises(NotFound):
            get_buyer(cast.rival, cast.customer.tenant_id)

        assert count_buyers(cast.rival) == 1
        assert buyers_of(cast.rival, search="acme") == []


def test_a_member_sees_no_list_of_customers(cast: Cast) -> None:
    with scope(cast.member.tenant_id), pytest.raises(NotPermitted):
        buyers_of(cast.member)


def test_a_search_finds_names_and_references_and_takes_wildcards_as_letters(cast: Cast) -> None:
    with scope(cast.partner.tenant_id):
        create_buyer("Zinc Works", kind=TenantKind.CUSTOMER, reference="K-7", actor=cast.partner)

        assert [b.name for b in buyers_of(cast.partner, search="dent")] == ["Acme Dental"]
        assert [b.name for b in buyers_of(cast.partner, search="k-7")] == ["Zinc Works"]
        assert buyers_of(cast.partner, search="%") == []


def test_paging_by_name_shows_each_buyer_once(cast: Cast) -> None:
    with scope(cast.partner.tenant_id):
        for number in range(5):
            create_buyer("Same Name", kind=TenantKind.CUSTOMER, reference=str(number), actor=cast.partner)
        seen, after = [], None
        while page := buyers_of(cast.partner, after=after, limit=2):
            seen += [buyer.edge_id for buyer in page]
            after = (page[-1].name, page[-1].edge_id)

    assert len(seen) == len(set(seen)) == 6
