"""Terms for partners: versions that never change, and who agreed to which."""

import pytest

from conftest import Cast
from freehold.audit.queries import log_lines
from freehold.channel.actions.accept_terms import accept_terms
from freehold.channel.actions.publish_terms import publish_terms
from freehold.channel.models import PartnerTerms, TermsAcceptance
from freehold.channel.queries.terms import list_terms, own_terms, who_agreed
from freehold.channel.tests.partners import invited, joined
from freehold.kernel.errors import NotFound, NotPermitted, Refused
from freehold.tenants.row_security import scope


def published(cast: Cast, text: str = "Be fair.") -> int:
    with scope(cast.operator.tenant_id):
        return publish_terms(text, actor=cast.operator)


def accepted(cast: Cast, version: int) -> None:
    with scope(cast.partner.tenant_id, person_id=cast.partner.person_id):
        accept_terms(version, actor=cast.partner)


def test_a_partner_agrees_once_and_both_logs_say_who_to_what_and_no_more(cast: Cast) -> None:
    published(cast)

    accepted(cast, 1)
    accepted(cast, 1)

    with scope(cast.operator.tenant_id):
        row = TermsAcceptance.objects.get()
        agreed = {one.name: one.agreed for one in who_agreed(cast.operator)}
        digest = list_terms(cast.operator)[0].digest
        theirs = [
            line for line in log_lines(cast.operator.tenant_id) if line.action == "channel.accept_terms"
        ]
    with scope(cast.partner.tenant_id):
        ours = [line for line in log_lines(cast.partner.tenant_id) if line.action == "channel.accept_terms"]
    assert (row.accepted_by, row.accepted_as, row.version, row.digest) == (
        "Anna Alder",
        cast.partner.person_id,
        1,
        digest,
    )
    assert agreed["Alder IT"] is not None
    assert agreed["Birch Systems"] is None
    for line in (*theirs, *ours):
        assert line.facts == {"version": 1, "digest": digest}
        assert line.actor_name == "Anna Alder"
    assert len(theirs) == len(ours) == 1


def test_a_new_version_is_asked_for_again_and_the_earlier_one_stays_on_record(cast: Cast) -> None:
    published(cast)
    accepted(cast, 1)

    assert published(cast, "Be fair.\r\n\r\nBe quick.") == 2

    with scope(cast.partner.tenant_id):
        own = own_terms(cast.partner)
        assert own is not None
        assert own.agreed is None
        assert own.terms.text == "Be fair.\n\nBe quick."
        assert [one.version for one in own.earlier] == [1]
        with pytest.raises(Refused):
            accept_terms(1, actor=cast.partner)
    accepted(cast, 2)
    with scope(cast.operator.tenant_id):
        assert TermsAcceptance.objects.count() == 2


def test_the_same_text_is_no_new_version(cast: Cast) -> None:
    assert [published(cast), published(cast, "Be fair.  \n")] == [1, 1]


def test_who_joins_agrees_to_the_newest_or_does_not_join(cast: Cast) -> None:
    published(cast)
    secret = invited(cast.operator)
    published(cast, "Be quick.")

    for version in (None, 1):
        with pytest.raises(Refused) as refusal:
            joined(secret, version=version)
        assert refusal.value.code == "terms_not_agreed"
    made = joined(secret, version=2)

    with scope(made.partner_id):
        row = TermsAcceptance.objects.get()
    assert (row.version, row.accepted_by, row.accepted_as) == (2, "Finn Fir", None)


def test_nobody_else_reads_terms_or_agreements(cast: Cast) -> None:
    published(cast)
    accepted(cast, 1)

    with scope(cast.rival.tenant_id):
        assert own_terms(cast.rival) is not None
        assert TermsAcceptance.objects.count() == 0
    with scope(cast.customer.tenant_id):
        assert PartnerTerms.objects.count() == 0
        assert own_terms(cast.customer) is None
        with pytest.raises(NotFound):
            accept_terms(1, actor=cast.customer)
    with scope(cast.member.tenant_id), pytest.raises(NotPermitted):
        own_terms(cast.member)


@pytest.mark.parametrize("text", ["", "  \n ", "x" * 60_001, "a\0b"])
def test_what_is_no_text_is_not_published(cast: Cast, text: str) -> None:
    with pytest.raises(Refused):
        published(cast, text)

    with scope(cast.operator.tenant_id):
        assert list_terms(cast.operator) == []


def test_a_customer_publishes_none_and_a_member_neither(cast: Cast) -> None:
    with scope(cast.customer.tenant_id), pytest.raises(NotFound):
        publish_terms("Mine", actor=cast.customer)
    with scope(cast.member.tenant_id), pytest.raises(NotPermitted):
        publish_terms("Mine", actor=cast.member)


def test_a_row_of_agreement_cannot_be_made_by_the_seller_nor_changed(cast: Cast) -> None:
    published(cast)
    accepted(cast, 1)

    with scope(cast.operator.tenant_id):
        row = TermsAcceptance.objects.get()
        with pytest.raises(Exception, match="permission denied"), scope(cast.operator.tenant_id):
            TermsAcceptance.objects.filter(id=row.id).update(accepted_by="somebody else")
        with pytest.raises(Exception, match="row-level security"), scope(cast.operator.tenant_id):
            TermsAcceptance.objects.create(
                seller_id=cast.operator.tenant_id,
                buyer_id=cast.rival.tenant_id,
                version=1,
                digest="",
                accepted_by="x",
            )


def test_the_pages_show_what_is_asked_and_who_agreed(cast: Cast, signed_in) -> None:
    operator, partner = signed_in(cast.operator), signed_in(cast.partner)
    assert partner.get("/start/terms/").status_code == 404
    assert operator.post("/partners/terms/", {"text": "Be fair."}).status_code == 302
    assert operator.post("/partners/terms/", {"text": ""}).status_code == 422

    asked = partner.get("/start/terms/").content.decode()
    unread = partner.post("/start/terms/", {"version": "1"})
    agreed = partner.post("/start/terms/", {"version": "1", "agrees": "on"}, follow=True).content.decode()

    assert "Be fair." in asked
    assert unread.status_code == 422
    assert "Anna Alder agreed to this version" in agreed
    assert "Anna Alder" in operator.get("/partners/terms/").content.decode()
