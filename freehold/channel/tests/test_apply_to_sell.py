"""Somebody applies from a public page, proves the address, and is approved or declined."""

import pytest
from django.test import Client

from conftest import Cast
from freehold.audit.queries import log_lines
from freehold.channel.actions.apply_to_sell import Applicant, apply_to_sell
from freehold.channel.actions.decide_application import approve_application, decline_application
from freehold.channel.actions.forget_applications import forget_applications
from freehold.channel.actions.prove_application import prove_application
from freehold.channel.jobs import sweep_applications
from freehold.channel.models import PartnerApplication
from freehold.channel.queries.joining import ApplicationFacts, list_applications, list_invitations
from freehold.channel.rules.joining import PROOF_LASTS
from freehold.channel.states import ApplicationState
from freehold.channel.tests.partners import invited, joined, link_in, written
from freehold.domains.actions.add_host import add_host
from freehold.domains.actions.note_host import note_host
from freehold.domains.states import CheckState
from freehold.kernel import clock
from freehold.kernel.actor import Actor, Via, platform_actor
from freehold.kernel.errors import Conflict, NotFound, NotPermitted, Refused
from freehold.tenants.queries import count_buyers
from freehold.tenants.row_security import scope

FIR = Applicant("Fir Systems", "Finn Fir", "finn@fir.example", "DE", message="Mail for\nforesters")
FORM = {
    "company": "Fir Systems", "person_name": "Finn Fir", "email": "finn@fir.example", "country": "DE", "language": "en",
    "website": "", "message": "Mail for foresters",
}  # fmt: skip


def proof_in(cast: Cast, seller: Actor | None = None) -> str:
    """The secret that went to the applicant."""
    return link_in((seller or cast.operator).tenant_id, "application_proof").split("/")[3]


def waiting(cast: Cast, applicant: Applicant = FIR, seller: Actor | None = None) -> ApplicationFacts:
    """An application whose address is proven."""
    seller = seller or cast.operator
    apply_to_sell(seller.tenant_id, applicant)
    prove_application(proof_in(cast, seller))
    with scope(seller.tenant_id):
        return list_applications(seller)[0]


def test_the_seller_hears_of_it_once_the_address_is_proven(cast: Cast) -> None:
    apply_to_sell(cast.operator.tenant_id, FIR)
    with scope(cast.operator.tenant_id):
        before = list_applications(cast.operator)

    prove_application(proof_in(cast))

    with scope(cast.operator.tenant_id):
        (found,) = list_applications(cast.operator)
    assert before == []
    assert (found.company, found.email, found.message, found.state) == (
        "Fir Systems", "finn@fir.example", "Mail for\nforesters", ApplicationState.WAITING,
    )  # fmt: skip
    assert written(cast.operator.tenant_id) == [
        ("application_proof", "finn@fir.example"),
        ("application_arrived", "olga@meridian.example"),
    ]


def test_a_proof_is_used_once_and_an_old_or_unknown_one_is_none(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    apply_to_sell(cast.operator.tenant_id, FIR)
    first = proof_in(cast)
    apply_to_sell(cast.operator.tenant_id, FIR)
    second = proof_in(cast)

    for secret in (first, "nobody knows this one"):
        with pytest.raises(NotFound):
            prove_application(secret)
    prove_application(second)
    with pytest.raises(NotFound):
        prove_application(second)

    with scope(cast.operator.tenant_id):
        assert len(list_applications(cast.operator)) == 1


def test_who_applies_again_is_answered_alike_and_told_by_mail(cast: Cast, client: Client) -> None:
    def sent(email: str) -> tuple[int, str, str]:
        answer = client.post("/partners/apply/", {**FORM, "email": email})
        page = client.get(answer["Location"]).content.decode().partition("<main")[2]
        return answer.status_code, answer["Location"], page

    waiting(cast)

    known, unknown = sent("finn@fir.example"), sent("gina@gorse.example")

    assert known == unknown
    assert written(cast.operator.tenant_id)[2:] == [
        ("application_known", "finn@fir.example"),
        ("application_proof", "gina@gorse.example"),
    ]
    with scope(cast.operator.tenant_id):
        assert len(list_applications(cast.operator)) == 1


def test_an_approved_applicant_joins_by_a_link(cast: Cast) -> None:
    found = waiting(cast)

    with scope(cast.operator.tenant_id):
        invited = approve_application(found.id, actor=cast.operator)
    joined(invited.secret)

    with scope(cast.operator.tenant_id):
        assert count_buyers(cast.operator) == 3
        assert list_applications(cast.operator) == []
        (decided,) = list_applications(cast.operator, states=frozenset({ApplicationState.APPROVED}))
        assert decided.decided_by == "Olga Meridian"
        with pytest.raises(Conflict):
            decline_application(found.id, reason="too late", actor=cast.operator)


def test_a_declined_applicant_reads_why(cast: Cast) -> None:
    found = waiting(cast)
    with scope(cast.operator.tenant_id):
        with pytest.raises(Refused):
            decline_application(found.id, reason=" ", actor=cast.operator)

        decline_application(found.id, reason="We have enough foresters.", actor=cast.operator)

        with pytest.raises(Conflict):
            approve_application(found.id, actor=cast.operator)
        assert list_invitations(cast.operator) == []
        assert "channel.decide_application" in [line.action for line in log_lines(cast.operator.tenant_id)]
    assert written(cast.operator.tenant_id)[-1] == ("application_declined", "finn@fir.example")


def test_nobody_else_decides_or_sees_it(cast: Cast) -> None:
    found = waiting(cast)

    with scope(cast.partner.tenant_id):
        assert list_applications(cast.partner) == []
        with pytest.raises(NotFound):
            approve_application(found.id, actor=cast.partner)
        with pytest.raises(NotFound):
            decline_application(found.id, reason="mine", actor=cast.partner)
    with scope(cast.member.tenant_id), pytest.raises(NotPermitted):
        list_applications(cast.member)
    with scope(cast.operator.tenant_id):
        assert list_applications(cast.operator) == [found]


def test_what_nobody_proved_is_forgotten(cast: Cast, as_role, monkeypatch: pytest.MonkeyPatch) -> None:
    apply_to_sell(cast.operator.tenant_id, FIR)
    with scope(cast.operator.tenant_id):
        assert forget_applications(cast.operator.tenant_id) == 0
    late = clock.now() + PROOF_LASTS * 2
    monkeypatch.setattr(clock, "now", lambda: late)

    with as_role("freehold_worker"):
        sweep_applications(0)

    with scope(cast.operator.tenant_id):
        assert PartnerApplication.objects.count() == 0


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("company", {"company": ""}),
        ("email", {"email": "finn"}),
        ("website", {"website": "javascript:alert(1)"}),
        ("message", {"message": "x" * 2001}),
        ("person_name", {"person_name": "www.evil.example"}),
    ],
)
def test_nothing_is_lost_on_an_error(cast: Cast, client: Client, field: str, given: dict[str, str]) -> None:
    answer = client.post("/partners/apply/", {**FORM, **given})

    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'aria-invalid="true"' in page
    kept = [
        value for name, value in FORM.items() if name in ("company", "email", "message") and name not in given
    ]
    assert all(value in page for value in kept)
    assert written(cast.operator.tenant_id) == []


def test_too_many_are_stopped_and_what_was_typed_is_kept(cast: Cast, client: Client) -> None:
    answers = [client.post("/partners/apply/", FORM) for _time in range(4)]

    assert [answer.status_code for answer in answers] == [302, 302, 302, 429]
    assert "Mail for foresters" in answers[-1].content.decode()
    assert len(written(cast.operator.tenant_id)) == 3


def test_at_a_partners_host_name_one_applies_to_that_partner(cast: Cast, client: Client) -> None:
    with scope(cast.partner.tenant_id):
        host_id = add_host("mail.alder.example", actor=cast.partner)
        platform = platform_actor(cast.partner.tenant_id, via=Via.JOB)
        note_host(host_id, proof=CheckState.RIGHT, leads_here=True, actor=platform)

    page = client.get("/partners/apply/", headers={"host": "mail.alder.example"})
    answer = client.post("/partners/apply/", FORM, headers={"host": "mail.alder.example"})

    assert "Alder IT" in page.content.decode()
    assert "Meridian" not in page.content.decode()
    assert answer.status_code == 302
    assert written(cast.operator.tenant_id) == []
    with scope(cast.partner.tenant_id):
        assert PartnerApplication.objects.count() == 1


def test_whoever_knows_a_partner_applies_to_that_one_and_reads_nobody_above(
    cast: Cast, client: Client, signed_in
) -> None:
    browser = signed_in(cast.customer)
    secret = invited(cast.partner)
    client.get(f"/partners/join/{secret}/")

    for one in (browser, client):
        page = one.get("/partners/apply/").content.decode()
        assert "Become a partner of Alder IT" in page
        assert "Meridian" not in page
    browser.post("/partners/apply/", FORM)

    with scope(cast.partner.tenant_id):
        assert PartnerApplication.objects.count() == 1
    assert written(cast.operator.tenant_id) == []


def test_the_whole_way_through_the_pages(cast: Cast, client: Client, signed_in) -> None:
    client.post("/partners/apply/", FORM)
    asked = client.get(link_in(cast.operator.tenant_id, "application_proof"), follow=True)
    sent = client.post("/partners/apply/confirm/")
    again = client.post("/partners/apply/confirm/")

    assert "Is this your address?" in asked.content.decode()
    assert "Your application is with us" in sent.content.decode()
    assert again.status_code == 404
    browser = signed_in(cast.operator)
    listed = browser.get("/partners/invitations/").content.decode()
    with scope(cast.operator.tenant_id):
        (found,) = list_applications(cast.operator)
    address = f"/partners/applications/{found.id}/"
    assert address in listed
    assert "foresters" in browser.get(address).content.decode()
    assert browser.post(address, {"reason": ""}).status_code == 422
    assert browser.post(f"{address}approve/", follow=True).status_code == 200
    assert "Fir Systems" in browser.get("/partners/invitations/").content.decode()
    assert client.get(link_in(cast.operator.tenant_id, "partner_invited"), follow=True).status_code == 200
