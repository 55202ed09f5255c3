"""A seller's brand."""

from dataclasses import replace

import pytest

from conftest import Cast
from freehold.kernel.errors import Conflict, NotFound, NotPermitted, Refused
from freehold.tenants.actions.change_brand import BrandWanted, change_brand
from freehold.tenants.pictures import drawn_anew
from freehold.tenants.queries import brand_of, find_logo, own_brand
from freehold.tenants.row_security import scope
from freehold.tenants.tests.test_pictures import picture

PNG = picture("PNG")
DRAWN = drawn_anew(PNG)
WANTED = BrandWanted(
    name="Alder",
    accent="#AA3322",
    support_name="Desk",
    support_phone="+49 30 1",
    support_email="desk@alder.example",
    logo=PNG,
)


def test_its_customers_see_it_at_once(cast: Cast) -> None:
    with scope(cast.partner.tenant_id):
        change_brand(WANTED, actor=cast.partner)

    seen = brand_of(cast.customer.tenant_id)
    assert (seen.name, seen.accent, seen.support_phone, seen.has_logo) == (
        "Alder",
        "#aa3322",
        "+49 30 1",
        True,
    )
    assert DRAWN is not None
    assert find_logo(cast.partner.tenant_id) == (DRAWN.data, "image/png")


def test_a_logo_stays_until_it_is_taken_away(cast: Cast) -> None:
    with scope(cast.partner.tenant_id):
        change_brand(WANTED, actor=cast.partner)
        change_brand(replace(WANTED, logo=None), actor=cast.partner)
        assert find_logo(cast.partner.tenant_id) is not None

        change_brand(replace(WANTED, logo=b""), actor=cast.partner)
        assert find_logo(cast.partner.tenant_id) is None


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("accent", "red"),
        ("accent", "#fff;}body{display:none"),
        ("logo", b"<svg onload=alert(1)>"),
        ("logo", PNG + b"x" * 300_000),
        ("logo", b"\x89PNG\r\n\x1a\n" + b"x" * 50),
        ("name", "a\nb"),
    ],
)
def test_what_could_break_a_page_is_refused(cast: Cast, field: str, value: object) -> None:
    with scope(cast.partner.tenant_id), pytest.raises(Refused) as refusal:
        change_brand(replace(WANTED, **{field: value}), actor=cast.partner)

    assert refusal.value.field == field
    assert brand_of(cast.partner.tenant_id).name == "Alder IT"


def test_a_customer_has_no_brand_of_its_own(cast: Cast) -> None:
    with scope(cast.customer.tenant_id), pytest.raises(NotFound):
        change_brand(WANTED, actor=cast.customer)


def test_a_member_may_not(cast: Cast) -> None:
    member = replace(cast.partner, roles=cast.member.roles)
    with scope(cast.partner.tenant_id), pytest.raises(NotPermitted):
        change_brand(WANTED, actor=member)


def test_of_two_who_change_it_the_second_is_refused(cast: Cast) -> None:
    with scope(cast.partner.tenant_id):
        seen = own_brand(cast.partner).version
        change_brand(replace(WANTED, version=seen), actor=cast.partner)

        with pytest.raises(Conflict) as conflict:
            change_brand(replace(WANTED, name="Other", version=seen), actor=cast.partner)

        assert conflict.value.code == "changed_meanwhile"
        assert own_brand(cast.partner).name == "Alder"


def test_a_customer_and_a_member_have_no_brand_to_change(cast: Cast) -> None:
    with scope(cast.customer.tenant_id), pytest.raises(NotFound):
        own_brand(cast.customer)
    with scope(cast.partner.tenant_id), pytest.raises(NotPermitted):
        own_brand(replace(cast.partner, roles=cast.member.roles))
