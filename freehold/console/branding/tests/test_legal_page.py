"""What the law has a customer know of all who provide for it."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from django.test import Client

from conftest import Cast
from freehold.audit.queries import log_lines
from freehold.console.branding.actions.change_disclosure import change_disclosure
from freehold.kernel.actor import Actor
from freehold.kernel.errors import Conflict, NotFound, NotPermitted, Refused
from freehold.tenants.actions.change_disclosure import DisclosureWanted
from freehold.tenants.queries import disclosures_for, own_disclosure
from freehold.tenants.row_security import scope

SignedIn = Callable[[Actor], Client]
OPERATOR = DisclosureWanted(
    legal_name="Meridian Hosting GmbH",
    country="de",
    data_places="Hamburg, Germany\nBerlin, Germany",
    third_country_access="Disks are encrypted; keys stay in the EU.",
    subprocessors="Rack & Power AG; housing; DE\n\nBackup Oy; copies; FI",
)
PARTNER = DisclosureWanted(
    legal_name="Alder IT GmbH", country="DE", contract_url="https://alder-it.example/contract"
)


def test_a_customer_reads_of_its_seller_first_and_of_the_operator_last(
    cast: Cast, signed_in: SignedIn
) -> None:
    for actor, wanted in ((cast.operator, OPERATOR), (cast.partner, PARTNER)):
        with scope(actor.tenant_id):
            change_disclosure(wanted, actor=actor)

    for who in (cast.customer, cast.member):
        page = signed_in(who).get("/legal/").content.decode()
        assert page.index("Alder IT GmbH") < page.index("Meridian Hosting GmbH")
        assert "https://alder-it.example/contract" in page
        assert "Rack &amp; Power AG" in page
        assert "Berlin, Germany" in page
        assert "Disks are encrypted" in page
        assert 'href="/legal/"' in signed_in(who).get("/").content.decode()


def test_a_partner_reads_of_those_above_alone_and_the_operator_of_nobody(cast: Cast) -> None:
    assert [one.name for one in disclosures_for(cast.customer.tenant_id)] == ["Alder IT", "Meridian Hosting"]
    assert [one.name for one in disclosures_for(cast.partner.tenant_id)] == ["Meridian Hosting"]
    assert disclosures_for(cast.operator.tenant_id) == []


def test_what_was_said_on_which_day_stands_in_the_log(cast: Cast) -> None:
    with scope(cast.operator.tenant_id):
        change_disclosure(OPERATOR, actor=cast.operator)
        newest = log_lines(cast.operator.tenant_id)[0]

    assert newest.action == "tenants.change_disclosure"
    assert newest.facts["subprocessors"] == OPERATOR.subprocessors


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("legal_name", " "),
        ("country", "Germany"),
        ("contract_url", "javascript:alert(1)"),
        ("subprocessors", "Rack & Power AG, housing, DE"),
        ("subprocessors", "a; b; Germany"),
        ("data_places", "x\x07"),
    ],
)
def test_what_cannot_be_read_is_refused(cast: Cast, field: str, value: str) -> None:
    with scope(cast.partner.tenant_id):
        with pytest.raises(Refused) as refusal:
            change_disclosure(replace(PARTNER, **{field: value}), actor=cast.partner)
        assert own_disclosure(cast.partner).legal_name == ""
    assert refusal.value.field == field


def test_of_two_who_change_it_the_second_is_refused(cast: Cast) -> None:
    with scope(cast.partner.tenant_id):
        change_disclosure(replace(PARTNER, version=1), actor=cast.partner)
        with pytest.raises(Conflict):
            change_disclosure(replace(PARTNER, legal_name="Other", version=1), actor=cast.partner)


def test_a_customer_provides_nothing_and_a_member_may_not(cast: Cast, signed_in: SignedIn) -> None:
    with scope(cast.customer.tenant_id), pytest.raises(NotFound):
        change_disclosure(PARTNER, actor=cast.customer)
    with scope(cast.partner.tenant_id), pytest.raises(NotPermitted):
        change_disclosure(PARTNER, actor=replace(cast.partner, roles=cast.member.roles))
    assert signed_in(cast.customer).get("/settings/brand/disclosure/").status_code == 404


def test_the_page_changes_it(cast: Cast, signed_in: SignedIn) -> None:
    browser = signed_in(cast.partner)
    sent = {"legal_name": "Alder IT GmbH", "country": "DE", "version": "1"}

    refused = browser.post("/settings/brand/disclosure/", sent | {"subprocessors": "x"})
    saved = browser.post("/settings/brand/disclosure/", sent)

    assert (refused.status_code, saved.status_code) == (422, 302)
    assert disclosures_for(cast.customer.tenant_id)[0].legal_name == "Alder IT GmbH"
