"""Many new people with their mailboxes, all or none."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from conftest import Cast
from freehold.accounts.queries.people import count_people
from freehold.kernel.errors import FreeholdError, NotPermitted
from freehold.provisioning.actions.want import want_seats
from freehold.services.mail.actions.welcome_people import Newcomer, welcome_people
from freehold.services.mail.administration.tests.hosted import DOMAIN, Hosted, hosted  # noqa: F401 - a fixture
from freehold.services.mail.queries.mailboxes import get_mailbox, mailboxes
from freehold.tenants.row_security import scope


def newcomers(first: int, count: int) -> list[Newcomer]:
    return [Newcomer(f"Person {n}", f"p{n}@{DOMAIN}") for n in range(first, first + count)]


def test_a_hundred_cost_as_many_queries_as_ten(hosted: Hosted) -> None:  # noqa: F811
    counts = []
    with scope(hosted.admin.tenant_id):
        want_seats(hosted.instance_id, 200)
        for first, count in ((0, 10), (10, 100)):
            with CaptureQueriesContext(connection) as queries:
                made = welcome_people(newcomers(first, count), actor=hosted.admin)
            counts.append(len(queries))
        box = get_mailbox(made[0])

    assert box.address == f"p10@{DOMAIN}"
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    "bad",
    [
        Newcomer("X", "x@unproven.example"),
        Newcomer("X", "no address"),
        Newcomer("", f"x@{DOMAIN}"),
        Newcomer("X", f"p0@{DOMAIN}"),
        Newcomer("X", f"taken@{DOMAIN}"),
    ],
)
def test_one_at_fault_and_nobody_is_made(hosted: Hosted, bad: Newcomer) -> None:  # noqa: F811
    with scope(hosted.admin.tenant_id):
        want_seats(hosted.instance_id, 200)
        welcome_people([Newcomer("Taken", f"taken@{DOMAIN}")], actor=hosted.admin)
        before = count_people(hosted.admin)
        with pytest.raises(FreeholdError):
            welcome_people([*newcomers(0, 3), bad], actor=hosted.admin)

        assert count_people(hosted.admin) == before
        assert len(mailboxes(hosted.admin)) == 1


def test_more_than_the_seats_is_refused(hosted: Hosted) -> None:  # noqa: F811
    with scope(hosted.admin.tenant_id):
        with pytest.raises(FreeholdError) as refusal:
            welcome_people(newcomers(0, 4), actor=hosted.admin)

        assert refusal.value.code == "no_seat_left"
        assert mailboxes(hosted.admin) == []


def test_a_member_may_not(cast: Cast, hosted: Hosted) -> None:  # noqa: F811
    with scope(hosted.admin.tenant_id), pytest.raises(NotPermitted):
        welcome_people(newcomers(0, 1), actor=cast.member)
