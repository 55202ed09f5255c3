"""What a person sets for a mailbox, groups, shared access, limits and the queue; and the Sieve that comes of it."""

import uuid
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as some
from sievelib.parser import Parser

from freehold.kernel import clock
from freehold.kernel.actor import Via, platform_actor
from freehold.kernel.errors import Conflict, NotFound, NotPermitted, Refused
from freehold.notices.models import Notice
from freehold.provisioning.actions.want import want_options
from freehold.services.mail.actions.allow_sender import allow_sender
from freehold.services.mail.actions.block_sender import block_sender
from freehold.services.mail.actions.clear_auto_reply import clear_auto_reply
from freehold.services.mail.actions.create_group import create_group
from freehold.services.mail.actions.create_shared_mailbox import create_shared_mailbox
from freehold.services.mail.actions.delete_queued import delete_queued
from freehold.services.mail.actions.erase_mail import erase_mail
from freehold.services.mail.actions.forget_sender import forget_sender
from freehold.services.mail.actions.freeze_sender import freeze_sender
from freehold.services.mail.actions.give_access import give_access
from freehold.services.mail.actions.keep_limits_to_plan import keep_limits_to_plan
from freehold.services.mail.actions.note_deleted import note_deleted
from freehold.services.mail.actions.remove_group import remove_group
from freehold.services.mail.actions.retry_queued import retry_queued
from freehold.services.mail.actions.set_auto_reply import set_auto_reply
from freehold.services.mail.actions.set_forwarding import set_forwarding
from freehold.services.mail.actions.set_group_members import set_group_members
from freehold.services.mail.actions.set_limits import set_limits
from freehold.services.mail.actions.set_rules import set_rules
from freehold.services.mail.actions.take_access import take_access
from freehold.services.mail.actions.tell_frozen import tell_frozen
from freehold.services.mail.actions.unfreeze_sender import unfreeze_sender
from freehold.services.mail.models import Mailbox, MailEvent, MailSettings
from freehold.services.mail.queries.access import access_to, senders_of
from freehold.services.mail.queries.addresses import groups
from freehold.services.mail.queries.limits import limits
from freehold.services.mail.queries.mailboxes import mailboxes, shared_with
from freehold.services.mail.queries.senders import tenant_senders
from freehold.services.mail.queries.settings import RuleFacts, mailbox_settings
from freehold.services.mail.queries.trace import queue
from freehold.services.mail.rules.sieve import Answer, SieveFacts, SimpleRule, quoted, script
from freehold.services.mail.states import Delivery, Direction, RuleAction, RuleField, RuleMatch
from freehold.services.mail.tests.conftest import Mail
from freehold.tenants.row_security import scope


def sieve_of(mailbox_id: uuid.UUID) -> str:
    return Mailbox.objects.get(id=mailbox_id).sieve


def test_a_person_forwards_their_own_mail_and_nobody_elses(mail: Mail) -> None:
    with scope(mail.max.tenant_id):
        set_forwarding(mail.maxs, targets=["friend@elsewhere.example"], keep_copy=False, actor=mail.max)
        assert 'redirect :copy "friend@elsewhere.example";' in sieve_of(mail.maxs)
        with pytest.raises(NotFound):
            set_forwarding(mail.adas, targets=["spy@elsewhere.example"], keep_copy=True, actor=mail.max)
        with pytest.raises(Refused):
            set_forwarding(mail.maxs, targets=["max@acme-dental.example"], keep_copy=True, actor=mail.max)
        set_forwarding(mail.maxs, targets=[], keep_copy=True, actor=mail.ada)
        assert mailbox_settings(mail.max, mail.maxs).forward_to == ()
        assert "redirect" not in sieve_of(mail.maxs)


def test_an_answer_is_set_bounded_and_cleared(mail: Mail) -> None:
    early, late = datetime(2026, 12, 1, tzinfo=UTC), datetime(2026, 12, 24, tzinfo=UTC)
    with scope(mail.max.tenant_id):
        set_auto_reply(
            mail.maxs, subject="Away", text="Gone fishing", from_at=early, until_at=late, actor=mail.max
        )
        assert '"ge" "iso8601" "2026-12-01T00:00:00+00:00"' in sieve_of(mail.maxs)
        with pytest.raises(Refused):
            set_auto_reply(mail.maxs, subject="Away", text="x", from_at=late, until_at=early, actor=mail.max)
        assert mailbox_settings(mail.max, mail.maxs).auto_reply == Answer("Away", "Gone fishing", early, late)
        clear_auto_reply(mail.maxs, actor=mail.max)
        clear_auto_reply(mail.maxs, actor=mail.max)
        assert "vacation :days" not in sieve_of(mail.maxs)


@pytest.mark.parametrize("folder", ["", "a//b", "../x", "shared/info", "x\ny"])
def test_a_rule_files_into_a_folder_of_ones_own(mail: Mail, folder: str) -> None:
    rule = SimpleRule(RuleField.SUBJECT, RuleMatch.CONTAINS, "x", RuleAction.FILE, folder)
    with scope(mail.max.tenant_id), pytest.raises(Refused):
        set_rules(mail.maxs, rules=[RuleFacts(0, "r", rule)], actor=mail.max)


def test_senders_are_judged_by_the_person_before_the_tenant(mail: Mail) -> None:
    with scope(mail.ada.tenant_id):
        block_sender("@spam.example", mailbox_id=None, actor=mail.ada)
        assert '"spam.example"' in sieve_of(mail.maxs)
        allow_sender("@spam.example", mailbox_id=mail.maxs, actor=mail.max)
        assert "junk; proven" in sieve_of(mail.maxs)
        forget_sender("@spam.example", mailbox_id=mail.maxs, actor=mail.max)
        assert "junk; proven" not in sieve_of(mail.maxs)
        with pytest.raises(NotPermitted):
            block_sender("@spam.example", mailbox_id=None, actor=mail.max)
        assert len(tenant_senders(mail.ada)) == 1


def test_a_group_is_made_filled_and_removed(mail: Mail) -> None:
    with scope(mail.ada.tenant_id):
        group_id = create_group("team@acme-dental.example", name="Team", actor=mail.ada)
        set_group_members(group_id, mailbox_ids=[mail.adas], outside=["x@elsewhere.example"], actor=mail.ada)
        (group,) = groups(mail.ada)
        assert group.members == ((mail.adas, "ada@acme-dental.example"), (None, "x@elsewhere.example"))
        with pytest.raises(NotFound):
            set_group_members(group_id, mailbox_ids=[uuid.uuid4()], actor=mail.ada)
        with pytest.raises(Refused):
            set_group_members(group_id, outside=["team@acme-dental.example"], actor=mail.ada)
        with pytest.raises(NotPermitted):
            remove_group(group_id, actor=mail.max)
    with scope(mail.cleo.tenant_id), pytest.raises(NotFound):
        remove_group(group_id, actor=mail.cleo)
    with scope(mail.ada.tenant_id):
        remove_group(group_id, actor=mail.ada)
        assert groups(mail.ada) == []


def test_of_two_who_change_a_group_the_second_is_refused_and_nothing_is_lost(mail: Mail) -> None:
    with scope(mail.ada.tenant_id):
        group_id = create_group("team@acme-dental.example", name="Team", actor=mail.ada)
        (seen,) = groups(mail.ada)
        set_group_members(group_id, mailbox_ids=[mail.adas], version=seen.version, actor=mail.ada)

        with pytest.raises(Conflict):
            set_group_members(group_id, mailbox_ids=[mail.maxs], version=seen.version, actor=mail.ada)

        (group,) = groups(mail.ada)
        assert group.member_addresses == ("ada@acme-dental.example",)
        set_group_members(group_id, mailbox_ids=[mail.maxs], version=group.version, actor=mail.ada)
        assert groups(mail.ada)[0].member_addresses == ("max@acme-dental.example",)


def test_access_is_given_and_taken(mail: Mail) -> None:
    with scope(mail.ada.tenant_id):
        info = create_shared_mailbox("info@acme-dental.example", actor=mail.ada)
        give_access(info, grantee_id=mail.maxs, actor=mail.ada)
        give_access(info, grantee_id=mail.maxs, send_as=False, actor=mail.ada)
        (access,) = access_to(mail.ada, info)
        assert (access.full_access, access.send_as) == (True, False)
        assert [box.id for box in shared_with(mail.max)] == [info]
        assert senders_of(mail.max) == ["max@acme-dental.example"]
        with pytest.raises(Refused):
            give_access(mail.adas, grantee_id=mail.maxs, actor=mail.ada)
        with pytest.raises(NotPermitted):
            give_access(info, grantee_id=mail.maxs, actor=mail.max)
        take_access(info, grantee_id=mail.maxs, actor=mail.ada)
        with pytest.raises(NotFound):
            take_access(info, grantee_id=mail.maxs, actor=mail.ada)
        assert shared_with(mail.max) == []


def test_a_freeze_by_the_limits_is_told_once_to_the_person_and_the_administrators(mail: Mail) -> None:
    with scope(mail.ada.tenant_id):
        Mailbox.objects.filter(id=mail.maxs).update(
            sending_frozen_at=clock.now(), sending_frozen_because="too much"
        )
        for _ in range(2):
            tell_frozen(mail.maxs, actor=platform_actor(mail.ada.tenant_id, via=Via.JOB))
        told = sorted(Notice.objects.filter(template="sender_frozen").values_list("to", flat=True))
        assert told == ["ada@acme-dental.example", "max@acme-dental.example"]
        unfreeze_sender(mail.maxs, actor=mail.ada)
        freeze_sender(mail.maxs, because="looks stolen", actor=mail.ada)
        with pytest.raises(NotPermitted):
            unfreeze_sender(mail.maxs, actor=mail.max)
        assert Mailbox.objects.get(id=mail.maxs).sending_frozen_because == "looks stolen"


def test_limits_are_set_by_administrators_within_bounds(mail: Mail) -> None:
    with scope(mail.ada.tenant_id):
        set_limits(hourly_per_person=50, hourly_per_tenant=500, postmaster_id=mail.adas, actor=mail.ada)
        assert limits(mail.ada).hourly_per_person == 50
        for person, tenant, code in (
            (0, 10, "bad_limit"),
            (100, 50, "bad_limit"),
            (301, 500, "more_than_plan"),
            (10, 3001, "more_than_plan"),
        ):
            with pytest.raises(Refused) as refused:
                set_limits(hourly_per_person=person, hourly_per_tenant=tenant, actor=mail.ada)
            assert refused.value.code == code
        assert limits(mail.ada).hourly_per_tenant == 500
        with pytest.raises(NotPermitted):
            set_limits(hourly_per_person=50, hourly_per_tenant=500, actor=mail.max)


def test_of_two_who_change_the_limits_the_second_is_refused_and_nothing_is_lost(mail: Mail) -> None:
    with scope(mail.ada.tenant_id):
        seen = limits(mail.ada).version
        set_limits(hourly_per_person=50, hourly_per_tenant=500, version=seen, actor=mail.ada)

        with pytest.raises(Conflict):
            set_limits(hourly_per_person=60, hourly_per_tenant=600, version=seen, actor=mail.ada)

        now = limits(mail.ada)
        assert (now.hourly_per_person, now.hourly_per_tenant) == (50, 500)
        set_limits(hourly_per_person=60, hourly_per_tenant=600, version=now.version, actor=mail.ada)
        assert limits(mail.ada).hourly_per_person == 60


def test_a_larger_plan_lets_a_tenant_send_more_and_a_smaller_one_less(mail: Mail) -> None:
    more, less = {"hourly_per_person": 1000, "hourly_per_tenant": 9000}, {"hourly_per_person": 20}
    with scope(mail.ada.tenant_id):
        want_options(mail.instance_id, more)
        set_limits(**more, actor=mail.under_grant)
        keep_limits_to_plan(mail.ada.tenant_id)
        raised = limits(mail.ada)
        want_options(mail.instance_id, less)
        keep_limits_to_plan(mail.ada.tenant_id)
        lowered = limits(mail.ada)
        with pytest.raises(Refused):
            set_limits(hourly_per_person=21, hourly_per_tenant=3000, actor=mail.under_grant)

    assert raised.allowed_by_plan == (raised.hourly_per_person, raised.hourly_per_tenant) == (1000, 9000)
    assert lowered.allowed_by_plan == (lowered.hourly_per_person, lowered.hourly_per_tenant) == (20, 3000)


def test_limits_within_the_plan_are_left_alone(mail: Mail) -> None:
    with scope(mail.ada.tenant_id):
        keep_limits_to_plan(mail.ada.tenant_id)
        assert not MailSettings.objects.exists()
        set_limits(hourly_per_person=5, hourly_per_tenant=7, actor=mail.ada)
        keep_limits_to_plan(mail.ada.tenant_id)
        assert limits(mail.ada).hourly_per_tenant == 7


def event(mail: Mail, direction: Direction) -> str:
    queue_id = uuid.uuid4().hex[:12]
    MailEvent.objects.create(
        tenant_id=mail.ada.tenant_id, at=clock.now(), updated_at=clock.now(), direction=direction,
        delivery=Delivery.DEFERRED, queue_id=queue_id, sender="a@b.example", recipient="c@d.example",
    )  # fmt: skip
    return queue_id


def test_only_what_ones_own_people_sent_can_be_touched_in_the_queue(mail: Mail) -> None:
    with scope(mail.ada.tenant_id):
        own, others = event(mail, Direction.OUT), event(mail, Direction.IN)
        retry_queued(own, actor=mail.ada)
        delete_queued(own, actor=mail.ada)
        for act in (retry_queued, delete_queued):
            with pytest.raises(NotFound):
                act(others, actor=mail.ada)
            with pytest.raises(NotPermitted):
                act(own, actor=mail.max)
        note_deleted(own)
        assert [e.queue_id for e in queue(mail.ada)] == [others]
    with scope(mail.cleo.tenant_id), pytest.raises(NotFound):
        delete_queued(own, actor=mail.cleo)


def test_erasing_leaves_no_row(mail: Mail) -> None:
    with scope(mail.ada.tenant_id):
        erase_mail(mail.ada.tenant_id, instance_id=mail.instance_id)
        erase_mail(mail.ada.tenant_id, instance_id=mail.instance_id)
        assert mailboxes(mail.ada) == []


@given(text=some.text(max_size=200))
def test_any_text_stays_inside_its_sieve_string(text: str) -> None:
    written = script(
        SieveFacts(
            addresses=("a@b.example",),
            display_name=text,
            rules=(SimpleRule(RuleField.SUBJECT, RuleMatch.CONTAINS, text, RuleAction.FILE, text),),
            answer=Answer(text, text),
            blocked=("@c.example", "d@e.example"),
        )
    )
    outside = quoted(text)[1:-1].replace("\\\\", "").replace('\\"', "")
    assert '"' not in outside
    assert written.count("stop;") == 3


def test_the_script_is_sieve() -> None:
    parser = Parser()
    written = script(SieveFacts(addresses=("a@b.example",), forward_to=("x@y.example",), keep_copy=False))
    assert parser.parse(written.replace('"imap4flags", ', "").replace(" :create", "")), parser.error
