"""Under a grant, mail that opens an account is led nowhere else: a link for a new password would follow it."""

from collections.abc import Callable

import pytest

from freehold.accounts.models import Person
from freehold.kernel.actor import Actor
from freehold.kernel.errors import NotPermitted
from freehold.services.mail.actions.add_alias import add_alias
from freehold.services.mail.actions.close_mailbox import close_mailbox
from freehold.services.mail.actions.create_group import create_group
from freehold.services.mail.actions.create_mailbox import create_mailbox
from freehold.services.mail.actions.create_shared_mailbox import create_shared_mailbox
from freehold.services.mail.actions.rename_mailbox import rename_mailbox
from freehold.services.mail.actions.set_catch_all import set_catch_all
from freehold.services.mail.models import Address
from freehold.services.mail.tests.conftest import Mail
from freehold.tenants.row_security import scope

ADA, CONTACT = "ada@acme-dental.example", "reception@acme-dental.example"

WAYS: dict[str, Callable[[Mail, Actor], object]] = {
    "a group at a sign-in address": lambda mail, actor: create_group(ADA, name="Ada", actor=actor),
    "somebody else's mailbox there": lambda mail, actor: rename_mailbox(
        mail.maxs, address=ADA, display_name="Max", actor=actor
    ),
    "an alias of somebody else": lambda mail, actor: add_alias(mail.maxs, address=ADA, actor=actor),
    "a shared mailbox at a contact address": lambda mail, actor: create_shared_mailbox(CONTACT, actor=actor),
    "the catch-all": lambda mail, actor: set_catch_all(
        "acme-dental.example", mailbox_id=mail.maxs, actor=actor
    ),
}


@pytest.fixture
def guest(mail: Mail) -> Actor:
    """Alder's administrator in Acme, where Ada's mailbox is closed and reception@ is where Max is reached."""
    with scope(mail.ada.tenant_id):
        close_mailbox(mail.adas, actor=mail.ada)
        Person.objects.filter(id=mail.max.person_id).update(contact_email=CONTACT)
    return mail.cast.under_grant()


@pytest.mark.parametrize("way", WAYS)
def test_a_guest_takes_no_address_at_which_somebody_else_is_reached(
    mail: Mail, guest: Actor, way: str
) -> None:
    with scope(mail.ada.tenant_id):
        before = list(Address.objects.order_by("address").values_list("address", "mailbox_id", "kind"))
        with pytest.raises(NotPermitted) as refusal:
            WAYS[way](mail, guest)

        assert refusal.value.code == "outlives_grant"
        after = list(Address.objects.order_by("address").values_list("address", "mailbox_id", "kind"))
        assert after == before


@pytest.mark.parametrize("way", WAYS)
def test_the_companys_own_administrator_may(mail: Mail, guest: Actor, way: str) -> None:
    del guest
    with scope(mail.ada.tenant_id):
        WAYS[way](mail, mail.ada)


def test_a_guest_still_sees_to_everybodys_mail(mail: Mail, guest: Actor) -> None:
    with scope(mail.ada.tenant_id):
        create_mailbox(ADA, person_id=mail.ada.person_id, actor=guest)
        add_alias(mail.maxs, address=CONTACT, actor=guest)
        create_group("everybody@acme-dental.example", name="Everybody", actor=guest)
