"""What is done under a grant does not outlive it: who looks after a company, and the ways into accounts, are its own."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest

from conftest import Browser, Cast, make_person
from freehold.accounts.actions.accept_invitation import accept_invitation
from freehold.accounts.actions.add_member import add_member
from freehold.accounts.actions.change_group import change_group
from freehold.accounts.actions.change_person import change_person
from freehold.accounts.actions.change_roles import change_roles
from freehold.accounts.actions.create_app_password import create_app_password
from freehold.accounts.actions.create_group import create_group
from freehold.accounts.actions.create_token import create_token
from freehold.accounts.actions.deactivate_person import deactivate_person
from freehold.accounts.actions.delete_group import delete_group
from freehold.accounts.actions.invite_person import invite_person
from freehold.accounts.actions.reactivate_person import reactivate_person
from freehold.accounts.actions.remove_member import remove_member
from freehold.accounts.actions.resend_invitation import resend_invitation
from freehold.accounts.models import ApiToken, AppPassword, Group, GroupMember, Person
from freehold.accounts.queries.locks import is_guest, may_give_roles
from freehold.audit.queries import log_lines
from freehold.delegation.actions.set_up_customer import set_up_customer
from freehold.delegation.queries import grants_held, under
from freehold.kernel.actor import Actor, Role
from freehold.kernel.errors import FreeholdError, NotPermitted
from freehold.notices.models import Notice
from freehold.notices.service import compose
from freehold.tenants.row_security import scope

ADMINISTRATOR, TECHNICIAN = frozenset({Role.ADMINISTRATOR}), frozenset({Role.TECHNICIAN})
OUTSIDE = "mallory@alder.example"


@pytest.fixture
def guest(cast: Cast) -> Actor:
    """Alder's administrator in Acme, where Ada has come in."""
    return cast.under_grant()


@pytest.fixture
def board(cast: Cast) -> UUID:
    """A group of Acme's whose members are administrators; Max is in it."""
    with scope(cast.customer.tenant_id):
        group_id = create_group("Board", roles=ADMINISTRATOR, actor=cast.customer)
        add_member(group_id, person_id=cast.member.person_id, actor=cast.customer)
        Notice.objects.all().delete()
    return group_id


def address_of(person_id: UUID | None, **changed: str) -> dict[str, str]:
    """The form of a person, with something changed."""
    row = Person.objects.get(id=person_id)
    return {"name": row.name, "email": row.email, "contact_email": row.contact_email, **changed}


def raise_member(cast: Cast, guest: Actor, board: UUID) -> None:
    change_roles(cast.member.person_id, roles=ADMINISTRATOR, version=1, actor=guest)


def lower_administrator(cast: Cast, guest: Actor, board: UUID) -> None:
    change_roles(cast.customer.person_id, roles=frozenset(), version=1, actor=guest)


def invite_administrator(cast: Cast, guest: Actor, board: UUID) -> None:
    invite_person("Mallory", email=OUTSIDE, roles=ADMINISTRATOR, actor=guest)


def invite_technician(cast: Cast, guest: Actor, board: UUID) -> None:
    invite_person("Mallory", email=OUTSIDE, roles=TECHNICIAN, actor=guest)


def divert_administrator(cast: Cast, guest: Actor, board: UUID) -> None:
    person = cast.customer.person_id
    change_person(person, version=1, actor=guest, **address_of(person, contact_email=OUTSIDE))


def divert_member(cast: Cast, guest: Actor, board: UUID) -> None:
    person = cast.member.person_id
    change_person(person, version=1, actor=guest, **address_of(person, contact_email=OUTSIDE))


def rename_sign_in(cast: Cast, guest: Actor, board: UUID) -> None:
    person = cast.member.person_id
    change_person(person, version=1, actor=guest, **address_of(person, email=OUTSIDE))


def make_group(cast: Cast, guest: Actor, board: UUID) -> None:
    create_group("Friends", roles=TECHNICIAN, actor=guest)


def raise_group(cast: Cast, guest: Actor, board: UUID) -> None:
    change_group(board, name="Board", roles=ADMINISTRATOR | TECHNICIAN, actor=guest)


def join_group(cast: Cast, guest: Actor, board: UUID) -> None:
    add_member(board, person_id=cast.customer.person_id, actor=guest)


def leave_group(cast: Cast, guest: Actor, board: UUID) -> None:
    remove_member(board, person_id=cast.member.person_id, actor=guest)


def drop_group(cast: Cast, guest: Actor, board: UUID) -> None:
    delete_group(board, actor=guest)


ACTS = [
    raise_member, lower_administrator, invite_administrator, invite_technician, divert_administrator,
    divert_member, rename_sign_in, make_group, raise_group, join_group, leave_group, drop_group,
]  # fmt: skip


def world(tenant_id: UUID) -> list[object]:
    """All that says who may do what in a tenant, and how they are reached."""
    people = Person.objects.filter(tenant_id=tenant_id).order_by("id")
    return [
        list(people.values_list("id", "email", "contact_email", "roles", "state", "version")),
        list(Group.objects.order_by("id").values_list("id", "name", "roles")),
        list(GroupMember.objects.order_by("id").values_list("group_id", "person_id")),
        Notice.objects.count(),
    ]


@pytest.mark.parametrize("act", ACTS)
def test_a_guest_gives_no_lasting_power_and_moves_no_way_into_an_account(
    cast: Cast, guest: Actor, board: UUID, act: Callable[..., None]
) -> None:
    with scope(cast.customer.tenant_id):
        before = world(cast.customer.tenant_id)
        with pytest.raises(NotPermitted) as refusal:
            act(cast, guest, board)

        assert refusal.value.code == "outlives_grant"
        assert world(cast.customer.tenant_id) == before


@pytest.mark.parametrize("act", ACTS)
def test_the_companys_own_administrator_does_all_of_it(
    cast: Cast, board: UUID, act: Callable[..., None]
) -> None:
    with scope(cast.customer.tenant_id):
        act(cast, cast.customer, board)


def test_a_guest_makes_no_tokens_and_no_devices_for_anybody(cast: Cast, guest: Actor) -> None:
    with scope(cast.customer.tenant_id, person_id=guest.person_id):
        for make in (
            lambda: create_app_password("Phone", actor=guest),
            lambda: create_token("x", scopes=frozenset(), lasts=timedelta(days=1), actor=guest),
        ):
            with pytest.raises(FreeholdError):
                make()
        assert (ApiToken.objects.count(), AppPassword.objects.count()) == (0, 0)


def test_whoever_left_is_not_let_back_in_by_a_guest(cast: Cast, guest: Actor) -> None:
    with scope(cast.customer.tenant_id):
        deactivate_person(cast.member.person_id, actor=cast.customer)
        with pytest.raises(NotPermitted):
            reactivate_person(cast.member.person_id, actor=guest)

        assert Person.objects.get(id=cast.member.person_id).state == "left"


def test_a_guest_is_handed_no_link_into_an_account_that_is_there_already(cast: Cast, guest: Actor) -> None:
    with scope(cast.customer.tenant_id):
        person = invite_person("Nina", email="nina@acme-dental.example", actor=cast.customer)

        assert resend_invitation(person.person_id, actor=guest) == ""
        assert resend_invitation(person.person_id, actor=cast.customer) != ""


def test_a_guest_invites_members_and_renames_people_and_the_administrators_know(
    cast: Cast, guest: Actor
) -> None:
    with scope(cast.customer.tenant_id):
        invited = invite_person("Nina", email="nina@acme-dental.example", actor=guest)
        change_person(
            cast.member.person_id, version=1, actor=guest, **address_of(cast.member.person_id, name="Maxi")
        )

        (told,) = Notice.objects.filter(template="person_invited")
        assert (told.to, told.person_id) == ("ada@acme-dental.example", invited.person_id)
        words = compose(told.id).get_body(("plain",)).get_content()
        assert "Anna Alder, to whom Acme Dental has given access, has invited Nina" in words
        assert Person.objects.get(id=cast.member.person_id).name == "Maxi"


def test_before_an_administrator_has_come_in_the_set_up_grant_prepares_the_company(cast: Cast) -> None:
    with scope(cast.partner.tenant_id, person_id=cast.partner.person_id):
        dune = set_up_customer("Dune Logistics", actor=cast.partner)
        (grant,) = grants_held(cast.partner, tenant_id=dune)
        inside = under(grant, actor=cast.partner)
    with scope(dune, person_id=cast.partner.person_id):
        first = invite_person("Dora", email="dora@dune.example", roles=ADMINISTRATOR, actor=inside)
        change_person(
            first.person_id, version=1, actor=inside,
            **address_of(first.person_id, email="dora.dune@dune.example"),
        )  # fmt: skip
        secret = resend_invitation(first.person_id, actor=inside)
        assert may_give_roles(inside)
    accept_invitation(secret, password="a rather long horse")

    with scope(dune, person_id=cast.partner.person_id):
        assert is_guest(inside)
        assert not may_give_roles(inside)
        with pytest.raises(NotPermitted):
            invite_person("Mallory", email=OUTSIDE, roles=ADMINISTRATOR, actor=inside)
        assert [p.name for p in Person.objects.filter(tenant_id=dune)] == ["Dora"]


def told(template: str) -> list[str]:
    """Whom the notices of a kind went to."""
    return sorted(Notice.objects.filter(template=template).values_list("to", flat=True))


def test_of_another_address_its_person_is_told_at_both_and_the_other_administrators_are(cast: Cast) -> None:
    make_person(cast.customer.tenant_id, "alan@acme-dental.example", "Alan Acme", Role.ADMINISTRATOR)
    with scope(cast.customer.tenant_id):
        person = cast.member.person_id
        change_person(
            person, version=1, actor=cast.customer, **address_of(person, contact_email="max@home.example")
        )

        assert told("account_changed") == ["max@acme-dental.example", "max@home.example"]
        assert told("person_changed") == ["alan@acme-dental.example"]
        words = compose(Notice.objects.filter(template="account_changed")[0].id)
        assert "Links for a new password now go to: max@home.example." in str(words.get_body(("plain",)))
        assert "sign in as" not in words.get_body(("plain",)).get_content()


def test_a_name_alone_is_told_to_nobody(cast: Cast) -> None:
    with scope(cast.customer.tenant_id):
        person = cast.member.person_id
        change_person(person, version=1, actor=cast.customer, **address_of(person, name="Maxi"))

        assert Notice.objects.count() == 0


@pytest.mark.parametrize("way", ["own", "joins", "leaves", "group", "gone"])
def test_of_other_roles_their_person_and_the_other_administrators_are_told(
    cast: Cast, board: UUID, way: str
) -> None:
    member = cast.member.person_id
    with scope(cast.customer.tenant_id):
        if way == "joins":
            remove_member(board, person_id=member, actor=cast.customer)
            Notice.objects.all().delete()
        match way:
            case "own":
                change_roles(member, roles=TECHNICIAN, version=1, actor=cast.customer)
            case "joins":
                add_member(board, person_id=member, actor=cast.customer)
            case "leaves":
                remove_member(board, person_id=member, actor=cast.customer)
            case "group":
                change_group(board, name="Board", roles=TECHNICIAN, actor=cast.customer)
            case "gone":
                delete_group(board, actor=cast.customer)

        assert told("account_changed") == ["max@acme-dental.example"]
        assert told("person_changed") == []  # Ada did it herself, and is the only other administrator
        words = compose(Notice.objects.get().id).get_body(("plain",)).get_content()
        assert "What you may do: " in words
        assert log_lines(cast.customer.tenant_id)[0].actor_name == "Ada Acme"


def test_the_pages_offer_a_guest_what_a_guest_may_do(
    cast: Cast, guest: Actor, board: UUID, signed_in: Callable[[Actor], Browser]
) -> None:
    browser = signed_in(guest)

    person = browser.get(f"/people/{cast.member.person_id}/")
    assert person.status_code == 200
    assert not person.context["may_change_roles"]
    assert "roles" not in browser.get("/people/invite/").context["form"].fields
    assert "roles" not in browser.get("/groups/new/").context["form"].fields
    assert not browser.get(f"/groups/{board}/").context["may_change"]
    assert all(person.context["form"].fields[name].disabled for name in ("email", "contact_email"))
    saved = browser.post(
        f"/people/{cast.member.person_id}/",
        {"name": "Maxi", "email": OUTSIDE, "contact_email": OUTSIDE, "version": 1},
    )
    assert saved.status_code == 302
    with scope(cast.customer.tenant_id):
        row = Person.objects.get(id=cast.member.person_id)
        assert (row.name, row.email, row.contact_email) == ("Maxi", "max@acme-dental.example", "")


def test_a_new_invitation_from_a_guests_page_shows_no_link(
    cast: Cast, guest: Actor, signed_in: Callable[[Actor], Browser]
) -> None:
    with scope(cast.customer.tenant_id):
        nina = invite_person("Nina", email="nina@acme-dental.example", actor=cast.customer).person_id

    answer = signed_in(guest).post(f"/people/{nina}/resend/", follow=True)

    assert "A new invitation is on its way." in answer.content.decode()
    assert "/account/invitation/" not in answer.content.decode()
