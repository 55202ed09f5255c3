"""Inviting somebody."""

import pytest

from conftest import Cast
from freehold.accounts.actions.invite_person import invite_person
from freehold.accounts.models import Invitation, Person
from freehold.accounts.rules import digest
from freehold.accounts.states import PersonState
from freehold.accounts.tests.people import technician
from freehold.audit.queries import log_lines
from freehold.kernel.actor import Role
from freehold.kernel.errors import Conflict, NotPermitted, Refused
from freehold.notices.models import Notice
from freehold.tenants.row_security import scope


def test_an_invited_person_has_no_password_and_a_link_on_its_way(cast: Cast) -> None:
    with scope(cast.customer.tenant_id):
        invited = invite_person(
            "Nia New", email="Nia@Acme-Dental.example", contact_email="nia@home.example", actor=cast.customer
        )

        person = Person.objects.get(id=invited.person_id)
        assert (person.email, person.state, person.roles) == (
            "nia@acme-dental.example", PersonState.INVITED, ["member"],
        )  # fmt: skip
        assert not person.has_usable_password()
        assert Invitation.objects.get().digest == digest(invited.secret)
        notice = Notice.objects.get()
        assert (notice.to, notice.template, notice.person_id) == ("nia@home.example", "invitation", person.id)
        assert invited.secret not in str(notice.context) + notice.sealed
        assert log_lines(cast.customer.tenant_id)[0].action == "accounts.invite_person"


def test_the_secret_stands_nowhere_in_the_log(cast: Cast) -> None:
    with scope(cast.customer.tenant_id):
        invited = invite_person("Nia New", email="nia@acme-dental.example", actor=cast.customer)

        assert invited.secret not in str([line.facts for line in log_lines(cast.customer.tenant_id)])


@pytest.mark.parametrize(
    "address",
    ["", "nia", "nia@", "@acme.example", "nia@localhost", "a b@acme.example", "nia@acme..example", "a" * 65 + "@a.example",
     "nia@acme.example\r\nBcc: x@evil.example", "nia@-acme.example", "nïa@acme.example", "nia@1.2.3.4"],
)  # fmt: skip
def test_a_malformed_address_is_refused(cast: Cast, address: str) -> None:
    with scope(cast.customer.tenant_id):
        with pytest.raises(Refused) as refusal:
            invite_person("Nia New", email=address, actor=cast.customer)

        assert (refusal.value.code, refusal.value.field) == ("not_an_address", "email")
        assert Person.objects.filter(tenant_id=cast.customer.tenant_id).count() == 2


def test_an_international_domain_is_kept_as_a_labels(cast: Cast) -> None:
    with scope(cast.customer.tenant_id):
        invited = invite_person("Nia New", email="nia@Bücher.example", actor=cast.customer)

        assert Person.objects.get(id=invited.person_id).email == "nia@xn--bcher-kva.example"


def test_an_address_taken_in_another_tenant_is_refused(cast: Cast) -> None:
    with scope(cast.customer.tenant_id):
        with pytest.raises(Refused) as refusal:
            invite_person("Cleo", email="CLEO@cedar-legal.example", actor=cast.customer)

        assert refusal.value.code == "address_taken"
        assert Notice.objects.count() == 0


def test_inviting_twice_is_a_conflict(cast: Cast) -> None:
    with scope(cast.customer.tenant_id):
        invite_person("Nia New", email="nia@acme-dental.example", actor=cast.customer)

        with pytest.raises(Conflict):
            invite_person("Nia New", email="nia@acme-dental.example", actor=cast.customer)
        assert Person.objects.filter(name="Nia New").count() == 1


def test_a_member_cannot_invite(cast: Cast) -> None:
    with scope(cast.member.tenant_id), pytest.raises(NotPermitted):
        invite_person("Nia New", email="nia@acme-dental.example", actor=cast.member)


def test_a_technician_invites_members_and_makes_no_administrators(cast: Cast) -> None:
    with scope(cast.member.tenant_id):
        invite_person("Nia New", email="nia@acme-dental.example", actor=technician(cast))

        with pytest.raises(NotPermitted):
            invite_person(
                "Evil",
                email="evil@acme-dental.example",
                roles=frozenset({Role.ADMINISTRATOR}),
                actor=technician(cast),
            )


def test_a_partner_invites_under_its_grant_and_not_without(cast: Cast) -> None:
    actor = cast.under_grant()
    with scope(actor.tenant_id):
        invited = invite_person("Nia New", email="nia@acme-dental.example", actor=actor)
        assert Person.objects.get(id=invited.person_id).tenant_id == cast.customer.tenant_id

    with scope(cast.rival.tenant_id):
        assert not Person.objects.filter(id=invited.person_id).exists()
