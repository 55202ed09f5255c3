"""What is for sellers alone does not exist for a customer, and the other way round, wherever it stands."""

import re
from collections.abc import Callable, Iterator
from uuid import UUID

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from conftest import Cast
from freehold.console.audiences import FOR_CUSTOMERS, FOR_SELLERS, FOR_SELLERS_EXACTLY, exists_for
from freehold.console.navigation import CUSTOMER, NAVIGATION, SELLERS
from freehold.tenants.states import TenantKind

SignedIn = Callable[..., Client]
METHODS = ("get", "post", "put", "delete")
OF_ALL = ("account/", "api/", "source/")  # signing in, the API, the program itself
# The pages without a name in their address that a customer’s administrator opens.
OF_CUSTOMERS = {
    "", "access/", "access/give/", "access/history/", "access/over/", "access/requests/",
    "access/support/", "devices/", "domains/", "domains/keys/", "domains/new/", "groups/", "groups/new/",
    "invoices/address/", "invoices/next/", "invoices/received/", "legal/", "log/", "log/verify/",
    "mail/", "mail/catch-all/", "mail/groups/", "mail/groups/new/", "mail/limits/", "mail/new/", "mail/queue/",
    "mail/senders/", "mail/shared/new/", "mail/trace/", "payments/mandates/own/", "payments/mandates/own/new/",
    "partners/apply/", "partners/apply/sent/",
    "people/", "people/invite/", "profile/", "provider/", "provider/change/",
    "security/", "security/tokens/new/", "services/", "settings/",
    "statements/", "subscriptions/bought/", "subscriptions/new/", "usage/", "usage/bought/",
}  # fmt: skip


def routes() -> Iterator[str]:
    """All addresses that there are, as the address table writes them."""

    def below(patterns: list[URLPattern | URLResolver], above: str) -> Iterator[str]:
        for one in patterns:
            if isinstance(one, URLResolver):
                yield from below(one.url_patterns, above + str(one.pattern))
            else:
                yield above + str(one.pattern)

    yield from below(get_resolver().url_patterns, "")


def address_of(route: str) -> str:
    """One that fits a route, of something that is not there."""
    return "/" + re.sub(r"<(?:\w+:)?\w+>", str(UUID(int=1)), route).replace("$", "")


def test_no_page_and_no_operation_for_sellers_exists_for_a_customer(cast: Cast, signed_in: SignedIn) -> None:
    browser = signed_in(cast.customer)
    theirs = [route for route in routes() if not exists_for(TenantKind.CUSTOMER, route)]

    answers = {
        (method, route): getattr(browser, method)(address_of(route)).status_code
        for route in theirs
        for method in METHODS
    }

    assert {key: status for key, status in answers.items() if status != 404} == {}
    assert {"vendors/bills/new/", "invoices/", "reminders/", "api/v1/vendor-bills"} <= set(theirs)


def test_no_page_for_customers_exists_for_a_seller(cast: Cast, signed_in: SignedIn) -> None:
    theirs = [route for route in routes() if not exists_for(TenantKind.PARTNER, route)]

    for seller in (cast.partner, cast.operator):
        browser = signed_in(seller)
        assert {browser.get(address_of(route)).status_code for route in theirs} == {404}
    assert signed_in(cast.customer).get("/statements/").status_code == 200


def test_whatever_else_a_customer_opens_is_a_page_of_its_own(cast: Cast, signed_in: SignedIn) -> None:
    """A new page for sellers is entered in the table; a new one for customers here."""
    browser = signed_in(cast.customer)
    plain = [route for route in routes() if not {"<", "("} & set(route) and not route.startswith(OF_ALL)]

    opened = {route for route in plain if browser.get(f"/{route}").status_code == 200}

    assert opened == OF_CUSTOMERS


def test_every_entry_of_the_tables_is_an_address_that_there_is() -> None:
    there = list(routes())

    for entry in (*FOR_SELLERS, *FOR_CUSTOMERS, *FOR_SELLERS_EXACTLY):
        assert any(route.startswith(entry) for route in there), entry


@pytest.mark.parametrize(
    "entry", [one for group in NAVIGATION for one in group.entries], ids=lambda one: one.url_name
)
def test_the_navigation_leads_nobody_to_what_is_not_there(entry) -> None:
    route = reverse(entry.url_name).removeprefix("/")

    if entry.kinds >= CUSTOMER:
        assert exists_for(TenantKind.CUSTOMER, route)
    if entry.kinds & SELLERS:
        assert exists_for(TenantKind.PARTNER, route)
