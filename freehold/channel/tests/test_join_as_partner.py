"""An invited partner begins with its own data, and nobody has access to it."""

from uuid import uuid4

import pytest
from django.test import Client

from conftest import Cast
from freehold.audit.queries import log_lines
from freehold.channel.actions.declare_gone import declare_gone
from freehold.channel.actions.invite_partner import invite_partner
from freehold.channel.actions.publish_terms import publish_terms
from freehold.channel.actions.register_prospect import register_prospect
from freehold.channel.actions.withdraw_invitation import withdraw_invitation
from freehold.channel.models import PartnerInvitation
from freehold.channel.queries.joining import list_invitations
from freehold.channel.queries.registrations import list_registrations
from freehold.channel.states import GoneReason
from freehold.channel.tests.partners import FIR, invited, joined, link_in, written
from freehold.delegation.queries import grants_held
from freehold.invoicing.queries.profiles import buyer_profile
from freehold.kernel import clock
from freehold.kernel.errors import Conflict, FreeholdError, NotFound, NotPermitted, Refused
from freehold.tenants.models import Edge
from freehold.tenants.queries import brand_of, count_buyers, get_buyer, get_tenant
from freehold.tenants.row_security import scope
from freehold.tenants.states import TenantKind


def test_the_invited_becomes_a_partner_with_its_own_data_and_nobody_has_access(cast: Cast) -> None:
    secret = invited(cast.operator, reference="P 7")

    made = joined(secret, "Fir Net")

    with scope(cast.operator.tenant_id):
        buyer = get_buyer(cast.operator, made.partner_id)
        assert (buyer.name, buyer.reference, buyer.kind) == ("Fir Net", "P 7", TenantKind.PARTNER)
        assert buyer_profile(cast.operator, buyer_id=made.partner_id).facts == FIR
        assert grants_held(cast.operator, tenant_id=made.partner_id) == []
        assert list_invitations(cast.operator)[0].partner_id == made.partner_id
    with scope(made.partner_id):
        assert get_tenant(made.partner_id).parent_id == cast.operator.tenant_id
        assert [line.action for line in log_lines(made.partner_id)][-1] == "tenants.create_partner"
    brand = brand_of(made.partner_id)
    assert brand is not None
    assert brand.name == "Fir Net"
    assert ("partner_joined", "olga@meridian.example") in written(cast.operator.tenant_id)
    assert written(made.partner_id)[0] == ("invitation", "finn@fir.example")


def test_the_link_works_once(cast: Cast) -> None:
    secret = invited(cast.operator)
    joined(secret)

    with pytest.raises(NotFound):
        joined(secret)

    with scope(cast.operator.tenant_id):
        assert count_buyers(cast.operator) == 3


@pytest.mark.parametrize("how", ["withdrawn", "replaced", "old", "unknown"])
def test_a_link_that_is_no_good_makes_nothing(cast: Cast, how: str, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = invited(cast.operator)
    with scope(cast.operator.tenant_id):
        (invitation,) = list_invitations(cast.operator)
        if how == "withdrawn":
            withdraw_invitation(invitation.id, actor=cast.operator)
            withdraw_invitation(invitation.id, actor=cast.operator)
        if how == "old":
            late = clock.now() + (invitation.expires_at - invitation.created_at)
            monkeypatch.setattr(clock, "now", lambda: late)
    if how == "replaced":
        invited(cast.operator)
    if how == "unknown":
        secret = "nobody knows this one"

    with pytest.raises(NotFound):
        joined(secret)

    with scope(cast.operator.tenant_id):
        assert count_buyers(cast.operator) == 2


def test_an_accepted_invitation_is_not_withdrawn(cast: Cast) -> None:
    joined(invited(cast.operator))
    with scope(cast.operator.tenant_id):
        (invitation,) = list_invitations(cast.operator)

        with pytest.raises(Conflict):
            withdraw_invitation(invitation.id, actor=cast.operator)


def test_bad_data_leaves_nothing_behind_and_the_link_good(cast: Cast) -> None:
    secret = invited(cast.operator, email="bert@birch.example")

    with pytest.raises(Refused) as refusal:
        joined(secret)

    assert refusal.value.code == "address_taken"
    with scope(cast.operator.tenant_id):
        assert count_buyers(cast.operator) == 2
        assert Edge.objects.filter(seller_id=cast.operator.tenant_id).count() == 2
        assert list_invitations(cast.operator)[0].is_open


def test_a_partner_invites_a_partner_of_its_own_and_the_operator_sees_nothing_of_it(cast: Cast) -> None:
    made = joined(invited(cast.partner))

    with scope(cast.partner.tenant_id):
        assert count_buyers(cast.partner, kind=TenantKind.PARTNER) == 1
    with scope(cast.operator.tenant_id):
        assert PartnerInvitation.objects.count() == 0
        with pytest.raises(NotFound):
            get_buyer(cast.operator, made.partner_id)


def test_who_may_not_invite_or_withdraw(cast: Cast) -> None:
    secret = invited(cast.operator)
    with scope(cast.operator.tenant_id):
        (invitation,) = list_invitations(cast.operator)

    with scope(cast.customer.tenant_id), pytest.raises(NotFound):
        invite_partner("Fir", person_name="Finn", email="f@fir.example", actor=cast.customer)
    with scope(cast.member.tenant_id), pytest.raises(NotPermitted):
        invite_partner("Fir", person_name="Finn", email="f@fir.example", actor=cast.member)
    with scope(cast.rival.tenant_id), pytest.raises(NotFound):
        withdraw_invitation(invitation.id, actor=cast.rival)
    with scope(cast.operator.tenant_id), pytest.raises(NotFound):
        withdraw_invitation(uuid4(), actor=cast.operator)

    assert joined(secret)


def test_a_partner_that_was_declared_gone_brings_nobody_in_and_registers_nobody(cast: Cast) -> None:
    secret = invited(cast.partner)
    with scope(cast.operator.tenant_id):
        declare_gone(cast.partner.tenant_id, reason=GoneReason.SILENT, actor=cast.operator)

    for act in (
        lambda: joined(secret),
        lambda: invited(cast.partner, email="f@fir.example"),
        lambda: register_prospect("zinc-works.example", actor=cast.partner),
    ):
        with scope(cast.partner.tenant_id), pytest.raises(Refused) as refusal:
            act()
        assert refusal.value.code == "seller_stopped"
    with scope(cast.partner.tenant_id):
        assert count_buyers(cast.partner, kind=TenantKind.PARTNER) == 0
        assert list_registrations(cast.partner) == []


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("company", {"company": " "}),
        ("company", {"company": "Win at www.evil.example"}),
        ("person_name", {"person_name": "two\nlines"}),
        ("email", {"email": "nobody"}),
        ("country", {"country": "Germany"}),
    ],
)
def test_what_cannot_stand_in_an_invitation_is_said_beside_its_field(
    cast: Cast, field: str, given: dict[str, str]
) -> None:
    wanted = {"company": "Fir", "person_name": "Finn", "email": "f@fir.example", "country": "DE", **given}

    with scope(cast.operator.tenant_id), pytest.raises(FreeholdError) as refusal:
        invite_partner(wanted.pop("company"), actor=cast.operator, **wanted)

    assert isinstance(refusal.value, Refused)
    assert refusal.value.field == field
    assert written(cast.operator.tenant_id) == []


# The pages


JOIN = {
    "name": "Fir Net", "person_name": "Finn Fir", "legal_name": "Fir Systems GmbH", "street": "Forstweg 1",
    "postcode": "01067", "city": "Dresden", "country": "DE",
}  # fmt: skip


def test_the_page_bears_the_sellers_brand_keeps_what_was_typed_and_leads_to_signing_in(
    cast: Cast, client: Client
) -> None:
    with scope(cast.partner.tenant_id):
        publish_terms("Be fair.", actor=cast.partner)
    invited(cast.partner)
    link = link_in(cast.partner.tenant_id, "partner_invited")

    page = client.get(link, follow=True)
    bad = client.post("/partners/join/", {**JOIN, "version": "1", "city": ""})
    unread = client.post("/partners/join/", {**JOIN, "version": "1"})
    good = client.post("/partners/join/", {**JOIN, "version": "1", "agrees": "on"})

    assert "Alder IT" in page.content.decode()
    assert "Be fair." in page.content.decode()
    assert "Meridian" not in page.content.decode()
    assert bad.status_code == unread.status_code == 422
    assert 'value="Forstweg 1"' in bad.content.decode()
    assert good.status_code == 302
    assert good["Location"].startswith("/account/invitation/")
    assert client.get(good["Location"], follow=True).status_code == 200
    assert client.get("/partners/join/").status_code == 404


def test_without_a_link_the_page_says_that_there_is_nothing(client: Client) -> None:
    answer = client.get("/partners/join/nonsense/", follow=True)

    assert answer.status_code == 404
    assert "does not work any more" in answer.content.decode()
