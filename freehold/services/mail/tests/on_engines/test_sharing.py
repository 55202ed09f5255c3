"""Aliases, groups, catch-alls, forwarding, answers, rules and shared mailboxes, as mail clients see them."""

import imaplib
import re
import smtplib
import threading
from collections.abc import Callable

import pytest
from django.db import connection

from freehold.accounts.models import Person as Row
from freehold.delegation.actions.set_up_customer import set_up_customer
from freehold.kernel.actor import Actor
from freehold.services.mail import jobs
from freehold.services.mail.actions.add_alias import add_alias
from freehold.services.mail.actions.allow_sender import allow_sender
from freehold.services.mail.actions.block_sender import block_sender
from freehold.services.mail.actions.clear_auto_reply import clear_auto_reply
from freehold.services.mail.actions.clear_catch_all import clear_catch_all
from freehold.services.mail.actions.create_group import create_group
from freehold.services.mail.actions.create_shared_mailbox import create_shared_mailbox
from freehold.services.mail.actions.give_access import give_access
from freehold.services.mail.actions.rename_mailbox import rename_mailbox
from freehold.services.mail.actions.set_auto_reply import set_auto_reply
from freehold.services.mail.actions.set_catch_all import set_catch_all
from freehold.services.mail.actions.set_forwarding import set_forwarding
from freehold.services.mail.actions.set_group_members import set_group_members
from freehold.services.mail.actions.set_rules import set_rules
from freehold.services.mail.actions.take_access import take_access
from freehold.services.mail.queries.settings import RuleFacts
from freehold.services.mail.rules.sieve import SimpleRule
from freehold.services.mail.states import RuleAction, RuleField, RuleMatch
from freehold.services.mail.tests.on_engines.clients import arrives, written
from freehold.services.mail.tests.on_engines.conftest import World, order_mail, wait_for
from freehold.tenants.row_security import scope

pytestmark = pytest.mark.engines
OUTSIDE = "friend@elsewhere.example"


def from_outside(world: World, recipient: str, subject: str) -> None:
    arrives(world.engines.settings.ports, OUTSIDE, recipient, written(OUTSIDE, recipient, subject))


def test_an_alias_leads_to_its_mailbox_and_may_send(world: World) -> None:
    with scope(world.acme.tenant_id):
        add_alias(world.bob.mailbox_id, address="Robert@Acme-Dental.example", actor=world.acme)
    from_outside(world, "robert+tag@acme-dental.example", "to the alias")
    world.bob.send(world.carol.address, "from the alias", sender="robert@acme-dental.example")

    assert world.bob.find("to the alias")
    assert world.carol.find("from the alias")["From"] == "robert@acme-dental.example"
    with world.bob.imap(login="robert@acme-dental.example") as client:
        assert client.noop()[0] == "OK"


def test_a_renamed_mailbox_keeps_its_mail_and_its_old_address(world: World) -> None:
    from_outside(world, world.bob.address, "before the name")
    world.bob.find("before the name")
    with scope(world.acme.tenant_id):
        rename_mailbox(
            world.bob.mailbox_id, address="bobby@acme-dental.example", display_name="Bobby", actor=world.acme
        )
    from_outside(world, world.bob.address, "to the old one")
    from_outside(world, "bobby@acme-dental.example", "to the new one")
    with scope(world.acme.tenant_id):
        rename_mailbox(world.bob.mailbox_id, address=world.bob.address, display_name="Bob", actor=world.acme)

    for subject in ("before the name", "to the old one", "to the new one"):
        assert world.bob.find(subject)


def test_a_group_fans_out(world: World) -> None:
    with scope(world.acme.tenant_id):
        group_id = create_group("team@acme-dental.example", name="Team", actor=world.acme)
        set_group_members(
            group_id, mailbox_ids=[world.alice.mailbox_id, world.bob.mailbox_id], actor=world.acme
        )
    from_outside(world, "team@acme-dental.example", "to all")

    assert world.alice.find("to all")
    assert world.bob.find("to all")


def test_an_internal_group_takes_nothing_from_outside(world: World) -> None:
    with scope(world.acme.tenant_id):
        group_id = create_group(
            "staff@acme-dental.example", name="Staff", internal_only=True, actor=world.acme
        )
        set_group_members(group_id, mailbox_ids=[world.bob.mailbox_id], actor=world.acme)

    with pytest.raises(smtplib.SMTPRecipientsRefused):
        from_outside(world, "staff@acme-dental.example", "not for staff")
    world.alice.send("staff@acme-dental.example", "for staff")
    assert world.bob.find("for staff")


def test_a_catch_all_takes_the_rest_and_shadows_nobody(world: World) -> None:
    with scope(world.cedar.tenant_id):
        set_catch_all("cedar-legal.example", mailbox_id=world.carol.mailbox_id, actor=world.cedar)
    from_outside(world, "whoever@cedar-legal.example", "caught")
    assert world.carol.find("caught")

    with scope(world.acme.tenant_id):
        set_catch_all("acme-dental.example", mailbox_id=world.alice.mailbox_id, actor=world.acme)
    try:
        from_outside(world, "bob+x@acme-dental.example", "still for bob")
        assert world.bob.find("still for bob")
        assert not world.alice.has("still for bob")
    finally:
        with scope(world.acme.tenant_id):
            clear_catch_all("acme-dental.example", actor=world.acme)


def test_postmaster_and_abuse_always_exist(world: World) -> None:
    for local_part in ("postmaster", "abuse"):
        from_outside(world, f"{local_part}@acme-dental.example", f"for {local_part}")
        assert world.alice.find(f"for {local_part}")
        assert not world.bob.has(f"for {local_part}")


def read_elsewhere(person: Actor, address: str) -> None:
    """Somebody without a mailbox here reads their mail at an address of theirs."""
    with scope(person.tenant_id):
        Row.objects.filter(id=person.person_id).update(contact_email=address)


def test_the_operator_and_the_partner_read_postmaster_where_there_is_no_mailbox(world: World) -> None:
    olga, anna = world.cast.operator, world.cast.partner
    read_elsewhere(olga, world.carol.address)
    read_elsewhere(anna, world.alice.address)
    with scope(anna.tenant_id):
        elm = set_up_customer("Elm Dental", actor=anna)
    order_mail(elm, "elm-dental.example")

    from_outside(world, "postmaster@mail.test", "for the operator")
    from_outside(world, "abuse@elm-dental.example", "for the partner")

    assert world.carol.find("for the operator")
    assert world.alice.find("for the partner")
    with smtplib.SMTP(
        "127.0.0.1", world.engines.settings.ports.smtp, local_hostname="mx.elsewhere.example"
    ) as smtp:
        smtp.ehlo()
        smtp.mail(OUTSIDE)
        assert smtp.rcpt("postmaster")[0] == 250
        assert smtp.rcpt("someone@elm-dental.example")[0] == 550


def test_rules_file_flag_and_block(world: World) -> None:
    filing = SimpleRule(RuleField.SUBJECT, RuleMatch.CONTAINS, 'in"voice', RuleAction.FILE, "Bills/2026 ü")
    flagging = SimpleRule(RuleField.FROM, RuleMatch.CONTAINS, "elsewhere", RuleAction.FLAG)
    with scope(world.acme.tenant_id):
        set_rules(
            world.bob.mailbox_id,
            rules=[RuleFacts(0, "Bills", filing), RuleFacts(1, "Flag", flagging)],
            actor=world.bob.actor,
        )
    world.look_again(world.bob)
    from_outside(world, world.bob.address, 'an in"voice')
    from_outside(world, world.bob.address, "flagged one")
    world.bob.find("flagged one")

    folder = next(name for name in world.bob.folders() if name.startswith("Bills/"))
    assert world.bob.find('an in"voice'.replace('"', '\\"'), folder)
    with world.bob.imap() as client:
        client.select("INBOX", readonly=True)
        assert client.search(None, "FLAGGED", "SUBJECT", '"flagged one"')[1][0]
    with scope(world.acme.tenant_id):
        set_rules(world.bob.mailbox_id, rules=[], actor=world.bob.actor)
        block_sender(OUTSIDE, mailbox_id=world.bob.mailbox_id, actor=world.bob.actor)
    world.look_again(world.bob)
    from_outside(world, world.bob.address, "from a blocked one")
    assert world.bob.find("from a blocked one", "Junk")
    with scope(world.acme.tenant_id):
        allow_sender(OUTSIDE, mailbox_id=world.bob.mailbox_id, actor=world.bob.actor)
    from_outside(world, world.bob.address, "allowed again")
    assert world.bob.find("allowed again")


def test_out_of_office_answers_once_and_is_signed(world: World) -> None:
    with scope(world.acme.tenant_id):
        set_auto_reply(
            world.bob.mailbox_id,
            subject="Away: back soon",
            text='I am "away".\n\n.\nBob',
            actor=world.bob.actor,
        )
    world.look_again(world.bob)
    world.carol.send(world.bob.address, "are you there")
    answer = world.carol.find("Away: back soon")
    world.carol.send(world.bob.address, "are you there now")
    world.bob.find("are you there now")
    with scope(world.acme.tenant_id):
        clear_auto_reply(world.bob.mailbox_id, actor=world.bob.actor)

    assert world.bob.address in answer["From"]
    assert "d=acme-dental.example" in answer["DKIM-Signature"]
    with world.carol.imap() as client:
        client.select("INBOX", readonly=True)
        assert len(client.search(None, "HEADER", "SUBJECT", '"Away: back soon"')[1][0].split()) == 1


def test_forwarding_rewrites_the_sender_and_a_bounce_finds_its_way_back(world: World) -> None:
    with scope(world.acme.tenant_id):
        set_forwarding(
            world.bob.mailbox_id, targets=[world.carol.address], keep_copy=True, actor=world.bob.actor
        )
    world.look_again(world.bob)
    from_outside(world, world.bob.address, "forwarded")
    received = world.carol.find("forwarded")
    with scope(world.acme.tenant_id):
        set_forwarding(world.bob.mailbox_id, targets=[], keep_copy=True, actor=world.bob.actor)

    assert world.bob.find("forwarded")
    rewritten = received["Return-Path"].strip("<>")
    assert re.fullmatch(r"SRS0=[0-9a-f]{12}=[a-z2-7]{2}=elsewhere\.example=friend@mail\.test", rewritten)
    ports = world.engines.settings.ports
    with smtplib.SMTP("127.0.0.1", ports.smtp, local_hostname="mx.elsewhere.example") as smtp:
        smtp.ehlo()
        smtp.mail("<>")
        assert smtp.rcpt(rewritten)[0] == 250
        assert smtp.rcpt(rewritten.replace("SRS0=", "SRS0=0"))[0] == 550
        assert smtp.rcpt("someone@mail.test")[0] == 550


def shared(world: World, local_part: str) -> tuple[object, str]:
    with scope(world.acme.tenant_id):
        mailbox_id = create_shared_mailbox(
            f"{local_part}@acme-dental.example", display_name=local_part, actor=world.acme
        )
    return mailbox_id, f"{local_part}@acme-dental.example"


def test_full_access_and_send_as_in_one_step(world: World, worker: Callable[..., object]) -> None:
    mailbox_id, address = shared(world, "info")
    with scope(world.acme.tenant_id):
        give_access(mailbox_id, grantee_id=world.bob.mailbox_id, actor=world.acme)
    worker(jobs.apply_access, str(world.acme.tenant_id), str(mailbox_id))
    from_outside(world, address, "for the office")

    assert world.bob.find("for the office", "shared/info")
    world.bob.send(world.carol.address, "from the office", sender=address)
    assert world.carol.find("from the office")["From"] == address
    assert not any("info" in name for name in world.alice.folders())
    with pytest.raises(smtplib.SMTPRecipientsRefused):
        world.alice.send(world.carol.address, "not the office", sender=address)
    with world.bob.imap() as client:
        client.select('"shared/info"')
        assert client.store("1", "+FLAGS", "\\Seen")[0] == "OK"
        assert client.append('"shared/info"', None, None, b"Subject: put in\r\n\r\nx")[0] == "OK"

    with scope(world.acme.tenant_id):
        take_access(mailbox_id, grantee_id=world.bob.mailbox_id, actor=world.acme)
    worker(jobs.apply_access, str(world.acme.tenant_id), str(mailbox_id))
    with world.bob.imap() as client:
        assert client.select('"shared/info"')[0] == "NO"


def test_no_right_that_a_person_sets_crosses_tenants(world: World) -> None:
    from_outside(world, world.alice.address, "secret of acme")
    world.alice.find("secret of acme")
    handle, carols = world.alice.username.split("@")[0], world.carol.username
    with world.alice.imap() as client:
        client.setacl("INBOX", carols, "lrswipekxtea")
        with pytest.raises(imaplib.IMAP4.error):
            client.setacl("INBOX", "anyone", "lrswipekxtea")

    acme = str(world.acme.tenant_id)
    with world.carol.imap() as client:
        names = b" ".join(client.list()[1]) + b" ".join(
            line or b"" for line in client.list('""', '"shared/*"')[1]
        )
        assert handle.encode() not in names
        for name in (
            f"shared/{handle}", f"shared/{handle}/INBOX", f"shared/{handle}@{acme}", f"shared/{handle}@{acme}/INBOX",
            f"shared/../{acme}/{handle}", f"shared/..%2f{acme}", f"shared/{world.alice.address}/INBOX",
            f"shared/{world.alice.address}",
        ):  # fmt: skip
            assert client.select(f'"{name}"')[0] == "NO", name
    with world.alice.imap() as client:
        client.deleteacl("INBOX", carols)


def test_over_quota_gets_552(world: World) -> None:
    with scope(world.acme.tenant_id):
        mailbox_id, address = shared(world, "small")
        with connection.cursor() as cursor:
            cursor.execute("update mail_mailbox set quota_bytes = 20000 where id = %s", [mailbox_id])
    ports = world.engines.settings.ports
    arrives(ports, OUTSIDE, address, written(OUTSIDE, address, "fits", "x" * 60 + "\n"))
    arrives(ports, OUTSIDE, address, written(OUTSIDE, address, "fits as well", ("x" * 70 + "\n") * 240))

    def full() -> object:
        with smtplib.SMTP("127.0.0.1", ports.smtp, local_hostname="mx.elsewhere.example") as smtp:
            smtp.ehlo()
            smtp.mail(OUTSIDE, ["size=30000"])
            code, words = smtp.rcpt(address)
            return code == 552 and words.startswith(b"5.2.2")

    wait_for(full)


def test_many_deliveries_at_once_all_arrive(world: World) -> None:
    def many(start: int) -> None:
        for number in range(start, start + 5):
            from_outside(world, world.bob.address, f"burst {number:03}.")

    threads = [threading.Thread(target=many, args=(start,)) for start in range(0, 20, 5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    for number in range(20):
        assert world.bob.find(f"burst {number:03}.")
