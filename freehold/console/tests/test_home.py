"""The start page of each audience."""

import re

from freehold.console.queries import overview_of
from freehold.domains.actions.claim_domain import claim_domain
from freehold.domains.actions.note_check import note_check
from freehold.domains.contract import RecordKind
from freehold.domains.queries import records_to_check
from freehold.domains.rules.verdicts import Answer
from freehold.domains.states import AnswerState
from freehold.kernel.actor import Via, platform_actor
from freehold.tenants.row_security import scope
from freehold.tenants.states import TenantKind


def figures(overview) -> dict[str, str]:
    """Label to value."""
    return {figure.label: figure.value for figure in overview.figures}


def test_the_operator_counts_partners_and_no_customers_of_theirs(cast):
    with scope(cast.operator.tenant_id, person_id=cast.operator.person_id):
        found = figures(overview_of(cast.operator, TenantKind.OPERATOR))

    assert found["Partners"] == "2"
    assert found["Direct customers"] == "0"


def test_a_partner_counts_its_own_customers(cast):
    with scope(cast.partner.tenant_id, person_id=cast.partner.person_id):
        found = figures(overview_of(cast.partner, TenantKind.PARTNER))

    assert found["Customers"] == "1"
    assert found["Grants in force"] == "1"


def test_a_customer_sees_what_is_not_done_yet(cast):
    with scope(cast.customer.tenant_id, person_id=cast.customer.person_id):
        claim_domain("acme-dental.example", actor=cast.customer)

        overview = overview_of(cast.customer, TenantKind.CUSTOMER)

    assert figures(overview)["Domains"] == "0"
    assert [todo.what for todo in overview.todos] == ["acme-dental.example is not proven yet"]
    assert overview.lines[0].told == "claimed a domain"


def test_records_that_are_missing_are_asked_for_with_what_follows(cast, tamper):
    with scope(cast.customer.tenant_id, person_id=cast.customer.person_id):
        domain_id = claim_domain("acme-dental.example", actor=cast.customer)
        tamper("update domains_domain set state = 'proven', proven_at = now() where id = %s", [domain_id])
        platform = platform_actor(cast.customer.tenant_id, via=Via.JOB)
        name, records = records_to_check(domain_id)
        nothing = Answer(AnswerState.NOTHING)
        found = Answer(AnswerState.FOUND, ("v=spf1 include:mail.test ~all",))
        seen = [(record, found if record.kind is RecordKind.SPF else nothing) for record in records]
        note_check(domain_id, seen=seen, actor=platform)

        overview = overview_of(cast.customer, TenantKind.CUSTOMER)

    told = {todo.what: (todo.why, todo.url, todo.do) for todo in overview.todos}
    assert told[f"Records of {name} are missing or different in DNS"] == (
        "Mail to this domain does not arrive here.",
        f"/domains/{domain_id}/",
        "Publish records",
    )


def test_a_member_sees_no_figures_but_their_own_places(cast, signed_in):
    page = signed_in(cast.member).get("/").content.decode()

    assert '<dl class="figures">' not in page
    assert "My mail" in page
    assert "<h2>History</h2>" not in page


def test_a_rivals_customers_are_in_nobodys_figures(cast, signed_in):
    page = signed_in(cast.partner).get("/").content.decode()

    assert "Cedar" not in page
    assert "Birch" not in page


def test_the_page_asks_the_database_a_fixed_number_of_questions(
    cast, signed_in, django_assert_max_num_queries
):
    client = signed_in(cast.partner)

    with django_assert_max_num_queries(34):
        page = client.get("/").content.decode()

    assert re.search(r"<h1>Overview</h1>", page)
