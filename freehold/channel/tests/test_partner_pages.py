"""Pages and operations of prospects and incidents."""

import pytest

from conftest import Cast
from freehold.channel.queries.incidents import list_incidents
from freehold.channel.queries.registrations import list_registrations
from freehold.channel.rules.incidents import INCIDENTS
from freehold.channel.states import IncidentState, RegistrationState
from freehold.tenants.row_security import scope


def test_a_prospect_is_registered_extended_and_withdrawn(cast: Cast, signed_in) -> None:
    browser = signed_in(cast.partner)
    assert "No prospect is registered" in browser.get("/prospects/").content.decode()

    made = browser.post(
        "/prospects/new/", {"name": "zinc-works.example", "company": "Zinc Works"}, follow=True
    )
    with scope(cast.partner.tenant_id):
        (held,) = list_registrations(cast.partner)
    extended = browser.post(f"/prospects/{held.id}/extend/", follow=True).content.decode()
    again = browser.post(f"/prospects/{held.id}/extend/", follow=True).content.decode()
    browser.post(f"/prospects/{held.id}/withdraw/")

    assert "Zinc Works" in made.content.decode()
    assert "90 days longer" in extended
    assert "extended once" in again
    assert f"/prospects/{held.id}/extend/" not in extended
    with scope(cast.partner.tenant_id):
        assert list_registrations(cast.partner)[0].state is RegistrationState.WITHDRAWN
    assert "Zinc Works" in browser.get("/prospects/?state=withdrawn&q=zinc").content.decode()
    assert "No prospect fits" in browser.get("/prospects/?state=won").content.decode()


def test_what_is_not_free_is_said_beside_its_field_and_what_was_typed_is_kept(cast: Cast, signed_in) -> None:
    signed_in(cast.partner).post("/prospects/new/", {"name": "zinc-works.example"})

    answer = signed_in(cast.rival).post("/prospects/new/", {"name": "zinc-works.example", "company": "Zinc"})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="zinc-works.example"' in page
    assert 'value="Zinc"' in page
    assert "Alder" not in page


def test_nobody_asks_for_whole_lists(cast: Cast, signed_in, settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "register_prospect": "2/d/key"}
    browser = signed_in(cast.rival)

    answers = [browser.post("/prospects/new/", {"name": f"{one}.example"}) for one in ("a1", "b2", "c3")]

    assert [answer.status_code for answer in answers] == [302, 302, 429]
    assert 'value="c3.example"' in answers[-1].content.decode()
    with scope(cast.rival.tenant_id):
        assert len(list_registrations(cast.rival)) == 2


def test_a_kept_domain_leads_the_companys_own_people_to_proving_it_and_nobody_else(
    cast: Cast, signed_in
) -> None:
    signed_in(cast.rival).post("/prospects/new/", {"name": "zinc-works.example"})
    own, under_grant = signed_in(cast.customer), signed_in(cast.under_grant())

    refused = own.post("/domains/new/", {"name": "zinc-works.example"})
    of_seller = under_grant.post("/domains/new/", {"name": "zinc-works.example"})
    claimed = own.post("/domains/new/own/", {"name": "zinc-works.example"}, follow=True)

    assert refused.status_code == of_seller.status_code == 422
    assert "Prove zinc-works.example" in refused.content.decode()
    assert "Prove zinc-works.example" not in of_seller.content.decode()
    assert "freehold-proof=" in claimed.content.decode()
    assert own.post("/domains/new/own/", {"name": "no domain"}, follow=True).status_code == 200
    assert under_grant.post("/domains/new/own/", {"name": "zinc-works.example"}).status_code == 403


@pytest.mark.parametrize("template", list(INCIDENTS))
def test_each_incident_has_its_form(cast: Cast, signed_in, template) -> None:
    browser = signed_in(cast.operator)

    assert browser.get(f"/incidents/new/{template}/").status_code == 200
    assert browser.post(f"/incidents/new/{template}/", {"reference": "x"}).status_code == 422
    assert signed_in(cast.partner).get(f"/incidents/new/{template}/").status_code == 404


def test_an_incident_is_told_and_stopped(cast: Cast, signed_in) -> None:
    browser = signed_in(cast.operator)
    facts = {
        "began_on": "2030-05-04", "noticed_on": "2030-05-05", "affected": "mail_read", "advice": "nothing",
        "reference": "SEC-7", "reach": "partners",
    }  # fmt: skip
    nobody = browser.post("/incidents/new/incident_security/", facts)

    sent = browser.post(
        "/incidents/new/incident_security/",
        {**facts, "partner_ids": [str(cast.partner.tenant_id)]},
        follow=True,
    )
    with scope(cast.operator.tenant_id):
        (notice,) = list_incidents(cast.operator)
    stopped = browser.post(f"/incidents/{notice.id}/stop/", follow=True)

    assert nobody.status_code == 422
    assert "Somebody may have read mail" in sent.content.decode()
    assert stopped.status_code == 200
    with scope(cast.operator.tenant_id):
        assert list_incidents(cast.operator)[0].state is IncidentState.STOPPED
    assert "SEC-7" in browser.get("/incidents/").content.decode()
    assert signed_in(cast.partner).get("/incidents/").status_code == 404
    assert browser.get("/incidents/new/invoice/").status_code == 302
