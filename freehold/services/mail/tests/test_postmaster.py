"""postmaster@ and abuse@ always exist, and somebody reads them who may."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from uuid import UUID

import pytest
from django.conf import settings
from django.db import connection

from conftest import Cast
from freehold.accounts.models import Person
from freehold.provisioning.actions.want import want_instance
from freehold.services.mail.actions.create_shared_mailbox import create_shared_mailbox
from freehold.services.mail.actions.set_limits import set_limits
from freehold.services.mail.tests.conftest import Mail, prove
from freehold.tenants.row_security import scope

Play = Callable[[str], AbstractContextManager[None]]
HOST = f"postmaster@{settings.NEUTRAL_DOMAIN}"


@pytest.fixture
def ask(as_role: Play) -> Callable[..., list[str]]:
    """Ask a function of the engines' schema, as the engines."""

    def answer(function: str, *arguments: object) -> list[str]:
        places = ", ".join(["%s"] * len(arguments))
        with as_role("freehold_engine"), connection.cursor() as cursor:
            cursor.execute(f"select * from engine.{function}({places})", arguments)
            return sorted(row[0] for row in cursor.fetchall())

    return answer


@pytest.fixture
def refuses(ask: Callable[..., list[str]]) -> Callable[[str], list[str]]:
    """What the public port answers to a recipient; nothing when it takes the mail."""
    return lambda recipient: ask("refuses", recipient, settings.NEUTRAL_DOMAIN, False, True)


def read_elsewhere(tenant_id: UUID) -> str:
    """Where Postfix leads the mail that a tenant's administrators read elsewhere."""
    return f"postmaster={tenant_id}@forward.invalid"


def give_mail(tenant_id: UUID, domain: str) -> None:
    """A proven domain and an order of mail, and nobody with a mailbox."""
    prove(tenant_id, domain)
    with scope(tenant_id):
        want_instance(tenant_id, kind="mail", title="Mail", seats=3, options={})


def without_contact(tenant_id: UUID) -> None:
    """Nobody there looks after anything."""
    with scope(tenant_id):
        Person.objects.update(roles=[])


def test_the_administrators_read_it_unless_another_mailbox_was_chosen(
    mail: Mail, ask: Callable[..., list[str]]
) -> None:
    unless = ask("expand", "Abuse+x@acme-dental.example")
    with scope(mail.ada.tenant_id):
        set_limits(hourly_per_person=5, hourly_per_tenant=50, postmaster_id=mail.maxs, actor=mail.ada)

    assert unless == ["ada@acme-dental.example"]
    assert ask("expand", "postmaster@acme-dental.example") == ["max@acme-dental.example"]


def test_before_the_first_mailbox_its_administrators_read_it_elsewhere(
    mail: Mail, ask: Callable[..., list[str]], refuses: Callable[[str], list[str]]
) -> None:
    cedar = mail.cleo.tenant_id
    with scope(cedar):
        Person.objects.filter(id=mail.cleo.person_id).update(contact_email="Cleo@Home.example")

    assert ask("expand", "postmaster@cedar-legal.example") == [read_elsewhere(cedar)]
    assert ask("forward_target", read_elsewhere(cedar)) == ["cleo@home.example"]
    assert refuses("postmaster@cedar-legal.example") == refuses("abuse@cedar-legal.example") == []


def test_an_address_that_would_be_here_and_is_not_reads_nothing(
    mail: Mail, ask: Callable[..., list[str]]
) -> None:
    with scope(mail.cleo.tenant_id):
        Person.objects.filter(id=mail.cleo.person_id).update(contact_email="")

    assert ask("forward_target", read_elsewhere(mail.cleo.tenant_id)) == []


def test_before_there_is_anybody_the_own_seller_reads_it_and_nobody_above(
    mail: Mail, ask: Callable[..., list[str]], refuses: Callable[[str], list[str]]
) -> None:
    without_contact(mail.cleo.tenant_id)
    birch = mail.cast.rival.tenant_id

    at_the_partners = ask("expand", "abuse@cedar-legal.example")
    give_mail(birch, "birch.example")
    with scope(birch):
        create_shared_mailbox("desk@birch.example", actor=mail.cast.rival)
    in_its_mailbox = ask("expand", "abuse@cedar-legal.example")

    assert at_the_partners == [read_elsewhere(birch)]
    assert ask("forward_target", read_elsewhere(birch)) == []  # bert@birch.example would be here, and is not
    assert in_its_mailbox == ["desk@birch.example"]


def test_while_nobody_reads_it_it_is_put_off_and_never_unknown(
    mail: Mail, ask: Callable[..., list[str]], refuses: Callable[[str], list[str]]
) -> None:
    for tenant_id in (mail.cleo.tenant_id, mail.cast.rival.tenant_id, mail.cast.operator.tenant_id):
        without_contact(tenant_id)

    for address in ("postmaster@cedar-legal.example", HOST, f"ABUSE+x@{settings.NEUTRAL_DOMAIN}"):
        (answer,) = refuses(address)
        assert answer.startswith("450 4.2.1"), address
    (unknown,) = refuses("nobody@cedar-legal.example")
    assert unknown.startswith("550 5.1.1")


def test_the_hosts_own_is_read_by_the_operator(
    cast: Cast, ask: Callable[..., list[str]], refuses: Callable[[str], list[str]]
) -> None:
    meridian = cast.operator.tenant_id

    elsewhere = ask("host_postmaster", "Postmaster")
    give_mail(meridian, "meridian.example")
    with scope(meridian):
        create_shared_mailbox("desk@meridian.example", actor=cast.operator)

    assert elsewhere == [read_elsewhere(meridian)]
    assert ask("host_postmaster", "abuse+x") == ["desk@meridian.example"]
    assert ask("host_postmaster", "sales") == []
    assert refuses(HOST) == []
    assert refuses(f"sales@{settings.NEUTRAL_DOMAIN}")[0].startswith("550")
