"""Somebody new: person and mailbox, both or neither."""

import pytest

from conftest import Cast
from freehold.accounts.queries.people import count_people
from freehold.kernel.errors import FreeholdError, NotPermitted
from freehold.services.mail.actions.welcome_person import welcome_person
from freehold.services.mail.administration.tests.hosted import DOMAIN, Hosted, hosted  # noqa: F401 - a fixture
from freehold.services.mail.queries.mailboxes import get_mailbox, mailboxes
from freehold.tenants.row_security import scope


def test_a_person_signs_in_as_their_mailbox(hosted: Hosted) -> None:  # noqa: F811
    with scope(hosted.admin.tenant_id):
        welcomed = welcome_person("Eve Acme", address=f"Eve@{DOMAIN}", actor=hosted.admin)
        box = get_mailbox(welcomed.mailbox_id)

    assert box.person_id == welcomed.person_id
    assert box.address == f"eve@{DOMAIN}"


@pytest.mark.parametrize(
    "address", [f"max@{DOMAIN}", "eve@unproven.example", "no address", f"bert@{'birch.example'}"]
)
def test_a_refused_mailbox_leaves_no_person(hosted: Hosted, address: str) -> None:  # noqa: F811
    with scope(hosted.admin.tenant_id):
        before = count_people(hosted.admin)
        with pytest.raises(FreeholdError):
            welcome_person("Eve Acme", address=address, actor=hosted.admin)

        assert count_people(hosted.admin) == before
        assert mailboxes(hosted.admin) == []


def test_the_fourth_of_three_seats_is_refused(hosted: Hosted) -> None:  # noqa: F811
    with scope(hosted.admin.tenant_id):
        for number in range(3):
            welcome_person(f"Person {number}", address=f"p{number}@{DOMAIN}", actor=hosted.admin)
        with pytest.raises(FreeholdError) as refusal:
            welcome_person("One More", address=f"more@{DOMAIN}", actor=hosted.admin)

        assert refusal.value.code == "no_seat_left"
        assert len(mailboxes(hosted.admin)) == 3


def test_a_member_may_not(cast: Cast, hosted: Hosted) -> None:  # noqa: F811
    with scope(hosted.admin.tenant_id), pytest.raises(NotPermitted):
        welcome_person("Eve Acme", address=f"eve@{DOMAIN}", actor=cast.member)
