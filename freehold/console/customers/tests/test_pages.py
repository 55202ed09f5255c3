"""The pages of a seller about its buyers."""

import pytest


@pytest.fixture
def page(cast, signed_in):
    return signed_in(cast.partner).get(f"/customers/{cast.customer.tenant_id}/").content.decode()


def test_a_customer_leads_to_ordering_for_it(cast, page):
    assert f"/subscriptions/new/?buyer={cast.customer.tenant_id}" in page
